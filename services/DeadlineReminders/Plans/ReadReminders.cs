using System.Text.Json.Serialization;
using DeadlineReminders.Rows;
using Workflow.Contracts.Branch.V1;
using Workflow.Planning;

namespace DeadlineReminders.Plans;

/// <summary>An assignment's reminders: the plan, what was sent, and for each step not sent, why.</summary>
internal static class ReadReminders
{
    /// <summary>Whoever reads the assignment.</summary>
    public static readonly (string Role, Reach Reach)[] Readers =
        [(Roles.Branch, Reach.OwnAndBelow), (Roles.Officer, Reach.OwnAndBelow | Reach.Issuer), (Roles.Inspector, Reach.OwnAndBelow),
            AccessTable.Auditors];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/assignments/{id:guid}/reminders", HandleAsync)
            .RequireAccess(Readers).AnswersWith("ETag")
            .WithTags("reminders").WithSummary("The plan, what was sent, and why what was not sent was not");

    private static async Task<Results<Ok<RemindersAnswer>, ProblemHttpResult>> HandleAsync(Guid id, Permission permission,
        UnitTree tree, NpgsqlDataSource dataSource, HttpResponse response, CancellationToken ct)
    {
        if (await FindAsync(dataSource, id, ct) is not var (plan, item, issuer) || !permission.Reaches(plan.Unit, issuer))
            return Problems.Unknown($"No reminders are planned for an assignment {id}.", "assignment-unknown");
        var steps = await dataSource.Sql(
            $"""
            select {PlanTables.StepColumns} from step s
            where s.assignment = $1 order by s.deadline_version, s.due_at
            """, id).ReadAsync(PlanTables.Step, ct);
        // After the steps: what is decided meanwhile then has no message too few.
        var messages = (await MessagesAsync(dataSource, tree.Now, id, ct))
            .ToLookup(message => (message.Step, message.At), message => message.Answer);
        response.SetETag(plan.Version);
        return TypedResults.Ok(new RemindersAnswer(
            id, plan.Notice, plan.Unit, ReminderPolicy.Default.Name, item.DueAt, item.DeadlineVersion,
            item.Stopped is null ? "armed" : "stopped", item.Stopped, item.DeadlinePassed,
            [.. steps.Select(step => Answer(step, item, messages))], await UrgingsAsync(dataSource, tree.Now, id, ct),
            item.WaitsForCalendar ? Waiting(steps, item) : null));
    }

    private static StepAnswer Answer(StepRow step, ItemRow item, ILookup<(string? Step, DateTimeOffset At), MessageAnswer> messages) => new(
        step.Wake.Step, ReminderPolicy.Default.Find(step.Wake.Step)?.Level, step.DueAt, step.Wake.DeadlineVersion,
        step.Outcome switch { null => "pending", "sent" => "sent", _ => "suppressed" },
        step.Outcome is null ? item.Stopped : step.Outcome == "sent" ? null : step.Outcome, step.DecidedAt,
        step is { Outcome: "sent", DecidedAt: { } at } ? [.. messages[(step.Wake.Step, at)]] : []);

    /// <summary>The steps that have no instant, because the working calendar of a year they reach into is not published.</summary>
    private static List<string> Waiting(List<StepRow> steps, ItemRow item) =>
        [.. ReminderPolicy.Default.Steps.Select(step => step.Name)
            .Except(steps.Where(step => step.Wake.DeadlineVersion == item.DeadlineVersion).Select(step => step.Wake.Step))];

    private static Task<Tuple<PlanRow, ItemRow, string>?> FindAsync(NpgsqlDataSource dataSource, Guid id, CancellationToken ct) =>
        dataSource.Sql(
            $"""
            select {PlanTables.PlanColumns}, {PlanTables.ItemColumns}, n.issuing_unit
            from item i join plan p on p.id = i.plan join notice n on n.id = p.notice where i.assignment = $1
            """, id).FirstAsync(row => Tuple.Create(PlanTables.Plan(row),
                PlanTables.Item(row, PlanTables.PlanWidth), row.GetString(row.FieldCount - 1)), ct);

