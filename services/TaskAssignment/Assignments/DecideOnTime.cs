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

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/assignments/{id:guid}/extension-requests/{number:int}/decision", HandleAsync)
            .RequireAccess(Standing.DecideOnTime).Refuses(409).AnswersWith("ETag")
            .Shows("application/json", """{"granted":true,"dueAt":"2016-05-10T17:00:00+08:00"}""")
            .WithSummary("Grant more time, or refuse it");
        routes.MapPost("/v1/extension-decisions", HandleManyAsync).RequireAccess(Standing.DecideOnTime)
            .Shows("application/json",
                """
                {"requests":[{"assignment":"0198c5d2-7a10-7c3e-9b1f-2f6d1c0a4e55","number":1}],"granted":true}
                """)
            .WithSummary("Grant or refuse up to 1,000 requests for more time; each is answered for itself");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync([AsParameters] Act act, int number, DecideOnTime body,
        AssignmentDesk desk) =>
        body.Unfit() is { } problem ? problem : await desk.ExecuteAsync(act, (state, now) => Decide(state, number, body, now));

    private static async Task<Results<Ok<ManyResults>, ProblemHttpResult>> HandleManyAsync(ExtensionDecisions body, Permission permission,
        ManyAtOnce many, CancellationToken ct)
    {
        var command = new DecideOnTime(body.Granted, body.DueAt, body.Reason);
        var asked = body.Requests.Distinct().ToList();
        if (ManyAtOnce.Unfit([.. asked.Select(one => one.Assignment)], "$.requests") is { } unfit)
            return unfit;
        if (asked.CountBy(one => one.Assignment).FirstOrDefault(entry => entry.Value > 1) is { Value: > 1, Key: var twice })
            return Problems.Unusable("assignments-unusable", $"Two requests of the assignment {twice} are named.",
                [new FieldError("$.requests", "One request of each assignment.")]);
        if (command.Unfit() is { } problem)
            return problem;
        var numbers = asked.ToDictionary(one => one.Assignment, one => one.Number);
        return TypedResults.Ok(new ManyResults(
            await many.EachAsync([.. numbers.Keys], permission, (id, state, now) => Decide(state, numbers[id], command, now), ct)));
    }

    private ProblemHttpResult? Unfit() => (this is { Granted: true, Reason: null } ? null : Wording.Unfit(Reason))
        ?? (Granted || DueAt is null ? null
            : Problems.Unusable("term-unusable", "A refusal gives no day.", [new FieldError("$.dueAt", "Only with granted: true.")]));

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

/// <summary>The same decision on many requests for more time.</summary>
/// <param name="Requests">Which, 1 to 1,000; of each assignment one.</param>
/// <param name="Granted">Whether it is given.</param>
/// <param name="DueAt">The due instant given to all of them, inclusive; null = to each the one it asked for. Not with a refusal.</param>
/// <param name="Reason">What the assigner says to it; needed with a refusal.</param>
internal sealed record ExtensionDecisions(IReadOnlyList<RequestForTime> Requests, bool Granted, DateTimeOffset? DueAt = null,
    string? Reason = null);

/// <summary>A request for more time.</summary>
/// <param name="Assignment">Whose.</param>
/// <param name="Number">1, 2, … within the assignment: so that nobody decides on a later request than the one that was read.</param>
internal sealed record RequestForTime(Guid Assignment, int Number);
