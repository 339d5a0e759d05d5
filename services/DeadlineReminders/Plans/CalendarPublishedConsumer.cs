using DeadlineReminders.Raising;
using DeadlineReminders.Rows;
using Workflow.Contracts.Directory.V1;
using Workflow.Planning;

namespace DeadlineReminders.Plans;

/// <summary>
/// A calendar was published or amended: kept, then the plans that it concerns are rescheduled, some plans a transaction. Whatever comes
/// again, late or after a crash is decided by the
/// calendars in force, so it changes nothing or what is left to change.
/// </summary>
internal sealed class CalendarPublishedConsumer(StreamStore streams, PlanStore store, Lanes lanes, NpgsqlDataSource dataSource,
    Quarantine quarantine) : IConsumer<CalendarPublished>, ISetAside
{
    private const string Aside = "calendar";

    private const int PlansAtOnce = 200;

    private static readonly string[] InWorkingDays =
        [.. ReminderPolicy.Default.Steps.Where(step => step.In is OffsetUnit.WorkingDays).Select(step => step.Name)];

    public async Task Consume(ConsumeContext<CalendarPublished> context)
    {
        var (calendar, ct) = (context.Message, context.CancellationToken);
        var command = new CommandContext(Actor.System(Sources.Reminders), CorrelationId: null, context.MessageId);
        await using (var transaction = await streams.BeginAsync(command, ct))
        {
            await PublishedCalendars.KeepAsync(calendar, transaction.Transaction, ct);
            await transaction.CommitAsync(ct);
        }
        // Nothing is counted by any other.
        if (calendar.Name != WorkingCalendar.National)
            return;
        for (Guid? after = Guid.Empty; after is not null;)
            after = await RescheduleAsync(command, calendar.Year, after.Value, ct);
    }

    public string Place => Aside;

    /// <summary>By whatever was published: which year it was set aside for does not matter any more.</summary>
    public async Task RetryAsync(Guid item, long? version, CancellationToken ct)
    {
        var command = new CommandContext(Actor.System(Sources.Reminders), CorrelationId: null, CausationId: null);
        foreach (var year in await PublishedCalendars.YearsAsync(dataSource, ct))
            await RescheduleAsync(command, year, [item], ct);
    }

    /// <summary>
    /// Reschedules the next plans; answers the last of them, null when none was left. One that throws is set aside.
    /// </summary>
    private async Task<Guid?> RescheduleAsync(CommandContext context, int year, Guid after, CancellationToken ct)
    {
        var plans = await NextAsync(year, after, ct);
        var faults = await EachForItself.DoAsync(plans, some => RescheduleAsync(context, year, some, ct), ct);
        await quarantine.AddAsync(Place, [.. faults.Select(fault => new ItemFault(fault.Item, fault.Why))], ct);
        return plans is [.., var last] ? last : null;
    }

    private async Task RescheduleAsync(CommandContext context, int year, IReadOnlyList<Guid> some, CancellationToken ct)
    {
        await using var transaction = await streams.BeginAsync(context, ct);
        var plans = await transaction.LockAsync(some, ct);
        var calendars = await PublishedCalendars.HoldAsync(transaction.Transaction, ct);
        var changes = new PlanChanges(transaction);
        var open = await ReadAsync(transaction, plans, ct);
        await PlanTables.InUse.LoadAsync(changes.Rows, transaction.Transaction, [], open, ct);
        var steps = changes.Rows.Steps.Values.ToLookup(step => step.Wake.Assignment);
        var items = open.Select(assignment => changes.Rows.Items[assignment]).ToLookup(item => item.Plan);
        foreach (var plan in plans)
            changes.Append(plan, [.. items[plan.Id].SelectMany(item => RescheduleSteps.Decide(item.Assignment, item.Item,
                steps[item.Assignment].Where(step => step.Wake.DeadlineVersion == item.DeadlineVersion)
                    .ToDictionary(step => step.Wake.Step, step => new KnownStep(step.DueAt, step.Outcome is null)), calendars, year))]);
        await store.WriteAsync(changes, ct);
        await transaction.CommitAsync(ct);
        await lanes.BringForwardAsync(changes.Earliest, ct);
    }

    /// <summary>
    /// The next plans with pending steps in working days of the year or after it, or with steps that wait for a calendar, in the order of
    /// their ids. Read along the index of pending steps, so that a batch costs what it takes.
    /// </summary>
    private Task<List<Guid>> NextAsync(int year, Guid after, CancellationToken ct) => dataSource.Sql(
        """
        with concerned as (
            (select distinct plan from step
                where outcome is null and plan > $2 and step = any($1) and due_at >= $3 order by plan limit $4)
            union
            (select distinct plan from item where waits_for_calendar and plan > $2 order by plan limit $4))
        select plan from concerned order by plan limit $4
        """, InWorkingDays, after, OfficialTime.At(new(year, 1, 1), TimeOnly.MinValue), PlansAtOnce).ReadAsync(row => row.GetGuid(0), ct);

    /// <summary>Assignments of the plans with pending steps, or with steps that wait for a calendar.</summary>
    private static async Task<Guid[]> ReadAsync(StreamTransaction transaction, IReadOnlyList<PlanRow> plans,
        CancellationToken ct) =>
        [.. await transaction.Sql(
            """
            with open as (
                select assignment from step where outcome is null and plan = any($1)
                union select assignment from item where waits_for_calendar and plan = any($1))
            select i.assignment from item i join open using (assignment) order by i.plan, i.requirement, i.assignment
            """, plans.Select(plan => plan.Id).ToArray()).ReadAsync(row => row.GetGuid(0), ct)];
}

/// <summary>One at a time: each looks at the same plans.</summary>
internal sealed class CalendarPublishedConsumerDefinition : ConsumerDefinition<CalendarPublishedConsumer>
{
    public CalendarPublishedConsumerDefinition() => ConcurrentMessageLimit = 1;
}
