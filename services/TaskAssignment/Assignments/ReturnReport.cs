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
            Assignment.Returned s and not Assignment.Reopened when s.Reason == command.Reason
                && (command.DueAt is null || command.DueAt == s.Facts.DueAt) =>
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

    private static Task<Results<NoContent, ProblemHttpResult>> HandleAsync([AsParameters] Act act, ReturnReport body, ActsWithTerm acts) =>
        acts.ExecuteAsync(act, body.Reason, (state, calendars, now) => Decide(state, body, calendars, now));

    private static Task<Results<Ok<ManyResults>, ProblemHttpResult>> HandleManyAsync(ManyBody body, Permission permission,
        ActsWithTerm acts, CancellationToken ct) => acts.ExecuteAsync(body, permission,
            (state, calendars, now) => Decide(state, new(body.Reason!, body.DueAt), calendars, now), ct);

    private Decision<AssignmentEvent> Return(AssignmentFacts facts, IWorkingCalendars calendars, DateTimeOffset now)
    {
        // What a calendar gave the requirement while the report stood counts as in force.
        var inForce = facts.Kept is { } kept && kept.Instead > facts.DueAt ? kept.Instead : facts.DueAt;
        var (term, unfit) = NewTerm.Of(DueAt, inForce, calendars, now);
        return unfit is not null ? unfit : new Decided(
            [new AssignmentEvent.ReportReturned(facts.Reports[^1].Number, Reason), term!.Moved(DeadlineOrigin.Return, now)]);
    }
}
