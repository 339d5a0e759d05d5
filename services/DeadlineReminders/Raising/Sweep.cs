using DeadlineReminders.Messages;
using DeadlineReminders.Rows;
using Workflow.Planning;

namespace DeadlineReminders.Raising;

/// <summary>Raises what is due in a lane, batch by batch: outcomes, messages and rows of a batch are one transaction.</summary>
/// <remarks>
/// The plan's row is the only lock. A batch takes the plans of the earliest due steps that nobody holds, and reads their steps after it has
/// them, so what another sweeper or
/// a report has just committed is seen. A plan that is held now is met again by the next sweep, which the lane's trigger is set to at once
/// while anything is due.
/// </remarks>
internal sealed class Sweep(StreamStore streams, PlanStore store, MessageWriter writer, UnitTree tree)
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
        var context = new CommandContext(Actor.System(Sources.Reminders), CorrelationId: null, CausationId: null);
        await using var transaction = await streams.BeginAsync(context, ct);
        var (plans, horizon, next) = await ClaimAsync(transaction, lane, from, ct);
        if (plans.Length == 0)
            return (0, next);
        var (changes, units) = (new PlanChanges(transaction), tree.Now);
        var due = await ReadAsync(changes.Rows, transaction, plans, horizon, ct);
        foreach (var plan in due.GroupBy(step => step.Plan))
            changes.Append(plan.Key, [.. plan.SelectMany(step => Decide(step, changes, units))]);
        await store.WriteAsync(changes, ct);
        await transaction.CommitAsync(ct);
        return (due.Count, next);
    }

    private IEnumerable<ReminderPlanEvent> Decide(DueStep due, PlanChanges changes, UnitSnapshot units)
    {
        var (wake, policy, matter) = (due.Wake, ReminderPolicy.Default, due.Matter);
        if (wake.Step == StepRow.Deadline)
            return RaiseReminder.DecideDeadline(due.Item, wake) is [_, ..] missed ? missed
                : [new ReminderPlanEvent.NotMissed(wake.Assignment, wake.DeadlineVersion)];

        var (unit, unitName) = (matter.Unit, units.NameOf(matter.Unit));
        return RaiseReminder.Decide(due.Item, wake, new(matter.Notice, unit, units.Parent(unit), due.Issuer), policy).Select(e =>
        {
            if (e is not ReminderPlanEvent.Sent sent)
                return e;
            var text = Wording.Reminder(policy.Find(sent.Step)!, matter, unitName, toUnit: sent.Audience == unit);
            var message = writer.Reminder(sent, matter, text, changes.Transaction.Now);
            changes.Messages.Add(message);
            return sent with { Sha256 = message.Sha256 };
        });
    }

    private static async Task<(Guid[] Plans, DateTimeOffset Horizon, Place Next)> ClaimAsync(StreamTransaction transaction, short lane,
        Place from, CancellationToken ct) =>
        await transaction.Sql(
            """
            with due as materialized (
                select due_at, plan from step
                where lane = $1 and outcome is null and due_at <= $2 and (due_at, plan) > ($3, $4)
                order by due_at, plan limit $5),
            claimed as materialized (
                select id from plan where id in (select plan from due) order by id for update skip locked)
            select array(select id from claimed), (select count(*) from due), due_at, plan from due
            order by due_at desc, plan desc limit 1
            """, lane, transaction.Now, from.DueAt, from.Plan, MostStepsAtOnce)
            .ReadAsync(row => (row.GetFieldValue<Guid[]>(0), row.GetInt64(1), new Place(row.Instant(2), row.GetGuid(3))), ct)
            is [var (claimed, count, place)] ? (claimed, place.DueAt, count < MostStepsAtOnce ? Place.End : place)
                : ([], default, Place.End);

    private static async Task<List<DueStep>> ReadAsync(PlanRows rows, StreamTransaction transaction, Guid[] plans, DateTimeOffset horizon,
        CancellationToken ct) =>
        await transaction.Sql(
            $"""
            select {PlanTables.StepColumns}, {PlanTables.ItemColumns},
                p.notice, p.unit, p.version, n.issuing_unit, n.document_number, n.title, r.title, r.quote
            from step s join plan p on p.id = s.plan join item i on i.assignment = s.assignment
                join notice n on n.id = p.notice join requirement r on r.notice = p.notice and r.number = i.requirement
            where s.plan = any($1) and s.outcome is null and s.due_at <= $2
            order by s.due_at, s.plan, i.requirement, s.assignment
            """, plans, horizon).ReadAsync(row =>
        {
            var (step, item) = (rows.Steps.Load(PlanTables.Step(row)), rows.Items.Load(PlanTables.Item(row, 7)));
            var plan = new PlanRow(step.Plan, row.GetGuid(16), row.GetString(17), row.GetInt64(18));
            return new DueStep(plan, step.Wake, item.Item, row.GetString(19), new(plan.Notice, row.Text(20), row.GetString(21),
                item.Requirement, row.GetString(22), row.GetString(23), plan.Unit, item.DueAt));
        }, ct);

    private sealed record DueStep(PlanRow Plan, WakeUp Wake, PlanItem Item, string Issuer, Matter Matter);

    /// <summary>How far a sweep has come in the order of due steps.</summary>
    private readonly record struct Place(DateTimeOffset DueAt, Guid Plan, bool IsEnd = false)
    {
        // Npgsql writes the least instant as -infinity.
        public static Place Start { get; } = new(DateTimeOffset.MinValue, Guid.Empty);

        public static Place End { get; } = new(DateTimeOffset.MaxValue, Guid.Empty, IsEnd: true);
    }
}
