using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Workflow.Contracts.Directory.V1;

namespace Workflow.ServiceDefaults;

/// <summary>
/// Asks the directory, once in the life of the service's database, for everything said before its queues stood. Waits for as long as no
/// directory was ever started.
/// </summary>
internal sealed partial class DirectoryRequest(
    NpgsqlDataSource dataSource, IBusControl bus, ServiceIdentity identity, [FromKeyedServices(WallClock.Key)] TimeProvider wall,
        ILogger<DirectoryRequest> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                if (!await IsAskedAsync(stoppingToken))
                    await AskAsync(stoppingToken);
                return;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Waiting(e);
                await Task.Delay(Pause, wall, stoppingToken);
            }
        }
    }

    private async Task<bool> IsAskedAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select directory_asked_at is not null from unit_tree_revision");
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Notes the asking after the broker has confirmed it: a crash between the two asks once more.</summary>
    private async Task AskAsync(CancellationToken ct)
    {
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, ct);
        await bus.Publish(new DirectoryRequested(identity.Source), ct);
        await using var command = dataSource.CreateCommand("update unit_tree_revision set directory_asked_at = clock_timestamp()");
        await command.ExecuteNonQueryAsync(ct);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The directory cannot be asked yet for its units and calendars; trying again")]
    private partial void Waiting(Exception exception);
}
