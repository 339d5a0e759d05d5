using Polly.Registry;
using Workflow.Contracts.Directory.V1;

namespace Workflow.ServiceDefaults;

/// <summary>
/// Asks the directory for everything: once in the life of the service's database, for what was said before its queues stood, waiting for as
/// long as no directory was ever started; and again where a version does not become whole.
/// </summary>
internal sealed class DirectoryRequest(NpgsqlDataSource dataSource, IBusControl bus, ServiceIdentity identity,
    ResiliencePipelineProvider<string> pipelines, [FromKeyedServices(WallClock.Key)] TimeProvider wall) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(5);
    private long? _behindAt;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pipeline = pipelines.GetPipeline(Pipelines.DirectoryRequest);
        await pipeline.ExecuteAsync(async ct => await AskAsync(ct), stoppingToken);
        using var timer = new PeriodicTimer(Patience, wall);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await pipeline.ExecuteAsync(async ct => await AskAgainAsync(ct), stoppingToken);
    }

    /// <summary>Notes the asking after the broker has confirmed it: a crash between the two asks once more.</summary>
    private async Task AskAsync(CancellationToken ct)
    {
        if (await dataSource.Sql("select directory_asked_at is not null from unit_tree_revision").ScalarAsync<bool>(ct))
            return;
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, ct);
        // Else the broker returns it, as long as the directory was never started.
        if (await InForceAsync(ct) is null)
            throw new TimeoutException("no directory answers");
        await bus.Publish(new DirectoryRequested(identity.Source), ct);
        await dataSource.Sql("update unit_tree_revision set directory_asked_at = clock_timestamp()").ExecuteAsync(ct);
    }

    /// <summary>Where parts wait in vain, or a version is in force of which nothing has come since the last look.</summary>
    private async Task AskAgainAsync(CancellationToken ct)
    {
        var known = await dataSource.Sql("select directory_version from unit_tree_revision").ScalarAsync<long>(ct);
        var isBehind = await InForceAsync(ct) is { } inForce && inForce > known;
        if (await DirectoryParts.AreStuckAsync(dataSource, Patience, ct) || (isBehind && _behindAt == known))
            await bus.Publish(new DirectoryRequested(identity.Source), ct);
        _behindAt = isBehind ? known : null;
    }

    /// <summary>Null where nobody answers.</summary>
    private async Task<long?> InForceAsync(CancellationToken ct) =>
        (await bus.TryAskAsync<DirectoryVersionAsked, DirectoryVersionAnswered>(new(), LongestAnswer, ct))?.DirectoryVersion;
}
