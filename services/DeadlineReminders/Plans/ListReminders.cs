using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Workflow.Planning;

namespace DeadlineReminders.Plans;

/// <summary>Which steps are asked for; a notice or a unit at least.</summary>
/// <param name="Unit">The unit that owes the assignment.</param>
/// <param name="Day">On which they fall due; a day of Asia/Shanghai.</param>
/// <param name="Outcome">pending, sent or suppressed.</param>
internal sealed record ReminderFilter(
    [FromQuery(Name = "notice")] Guid? Notice,
    [FromQuery(Name = "unit")] string? Unit,
    [FromQuery(Name = "day")] DateOnly? Day,
    [FromQuery(Name = "outcome"), OneOf("pending", "sent", "suppressed")] string? Outcome);

/// <summary>提醒缘由: the steps of a notice's or a unit's reminders by the instant they fall due, each with what came of it and why.</summary>
internal static class ListReminders
{
    private static readonly string[] Outcomes = ["pending", "sent", "suppressed"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/reminders", HandleAsync)
        .RequireAccess(ReadReminders.Readers).Refuses(404)
        .WithTags("reminders").WithSummary("Steps of reminders, by notice, unit, day and outcome, with reasons in words");

    private static async Task<Results<Ok<Page<ListedReminder>>, ProblemHttpResult>> HandleAsync([AsParameters] ReminderFilter filter,
        Paging paging, Permission permission, UnitTree tree, NpgsqlDataSource dataSource, CancellationToken ct)
    {
        if (filter is { Notice: null, Unit: null })
            return Problems.Malformed("filter-missing", "Name a notice or a unit.");
        if (filter.Outcome is { } outcome && !Outcomes.Contains(outcome))
            return Problems.Malformed("invalid-outcome", $"'outcome' is '{outcome}'; {string.Join(", ", Outcomes)} are allowed.");
        var units = tree.Now;
        var reach = permission.Has(Reach.Everywhere) ? null
            : units.AtOrBelow(permission.Caller.Unit).ToArray();
        var issuer = permission.Has(Reach.Issuer) ? permission.Caller.Unit : null;
        if (filter.Unit is { } unit && (!units.Exists(unit) || (issuer is null && !permission.Reaches(unit))))
            return permission.Unreachable(unit, tree)!;

        var steps = await StepsAsync(filter, paging, reach, issuer, dataSource, ct);
        if (steps.Count == 0 && paging.After is null && filter.Unit is { } asked
            && permission.Unreachable(asked, tree) is { } problem)
            return problem;
        var page = Page.Of(steps, paging, step => step.Key.ToString());
        // After the steps: what is decided meanwhile then has no message too few.
        var messages = await MessagesAsync(page.Items, units, dataSource, ct);
        return TypedResults.Ok(new Page<ListedReminder>([.. page.Items.Select(step => step.Shown(units, messages))], page.Next));
    }

    private static Task<List<Step>> StepsAsync(ReminderFilter filter, Paging paging, string[]? reach, string? issuer,
        NpgsqlDataSource dataSource, CancellationToken ct)
    {
        var after = paging.After is { } text ? Place.Parse(text) : null;
        DateTimeOffset? from = filter.Day is { } day ? OfficialTime.At(day, TimeOnly.MinValue) : null;
        return dataSource.Sql(
            """
            select s.assignment, s.step, s.deadline_version, s.due_at, s.outcome, s.decided_at, i.stopped, i.requirement, p.notice, p.unit,
              n.title, n.document_number, r.title
            from plan p join notice n on n.id = p.notice join item i on i.plan = p.id join step s on s.assignment = i.assignment
              left join requirement r on r.notice = p.notice and r.number = i.requirement
            where ($1::uuid is null or p.notice = $1) and ($2::text is null or p.unit = $2)
              and ($3::text[] is null or p.unit = any($3) or n.issuing_unit = $4)
              and ($5::timestamptz is null or (s.due_at >= $5 and s.due_at < $6))
              and ($7::text is null
                or $7 = case when s.outcome is null then 'pending' when s.outcome = 'sent' then 'sent' else 'suppressed' end)
              and ($8::timestamptz is null or (s.due_at, s.assignment, s.deadline_version, s.step) > ($8, $9, $10, $11))
            order by s.due_at, s.assignment, s.deadline_version, s.step limit $12
            """, filter.Notice, filter.Unit, reach, issuer, from, from?.AddDays(1), filter.Outcome, after?.At,
            after?.Assignment ?? Guid.Empty, after?.DeadlineVersion ?? 0, after?.Step ?? "", paging.Limit + 1).ReadAsync(row => new Step(
                new(row.Instant(3), row.GetGuid(0), row.GetInt32(2), row.GetString(1)), row.Text(4), row.Maybe<DateTimeOffset>(5),
                row.Text(6), new(row.GetInt32(7), row.Text(12)), new(row.GetGuid(8), row.GetString(10), row.Text(11)),
                row.GetString(9)), ct);
    }

    /// <summary>What was sent at these steps, each way it went: by assignment, step and instant.</summary>
    private static async Task<ILookup<(Guid, string, DateTimeOffset), ReminderMessage>> MessagesAsync(IReadOnlyList<Step> steps,
        UnitSnapshot units, NpgsqlDataSource dataSource, CancellationToken ct) =>
        (await dataSource.Sql(
            """
            select i.assignment, i.step, i.written_at, i.id, i.unit, i.receipt_at, i.withdrawn_at, d.queue, d.state, d.reason
            from inbox i left join delivery d on d.id = i.id
            where i.assignment = any($1) and i.step is not null order by i.unit, i.position, d.queue
            """, steps.Where(step => step.Outcome == "sent").Select(step => step.Key.Assignment).Distinct().ToArray())
            .ReadAsync(row => (Key: (row.GetGuid(0), row.GetString(1), row.Instant(2)), Message: new ReminderMessage(row.GetGuid(3),
                units.Named(row.GetString(4)), ReadReminders.DeliveryOf(row.Text(8)), row.Text(7), row.Maybe<DateTimeOffset>(5),
                row.Maybe<DateTimeOffset>(6), row.Text(9) is { } reason ? ReminderWords.Of(reason) : null)), ct))
        .ToLookup(message => message.Key, message => message.Message);

    /// <summary>A place in the list.</summary>
    private sealed record Place(DateTimeOffset At, Guid Assignment, int DeadlineVersion, string Step)
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}.{Assignment:N}.{DeadlineVersion}.{Step}");

