using Workflow.Contracts.Reminders.V1;

namespace DeadlineReminders;

/// <summary>
/// Stored event → message: deadlines that passed, a page at a time, and escalations singly. What was sent to whom is told to the units
/// alone.
/// </summary>
internal sealed class ReminderPublisher(NpgsqlDataSource dataSource) : IEventPublisher
{
    public async ValueTask<IReadOnlyList<OutgoingMessage>> TranslateAsync(IReadOnlyList<StoredEvent> page, CancellationToken ct)
    {
        var told = page.Select(stored => (Stored: stored, Event: stored.Read()))
            .Where(e => e.Event is ReminderPlanEvent.DeadlinePassed or ReminderPlanEvent.Escalated).ToList();
        if (told.Count == 0)
            return [];
        var plans = (await dataSource.Sql("select id, notice, unit from plan where id = any($1)",
            told.Select(e => e.Stored.Stream).Distinct().ToArray())
            .ReadAsync(row => (Id: row.GetGuid(0), Notice: row.GetGuid(1), Unit: row.GetString(2)), ct)).ToDictionary(plan => plan.Id);

        var messages = new List<OutgoingMessage>();
        var passed = told.Where(e => e.Event is ReminderPlanEvent.DeadlinePassed).ToList();
        if (passed.Count > 0)
        {
            var deadlines = passed.ConvertAll(e => Message((ReminderPlanEvent.DeadlinePassed)e.Event, plans[e.Stored.Stream].Notice));
            messages.Add(new(new DeadlinePassed(deadlines), Ids.Derived(passed[0].Stored.Id, "deadline-passed"), CorrelationId: null));
        }
        foreach (var (stored, @event) in told)
        {
            if (@event is not ReminderPlanEvent.Escalated e)
                continue;
            var (_, notice, unit) = plans[stored.Stream];
            messages.Add(
                new(new AssignmentEscalated(e.Assignment, notice, unit, e.To, e.Step, e.Level, stored.RecordedAt), stored.Id, notice));
        }
        return messages;
    }

    private static PassedDeadline Message(ReminderPlanEvent.DeadlinePassed e, Guid notice) =>
        new(e.Assignment, notice, e.DeadlineVersion, e.DueAt);
}