    private static Task<List<(string? Step, DateTimeOffset At, MessageAnswer Answer)>> MessagesAsync(NpgsqlDataSource dataSource,
        UnitSnapshot tree, Guid id, CancellationToken ct) => dataSource.Sql(
        """
        select i.id, i.unit, i.step, i.written_at, i.receipt_at, d.state
        from inbox i left join delivery d on d.id = i.id where i.assignment = $1 order by i.unit, i.position
        """, id).ReadAsync(row => (row.Text(2), row.Instant(3), new MessageAnswer(row.GetGuid(0), row.GetString(1),
            tree.ShortNameOf(row.GetString(1)), DeliveryOf(row.Text(5)), row.Maybe<DateTimeOffset>(4))), ct);

    /// <summary>Urgings by hand, in their order; how each went by the last of its queues that took it.</summary>
    private static Task<List<UrgingAnswer>> UrgingsAsync(NpgsqlDataSource dataSource, UnitSnapshot tree, Guid id, CancellationToken ct) =>
        dataSource.Sql(
        """
        select distinct on (i.position) i.written_at, b.body::jsonb -> 'data' ->> 'reason', i.id, i.unit, d.state, i.receipt_at,
            i.withdrawn_for
        from inbox i join message_body b on b.id = i.id left join delivery d on d.id = i.id
        where i.assignment = $1 and i.step is null and b.body::jsonb ->> 'type' = $2 order by i.position, d.settled_at desc nulls last
        """, id, BranchEvent.TypeOfNews(NewsKind.Urging)).ReadAsync(row => new UrgingAnswer(row.Instant(0), row.Text(1),
            new(row.GetGuid(2), row.GetString(3), tree.ShortNameOf(row.GetString(3)),
                row.Text(6) is null ? DeliveryOf(row.Text(4)) : "withdrawn", row.Maybe<DateTimeOffset>(5)), row.Text(6)), ct);

    /// <summary>How a message went, by the state of its delivery; null where it has none.</summary>
    internal static string DeliveryOf(string? state) => state switch
    {
        null => "inbox",
        "waiting" => "queue-waiting",
        "delivered" => "queue",
        _ => state,
    };

    /// <summary>
    /// <c>state</c> is armed or stopped (and why: <c>reason</c>); <c>waitingForCalendar</c> names steps that cannot be computed before a
    /// year's working calendar is published.
    /// </summary>
    /// <param name="Urgings">By hand, in their order.</param>
    internal sealed record RemindersAnswer(
        Guid Assignment, Guid Notice, string Unit, string Policy, DateTimeOffset? DueAt, int DeadlineVersion,
            [OneOf("armed", "stopped")] string State, [OneOf(typeof(ReminderReason))] string? Reason,
            bool DeadlinePassed,
        IReadOnlyList<StepAnswer> Steps, IReadOnlyList<UrgingAnswer> Urgings,
            [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? WaitingForCalendar);

    /// <summary>
    /// <c>outcome</c> is pending, sent or suppressed; <c>reason</c> says why it was not sent, or would not be if it fell due now.
    /// </summary>
    internal sealed record StepAnswer(
        string Step, ReminderLevel? Level, DateTimeOffset At, int DeadlineVersion,
            [OneOf("pending", "sent", "suppressed")] string Outcome, [OneOf(typeof(ReminderReason))] string? Reason,
            DateTimeOffset? DecidedAt, IReadOnlyList<MessageAnswer> Messages);

    /// <summary>An urging by hand.</summary>
    /// <param name="Words">What the officer said with it.</param>
    /// <param name="Message">How it went to the unit.</param>
    /// <param name="WithdrawnFor">Why it did not hold any more when its turn came; absent where it did.</param>
    internal sealed record UrgingAnswer(DateTimeOffset At,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Words, MessageAnswer Message,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), OneOf(typeof(ReminderReason))] string? WithdrawnFor);

    /// <summary>
    /// <c>toName</c> is what <c>to</c> is called today. <c>delivery</c> is inbox (it lies there, and goes nowhere else), queue-waiting,
    /// queue (confirmed by the broker) or dead.
    /// </summary>
    internal sealed record MessageAnswer(Guid Id, string To, string ToName,
        [OneOf("inbox", "queue-waiting", "queue", "dead", "withdrawn")] string Delivery, DateTimeOffset? ReceiptAt);
}
