using TaskAssignment.Assignments;
using TaskAssignment.Evidences;
using TaskAssignment.Notices;
using TaskAssignment.Persons;

namespace TaskAssignment;

/// <summary>What this service is made of.</summary>
internal static class TaskAssignmentModule
{
    public static void AddTaskAssignment(this WebApplicationBuilder builder)
    {
        builder.AddWorkflowService(Sources.Assignments, AddConsumers, SqlScripts.In(typeof(TaskAssignmentModule).Assembly));
        builder.Services
            .AddSingleton<Standing>()
            .AddSingleton<BoardStore>()
            .AddSingleton<IReadModel, BoardModel>()
            .AddSingleton<NoticeStore>()
            .AddSingleton<PersonStore>()
            .AddSingleton<AssignmentDesk>()
            .AddSingleton<AssignmentViews>()
            .AddSingleton<ManyAtOnce>()
            .AddSingleton<ActsWithTerm>()
            .AddSingleton<ReportsUnderWay>()
            .AddSingleton<EvidenceStore>()
            .AddHostedService<EvidenceExpiry>()
            .AddSingleton<DueSweep>()
            .AddHostedService(provider => provider.GetRequiredService<DueSweep>())
            .AddSingleton<ISetAside>(provider => provider.GetRequiredService<DueSweep>())
            .AddSingleton<MovedDeadlines>()
            .AddSingleton<ISetAside>(provider => provider.GetRequiredService<MovedDeadlines>())
            .AddSingleton<WithdrawnAssignments>()
            .AddSingleton<ISetAside>(provider => provider.GetRequiredService<WithdrawnAssignments>())
            .AddSingleton<AmendedAssignments>()
            .AddSingleton<ISetAside>(provider => provider.GetRequiredService<AmendedAssignments>())
            .AddSingleton<ICounted, CountOverdue>()
            .AddSingleton<IEventPublisher, AssignmentPublisher>();
        builder.Services.AddPart<NodeClock>("clock");
    }

    public static void MapTaskAssignment(this IEndpointRouteBuilder routes)
    {
        ReadAssignments.Map(routes);

        // By the unit.
        Acknowledge.Map(routes);
        NameResponsiblePerson.Map(routes);
        HandOver.Map(routes);
        HandInEvidence.Map(routes);
        SubmitReport.Map(routes);
        AskForTime.Map(routes);
        DeclineAssignment.Map(routes);

        // By the assigner, singly and many at once.
        ReturnReport.Map(routes);
        AcceptReport.Map(routes);
        CloseAssignment.Map(routes);
        DecideOnTime.Map(routes);
        InsistOnAssignment.Map(routes);
        ReassignAssignment.Map(routes);
        ReopenAssignment.Map(routes);
        UrgeAssignment.Map(routes);

        GetEvidence.Map(routes);
        Progress.Map(routes);
        Coverage.Map(routes);
        Overview.Map(routes);
        routes.MapReadModels();
        routes.MapOperations();
    }

    private static void AddConsumers(IBusRegistrationConfigurator bus)
    {
        bus.AddUnitTree();
        bus.AddConsumer<NoticeIssuedConsumer>();
        bus.AddConsumer<NoticeDistributedConsumer, NoticeDistributedConsumerDefinition>();
        bus.AddConsumer<DeadlineRecomputedConsumer, DeadlineRecomputedConsumerDefinition>();
        bus.AddConsumer<NoticeAmendedConsumer, NoticeAmendedConsumerDefinition>();
        bus.AddConsumer<NoticeWithdrawnConsumer>();
        bus.AddConsumer<CalendarPublishedConsumer>();
        bus.AddConsumer<AssignmentsAskedConsumer>();
        bus.AddConsumer<DatedAssignmentsAskedConsumer>();
        bus.AddConsumer<DutiesAskedConsumer>();
    }
}
