using DeadlineReminders.Rows;
using Quartz;

namespace DeadlineReminders.Raising;

/// <summary>
/// The lanes that plans are spread over, each with one clustered Quartz trigger at its next due instant. The trigger runs by wall time, the
/// steps by business time;
/// what a trigger is set to stands in the lane's row, whose lock orders those who set it: each reads the next step after it has the lock,
/// so the last one saw every step.
/// </summary>
internal sealed class Lanes(
    NpgsqlDataSource dataSource, [FromKeyedServices(Lanes.Scheduler)] ISchedulerFactory schedulers, TimeProvider business,
        [FromKeyedServices(WallClock.Key)] TimeProvider wall)
{
    /// <summary>Name of the Quartz scheduler, the same on every node of the cluster.</summary>
    public const string Scheduler = "reminders";

    // A plan that is held when its step is due is tried again after this; so is a trigger that did not fire.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan OverdueAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(10);

    public static IEnumerable<short> All => Enumerable.Range(0, Lane.Count).Select(lane => (short)lane);

    /// <summary>
    /// Sets the triggers of lanes in which a step was planned that is due before what they are set to. Call after the commit.
    /// </summary>
    public async Task BringForwardAsync(IReadOnlyDictionary<short, DateTimeOffset> earliest, CancellationToken ct)
    {
        var later = await dataSource.Sql().Over(earliest,
            """
            select l.lane from lane l join unnest($1, $2) u (lane, due_at) on u.lane = l.lane where l.due_at is null or l.due_at > u.due_at
            """).With(lane => lane.Key).With(lane => lane.Value).End().ReadAsync(row => row.GetInt16(0), ct);
        foreach (var lane in later)
            await ArmAsync(lane, ct);
    }

    /// <summary>Sets the lane's trigger to its next step, unless it is set so already.</summary>
    public async Task ArmAsync(short lane, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var set = await transaction.Sql("select wakes_at from lane where lane = $1 for update", lane).ScalarAsync<DateTimeOffset?>(ct);
        var dueAt = await transaction.Sql(
            $"select due_at from step where lane = $1 and outcome is null and {Sweep.Raised} order by due_at limit 1", lane)
            .ScalarAsync<DateTimeOffset?>(ct);
        var wakesAt = dueAt is { } due ? WallAt(due) : (DateTimeOffset?)null;
        var now = wall.GetUtcNow();
        var isSet = set is not null && wakesAt is not null && (set.Value - wakesAt.Value).Duration() < Tolerance && wakesAt > now;
        if (!isSet && wakesAt is { } at)
            await ScheduleAsync(lane, at > now ? at : now + RetryDelay, ct);

        await transaction.Sql("update lane set due_at = $2, wakes_at = $3 where lane = $1", lane, dueAt, wakesAt).ExecuteAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>
    /// The lanes whose trigger does not stand where it should: a step is due before it (its planner died before setting it), or it should
    /// have fired some time ago.
    /// One statement.
    /// </summary>
    public Task<List<short>> AstrayAsync(CancellationToken ct) => dataSource.Sql(
        $"""
        select l.lane from lane l
        cross join lateral (
            select due_at from step where step.lane = l.lane and outcome is null and {Sweep.Raised} order by due_at limit 1) s
        where l.due_at is null or s.due_at < l.due_at or s.due_at < $1
        """, business.GetUtcNow() - OverdueAfter).ReadAsync(row => row.GetInt16(0), ct);

    /// <summary>Fires the lane at a wall instant, whatever is due.</summary>
    public async Task ScheduleAsync(short lane, DateTimeOffset at, CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        var job = JobBuilder.Create<RaiseDueRemindersJob>().WithIdentity($"raise-{lane}").UsingJobData("lane", $"{lane}").StoreDurably()
            .RequestRecovery().Build();
        // Quartz keeps whole milliseconds: rounded up, so that it never fires before the step is due.
        var whole = at.AddTicks(TimeSpan.TicksPerMillisecond - 1 - ((at.Ticks - 1) % TimeSpan.TicksPerMillisecond));
        var trigger = TriggerBuilder.Create().WithIdentity($"lane-{lane}").ForJob(job).StartAt(whole).Build();
        await scheduler.ScheduleJob(job, [trigger], ScheduleJobOptions.Replacing, ct);
    }

    private DateTimeOffset WallAt(DateTimeOffset dueAt) => dueAt - (business.GetUtcNow() - wall.GetUtcNow());
}
