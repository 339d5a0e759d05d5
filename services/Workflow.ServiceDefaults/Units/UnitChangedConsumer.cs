using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Workflow.Contracts.Directory.V1;

namespace Workflow.ServiceDefaults;

/// <summary>Keeps the service's replica of the unit tree.</summary>
public sealed class UnitChangedConsumer(NpgsqlDataSource dataSource, UnitTree tree) : IConsumer<UnitChanged>
{
    /// <summary>Stores what is newer than what is known; messages may repeat or overtake one another.</summary>
    public async Task Consume(ConsumeContext<UnitChanged> context)
    {
        await using (var connection = await dataSource.OpenConnectionAsync(context.CancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(context.CancellationToken);
            await UnitTree.StoreAsync(context.Message.Units, transaction, context.CancellationToken);
            await transaction.CommitAsync(context.CancellationToken);
        }

        await tree.RefreshAsync(context.CancellationToken);
    }
}

/// <summary>Adds the unit tree to a service.</summary>
public static class UnitTreeRegistration
{
    /// <summary>Keeps a replica of the unit tree, fed by <see cref="UnitChanged"/>; inject <see cref="UnitTree"/>.</summary>
    public static void AddUnitTree(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<UnitChangedConsumer>();
        AddUnitTree((IServiceCollection)bus);
        bus.AskForDirectory();
    }

    /// <summary>Asks the directory, once, for what it said before this service's queues stood.</summary>
    public static void AskForDirectory(this IServiceCollection services) => services.AddHostedService<DirectoryRequest>();

    /// <summary>The tree without the consumer: for the service that writes it itself by <see cref="UnitTree.StoreAsync"/>.</summary>
    public static void AddUnitTree(this IServiceCollection services)
    {
        services.TryAddSingleton<UnitTree>();
        services.AddHostedService(provider => provider.GetRequiredService<UnitTree>());
        services.AddPart<UnitTreeProbe>("unit-tree");
    }
}

/// <summary>Never unwell; says how many units this service has heard of.</summary>
internal sealed class UnitTreeProbe(UnitTree tree) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(HealthCheckResult.Healthy(data: new Dictionary<string, object> { ["units"] = tree.Now.All.Count }));
}
