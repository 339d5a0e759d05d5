using Polly.Registry;
using Workflow.Contracts.Directory.V1;

namespace Workflow.ServiceDefaults;

/// <summary>
/// Asks the directory, once in the life of the service's database, for everything said before its queues stood. Waits for as long as no
/// directory was ever started.
/// </summary>
internal sealed class DirectoryRequest(
    NpgsqlDataSource dataSource, IBusControl bus, ServiceIdentity identity, ResiliencePipelineProvider<string> pipelines)
    : BackgroundService
{
    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        pipelines.GetPipeline(Pipelines.DirectoryRequest).ExecuteAsync(async ct => await AskAsync(ct), stoppingToken).AsTask();

    /// <summary>Notes the asking after the broker has confirmed it: a crash between the two asks once more.</summary>
    private async Task AskAsync(CancellationToken ct)
    {
        if (await dataSource.Sql("select directory_asked_at is not null from unit_tree_revision").ScalarAsync<bool>(ct))
            return;
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, ct);
        await bus.Publish(new DirectoryRequested(identity.Source), ct);
        await dataSource.Sql("update unit_tree_revision set directory_asked_at = clock_timestamp()").ExecuteAsync(ct);
    }
}
