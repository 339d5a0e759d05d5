using MassTransit;
using NoticeIssuance.Notices;
using Workflow.Calendars;
using Workflow.EventSourcing;
using Workflow.ServiceDefaults;

namespace NoticeIssuance;

/// <summary>What the service consists of.</summary>
internal static class NoticeIssuanceModule
{
    public static WebApplicationBuilder AddNoticeIssuance(this WebApplicationBuilder builder)
    {
        builder.AddWorkflowService("notices", bus => bus.AddConsumer<Notices.UnitChangedConsumer, UnitChangedConsumerDefinition>(), SqlScripts.In(typeof(NoticeIssuanceModule).Assembly));
        builder.Services.AddUnitTree();
        builder.Services.AddSingleton<UnitDirectory>();
        builder.Services.AddSingleton<IWorkingCalendars>(WorkingCalendars.Shipped);
        builder.Services.AddSingleton<ContentStore>();
        builder.Services.AddSingleton<NoticeStream>();
        builder.Services.AddSingleton<NoticeAccess>();
        builder.Services.AddSingleton<NoticeViews>();
        builder.Services.AddSingleton<ReceiveNotices>();
        builder.Services.AddSingleton<IEventPublisher, NoticePublisher>();
        return builder;
    }

    public static WebApplication MapNoticeIssuance(this WebApplication app)
    {
        PostNotice.Map(app);
        AnswerQuestions.Map(app);
        IssueNotice.Map(app);
        RejectNotice.Map(app);
        GetNotice.Map(app);
        ListNotices.Map(app);
        return app;
    }
}
