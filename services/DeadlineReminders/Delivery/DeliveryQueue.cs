using DeadlineReminders.Branches;
using DeadlineReminders.Messages;
using DeadlineReminders.Rows;

namespace DeadlineReminders.Delivery;

/// <summary>A message that was claimed for a queue.</summary>
/// <param name="Sequence">Of the delivery.</param>
/// <param name="Id">Of the message.</param>
/// <param name="Plan">It came from.</param>
/// <param name="Queue">Code of the unit whose queue it is for.</param>
/// <param name="IsTaken">Whether that unit has a queue.</param>
/// <param name="Body">Null where its words are missing.</param>
/// <param name="Rests">What a reminder rests on; null for news, which hold.</param>
/// <param name="Known">Its assignment as it was heard of: an owner that says otherwise was set back. Null where it was not.</param>
internal sealed record Claimed(long Sequence, Guid Id, Guid Plan, string Queue, bool IsTaken, string? Body, Footing? Rests,
    PlanItem? Known);

/// <summary>What became of a claimed message.</summary>
/// <param name="Message">The message.</param>
/// <param name="Reply">What the broker said; null where it was not handed over.</param>
/// <param name="Withdrawn">Why what it says is no longer so; null where it is, or nobody knows.</param>
internal sealed record Delivered(Claimed Message, Reply? Reply, string? Withdrawn = null)
{
    /// <summary>Why it can never leave; null where it can.</summary>
    public string? Dead => !Message.IsTaken ? ReminderReason.NoQueue
        : Message.Body is null || Reply == Delivery.Reply.Unusable ? ReminderReason.Unusable
        : null;

    /// <summary>Why its queue did not take it; null where it did, or was not asked.</summary>
    public string? Fault => Reply switch
    {
        Delivery.Reply.Unroutable => BranchFault.QueueGone,
        Delivery.Reply.Refused => BranchFault.Refused,
        Delivery.Reply.Silent => BranchFault.Silent,
        Delivery.Reply.Barred => BranchFault.BrokerRefuses,
        _ => null,
    };
}

/// <summary>
/// The table of what is to leave by the broker: one row a message and queue. A claim is a lease by wall time: who dies holding it delays
/// the message, and it goes out again under the same id.
/// </summary>
internal sealed class DeliveryQueue(NpgsqlDataSource dataSource, StreamStore streams, PlanStore store, ILogger<DeliveryQueue> logger)
{
    private const int MostAtOnce = 500;

    // So that a queue for which many wait leaves room for the others.
    private const int MostOfOneQueue = 240;

    /// <summary>Claims the next messages of every queue in good standing.</summary>
    public Task<List<Claimed>> ClaimAsync(CancellationToken ct) => ClaimAsync($"not {QueueStandings.Aside}", MostOfOneQueue, ct);

    /// <summary>Claims one message of every queue that stands aside and is to be tried now.</summary>
    public Task<List<Claimed>> ClaimTrialsAsync(CancellationToken ct) => ClaimAsync(QueueStandings.Due, 1, ct);

