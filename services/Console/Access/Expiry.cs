namespace WorkflowConsole.Access;

/// <summary>Takes away tickets and kept forms whose time is over, every ten minutes.</summary>
internal sealed class Expiry(NpgsqlDataSource dataSource, [FromKeyedServices(WallClock.Key)] TimeProvider wall, ILogger<Expiry> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, wall);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var now = wall.GetUtcNow();
                await dataSource.Sql("delete from ticket where expires_at < $1", now)
                    .Add("delete from kept_form where expires_at < $1", now).ExecuteAsync(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                logger.LogWarning("Old tickets could not be taken away: {Reason}", e.Message);
            }
        }
    }
}