        public static Place Parse(string text) =>
            text.Split('.', 4) is [var at, var id, var version, var step]
                && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks
                && Guid.TryParseExact(id, "N", out var assignment)
                && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? new(new(ticks, TimeSpan.Zero), assignment, number, step)
                : throw Paging.NoPlace(text);
    }

    private sealed record Step(Place Key, string? Outcome, DateTimeOffset? DecidedAt, string? Stopped, ReminderRequirement Requirement,
        ReminderNotice Notice, string Unit)
    {
        public ListedReminder Shown(UnitSnapshot units, ILookup<(Guid, string, DateTimeOffset), ReminderMessage> messages)
        {
            var reason = Outcome is null ? Stopped : Outcome == "sent" ? null : Outcome;
            return new(Key.Assignment, Notice, Requirement, units.Named(Unit), Key.Step, ReminderPolicy.Default.Find(Key.Step)?.Level,
                Key.At, Key.DeadlineVersion, Outcome switch { null => "pending", "sent" => "sent", _ => "suppressed" },
                reason is null ? null : ReminderWords.Of(reason), DecidedAt,
                Outcome == "sent" && DecidedAt is { } at ? [.. messages[(Key.Assignment, Key.Step, at)]] : []);
        }
    }
}

/// <summary>A step of an assignment's reminders.</summary>
/// <param name="Unit">That owes the assignment.</param>
/// <param name="Level">Absent where the policy of today has no such step.</param>
/// <param name="At">When it falls or fell due.</param>
/// <param name="Outcome">pending, sent or suppressed.</param>
/// <param name="Reason">Why it was not sent, or would not be if it fell due now; absent otherwise.</param>
/// <param name="DecidedAt">When that was decided; absent while it is pending.</param>
/// <param name="Messages">What was sent, each way it went.</param>
internal sealed record ListedReminder(Guid Assignment, ReminderNotice Notice, ReminderRequirement Requirement, UnitName Unit, string Step,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ReminderLevel? Level, DateTimeOffset At, int DeadlineVersion,
    [OneOf("pending", "sent", "suppressed")] string Outcome,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ReminderWords? Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? DecidedAt,
    IReadOnlyList<ReminderMessage> Messages);

/// <summary>The notice behind it.</summary>
internal sealed record ReminderNotice(Guid Id, string Title, string? DocumentNumber);

/// <summary>The requirement behind it.</summary>
internal sealed record ReminderRequirement(int Number, string? Title);

/// <summary>A message to a unit.</summary>
/// <param name="Delivery">inbox (it lies there, and goes nowhere else), queue-waiting, queue (confirmed by the broker) or dead.</param>
/// <param name="Queue">Code of the unit whose queue it goes to.</param>
/// <param name="ReceiptAt">When the unit said that it has it.</param>
/// <param name="WithdrawnAt">When it was taken back, because what it says was no longer so.</param>
/// <param name="Reason">Why it could not be delivered.</param>
internal sealed record ReminderMessage(Guid Id, UnitName To,
    [OneOf("inbox", "queue-waiting", "queue", "dead", "withdrawn")] string Delivery,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Queue,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ReceiptAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? WithdrawnAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ReminderWords? Reason);

/// <summary>A reason: its code, and in words.</summary>
internal sealed record ReminderWords([OneOf(typeof(ReminderReason))] string Code, string Zh, string En)
{
    public static ReminderWords Of(string code) => new(code, ReasonWords.Zh(code), ReasonWords.En(code));
}
