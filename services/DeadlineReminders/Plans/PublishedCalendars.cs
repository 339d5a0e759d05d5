using DeadlineReminders.Raising;
using MassTransit;
using Npgsql;
using Workflow.Calendars;
using Workflow.Contracts.Directory.V1;
using Workflow.EventSourcing;
using Workflow.History;
using Workflow.Planning;
using WorkingCalendar = Workflow.Calendars.WorkingCalendar;

namespace DeadlineReminders.Plans;

/// <summary>The working calendars this service goes by: those that ship with the product, and over them what the directory published.</summary>
internal static class PublishedCalendars
{
    /// <summary>Held by publishing alone, shared by planning: who plans without a calendar is committed before it is looked for what waits for that calendar.</summary>
    internal const long Lock = 0x43414C45_4E444152;

    public static async Task<WorkingCalendars> ReadAsync(StreamTransaction transaction, CancellationToken ct)
    {
        await using var hold = new NpgsqlCommand($"select pg_advisory_xact_lock_shared({Lock})", transaction.Connection, transaction.Transaction);
        await hold.ExecuteNonQueryAsync(ct);
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction.Transaction);
        batch.Add("select year, version, holidays, workdays from calendar where name = any($1)", [WorkingCalendar.National]).With(name => name);
        var published = await batch.ReadAsync(row => new WorkingCalendar(
            new(WorkingCalendar.National, row.GetInt32(0), (int)row.GetInt64(1)), new(row.GetFieldValue<DateOnly[]>(2), row.GetFieldValue<DateOnly[]>(3))), ct);
        return published.Aggregate(WorkingCalendars.Shipped, (calendars, calendar) => calendars.With(calendar));
    }
}

/// <summary>A calendar was published: kept, and the steps that waited for it are planned. Steps that have an instant keep it.</summary>
internal sealed class CalendarPublishedConsumer(StreamStore streams, Lanes lanes) : IConsumer<CalendarPublished>
{
    private const int PlansAtOnce = 200;

    public async Task Consume(ConsumeContext<CalendarPublished> context)
    {
        var ct = context.CancellationToken;
        var command = new CommandContext(Actor.System("reminders"), CorrelationId: null, context.MessageId);
        await using (var transaction = await streams.BeginAsync(command, ct))
        {
            await KeepAsync(transaction, context.Message, ct);
            await transaction.CommitAsync(ct);
        }

        for (Guid? after = Guid.Empty; after is not null;)
            after = await PlanWaitingAsync(command, after.Value, ct);
    }

    /// <summary>Plans what waited in the next plans; answers the last of them, null when none was left.</summary>
    private async Task<Guid?> PlanWaitingAsync(CommandContext context, Guid after, CancellationToken ct)
    {
        await using var transaction = await streams.BeginAsync(context, ct);
        // Plans first, calendars then: the order in which everybody takes these locks.
        var plans = await LockWaitingAsync(transaction, after, ct);
        if (plans.Count == 0) return null;
        var calendars = await PublishedCalendars.ReadAsync(transaction, ct);
        var waiting = await ReadWaitingAsync(transaction, plans, ct);
        var rows = new PlanRows(transaction);
        foreach (var plan in plans)
            rows.Append(plan, [.. waiting[plan.Id].SelectMany(w => Decide(w.Assignment, w.Item, w.Known, calendars))]);
        await rows.WriteAsync(ct);
        await transaction.CommitAsync(ct);
        await lanes.BringForwardAsync(rows.Earliest, ct);
        return plans[^1].Id;
    }

    /// <summary>The steps that can be computed now and could not before. A stopped assignment stays stopped.</summary>
    internal static IEnumerable<ReminderPlanEvent> Decide(Guid assignment, PlanItem item, IReadOnlyCollection<string> known, IWorkingCalendars calendars)
    {
        var steps = ReminderLadder.Of(ReminderPolicy.Default, item.DueAt, calendars).Steps.Where(step => !known.Contains(step.Step.Name)).ToList();
        if (steps.Count == 0) yield break;
        yield return new ReminderPlanEvent.Revised(
            assignment, item.AssignmentVersion, item.DueAt, item.DeadlineVersion, [.. steps.Select(step => new PlannedStep(step.Step.Name, step.At))]);
        if (item.Stopped is { } reason) yield return new ReminderPlanEvent.Stopped(assignment, item.AssignmentVersion, reason);
    }

    private static async Task KeepAsync(StreamTransaction transaction, CalendarPublished calendar, CancellationToken ct)
    {
        await using var hold = new NpgsqlCommand($"select pg_advisory_xact_lock({PublishedCalendars.Lock})", transaction.Connection, transaction.Transaction);
        await hold.ExecuteNonQueryAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            insert into calendar as c (name, year, version, holidays, workdays) values ($1, $2, $3, $4, $5)
            on conflict (name, year) do update set version = excluded.version, holidays = excluded.holidays, workdays = excluded.workdays where c.version < excluded.version
            """, transaction.Connection, transaction.Transaction)
        {
            Parameters =
            {
                new() { Value = calendar.Name }, new() { Value = calendar.Year }, new() { Value = calendar.Version },
                new() { Value = calendar.Holidays.ToArray() }, new() { Value = calendar.Workdays.ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<List<LockedPlan>> LockWaitingAsync(StreamTransaction transaction, Guid after, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction.Transaction);
        batch.Add(
            """
            select id, notice, unit, version from plan
            where id in (select distinct plan from item where waits_for_calendar and plan > any($1) order by plan limit $2) order by id for update
            """, [after]).With(id => id).And(PlansAtOnce);
        return await batch.ReadAsync(row => new LockedPlan(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetInt64(3)), ct);
    }

    private static async Task<ILookup<Guid, (Guid Plan, Guid Assignment, PlanItem Item, string[] Known)>> ReadWaitingAsync(StreamTransaction transaction, List<LockedPlan> plans, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction.Transaction);
        batch.Add(
            """
            select i.plan, i.assignment, i.requirement, i.due_at, i.deadline_version, i.assignment_version, i.stopped, i.deadline_passed,
                array(select s.step from step s where s.assignment = i.assignment and s.deadline_version = i.deadline_version)
            from item i where i.waits_for_calendar and i.plan = any($1) order by i.plan, i.requirement
            """, plans).With(plan => plan.Id);
        var rows = await batch.ReadAsync(row => (Plan: row.GetGuid(0), Assignment: row.GetGuid(1), NoticePlans.Item(row, 2), Known: row.GetFieldValue<string[]>(8)), ct);
        return rows.ToLookup(row => row.Plan);
    }
}
