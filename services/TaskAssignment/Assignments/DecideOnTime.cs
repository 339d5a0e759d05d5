namespace TaskAssignment.Assignments;

/// <summary>
/// The assigner gives more time, or not. A day that is given is a person's: no calendar moves it. Repeating the decision changes nothing.
/// </summary>
/// <param name="Granted">Whether it is given.</param>
/// <param name="DueAt">The due instant given, inclusive; null = the one asked for. Not with a refusal.</param>
/// <param name="Reason">What the assigner says to it; needed with a refusal.</param>
internal sealed record DecideOnTime(bool Granted, DateTimeOffset? DueAt = null, string? Reason = null)
{
    public static Decision<AssignmentEvent> Decide(Assignment state, int number, DecideOnTime command, DateTimeOffset now) => state switch
    {
        Assignment.Cancelled => Refusals.Over(state),
        Assignment.Known { Facts.Extensions: var all } known when number >= 1 && number <= all.Count =>
            command.On(all[number - 1], known.Facts, now),
        Assignment.None => Refusals.Unknown,
        _ => new Refused("extension-unknown", $"No request {number} for more time was made."),
    };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/assignments/{id:guid}/extension-requests/{number:int}/decision", HandleAsync)
            .RequireAccess(Standing.DecideOnTime).Refuses(409).AnswersWith("ETag").WithSummary("Grant more time, or refuse it");

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync([AsParameters] Act act, int number, DecideOnTime body,
        AssignmentDesk desk)
    {
        if ((body is { Granted: true, Reason: null } ? null : Wording.Unfit(body.Reason)) is { } problem)
            return problem;
        if (body is { Granted: false, DueAt: not null })
            return Problems.Unusable("term-unusable", "A refusal gives no day.", [new FieldError("$.dueAt", "Only with granted: true.")]);
        return await desk.ExecuteAsync(act, (state, now) => Decide(state, number, body, now));
    }

    private Decision<AssignmentEvent> On(ExtensionRequest asked, AssignmentFacts facts, DateTimeOffset now) => asked.Outcome switch
    {
        ExtensionOutcome.Lapsed => new Refused("extension-lapsed", "The unit has reported or declined since; there is nothing to decide."),
        ExtensionOutcome.Pending when !Granted => new Decided([new AssignmentEvent.ExtensionRefused(asked.Number, Reason!)]),
        ExtensionOutcome.Pending => Grant(asked, facts, now),
        ExtensionOutcome.Granted when Granted && (DueAt is null || DueAt == asked.Until) => new Decided([]),
        ExtensionOutcome.Refused when !Granted && Reason == asked.Because => new Decided([]),
        _ => new Refused("extension-decided", "This request has been decided otherwise."),
    };

    private Decision<AssignmentEvent> Grant(ExtensionRequest asked, AssignmentFacts facts, DateTimeOffset now)
    {
        Limit.MustBeJudged(facts, now);
        var (term, unfit) = NewTerm.Named(DueAt ?? asked.DueAt, now);
        if (term?.DueAt <= facts.DueAt)
            unfit = new Unusable("term-unusable", "More time ends after the deadline in force.", [new FieldError("$.dueAt",
                "An instant after the deadline in force.")]);
        return unfit is not null ? unfit : new Decided(
            [new AssignmentEvent.ExtensionGranted(asked.Number, term!.DueAt, Reason), term.Moved(DeadlineOrigin.Extension, now)]);
    }
}
