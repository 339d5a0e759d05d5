using NoticeIssuance.Notices;

namespace NoticeIssuance;

/// <summary>What the service consists of.</summary>
internal static class NoticeIssuanceModule
{
    public static WebApplicationBuilder AddNoticeIssuance(this WebApplicationBuilder builder)
    {
        builder.AddWorkflowService("notices", AddConsumers, SqlScripts.In(typeof(NoticeIssuanceModule).Assembly));
        builder.Services.AddDirectory();
        builder.Services.AddSingleton<UnitDirectory>();
        builder.Services.AddSingleton<DirectoryInForce>();
        builder.Services.AddSingleton<WhatOthersKnow>();
        builder.Services.AddSingleton<LargeNotices>();
        builder.Services.AddSingleton<NoticeDesk>();
        builder.Services.AddSingleton<NoticeViews>();
        builder.Services.AddSingleton<ReceiveNotices>();
        builder.Services.AddSingleton<IReadModel, NoticeListModel>();
        builder.Services.AddSingleton<IEventPublisher, NoticePublisher>();
        builder.Services.AddSingleton<ISetAside, Notices.UnitChangedConsumer>();
        builder.Services.AddSingleton<ISetAside, CalendarPublishedConsumer>();
        return builder;
    }

    private static void AddConsumers(IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<Notices.UnitChangedConsumer, UnitChangedConsumerDefinition>();
        bus.AddConsumer<DelegationChangedConsumer>();
        bus.AddConsumer<CalendarPublishedConsumer, CalendarPublishedConsumerDefinition>();
        bus.AddConsumer<AssignmentReassignedConsumer>();
        bus.AddConsumer<NoticeDischargedConsumer>();
    }

    public static WebApplication MapNoticeIssuance(this WebApplication app)
    {
        PostNotice.Map(app);
        AnswerQuestions.Map(app);
        RehearseNotice.Map(app);
        IssueNotice.Map(app);
        ConsentToNotice.Map(app);
        RejectNotice.Map(app);
        AmendNotice.Map(app);
        ProposeAmendments.Map(app);
        CopyNotice.Map(app);
        WithdrawNotice.Map(app);
        GetNotice.Map(app);
        RereadNotice.Map(app);
        UnitsAddedLater.Map(app);
        ReadAgain.Map(app);
        ListNotices.Map(app);
        PreviewCalendar.Map(app);
        app.MapReadModels();
        app.MapOperations();
        return app;
    }
}
