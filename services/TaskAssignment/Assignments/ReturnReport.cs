using Workflow.Calendars;

namespace TaskAssignment.Assignments;

/// <summary>
/// 退回重办: the report is not enough, and the unit has a new term, with a verdict of its own. Repeating it for the same reason, and the same
/// day where one is named, changes nothing.
/// </summary>
/// <param name="Reason">What is wrong with the report.</param>
/// <param name="DueAt">
/// The new term, inclusive, after now; null = the later of the deadline in force and the end of the third working day after the return.
/// </param>
internal sealed record ReturnReport(string Reason, DateTimeOffset? DueAt = null)
{
    public const int LongestReason = 2_000;
    private const int WorkingDays = 3;

    public static Decision<AssignmentEvent> Decide(Assignment state, ReturnReport command, IWorkingCalendars calendars,
        DateTimeOffset now) => state switch
        {
            Assignment.Reported s => command.Return(s.Facts, calendars, now),
            Assignment.Returned s when s.Reason == command.Reason && (command.DueAt is null || command.DueAt == s.Facts.DueAt) =>
                new Decided([]),
            Assignment.Dispatched or Assignment.Acknowledged or Assignment.Returned => Refusals.NotReported,
            Assignment.Accepted => Refusals.AlreadyAccepted,
            Assignment.Closed => Refusals.Closed,
            Assignment.None => Refusals.Unknown,
            _ => throw new UnreachableException(),
        };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/assignments/{id:guid}/return", HandleAsync).RequireAccess(Standing.Return)
            .Refuses(409).AnswersWith("ETag").WithSummary("Return a report with the reason, and a new term where one is given");
        routes.MapPost("/v1/returns", HandleManyAsync).RequireAccess(Standing.Return)
            .WithSummary("Return the reports of up to 500 assignments for one reason; each is answered for itself");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync([AsParameters] Act act, ReturnReport body,
        AssignmentDesk desk, PublishedCalendars calendars)
    {
        if (Unusable(body.Reason) is { } problem)
            return problem;
        var published = await calendars.NowAsync(act.Http.RequestAborted);
        return await desk.ExecuteAsync(act, (state, now) => Decide(state, body, published, now));
    }

    private static async Task<Results<Ok<ManyResults>, ProblemHttpResult>> HandleManyAsync(ManyBody body, Permission permission,
        ManyAtOnce many, PublishedCalendars calendars, CancellationToken ct)
    {
        if (Unusable(body.Reason) is { } problem)
            return problem;
        var (command, published) = (new ReturnReport(body.Reason!, body.DueAt), await calendars.NowAsync(ct));
        return await many.ExecuteAsync(body, permission, (state, now) => Decide(state, command, published, now), ct);
    }

    private static ProblemHttpResult? Unusable(string? reason) => Wording.IsFit(reason ?? "", LongestReason)
        ? null
        : Problems.Unusable("reason-unusable", "A return needs its reason.",
            [new FieldError("$.reason", $"1 to {LongestReason} characters.")]);

    private Decision<AssignmentEvent> Return(AssignmentFacts facts, IWorkingCalendars calendars, DateTimeOffset now)
    {
        AssignmentEvent returned = new AssignmentEvent.ReportReturned(facts.Reports[^1].Number, Reason);
        if (DueAt is { } named)
            return now < named && OfficialYears.Hold(named)
                ? new Decided([returned, Moved(named.ToUniversalTime(), calendar: null, now)])
                : Unfit($"The new term is {named:O}; an instant after now, {OfficialYears.Allowed}, is allowed.");
        return calendars.AddWorkingDays(OfficialTime.DayOf(now), WorkingDays) switch
        {
            WorkingDayCount.CalendarMissing missing => Unfit(
                $"Without a working calendar of {missing.Year} no third working day can be counted: name the day of the new term."),
            WorkingDayCount.Reached third => new Decided([returned, Term(facts, third, now)]),
            _ => throw new UnreachableException(),
        };
    }

    private static AssignmentEvent.DeadlineMoved Term(AssignmentFacts facts, WorkingDayCount.Reached third, DateTimeOffset now)
    {
        var counted = OfficialTime.EndOf(third.Day).ToUniversalTime();
        // What a calendar gave the requirement while the report stood counts as in force.
        var inForce = facts.Kept is { } kept && kept.Instead > facts.DueAt ? kept.Instead : facts.DueAt;
        return inForce >= counted ? Moved(inForce.Value, calendar: null, now) : Moved(counted, string.Join(',', third.By), now);
    }

    private static AssignmentEvent.DeadlineMoved Moved(DateTimeOffset dueAt, string? calendar, DateTimeOffset now) =>
        new(dueAt, DeadlineOrigin.Return, NoticeVersion: null, calendar, Reason: null, now);

    private static Unusable Unfit(string detail) => new("term-unusable", detail, [new FieldError("$.dueAt", detail)]);
}
