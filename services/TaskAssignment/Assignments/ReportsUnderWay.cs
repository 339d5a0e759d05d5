namespace TaskAssignment.Assignments;

/// <summary>
/// The reports that have arrived in this process and are not stored or refused yet. No deadline is judged here that one of them may have
/// met, however long the process was frozen or its database away.
/// </summary>
internal sealed class ReportsUnderWay(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Arrived> _arrived = [];

    /// <summary>A report has arrived whole, now; disposed of when it is stored or refused.</summary>
    public Arrived Arrive()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            // Whole microseconds, as everything stored: never later than it was.
            var arrived = new Arrived(this, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)));
            _arrived.Add(arrived);
            return arrived;
        }
    }

    /// <summary>The same, for whoever handles the request later.</summary>
    public static IDisposable Arrive(HttpContext context)
    {
        var arrived = context.RequestServices.GetRequiredService<ReportsUnderWay>().Arrive();
        context.Features.Set(arrived);
        return arrived;
    }

    /// <summary>Business time up to which every report that arrived is stored or refused.</summary>
    public DateTimeOffset SettledUntil
    {
        get
        {
            lock (_gate)
                return _arrived.Select(report => report.At).Append(clock.GetUtcNow()).Min();
        }
    }

    /// <summary>A report that has arrived.</summary>
    /// <param name="all">Those among which it stands.</param>
    /// <param name="at">Business instant, UTC.</param>
    internal sealed class Arrived(ReportsUnderWay all, DateTimeOffset at) : IDisposable
    {
        public DateTimeOffset At => at;

        public void Dispose()
        {
            lock (all._gate)
                all._arrived.Remove(this);
        }
    }
}
