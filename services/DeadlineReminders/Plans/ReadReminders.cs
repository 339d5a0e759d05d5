using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Workflow.Planning;
using Workflow.ServiceDefaults;

namespace DeadlineReminders.Plans;

/// <summary>An assignment's reminders: the plan, what was sent, and for each step not sent, why.</summary>
internal static class ReadReminders
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/assignments/{id:guid}/reminders", HandleAsync)
            .RequireAccess((Roles.Branch, Reach.OwnAndBelow), (Roles.Officer, Reach.OwnAndBelow | Reach.Issuer),
                (Roles.Inspector, Reach.OwnAndBelow)).ProducesProblem(404)
            .WithTags("reminders").WithSummary("The plan, what was sent, and why what was not sent was not");

    private static async Task<Results<Ok<RemindersAnswer>, ProblemHttpResult>> HandleAsync(Guid id, Permission permission,
        NpgsqlDataSource dataSource, HttpResponse response, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        if (await FindAsync(connection, id, ct) is not { } plan || !permission.Reaches(plan.Unit, plan.IssuingUnit))
            return Problems.Unknown($"No reminders are planned for an assignment {id}.", "assignment-unknown");
        var steps = await StepsAsync(connection, id, ct);
        // After the steps: what is decided meanwhile then has no message too few.
        var messages = (await MessagesAsync(connection, id, ct)).ToLookup(message => message.Step);
        response.SetETag(plan.Version);
        return TypedResults.Ok(new RemindersAnswer(
            id, plan.Notice, plan.Unit, ReminderPolicy.Default.Name, plan.DueAt, plan.DeadlineVersion, plan.Stopped is null ? "armed"
                : "stopped", plan.Stopped, plan.DeadlinePassed,
            [.. steps.Select(step => Answer(step, plan, messages))], plan.Waits ? Waiting(steps, plan) : null));
    }

    private static StepAnswer Answer(StepRow step, PlanRow plan, ILookup<string?, MessageRow> messages) => new(
        step.Step, ReminderPolicy.Default.Find(step.Step)?.Level, step.At, step.DeadlineVersion,
        step.Outcome switch { null => "pending", "sent" => "sent", _ => "suppressed" },
        step.Outcome is null ? plan.Stopped : step.Outcome == "sent" ? null : step.Outcome, step.DecidedAt,
        step.Outcome == "sent"
            ? [.. messages[step.Step].Where(m => m.At == step.DecidedAt)
            .Select(m => new MessageAnswer(m.Id, m.To, m.Delivery, m.ReceiptAt))] : []);

    /// <summary>The steps that have no instant, because the working calendar of a year they reach into is not published.</summary>
    private static List<string> Waiting(List<StepRow> steps, PlanRow plan) =>
        [.. ReminderPolicy.Default.Steps.Select(step => step.Name)
            .Except(steps.Where(step => step.DeadlineVersion == plan.DeadlineVersion).Select(step => step.Step))];

    private static async Task<PlanRow?> FindAsync(NpgsqlConnection connection, Guid id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select p.notice, p.unit, n.issuing_unit, p.version, i.due_at, i.deadline_version, i.stopped, i.deadline_passed, i.waits_for_calendar
            from item i join plan p on p.id = i.plan join notice n on n.id = p.notice where i.assignment = $1
            """, connection)
        { Parameters = { new() { Value = id } } };
        await using var row = await command.ExecuteReaderAsync(ct);
        return !await row.ReadAsync(ct) ? null : new(
            row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt64(3),
                row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4), row.GetInt32(5),
            row.IsDBNull(6) ? null : row.GetString(6), row.GetBoolean(7), row.GetBoolean(8));
    }

    private static async Task<List<StepRow>> StepsAsync(NpgsqlConnection connection, Guid id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select step, due_at, deadline_version, outcome, decided_at from step where assignment = $1 and step <> 'deadline' order by deadline_version, due_at", connection)
        { Parameters = { new() { Value = id } } };
        await using var row = await command.ExecuteReaderAsync(ct);
        var steps = new List<StepRow>();
        while (await row.ReadAsync(ct))
            steps.Add(new(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetInt32(2),
                row.IsDBNull(3) ? null : row.GetString(3), row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4)));
        return steps;
    }

    private static async Task<List<MessageRow>> MessagesAsync(NpgsqlConnection connection, Guid id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select i.id, i.unit, i.step, i.written_at, case d.state when 'waiting' then 'queue-waiting' when 'delivered' then 'queue' when 'dead' then 'dead' else 'inbox' end, i.receipt_at
            from inbox i left join delivery d on d.id = i.id where i.assignment = $1 order by i.unit, i.position
            """, connection)
        { Parameters = { new() { Value = id } } };
        await using var row = await command.ExecuteReaderAsync(ct);
        var messages = new List<MessageRow>();
        while (await row.ReadAsync(ct))
            messages.Add(new(row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2),
                row.GetFieldValue<DateTimeOffset>(3), row.GetString(4), row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5)));
        return messages;
    }

    private sealed record PlanRow(
        Guid Notice, string Unit, string IssuingUnit, long Version, DateTimeOffset? DueAt, int DeadlineVersion, string? Stopped,
            bool DeadlinePassed, bool Waits);

    private sealed record StepRow(string Step, DateTimeOffset At, int DeadlineVersion, string? Outcome, DateTimeOffset? DecidedAt);

    private sealed record MessageRow(Guid Id, string To, string? Step, DateTimeOffset At, string Delivery, DateTimeOffset? ReceiptAt);

    /// <summary>
    /// <c>state</c> is armed or stopped (and why: <c>reason</c>); <c>waitingForCalendar</c> names steps that cannot be computed before a
    /// year's working calendar is published.
    /// </summary>
    internal sealed record RemindersAnswer(
        Guid Assignment, Guid Notice, string Unit, string Policy, DateTimeOffset? DueAt, int DeadlineVersion, string State, string? Reason,
            bool DeadlinePassed,
        IReadOnlyList<StepAnswer> Steps,
            [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? WaitingForCalendar);

    /// <summary>
    /// <c>outcome</c> is pending, sent or suppressed; <c>reason</c> says why it was not sent, or would not be if it fell due now.
    /// </summary>
    internal sealed record StepAnswer(
        string Step, ReminderLevel? Level, DateTimeOffset At, int DeadlineVersion, string Outcome, string? Reason,
            DateTimeOffset? DecidedAt, IReadOnlyList<MessageAnswer> Messages);

    /// <summary>
    /// <c>delivery</c> is inbox (it lies there, and goes nowhere else), queue-waiting, queue (confirmed by the broker) or dead.
    /// </summary>
    internal sealed record MessageAnswer(Guid Id, string To, string Delivery, DateTimeOffset? ReceiptAt);
}
