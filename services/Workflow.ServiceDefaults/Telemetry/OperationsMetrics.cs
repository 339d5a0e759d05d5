using System.Diagnostics.Metrics;

namespace Workflow.ServiceDefaults;

/// <summary>What a service counts for its metrics alone, at a cost that does not grow with what is pending.</summary>
public interface ICounted
{
    /// <summary>Counts now.</summary>
    Task<IReadOnlyList<Tally>> CountAsync(CancellationToken ct);
}

/// <summary>
/// What operations show, as gauges, looked at every 15 s in a process that exports metrics. Every replica says what stands in the
/// database: take the highest, not the sum. What was said once is said on as 0 when it is over.
/// </summary>
public sealed class OperationsMetrics : BackgroundService
{
    /// <summary>The kind of the tally of overdue assignments.</summary>
    public const string Overdue = "overdue";

    /// <summary>The kind of the tally of reminders that wait for the owner of assignments.</summary>
    public const string OwnerWaiting = "owner-waiting";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly Operations _operations;
    private readonly IReadOnlyList<ICounted> _counted;
    private readonly TimeProvider _business;
    private readonly TimeProvider _wall;
    private readonly ServiceIdentity _identity;
    private readonly Meter _meter;
    private Looked? _seen;

    internal OperationsMetrics(IServiceProvider provider)
    {
        _operations = provider.GetRequiredService<Operations>();
        _counted = [.. provider.GetServices<ICounted>()];
        _business = provider.GetRequiredService<TimeProvider>();
        _wall = provider.GetRequiredKeyedService<TimeProvider>(WallClock.Key);
        _identity = provider.GetRequiredService<ServiceIdentity>();
        _meter = provider.GetRequiredService<IMeterFactory>().Create("Workflow.Operations");
        Gauges();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _wall);
        do
        {
            try
            {
                var counted = await Task.WhenAll(_counted.Select(one => one.CountAsync(stoppingToken)));
                _seen = new(await _operations.AllAsync(stoppingToken), [.. counted.SelectMany(tallies => tallies)]);
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Without its database nothing is known but that it is not ready.
                _seen = null;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Gauges()
    {
        Gauge("workflow.ready", seen => [("", seen.View.Ready ? 1 : 0)], always: "");
        Gauge("workflow.problems", seen => seen.View.Problems.Select(one => (one.Kind, (double)(one.Count ?? 1))));
        Gauge("workflow.feed.age", seen => seen.View.Feeds.Select(one => (one.Name, Age(one.Since, _wall))));
        Gauge("workflow.queue.failed", seen => seen.View.Queues.Select(one => (one.Name, (double)one.Messages)));
        Gauge("workflow.quarantine", seen => seen.View.Quarantine.Select(one => (one.Place, 1d)));
        Count("workflow.reminders.due", Troubles.DueUnsent);
        Gauge("workflow.reminders.due.age", seen => seen.Tallies(Troubles.DueUnsent).Select(one => ("", Age(one.Oldest, _business))));
        Count("workflow.reminders.owner_waiting", OwnerWaiting);
        Count("workflow.reminders.plans_missing", Troubles.PlansMissing);
        Count("workflow.reminders.calendar_missing", Troubles.CalendarMissing);
        Count("workflow.deliveries.waiting", "deliveries-waiting");
        Count("workflow.deliveries.dead", Troubles.DeliveriesDead);
        Count("workflow.branch_queues.unwell", Troubles.BranchQueue);
        Count("workflow.assignments.overdue", Overdue);
    }

    private void Count(string name, string kind) =>
        Gauge(name, seen => seen.Tallies(kind).Select(one => (one.About ?? "", (double)one.Count)));

    /// <param name="name">Of the list.</param>
    /// <param name="of">Its values, each with what it is told apart by; what is said twice is summed.</param>
    /// <param name="always">What is said from the start on.</param>
    private void Gauge(string name, Func<Looked, IEnumerable<(string About, double Value)>> of, params string[] always)
    {
        var (metric, known) = (WatchedMetric.Named(name), new HashSet<string>(always, StringComparer.Ordinal));
        _meter.CreateObservableGauge(name, () =>
        {
            var now = (_seen is { } seen ? of(seen) : []).GroupBy(one => one.About, one => one.Value, StringComparer.Ordinal)
                .ToDictionary(one => one.Key, one => one.Sum(), StringComparer.Ordinal);
            lock (known)
            {
                known.UnionWith(now.Keys);
                return known.Select(about => new Measurement<double>(now.GetValueOrDefault(about), Tags(metric, about))).ToList();
            }
        }, metric.Unit, metric.Words);
    }

    private KeyValuePair<string, object?>[] Tags(WatchedMetric metric, string about)
    {
        var service = KeyValuePair.Create<string, object?>("service", _identity.Source);
        return metric.By is { } by ? [service, KeyValuePair.Create<string, object?>(by, about)] : [service];
    }

    private static double Age(DateTimeOffset? since, TimeProvider clock) =>
        since is { } instant ? Math.Max(0, (clock.GetUtcNow() - instant).TotalSeconds) : 0;

    /// <summary>What was seen the last time.</summary>
    private sealed record Looked(OperationsView View, IReadOnlyList<Tally> Counted)
    {
        public IEnumerable<Tally> Tallies(string kind) => View.Counts.Concat(Counted).Where(one => one.Kind == kind);
    }
}
