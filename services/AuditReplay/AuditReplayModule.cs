using AuditReplay.Access;
using AuditReplay.Events;
using AuditReplay.Ledger;
using AuditReplay.Replay;
using AuditReplay.Timeline;

namespace AuditReplay;

/// <summary>What this service is made of.</summary>
internal static class AuditReplayModule
{
    public static void AddAuditReplay(this WebApplicationBuilder builder)
    {
        builder.AddWorkflowService(Sources.Audit, bus =>
        {
            bus.AddConsumer<EventPageConsumer, EventPageConsumerDefinition>();
            bus.AddUnitTree();
        }, SqlScripts.In(typeof(AuditReplayModule).Assembly));

        var services = builder.Services;
        services.AddSettings<LedgerOptions>("Ledger").AddSingleton<IValidateOptions<LedgerOptions>, UsersAreNamedInProduction>();
        services.AddSingleton<LedgerMetrics>();
        services.AddSingleton<LedgerWriter>();
        services.AddSingleton<LedgerReader>();
        services.AddSingleton<MissingPages>();
        services.AddHostedService<AskForMissingPages>();
        services.AddPart<LedgerProbe>("ledger");
        services.AddSingleton<IOperationsPart, LedgerOperations>();

        services.AddSingleton<RefusedCalls>().AddHostedService(provider => provider.GetRequiredService<RefusedCalls>());
        services.AddSingleton<LedgerSize>(provider => provider.GetRequiredService<LedgerReader>().SizeAsync);
        services.AddSingleton<CountRefusal>(provider => provider.GetRequiredService<RefusedCalls>().CountAsync);
        services.AddSingleton<IEventPublisher, AccessPublisher>();

        services.AddSingleton<UnitNames>();
        services.AddSingleton<StoryReach>();
        services.AddSingleton<StreamReplay>();
    }

    /// <summary>
    /// All for auditors, everything; for the operator of the root how the ledger stands, for inspectors the story of their units.
    /// </summary>
    public static void MapAuditReplay(this WebApplication app)
    {
        var auditor = app.MapGroup("/v1").RequireRoles(Roles.Auditor);
        auditor.MapEvents();
        app.MapTimeline();
        auditor.MapReplay();
        ListSources.Map(app);
        BeginEpoch.Map(app);
        app.MapOperations();
    }
}
