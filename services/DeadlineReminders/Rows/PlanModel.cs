namespace DeadlineReminders.Rows;

/// <summary>Plans, steps and inboxes made again from their events. Otherwise they are written in the events' transactions.</summary>
internal sealed class PlanModel : IReadModel
{
    private const int EventsAtOnce = 100;

    public string Name => "plan";

    public IReadOnlyList<string> Tables => PlanTables.Names;

    public async Task ProjectAsync(IReadOnlyList<StoredEvent> events, ReadModelTables tables, NpgsqlTransaction transaction,
        CancellationToken ct)
    {
        var made = new PlanTables(table => tables[table]);
        var told = events.Select(stored => (Stored: stored, Event: stored.Read() as ReminderPlanEvent)).Where(e => e.Event is not null);
        foreach (var some in told.Chunk(EventsAtOnce))
        {
            var assignments = some.SelectMany(e => AssignmentsOf(e.Event!)).Distinct().ToArray();
            var rows = new PlanRows(await BeforeAsync(transaction, assignments, ct));
            await made.LoadAsync(rows, transaction, [.. some.Select(e => e.Stored.Stream).Distinct()], assignments, ct);
            foreach (var (stored, @event) in some)
                stored.Use(_ =>
                {
                    rows.Project(stored.Stream, stored.Version, @event!, stored.RecordedAt);
                    return true;
                });
            await made.Write(transaction.Sql(), rows).ExecuteAsync(ct);
            await (await made.WriteInboxAsync(transaction, rows, ct)).ExecuteAsync(ct);
        }
    }

    private static IEnumerable<Guid> AssignmentsOf(ReminderPlanEvent e) => e switch
    {
        ReminderPlanEvent.Planned planned => planned.Assignments.Select(a => a.Assignment),
        ReminderPlanEvent.Sent sent => [sent.Assignment],
        ReminderPlanEvent.Suppressed suppressed => [suppressed.Assignment],
        ReminderPlanEvent.DeadlinePassed passed => [passed.Assignment],
        ReminderPlanEvent.Followed followed => [followed.Assignment],
        ReminderPlanEvent.Stopped stopped => [stopped.Assignment],
        ReminderPlanEvent.Revised revised => [revised.Assignment],
        ReminderPlanEvent.Rescheduled rescheduled => [rescheduled.Assignment],
        _ => [],
    };

    private static async Task<Before> BeforeAsync(NpgsqlTransaction transaction, Guid[] assignments, CancellationToken ct)
    {
        var messages = await transaction.Sql(
            """
            select id, unit, plan, assignment, step, sha256, written_at, position, receipt_at from message_before where assignment = any($1)
            """, assignments).ReadAsync(row => new MessageRow(row.GetGuid(0), row.GetString(1), row.GetGuid(2), row.GetGuid(3), row.Text(4),
                row.GetFieldValue<byte[]>(5), row.Instant(6), row.GetInt64(7), row.Maybe<DateTimeOffset>(8)), ct);
        var steps = await transaction.Sql($"select {PlanTables.StepColumns} from step_before s where assignment = any($1)", assignments)
            .ReadAsync(PlanTables.Step, ct);
        var versions = await transaction.Sql(
            "select assignment, assignment_version from item_before where assignment = any($1)", assignments)
            .ReadAsync(row => (Assignment: row.GetGuid(0), Version: row.GetInt64(1)), ct);
        return new(messages.ToDictionary(m => m.Id), steps.ToDictionary(s => s.Wake),
            versions.ToDictionary(v => v.Assignment, v => v.Version));
    }
}
