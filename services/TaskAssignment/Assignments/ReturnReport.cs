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
    public static Decision<AssignmentEvent> Decide(Assignment state, ReturnReport command, IWorkingCalendars calendars,
        DateTimeOffset now) => state switch
        {
            Assignment.Reported s => command.Return(s.Facts, calendars, now),
            Assignment.Returned s when s.Reason == command.Reason && (command.DueAt is null || command.DueAt == s.Facts.DueAt) =>
                new Decided([]),
            Assignment.Dispatched or Assignment.Acknowledged or Assignment.Returned => Refusals.NotReported,
            Assignment.Accepted => Refusals.AlreadyAccepted,
            _ => Refusals.Over(state),
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
        if (Wording.Unfit(body.Reason) is { } problem)
            return problem;
        var published = await calendars.NowAsync(act.Http.RequestAborted);
        return await desk.ExecuteAsync(act, (state, now) => Decide(state, body, published, now));
    }

    private static async Task<Results<Ok<ManyResults>, ProblemHttpResult>> HandleManyAsync(ManyBody body, Permission permission,
        ManyAtOnce many, PublishedCalendars calendars, CancellationToken ct)
    {
        if (Wording.Unfit(body.Reason) is { } problem)
            return problem;
        var (command, published) = (new ReturnReport(body.Reason!, body.DueAt), await calendars.NowAsync(ct));
        return await many.ExecuteAsync(body, permission, (state, now) => Decide(state, command, published, now), ct);
    }

    private Decision<AssignmentEvent> Return(AssignmentFacts facts, IWorkingCalendars calendars, DateTimeOffset now)
    {
        // What a calendar gave the requirement while the report stood counts as in force.
        var inForce = facts.Kept is { } kept && kept.Instead > facts.DueAt ? kept.Instead : facts.DueAt;
        var (term, unfit) = DueAt is { } named ? NewTerm.Named(named, now) : NewTerm.Counted(inForce, calendars, now);
        return unfit is not null ? unfit : new Decided(
            [new AssignmentEvent.ReportReturned(facts.Reports[^1].Number, Reason), term!.Moved(DeadlineOrigin.Return, now)]);
    }
}
