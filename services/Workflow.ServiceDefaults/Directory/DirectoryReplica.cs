using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Workflow.Contracts.Directory.V1;

namespace Workflow.ServiceDefaults;

/// <summary>Adds what a service knows of the directory: units and calendars as it hears them.</summary>
public static class DirectoryReplica
{
    /// <summary>A replica fed by <see cref="UnitChanged"/>; inject <see cref="UnitTree"/>. Calendars: <see cref="AddDirectory"/>.</summary>
    public static void AddUnitTree(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<UnitChangedConsumer>();
        bus.AddConsumer<DelegationChangedConsumer>();
        bus.AddDirectory();
    }

    /// <summary>
    /// The replica without consumers: for the service that has more to do when it hears, by <see cref="UnitTree.HearAsync"/> and
    /// <see cref="PublishedCalendars.KeepAsync"/>. Asks the directory, once, for what it said before this service's queues stood.
    /// </summary>
    public static void AddDirectory(this IServiceCollection services)
    {
        services.AddUnitTree();
        services.AddSingleton<PublishedCalendars>();
        services.AddHostedService<DirectoryRequest>();
    }

    /// <summary>The tree alone: for the service that makes it, by <see cref="UnitTree.StoreAsync"/>.</summary>
    public static void AddUnitTree(this IServiceCollection services)
    {
        services.TryAddSingleton<UnitTree>();
        services.AddHostedService(provider => provider.GetRequiredService<UnitTree>());
        services.AddPart<UnitTreeProbe>("unit-tree");
    }
}

/// <summary>Never unwell; says how many units this service has heard of, in which version of the directory.</summary>
internal sealed class UnitTreeProbe(UnitTree tree) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(HealthCheckResult.Healthy(data: new Dictionary<string, object>
        {
            ["units"] = tree.Now.All.Count, ["directoryVersion"] = tree.Now.DirectoryVersion,
        }));
}
