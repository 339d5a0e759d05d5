using DeadlineReminders.Messages;
using DeadlineReminders.Rows;

namespace DeadlineReminders.Delivery;

/// <summary>A message that was claimed for delivery.</summary>
/// <param name="Rests">What a reminder rests on; null for news, which hold.</param>
internal sealed record Claimed(long Sequence, Guid Id, Guid Plan, string Unit, int Attempts, string Body, Footing? Rests);

/// <summary>What became of a claimed message.</summary>
/// <param name="Message">The message.</param>
/// <param name="Reply">What the broker said; null where it was not handed over.</param>
/// <param name="Withdrawn">Why what it says is no longer so; null where it is, or nobody knows.</param>
internal sealed record Delivered(Claimed Message, Reply? Reply, string? Withdrawn = null);

/// <summary>
/// The table of what is to leave by the broker. A claim is a lease by wall time: who dies holding it delays the message, and it goes out
/// again under the same id.
/// </summary>
internal sealed class DeliveryQueue(NpgsqlDataSource dataSource, StreamStore streams, PlanStore store)
{
    /// <summary>
    /// After so many refusals a message is dead, until an operator sends it again; with the delays below, after about a quarter of an hour.
    /// </summary>
    private const int MostAttempts = 8;
    private const int MostAtOnce = 500;

    /// <summary>Claims the next messages in the order they were decided.</summary>
    public async Task<List<Claimed>> ClaimAsync(CancellationToken ct) => [.. (await dataSource.Sql(
        $"""
        update delivery d set next_at = clock_timestamp() + interval '15 s'
        from (
            select sequence from delivery where state = 'waiting' and next_at <= clock_timestamp()
            order by sequence limit {MostAtOnce} for update skip locked) c, message_body b
        where d.sequence = c.sequence and b.id = d.id
        returning d.sequence, d.id, d.plan, d.unit, d.attempts, b.body, d.assignment, d.deadline_version, d.valid_until,
            least(clock_timestamp() - d.asked_at, '1 day')
        """).ReadAsync(row => new Claimed(row.GetInt64(0), row.GetGuid(1), row.GetGuid(2), row.GetString(3), row.GetInt32(4),
            row.GetString(5), row.IsDBNull(6) ? null
                : new(row.GetGuid(6), row.GetInt32(7), row.Instant(8), row.GetFieldValue<TimeSpan>(9))), ct))
        .OrderBy(message => message.Sequence)];

    /// <summary>
    /// Records what became of claimed messages; what was delivered, withdrawn, or is dead, becomes an event of its plan in the same
    /// transaction.
    /// </summary>
    public async Task SettleAsync(IReadOnlyList<Delivered> results, CancellationToken ct)
    {
        var context = new CommandContext(Actor.System(Sources.Reminders), CorrelationId: null, CausationId: null);
        await using var transaction = await streams.BeginAsync(context, ct);
        var delivered = results.Where(r => r.Reply == Reply.Confirmed).Select(r => r.Message).ToList();
        var failed = results.Where(r => r.Reply is Reply.Unroutable or Reply.Refused).ToList();
        var withdrawn = results.Where(r => r.Withdrawn is not null).ToList();
        var dead = failed.Where(r => r.Message.Attempts + 1 >= MostAttempts).ToList();

        var told = delivered.Select(m => (m.Plan, Event: (ReminderPlanEvent)new ReminderPlanEvent.Delivered(m.Id, "queue")))
            .Concat(dead.Select(r =>
                (r.Message.Plan, Event: (ReminderPlanEvent)new ReminderPlanEvent.DeadLettered(r.Message.Id, "queue", Reason(r.Reply)))))
            .Concat(withdrawn.Select(r =>
                (r.Message.Plan, Event: (ReminderPlanEvent)new ReminderPlanEvent.Withdrawn(r.Message.Id, r.Withdrawn!))))
                .ToLookup(t => t.Plan, t => t.Event);
        var changes = new PlanChanges(transaction);
        foreach (var plan in await transaction.LockAsync(told.Select(t => t.Key), ct))
            changes.Append(plan, told[plan.Id]);
        await store.WriteAsync(changes, ct);

        await transaction.Sql()
            .Over(delivered, "update delivery set state = 'delivered', settled_at = $2 where sequence = any($1)")
                .With(m => m.Sequence).And(transaction.Now).End()
            .Over(failed,
                """
                update delivery d set attempts = attempts + 1, reason = u.reason, state = case when u.dead then 'dead' else 'waiting' end,
                    next_at = clock_timestamp() + u.delay, settled_at = case when u.dead then $5 end
                from unnest($1, $2, $3, $4) u (sequence, reason, dead, delay) where d.sequence = u.sequence
                """)
                .With(r => r.Message.Sequence).With(r => Reason(r.Reply)).With(r => r.Message.Attempts + 1 >= MostAttempts)
                .With(r => RetryDelay(r.Message.Attempts)).And(transaction.Now).End()
            .Over(withdrawn,
                """
                update delivery set state = 'withdrawn', reason = u.reason, settled_at = $3 from unnest($1, $2) u (id, reason)
                where sequence = u.id
                """).With(r => r.Message.Sequence).With(r => r.Withdrawn).And(transaction.Now).End()
            // Nothing is known of these: they are free for the next who is connected, or whose question the owner answers.
            .Over([.. results.Where(r => r.Reply == Reply.Unknown)],
                "update delivery set next_at = clock_timestamp() where sequence = any($1)").With(r => r.Message.Sequence).End()
            .Over([.. results.Where(r => r is { Reply: null, Withdrawn: null })],
                "update delivery set next_at = clock_timestamp() + interval '1 s' where sequence = any($1)")
                .With(r => r.Message.Sequence).End()
            .ExecuteAsync(ct);
        await transaction.CommitAsync(ct);
    }

    // 1 s, 4 s, 16 s, 64 s, then 5 min.
    private static TimeSpan RetryDelay(int attempts) => TimeSpan.FromSeconds(Math.Min(Math.Pow(4, attempts), 300));

    private static string Reason(Reply? reply) => reply == Reply.Unroutable ? ReminderReason.NoQueue : ReminderReason.RefusedByQueue;
}
