using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DeadlineReminders.Branches;

/// <summary>
/// Looks at the broker every 10 s, when the tree has changed, and when a queue was found gone; what lacks is made, what cannot be is said.
/// A look costs seven listings, however many branches there are.
/// </summary>
internal sealed class LookAtBroker(BrokerApi broker, BranchTopology topology, BranchUpkeep upkeep, QueueStandings standings, UnitTree tree,
    [FromKeyedServices(LookAtBroker.Wanted)] Signal wanted, [FromKeyedServices(WallClock.Key)] TimeProvider wall,
    ILogger<LookAtBroker> logger) : BackgroundService, IHealthCheck
{
    /// <summary>Key of the signal that something was found gone at the broker.</summary>
    public const string Wanted = "broker-look-wanted";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private volatile string? _problem;

    /// <summary>Why the broker could not be looked at the last time; null where it could.</summary>
    public string? Problem => _problem;

    /// <summary>What is wrong with some queues, or with looking at them, is no reason to send callers elsewhere: it is a figure.</summary>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        HealthCheckResult.Healthy(data: new Dictionary<string, object>
        {
            ["notAsTheyShouldBe"] = (await standings.ReadAsync(cancellationToken)).Count, ["looksFailing"] = Problem is null ? 0 : 1,
        });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var (next, began, revision) = (wanted.Next, wall.GetTimestamp(), tree.Now.Revision);
            var isDone = await TryLookAsync(stoppingToken);
            while (!await Signal.WaitAsync(next, Step, wall, stoppingToken) && wall.GetElapsedTime(began) < Interval
                && isDone && revision == tree.Now.Revision)
            {
            }
        }
    }

    /// <summary>Whatever goes wrong is told once, until it goes well again or otherwise wrong.</summary>
    private async Task<bool> TryLookAsync(CancellationToken ct)
    {
        try
        {
            await LookAsync(ct);
            if (_problem is not null)
                logger.LogInformation("The broker's queues and users can be looked at again");
            _problem = null;
            return true;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            if (_problem is null)
                logger.LogWarning("The broker's queues and users cannot be looked at: {Reason}", e.Message);
            _problem = e.Message;
            return false;
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var found = await broker.LookAsync(ct);
        var differences = (await upkeep.WantedAsync(ct)).ConvertAll(branch => topology.Of(branch, found))
            .OfType<Difference>().ToList();
        if (topology.LacksCommon(found))
            await upkeep.MakeCommonAsync(ct);
        var lacking = differences.FindAll(difference => difference.Lacks).ConvertAll(difference => difference.Branch.Unit);
        var refused = await upkeep.MakeAsync(lacking, ct);
        await standings.FoundAsync([.. refused.Concat(differences.Select(d => d.Fault).OfType<BranchFault>())
            .DistinctBy(fault => fault.Unit)], ct);
        if (lacking.Count > refused.Count)
        {
            logger.LogInformation("Made again at the broker what these lacked: {Count}, of them {Unit}", lacking.Count - refused.Count,
                lacking.First(unit => refused.All(fault => fault.Unit != unit)));
            await standings.TryNowAsync(lacking, ct);
        }
        var uncleared = await EachForItself.DoAsync(
            differences.FindAll(d => d.Ends || d.Known is not null || d.Stale.Count > 0),
            async some => await ClearAsync(some, ct), ct);
        foreach (var (difference, why) in uncleared)
            logger.LogWarning("What {Unit} has too much at the broker cannot be cleared: {Reason}", difference.Branch.Unit, why.Message);
    }

    private async Task ClearAsync(IReadOnlyList<Difference> some, CancellationToken ct)
    {
        foreach (var difference in some)
            await upkeep.ClearAsync(difference, ct);
    }
}
