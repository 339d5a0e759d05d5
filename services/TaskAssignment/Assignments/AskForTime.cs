namespace TaskAssignment.Assignments;

/// <summary>
/// 延期: the unit asks for more time, before its deadline has passed or after. One request at a time; asking again for the same changes
/// nothing, also when it has been decided.
/// </summary>
/// <param name="Reason">Why.</param>
/// <param name="DueAt">The due instant asked for, inclusive: after now, and after the deadline in force.</param>
internal sealed record AskForTime(string Reason, DateTimeOffset DueAt)
{
    public static Decision<AssignmentEvent> Decide(Assignment state, AskForTime command, DateTimeOffset now) => state switch
    {
        Assignment.Dispatched or Assignment.Acknowledged or Assignment.Returned => command.Ask(((Assignment.Known)state).Facts, now),
        Assignment.Reported => Refusals.AwaitsJudgement,
        Assignment.Accepted => Refusals.AlreadyAccepted,
        _ => Refusals.Over(state),
    };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/assignments/{id:guid}/extension-requests", HandleAsync).RequireAccess(Standing.AskForTime)
            .Refuses(409).AnswersWith("ETag").WithSummary("Ask for more time: 延期");

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync([AsParameters] Act act, AskForTime body,
        AssignmentDesk desk) => Wording.Unfit(body.Reason) is { } problem ? problem
            : await desk.ExecuteAsync(act, (state, now) => Decide(state, body, now));

    private Decision<AssignmentEvent> Ask(AssignmentFacts facts, DateTimeOffset now)
    {
        var until = DueAt.ToUniversalTime();
        if (facts.DueAt is not { } inForce)
            return new Refused("not-dated", "This assignment has no deadline that could be moved.");
        if (facts.Extensions is [.., { Outcome: not ExtensionOutcome.Lapsed } last] && last.Reason == Reason && last.DueAt == until)
            return new Decided([]);
        if (facts.Asked is not null)
            return new Refused("extension-awaits-decision", "The request before this one has not been decided.");
        if (until <= now || until <= inForce || !OfficialYears.Hold(until))
            return new Unusable("term-unusable", "What is asked for is not later than the deadline.", [new FieldError("$.dueAt",
                $"An instant after now and after the deadline in force, {OfficialYears.Allowed}.")]);
        return new Decided([new AssignmentEvent.ExtensionRequested(facts.Extensions.Count + 1, Reason, until)]);
    }
}
