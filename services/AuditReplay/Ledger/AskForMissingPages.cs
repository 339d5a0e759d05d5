namespace AuditReplay.Ledger;

/// <summary>Looks after what is missing, from the start on: asks again, and finishes what a crash left aside.</summary>
internal sealed class AskForMissingPages(
    MissingPages missing, LedgerWriter ledger, IBus bus, LedgerMetrics metrics,
    [FromKeyedServices(WallClock.Key)] TimeProvider wall, ILogger<AskForMissingPages> logger) : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(5);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ledger.EnsureSourcesAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookInterval, wall);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("Missing pages cannot be looked after now: {Reason}", e.Message);
            }
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var standings = await missing.StandingsAsync(ct);
        metrics.Stand(standings);
        foreach (var (standing, why) in await EachForItself.DoAsync(
            standings.Where(s => s is { FirstKept: not null, Missing: 0 }).ToList(), some => AppendAsync(some, ct), ct))
            logger.LogWarning("What {Source} has sent early cannot be appended now: {Reason}", standing.Source, why.Message);

        using var timeout = new CancellationTokenSource(PublishTimeout, wall);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        await missing.AskAsync(bus, source: null, either.Token);
    }

    private async Task AppendAsync(IReadOnlyList<SourceStanding> standings, CancellationToken ct)
    {
        foreach (var standing in standings)
            await ledger.AppendKeptAsideAsync(standing.Source, ct);
    }
}
