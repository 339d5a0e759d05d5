using DeadlineReminders.Messages;

namespace DeadlineReminders.Rows;

/// <summary>What a transaction does to plans: events, the rows that follow from them, and the messages they cause.</summary>
/// <param name="transaction">Holds the locks of the plans.</param>
internal sealed class PlanChanges(StreamTransaction transaction)
{
    /// <summary>Those loaded and those made.</summary>
    public PlanRows Rows { get; } = new();

    /// <summary>The messages that the events name.</summary>
    public List<BranchMessage> Messages { get; } = [];

    public StreamTransaction Transaction => transaction;

    /// <summary>Per lane, the earliest wake-up that was added or moved and is pending.</summary>
    public IReadOnlyDictionary<short, DateTimeOffset> Earliest => Rows.Rescheduled
        .GroupBy(step => Lane.Of(step.Plan), step => step.DueAt).ToDictionary(lane => lane.Key, lane => lane.Min());

    /// <summary>Appends the events to the plan's stream, as decided now, and projects them on rows that are loaded.</summary>
    /// <param name="plan">Its stream.</param>
    /// <param name="events">None: nothing is done.</param>
    /// <param name="causation">The message that caused them; null = the transaction's.</param>
    public void Append(PlanRow plan, IEnumerable<ReminderPlanEvent> events, Guid? causation = null)
    {
        var decided = events.Select(e => e with { DecidedAt = transaction.Now }).ToList();
        if (decided.Count == 0)
            return;
        transaction.Append(plan.Id, plan.Version, decided, correlation: plan.Notice, causation);
        Rows.Plans.Load(plan);
        for (var i = 0; i < decided.Count; i++)
            Rows.Project(plan.Id, plan.Version + i + 1, decided[i], transaction.Now);
    }
}

/// <summary>
/// Writes rows of plans, messages into units' inboxes and, for each queue that takes what goes to the unit, into delivery: in the
/// transaction of the events.
/// </summary>
internal sealed class PlanStore(UnitTree tree, InboxWatch inboxes, [FromKeyedServices(PlanStore.DeliveryWaiting)] Signal deliveryWaiting)
{
    /// <summary>Key of the signal that something waits for delivery.</summary>
    public const string DeliveryWaiting = "delivery-waiting";

    /// <summary>Writes all that the changes come to; the caller commits.</summary>
    public async Task WriteAsync(PlanChanges changes, CancellationToken ct)
    {
        var (transaction, rows) = (changes.Transaction, changes.Rows);
        // As the streams are appended: whoever reads the events in their order finds the same places in the inboxes.
        rows.SortMessages();
        var paths = rows.Messages.Select(message => message.Unit).Distinct()
            .ToDictionary(unit => unit, unit => tree.Now.Path(unit) is { Count: > 0 } path ? path : [unit]);
        var queues = (await PlanTables.InUse.Write(transaction.Sql(), rows)
            .Over([.. paths.Values.SelectMany(path => path).Distinct()],
                "select unit, subtree from channel where kind = 'queue' and unit = any($1)").With(unit => unit).End()
            .ReadAsync(row => (Unit: row.GetString(0), Subtree: row.GetBoolean(1)), ct)).ToDictionary(q => q.Unit, q => q.Subtree);

        var footings = changes.Messages.ToDictionary(message => message.Id, message => message.Rests);
        // What is withdrawn as it is written goes nowhere.
        var leaving = rows.Messages.Where(message => !rows.Withdrawals.ContainsKey(message.Id));
        var queued = leaving.SelectMany(message => QueuesOf(paths[message.Unit], queues)
            .Select(queue => (Row: message, Queue: queue, Rests: footings[message.Id]))).ToList();
        await (await PlanTables.InUse.WriteInboxAsync(transaction.Transaction, rows, ct))
            .Over(changes.Messages, "insert into message_body (id, body) select * from unnest($1, $2)")
                .With(m => m.Id).With(m => m.Body).End()
            .Over(queued,
                """
                insert into delivery (id, plan, unit, queue, assignment, deadline_version, valid_until, asked_at)
                select id, plan, unit, queue, assignment, version, until, clock_timestamp() - age
                from unnest($1, $2, $3, $4, $5, $6, $7, $8) u (id, plan, unit, queue, assignment, version, until, age)
                """)
                .With(m => m.Row.Id).With(m => m.Row.Plan).With(m => m.Row.Unit).With(m => m.Queue).With(m => m.Rests?.Assignment)
                .With(m => m.Rests?.DeadlineVersion).With(m => m.Rests?.ValidUntil).With(m => m.Rests?.Age).End()
            .ExecuteAsync(ct);

        if (rows.Messages.Count > 0)
            transaction.OnCommitted(() => inboxes.Written(paths.Keys));
        if (queued.Count > 0)
            transaction.OnCommitted(deliveryWaiting.Raise);
    }

    /// <summary>The unit's own queue, and those above that take what goes to whoever is below: each gets the message on its own.</summary>
    private static IEnumerable<string> QueuesOf(IReadOnlyList<string> path, Dictionary<string, bool> queues) =>
        path.Where(unit => queues.TryGetValue(unit, out var subtree) && (subtree || unit == path[^1]));
}
