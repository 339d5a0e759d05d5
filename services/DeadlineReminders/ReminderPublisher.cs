using Workflow.Contracts.Reminders.V1;

namespace DeadlineReminders;

/// <summary>Stored event → message: escalations, singly. What was sent to whom is told to the units alone.</summary>
internal sealed class ReminderPublisher(NpgsqlDataSource dataSource) : IEventPublisher
{
    public async ValueTask<IReadOnlyList<OutgoingMessage>> TranslateAsync(IReadOnlyList<StoredEvent> page, CancellationToken ct)
    {
        var escalated = page.Select(stored => (Stored: stored, Event: stored.Read() as ReminderPlanEvent.Escalated))
            .Where(e => e.Event is not null).ToList();
        if (escalated.Count == 0)
            return [];
        var plans = (await dataSource.Sql("select id, notice, unit from plan where id = any($1)",
            escalated.Select(e => e.Stored.Stream).Distinct().ToArray())
            .ReadAsync(row => (Id: row.GetGuid(0), Notice: row.GetGuid(1), Unit: row.GetString(2)), ct)).ToDictionary(plan => plan.Id);
        return escalated.ConvertAll(e =>
        {
            var ((stored, told), (_, notice, unit)) = (e, plans[e.Stored.Stream]);
            var message = new AssignmentEscalated(told!.Assignment, notice, unit, told.To, told.Step, told.Level, stored.RecordedAt);
            return new OutgoingMessage(message, stored.Id, notice);
        });
    }
}
