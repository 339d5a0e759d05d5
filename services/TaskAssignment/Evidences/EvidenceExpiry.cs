namespace TaskAssignment.Evidences;

/// <summary>Forgets what no report has named, once an hour; several processes may do so at once.</summary>
internal sealed class EvidenceExpiry(EvidenceStore store, [FromKeyedServices(WallClock.Key)] TimeProvider wall,
    ILogger<EvidenceExpiry> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, wall);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await store.ForgetAsync(stoppingToken);
            }
            catch (Exception e) when (Transience.IsTransient(e))
            {
                logger.LogDebug(e, "Old files cannot be forgotten now; in an hour again");
            }
        }
    }
}
