using DeadlineReminders.Inbox;
using DeadlineReminders.Messages;
using DeadlineReminders.Plans;
using Npgsql;
using Workflow.EventSourcing;
using Workflow.History;
using Workflow.Planning;
using Workflow.ServiceDefaults;

namespace DeadlineReminders.Raising;

/// <summary>Raises what is due in a lane, batch by batch: outcomes, messages and rows of a batch are one transaction.</summary>
/// <remarks>
/// The plan's row is the only lock. A batch takes the plans of the earliest due steps that nobody holds, and reads their steps after it has
/// them, so what another sweeper or
/// a report has just committed is seen. A plan that is held now is met again by the next sweep, which the lane's trigger is set to at once
/// while anything is due.
/// </remarks>
internal sealed class Sweep(StreamStore streams, InboxRows inboxes, MessageWriter writer, UnitTree tree)
{
    private const int MostStepsAtOnce = 500;

    /// <summary>Raises what is due now, in the order it fell due; answers how many wake-ups were decided.</summary>
    public async Task<int> RunAsync(short lane, CancellationToken ct)
    {
        var decided = 0;
        // What lies before the place reached is settled or held: the dead rows of this sweep are not walked again.
        for (var place = Place.Start; !place.IsEnd;)
        {
            (var count, place) = await RaiseAsync(lane, place, ct);
            decided += count;
        }
        return decided;
    }

    private async Task<(int Decided, Place Next)> RaiseAsync(short lane, Place from, CancellationToken ct)
    {
        await using var transaction = await streams.BeginAsync(new(Actor.System("reminders"), CorrelationId: null, CausationId: null), ct);
        var (plans, horizon, next) = await ClaimAsync(transaction, lane, from, ct);
        if (plans.Length == 0) return (0, next);
        var due = await ReadAsync(transaction, plans, horizon, ct);
        var (rows, messages, units) = (new PlanRows(transaction), new List<BranchMessage>(), tree.Now);
        foreach (var plan in due.GroupBy(step => step.Plan))
            rows.Append(plan.Key, [.. plan.SelectMany(step => Decide(step, rows, messages, units, transaction.Now))]);
        await rows.WriteAsync(ct);
        await inboxes.WriteAsync(transaction, [.. messages], ct);
        await transaction.CommitAsync(ct);
        return (due.Count, next);
    }

    private IReadOnlyList<ReminderPlanEvent> Decide(DueStep due, PlanRows rows, List<BranchMessage> messages, UnitSnapshot units,
        DateTimeOffset now)
    {
        var wake = due.Wake;
        if (wake.Step == PlanRows.Deadline)
        {
            var missed = RaiseReminder.DecideDeadline(due.Item, wake);
            if (missed.Count == 0) rows.Settle(wake.Assignment, wake.DeadlineVersion, wake.Step, "not-missed");
            return missed;
        }

        var policy = ReminderPolicy.Default;
        var (unit, unitName) = (due.Plan.Unit, units.NameOf(due.Plan.Unit));
        var events = RaiseReminder.Decide(due.Item, wake, new(due.Plan.Notice, unit, units.Parent(unit), due.Issuer), policy);
        messages.AddRange(events.OfType<ReminderPlanEvent.Sent>().Select(sent => writer.Reminder(
            sent, due.Plan.Id, due.Subject, Wording.Reminder(policy.Find(sent.Step)!, due.Subject, unitName, toUnit: sent.Audience == unit),
                now)));
        return events;
    }

    private static async Task<(Guid[] Plans, DateTimeOffset Horizon, Place Next)> ClaimAsync(StreamTransaction transaction, short lane,
        Place from, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            with due as materialized (
                select due_at, plan from step
                where lane = $1 and outcome is null and due_at <= $2 and (due_at, plan) > ($3, $4)
                order by due_at, plan limit $5),
            claimed as materialized (
                select id from plan where id in (select plan from due) order by id for update skip locked)
            select array(select id from claimed), (select count(*) from due), due_at, plan from due order by due_at desc, plan desc limit 1
            """, transaction.Connection, transaction.Transaction)
        {
            Parameters = { new() { Value = lane }, new() { Value = transaction.Now }, new() { Value = from.DueAt },
                new() { Value = from.Plan }, new() { Value = MostStepsAtOnce } },
        };
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct)) return ([], default, Place.End);
        var place = new Place(row.GetFieldValue<DateTimeOffset>(2), row.GetGuid(3));
        return (row.GetFieldValue<Guid[]>(0), place.DueAt, row.GetInt64(1) < MostStepsAtOnce ? Place.End : place);
    }

    private static async Task<List<DueStep>> ReadAsync(StreamTransaction transaction, Guid[] plans, DateTimeOffset horizon,
        CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction.Transaction);
        batch.Add(
            """
            select p.id, p.notice, p.unit, p.version, s.assignment, s.step, s.deadline_version,
                i.requirement, i.due_at, i.deadline_version, i.assignment_version, i.stopped, i.deadline_passed,
                n.issuing_unit, n.document_number, n.title, r.title, r.quote
            from step s join plan p on p.id = s.plan join item i on i.assignment = s.assignment
                join notice n on n.id = p.notice join requirement r on r.notice = p.notice and r.number = i.requirement
            where s.plan = any($1) and s.outcome is null and s.due_at <= $2
            order by s.due_at, s.plan, i.requirement, s.assignment
            """, plans).With(plan => plan).And(horizon);
        var locked = new Dictionary<Guid, LockedPlan>();
        return await batch.ReadAsync(row =>
        {
            if (!locked.TryGetValue(row.GetGuid(0), out var plan))
                locked.Add(row.GetGuid(0), plan = new(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetInt64(3)));
            var item = NoticePlans.Item(row, 7);
            return new DueStep(plan, new(row.GetGuid(4), row.GetString(5), row.GetInt32(6)), item, row.GetString(13), new(
                plan.Notice, row.IsDBNull(14) ? null : row.GetString(14), row.GetString(15), item.Requirement, row.GetString(16),
                    row.GetString(17), plan.Unit, item.DueAt));
        }, ct);
    }

    private sealed record DueStep(LockedPlan Plan, WakeUp Wake, PlanItem Item, string Issuer, Subject Subject);

    /// <summary>How far a sweep has come in the order of due steps.</summary>
    private readonly record struct Place(DateTimeOffset DueAt, Guid Plan, bool IsEnd = false)
    {
        // Npgsql writes the least instant as -infinity.
        public static Place Start { get; } = new(DateTimeOffset.MinValue, Guid.Empty);

        public static Place End { get; } = new(DateTimeOffset.MaxValue, Guid.Empty, IsEnd: true);
    }
}
