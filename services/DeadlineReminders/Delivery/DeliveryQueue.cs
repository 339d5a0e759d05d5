using DeadlineReminders.Rows;

namespace DeadlineReminders.Delivery;

/// <summary>A message that was claimed for delivery.</summary>
internal sealed record Claimed(long Sequence, Guid Id, Guid Plan, string Unit, int Attempts, string Body);

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
        update delivery d set next_at = clock_timestamp() + interval '30 s'
        from (
            select sequence from delivery where state = 'waiting' and next_at <= clock_timestamp()
            order by sequence limit {MostAtOnce} for update skip locked) c, message_body b
        where d.sequence = c.sequence and b.id = d.id
        returning d.sequence, d.id, d.plan, d.unit, d.attempts, b.body
        """).ReadAsync(row => new Claimed(row.GetInt64(0), row.GetGuid(1), row.GetGuid(2), row.GetString(3), row.GetInt32(4),
            row.GetString(5)), ct)).OrderBy(message => message.Sequence)];

    /// <summary>
    /// Records what became of claimed messages; what was delivered, or is dead, becomes an event of its plan in the same transaction.
    /// </summary>
    public async Task SettleAsync(IReadOnlyList<(Claimed Message, Verdict Verdict)> results, CancellationToken ct)
    {
        var context = new CommandContext(Actor.System(Sources.Reminders), CorrelationId: null, CausationId: null);
        await using var transaction = await streams.BeginAsync(context, ct);
        var delivered = results.Where(r => r.Verdict == Verdict.Confirmed).Select(r => r.Message).ToList();
        var failed = results.Where(r => r.Verdict is Verdict.Unroutable or Verdict.Refused).ToList();
        var dead = failed.Where(r => r.Message.Attempts + 1 >= MostAttempts).ToList();

        var told = delivered.Select(m => (m.Plan, Event: (ReminderPlanEvent)new ReminderPlanEvent.Delivered(m.Id, "queue")))
            .Concat(dead.Select(r =>
                (r.Message.Plan, Event: (ReminderPlanEvent)new ReminderPlanEvent.DeadLettered(r.Message.Id, "queue", Reason(r.Verdict)))))
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
                .With(r => r.Message.Sequence).With(r => Reason(r.Verdict)).With(r => r.Message.Attempts + 1 >= MostAttempts)
                .With(r => RetryDelay(r.Message.Attempts)).And(transaction.Now).End()
            // Nothing is known of these: they are free for the next who is connected.
            .Over([.. results.Where(r => r.Verdict == Verdict.Unknown)],
                "update delivery set next_at = clock_timestamp() where sequence = any($1)").With(r => r.Message.Sequence).End()
            .ExecuteAsync(ct);
        await transaction.CommitAsync(ct);
    }

    // 1 s, 4 s, 16 s, 64 s, then 5 min.
    private static TimeSpan RetryDelay(int attempts) => TimeSpan.FromSeconds(Math.Min(Math.Pow(4, attempts), 300));

    private static string Reason(Verdict verdict) => verdict == Verdict.Unroutable ? ReminderReason.NoQueue : ReminderReason.RefusedByQueue;
}
