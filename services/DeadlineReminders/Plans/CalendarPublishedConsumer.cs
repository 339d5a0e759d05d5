using DeadlineReminders.Raising;
using MassTransit;
using Npgsql;
using Workflow.Calendars;
using Workflow.Contracts.Directory.V1;
using Workflow.EventSourcing;
using Workflow.History;
using Workflow.Planning;
using Workflow.ServiceDefaults;

namespace DeadlineReminders.Plans;

/// <summary>
/// A calendar was published or amended: kept, then the plans that it concerns are rescheduled, some plans a transaction. Whatever comes
/// again, late or after a crash is decided by the
/// calendars in force, so it changes nothing or what is left to change.
/// </summary>
internal sealed class CalendarPublishedConsumer(StreamStore streams, Lanes lanes) : IConsumer<CalendarPublished>
{
    private const int PlansAtOnce = 200;

    private static readonly string[] InWorkingDays =
        [.. ReminderPolicy.Default.Steps.Where(step => step.In is OffsetUnit.WorkingDays).Select(step => step.Name)];

    public async Task Consume(ConsumeContext<CalendarPublished> context)
    {
        var (calendar, ct) = (context.Message, context.CancellationToken);
        var command = new CommandContext(Actor.System("reminders"), CorrelationId: null, context.MessageId);
        await using (var transaction = await streams.BeginAsync(command, ct))
        {
            await PublishedCalendars.KeepAsync(calendar, transaction.Transaction, ct);
            await transaction.CommitAsync(ct);
        }
        // Nothing is counted by any other.
        if (calendar.Name != WorkingCalendar.National) return;
        for (Guid? after = Guid.Empty; after is not null;)
            after = await RescheduleAsync(command, calendar.Year, after.Value, ct);
    }

    /// <summary>Reschedules the next plans; answers the last of them, null when none was left.</summary>
    private async Task<Guid?> RescheduleAsync(CommandContext context, int year, Guid after, CancellationToken ct)
    {
        await using var transaction = await streams.BeginAsync(context, ct);
        var plans = await LockAsync(transaction, year, after, ct);
        if (plans.Count == 0) return null;
        var calendars = await PublishedCalendars.HoldAsync(transaction.Transaction, ct);
        var open = await ReadAsync(transaction, plans, ct);
        var rows = new PlanRows(transaction);
        foreach (var plan in plans)
            rows.Append(plan,
                [.. open[plan.Id].SelectMany(one => RescheduleSteps.Decide(one.Assignment, one.Item, one.Known, calendars, year))]);
        await rows.WriteAsync(ct);
        await transaction.CommitAsync(ct);
        await lanes.BringForwardAsync(rows.Earliest, ct);
        return plans[^1].Id;
    }

    /// <summary>
    /// The next plans with pending steps in working days of the year or after it, or with steps that wait for a calendar; locked in the
    /// order of their ids. Read along the index of pending steps, so that a batch costs what it takes.
    /// </summary>
    private static async Task<List<LockedPlan>> LockAsync(StreamTransaction transaction, int year, Guid after, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction.Transaction);
        batch.Add(
            """
            with concerned as (
                (select distinct plan from step where outcome is null and plan > $2 and step = any($1) and due_at >= $3 order by plan limit $4)
                union
                (select distinct plan from item where waits_for_calendar and plan > $2 order by plan limit $4))
            select id, notice, unit, version from plan where id in (select plan from concerned order by plan limit $4) order by id for update
            """, InWorkingDays).With(step => step).And(after).And(OfficialTime.At(new(year, 1, 1), TimeOnly.MinValue).ToUniversalTime()).And(PlansAtOnce);
        return await batch.ReadAsync(row => new LockedPlan(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetInt64(3)), ct);
    }

    private static async Task<ILookup<Guid, OpenItem>> ReadAsync(StreamTransaction transaction, List<LockedPlan> plans,
        CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction.Transaction);
        batch.Add(
            """
            with open as (
                select assignment from step where outcome is null and plan = any($1)
                union select assignment from item where waits_for_calendar and plan = any($1))
            select i.plan, i.assignment, i.requirement, i.due_at, i.deadline_version, i.assignment_version, i.stopped, i.deadline_passed, k.steps, k.instants, k.pending
            from item i join open using (assignment) cross join lateral (
                select array_agg(step) as steps, array_agg(due_at) as instants, array_agg(outcome is null) as pending
                from step s where s.assignment = i.assignment and s.deadline_version = i.deadline_version) k
            order by i.plan, i.requirement, i.assignment
            """, plans).With(plan => plan.Id);
        var rows = await batch.ReadAsync(row =>
            (Plan: row.GetGuid(0), Open: new OpenItem(row.GetGuid(1), NoticePlans.Item(row, 2), Known(row))), ct);
        return rows.ToLookup(row => row.Plan, row => row.Open);
    }

    private static Dictionary<string, KnownStep> Known(NpgsqlDataReader row)
    {
        var (steps, instants, pending) =
            (row.GetFieldValue<string[]>(8), row.GetFieldValue<DateTimeOffset[]>(9), row.GetFieldValue<bool[]>(10));
        return steps.Select((step, i) => (step, Known: new KnownStep(instants[i], pending[i])))
            .ToDictionary(known => known.step, known => known.Known);
    }

    private sealed record OpenItem(Guid Assignment, PlanItem Item, IReadOnlyDictionary<string, KnownStep> Known);
}

/// <summary>One at a time: each looks at the same plans.</summary>
internal sealed class CalendarPublishedConsumerDefinition : ConsumerDefinition<CalendarPublishedConsumer>
{
    public CalendarPublishedConsumerDefinition() => ConcurrentMessageLimit = 1;
}