    /// <summary>
    /// Records what became of claimed messages; what was delivered, withdrawn, or is dead, becomes an event of its plan in the same
    /// transaction. What cannot be recorded is dead alone.
    /// </summary>
    public async Task SettleAsync(IReadOnlyList<Delivered> results, CancellationToken ct)
    {
        try
        {
            await RecordAsync(results, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && !EachForItself.PassesByItself(e))
        {
            if (results is not [var alone])
            {
                foreach (var result in results)
                    await SettleAsync([result], ct);
                return;
            }
            logger.LogError(e, "What became of message {Message} cannot be recorded; it is dead", alone.Message.Id);
            await dataSource.Sql("update delivery set state = 'dead', reason = $2, settled_at = clock_timestamp() where sequence = $1",
                alone.Message.Sequence, ReminderReason.Unrecordable).ExecuteAsync(ct);
        }
    }

    private async Task RecordAsync(IReadOnlyList<Delivered> claimed, CancellationToken ct)
    {
        var context = new CommandContext(Actor.System(Sources.Reminders), CorrelationId: null, CausationId: null);
        await using var transaction = await streams.BeginAsync(context, ct);
        var plans = await transaction.LockAsync([.. claimed.Where(result => EventOf(result) is not null)
            .Select(result => result.Message.Plan).Distinct()], ct);
        // Whoever's lease ended while it was frozen has nothing to say where another has said it.
        var waiting = (await transaction.Sql(
            "select sequence from delivery where state = 'waiting' and sequence = any($1) order by sequence for update",
            claimed.Select(result => result.Message.Sequence).ToArray()).ReadAsync(row => row.GetInt64(0), ct)).ToHashSet();
        var results = claimed.Where(result => waiting.Contains(result.Message.Sequence)).ToList();
        // What one queue has is not withdrawn where only its copy for another comes too late; behind the plan's lock that is known.
        var reached = (await transaction.Sql("select id from delivery where state = 'delivered' and id = any($1)",
            results.Where(result => result.Withdrawn is not null).Select(result => result.Message.Id).ToArray())
            .ReadAsync(row => row.GetGuid(0), ct)).ToHashSet();
        var told = results.Where(result => EventOf(result) is not null
                && (result.Withdrawn is null || !reached.Contains(result.Message.Id)))
            .ToLookup(result => result.Message.Plan, result => EventOf(result)!);
        var changes = new PlanChanges(transaction);
        foreach (var plan in plans.Where(plan => told.Contains(plan.Id)))
            changes.Append(plan, told[plan.Id]);
        await store.WriteAsync(changes, ct);

        await transaction.Sql().Over(results,
            """
            update delivery d set state = u.state, reason = coalesce(u.reason, d.reason), attempts = d.attempts + u.tried,
                next_at = clock_timestamp() + u.delay, settled_at = case when u.state <> 'waiting' then $6 end
            from unnest($1, $2, $3, $4, $5) u (sequence, state, reason, tried, delay) where d.sequence = u.sequence
            """)
            .With(r => r.Message.Sequence)
            .With(r => r switch
            {
                { Withdrawn: not null } => "withdrawn",
                { Dead: not null } => "dead",
                { Reply: Reply.Confirmed } => "delivered",
                _ => "waiting",
            })
            .With(r => r.Withdrawn ?? r.Dead ?? r.Fault).With(r => r.Fault is null ? 0 : 1)
            // Free at once for the next who is connected, but for what the owner was asked about in vain. The queue's standing is its own.
            .With(r => r.Reply is null ? TimeSpan.FromSeconds(1) : TimeSpan.Zero).And(transaction.Now).End()
            .ExecuteAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static ReminderPlanEvent? EventOf(Delivered result) => result switch
    {
        { Withdrawn: { } reason } => new ReminderPlanEvent.Withdrawn(result.Message.Id, reason),
        { Dead: { } reason } => new ReminderPlanEvent.DeadLettered(result.Message.Id, "queue", reason, result.Message.Queue),
        { Reply: Reply.Confirmed } => new ReminderPlanEvent.Delivered(result.Message.Id, "queue", result.Message.Queue),
        _ => null,
    };

    /// <summary>Walks from queue to queue, so that what waits for those that stand aside costs nothing; in the order decided.</summary>
    private async Task<List<Claimed>> ClaimAsync(string which, int mostOfOne, CancellationToken ct) => [.. (await dataSource.Sql(
        $"""
        with recursive queues as (
            (select queue from delivery where state = 'waiting' order by queue limit 1)
            union all
            select (select d.queue from delivery d where d.state = 'waiting' and d.queue > q.queue order by d.queue limit 1)
            from queues q where q.queue is not null),
        next as (
            select n.sequence from queues w cross join lateral (
                select d.sequence from delivery d where d.state = 'waiting' and d.queue = w.queue and d.next_at <= clock_timestamp()
                order by d.sequence limit {mostOfOne}) n
            where w.queue is not null and {which}
            order by n.sequence limit {MostAtOnce}),
        claimed as (
            select sequence from delivery where sequence in (select sequence from next) and state = 'waiting'
                and next_at <= clock_timestamp() for update skip locked),
        leased as (
            update delivery d set next_at = clock_timestamp() + interval '15 s' from claimed c where d.sequence = c.sequence
            returning d.*)
        select d.sequence, d.id, d.plan, d.queue, c.unit is not null, b.body, d.assignment, d.deadline_version, d.valid_until,
            least(clock_timestamp() - d.asked_at, '1 day'), {PlanTables.ItemColumns}
        from leased d left join message_body b on b.id = d.id left join channel c on c.unit = d.queue and c.kind = 'queue'
            left join item i on i.assignment = d.assignment
        order by d.sequence
        """).ReadAsync(row => new Claimed(row.GetInt64(0), row.GetGuid(1), row.GetGuid(2), row.GetString(3), row.GetBoolean(4),
            row.Text(5), row.IsDBNull(6) ? null
                : new(row.GetGuid(6), row.GetInt32(7), row.Instant(8), row.GetFieldValue<TimeSpan>(9)),
            row.IsDBNull(10) ? null : PlanTables.Item(row, 10).Item), ct))];
}
