namespace DeadlineReminders.Branches;

/// <summary>A unit's queue, or what belongs to it, that does not work now.</summary>
/// <param name="Unit">Code of the unit whose queue it is.</param>
/// <param name="Queue">Its name at the broker.</param>
/// <param name="Since">Wall instant since which it does not work, UTC.</param>
/// <param name="Reason">A <see cref="BranchFault"/> constant.</param>
/// <param name="Detail">In words for an operator; null where the reason says it.</param>
/// <param name="Attempts">How often it was tried since then.</param>
/// <param name="Holds">Whether messages to it wait meanwhile.</param>
internal sealed record QueueStanding(string Unit, string Queue, DateTimeOffset Since, string Reason, string? Detail, int Attempts,
    bool Holds);

/// <summary>
/// Which queues of units stand aside, and why: of all replicas. A queue in which messages got stuck is tried with one message, after 1 s,
/// then 2 s, 4 s … 60 s, and takes the others when it takes that one; it is forgotten when it has taken all for a while, so that one that
/// is full and read slowly stays one trouble. What a look at the broker found stands until another look does not.
/// </summary>
internal sealed class QueueStandings(NpgsqlDataSource dataSource, ILogger<QueueStandings> logger)
{
    /// <summary>In SQL: whether the queue <c>w.queue</c> stands aside.</summary>
    public const string Aside = "exists (select from queue_standing s where s.unit = w.queue and s.holds)";

    /// <summary>In SQL: whether a message may try the queue <c>w.queue</c> now.</summary>
    public const string Due =
        """
        exists (select from queue_standing s where s.unit = w.queue and s.found_by = 'delivery' and s.holds
            and s.next_at <= clock_timestamp())
            and not exists (select from queue_standing s where s.unit = w.queue and s.found_by = 'look' and s.holds)
        """;

    private const int MostNamed = 10;

    private const string Backoff = "interval '1 s' * least(power(2, least(s.attempts, 10)), 60)";

    /// <summary>All that stand aside or lack something, by unit.</summary>
    public Task<List<QueueStanding>> ReadAsync(CancellationToken ct) => dataSource.Sql(
        "select unit, since, reason, detail, attempts, holds from queue_standing order by unit, found_by").ReadAsync(row =>
            new QueueStanding(row.GetString(0), BranchQueue.Of(row.GetString(0)), row.Instant(1), row.GetString(2), row.Text(3),
                row.GetInt32(4), row.GetBoolean(5)), ct);

    /// <summary>These did not take a message: they stand aside, and those that did for longer.</summary>
    public async Task SetAsideAsync(IReadOnlyCollection<BranchFault> faults, CancellationToken ct)
    {
        var stood = await dataSource.Sql().Over(faults,
            $"""
            insert into queue_standing as s (unit, found_by, reason, holds, next_at)
            select unit, 'delivery', reason, true, clock_timestamp() + interval '1 s' from unnest($1, $2) u (unit, reason) order by unit
            on conflict (unit, found_by) do update set reason = excluded.reason, attempts = s.attempts + 1,
                holds = true, next_at = clock_timestamp() + {Backoff}
            returning unit, reason, attempts
            """).With(fault => fault.Unit).With(fault => fault.Reason).End()
            .ReadAsync(row => (Unit: row.GetString(0), Reason: row.GetString(1), Attempts: row.GetInt32(2)), ct);
        foreach (var newly in stood.Where(queue => queue.Attempts == 1).GroupBy(queue => queue.Reason, queue => queue.Unit))
            logger.LogWarning("Queues stand aside ({Reason}): {Count}, {Units}", newly.Key, newly.Count(), Some(newly));
    }

    /// <summary>These took a message: what waits goes to them again.</summary>
    public async Task TakeBackAsync(IReadOnlyCollection<string> units, CancellationToken ct)
    {
        if (units.Count > 0)
            await dataSource.Sql(
                """
                update queue_standing set holds = false, next_at = clock_timestamp() + interval '10 s'
                where found_by = 'delivery' and holds and unit = any($1)
                """, (object)units.ToArray()).ExecuteAsync(ct);
    }

    /// <summary>
    /// Ends the standing of queues that have taken what came for 10 s, and of those for which nothing waits: the next message finds out.
    /// </summary>
    public async Task ForgetAsync(CancellationToken ct)
    {
        var back = await dataSource.Sql(
            """
            delete from queue_standing s where found_by = 'delivery' and next_at <= clock_timestamp()
                and (not holds or not exists (select from delivery d where d.queue = s.unit and d.state = 'waiting'))
            returning unit
            """).ReadAsync(row => row.GetString(0), ct);
        if (back.Count > 0)
            logger.LogInformation("Queues stand aside no more: {Count}, {Units}", back.Count, Some(back));
    }

    /// <summary>All that a look at the broker found wrong; what an earlier one had found beside is over.</summary>
    public async Task FoundAsync(IReadOnlyCollection<BranchFault> faults, CancellationToken ct)
    {
        var before = (await dataSource.Sql("select unit from queue_standing where found_by = 'look'")
            .ReadAsync(row => row.GetString(0), ct)).ToHashSet();
        await dataSource.Sql().Over(faults,
            """
            insert into queue_standing as s (unit, found_by, reason, detail, holds)
            select unit, 'look', reason, detail, holds from unnest($1, $2, $3, $4) u (unit, reason, detail, holds) order by unit
            on conflict (unit, found_by) do update set reason = excluded.reason, detail = excluded.detail, holds = excluded.holds,
                attempts = s.attempts + 1
            """).With(fault => fault.Unit).With(fault => fault.Reason).With(fault => fault.Detail).With(fault => fault.Holds).End()
            .Add("delete from queue_standing where found_by = 'look' and unit <> all($1)",
                (object)faults.Select(fault => fault.Unit).ToArray())
            .ExecuteAsync(ct);
        foreach (var fault in faults.Where(fault => !before.Remove(fault.Unit)))
            logger.LogWarning("The queue of {Unit} is not as it should be: {Reason}. {Detail}", fault.Unit, fault.Reason, fault.Detail);
        foreach (var unit in before)
            logger.LogInformation("The queue of {Unit} is as it should be again", unit);
    }

    /// <summary>These were just made: whoever waits for them tries at once.</summary>
    public Task TryNowAsync(IReadOnlyCollection<string> units, CancellationToken ct) => dataSource.Sql(
        "update queue_standing set next_at = clock_timestamp() where found_by = 'delivery' and unit = any($1)", (object)units.ToArray())
        .ExecuteAsync(ct);

    private static string Some(IEnumerable<string> units) => string.Join(' ', units.Take(MostNamed));
}
