namespace TaskAssignment.Assignments;

/// <summary>
/// 退回: the unit says that it is not its to do. Declining again in the same words changes nothing, also after it was insisted on.
/// </summary>
/// <param name="Reason">Why not.</param>
/// <param name="Rather">Code of the unit whose it may be; null where the unit does not know.</param>
internal sealed record DeclineAssignment(string Reason, string? Rather = null)
{
    public static Decision<AssignmentEvent> Decide(Assignment state, DeclineAssignment command, DateTimeOffset now) => state switch
    {
        Assignment.Dispatched or Assignment.Acknowledged => command.Decline(((Assignment.Known)state).Facts, now),
        Assignment.Declined s when s.Reason == command.Reason && s.Rather == command.Rather => new Decided([]),
        Assignment.Reported or Assignment.Returned or Assignment.Accepted =>
            new Refused("already-reported", "What has been reported on is not declined any more."),
        _ => Refusals.Over(state),
    };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/assignments/{id:guid}/decline", HandleAsync).RequireAccess(Standing.Decline)
            .Refuses(409).AnswersWith("ETag").WithSummary("Decline: not ours, and whose it may be");

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync([AsParameters] Act act, DeclineAssignment body,
        AssignmentDesk desk, UnitTree tree)
    {
        if (Wording.Unfit(body.Reason) is { } problem)
            return problem;
        if (body.Rather is { } rather && !tree.Exists(rather))
            return Problems.Unusable("unit-unusable", "Nobody is called so.", [new FieldError("$.rather", "Code of a unit there is.")]);
        return await desk.ExecuteAsync(act, (state, now) => Decide(state, body, now));
    }

    private Decided Decline(AssignmentFacts facts, DateTimeOffset now)
    {
        var declined = new AssignmentEvent.Declined(Reason, Rather);
        if (facts.Refused == declined)
            return new([]);
        Limit.MustBeJudged(facts, now);
        return new([declined]);
    }
}
