namespace Workflow.ServiceDefaults;

/// <summary>Forgets kept answers 30 days after their first request, once an hour; several processes may do so at once.</summary>
internal sealed class IdempotencyExpiry(NpgsqlDataSource dataSource, [FromKeyedServices(WallClock.Key)] TimeProvider wall,
    ILogger<IdempotencyExpiry> logger) : BackgroundService
{
    private const int AtOnce = 10_000;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Deletes what is too old, some at a time so that no transaction is long.</summary>
    /// <returns>How many answers were forgotten.</returns>
    public static async Task<int> ForgetAsync(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        for (var forgotten = 0; ;)
        {
            var some = await dataSource.Sql(
                """
                delete from idempotency where ctid = any(array(
                    select ctid from idempotency where created_at < now() - interval '30 days' limit $1 for update skip locked))
                """, AtOnce).ExecuteAsync(ct);
            forgotten += some;
            if (some < AtOnce)
                return forgotten;
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, wall);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ForgetAsync(dataSource, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.Log(Transience.IsTransient(e) ? LogLevel.Debug : LogLevel.Error, e,
                    "Old answers cannot be forgotten now; in an hour again");
            }
        }
    }
}
