using TaskAssignment.Notices;

namespace TaskAssignment.Assignments;

/// <summary>
/// 催办: an officer asks for what is owed, now and by hand, with words of its own. The assignment stays as it is; its unit is told.
/// Repeated within the pause, it changes nothing.
/// </summary>
/// <param name="Words">What the officer says to the unit; null where nothing.</param>
internal sealed record UrgeAssignment(string? Words)
{
    /// <summary>How long nobody urges the same assignment again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>Most assignments of a notice that are urged by one request.</summary>
    private const int Most = 5_000;

    private const int LongestWords = 500;

    public static Decision<AssignmentEvent> Decide(Assignment state, UrgeAssignment command, DateTimeOffset now) => state switch
    {
        Assignment.Acknowledged { Facts.Dispatch.Disposition: Disposition.Principle } => Refusals.Closed,
        Assignment.Dispatched or Assignment.Acknowledged or Assignment.Returned => command.Urge(((Assignment.Known)state).Facts, now),
        Assignment.Reported => Refusals.AwaitsJudgement,
        Assignment.Accepted => Refusals.AlreadyAccepted,
        _ => Refusals.Over(state),
    };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/urgings", HandleAsync).RequireAccess(Standing.Urge).Refuses(404)
            .Shows("application/json", """{"notice":"0198c5d2-7a10-7c3e-9b1f-2f6d1c0a4e55","under":"C-1","words":"请于本周内反馈。"}""")
            .WithSummary("Urge units to do what they owe: 催办, of up to 1,000 assignments, or of what is owed of a notice")
            .WithDescription(
                """
                Of `assignments`, each is answered for itself. Of a `notice`, all that still owe and were not urged within the last hour, at
                most 5,000: of one `unit`, of what stands at or below `under`, of one `requirement`; `more` says to ask again. Each unit is
                told at once, with the words; a unit that reports before it is reached is not.
                """);

    private Decision<AssignmentEvent> Urge(AssignmentFacts facts, DateTimeOffset now) =>
        facts.Urged is not { } last || now - last.At >= Pause ? new Decided([new AssignmentEvent.Urged(Words, now)])
        : last.Words == Words ? new Decided([])
        : new Refused("urged-lately", "This assignment was urged within the last hour.");

    private static async Task<Results<Ok<UrgingResults>, ProblemHttpResult>> HandleAsync(UrgingBody body, Permission permission,
        Standing standing, NoticeStore notices, BoardStore board, ManyAtOnce many, TimeProvider time, CancellationToken ct)
    {
        if (body.Unfit(LongestWords) is { } unfit)
            return unfit;
        var asked = body.Assignments;
        if (body.Notice is { } notice)
        {
            var (found, problem) = await OfNoticeAsync(notice, body, permission, standing, notices, board, time.GetUtcNow() - Pause, ct);
            if (problem is not null)
                return problem;
            asked = found;
        }
        var some = body.Notice is null ? asked! : [.. asked!.Take(Most)];
        var results = await many.EachAsync(some, permission, (state, now) => Decide(state, new(body.Words), now), ct);
        return TypedResults.Ok(new UrgingResults(results.Count(result => result.Status < 300), asked!.Count > some.Count, results));
    }

    /// <summary>What is to be urged of a notice, one more than at once where there are others; or why nothing can be said of it.</summary>
    private static async Task<(IReadOnlyList<Guid> Found, ProblemHttpResult? Problem)> OfNoticeAsync(Guid notice, UrgingBody body,
        Permission permission, Standing standing, NoticeStore notices, BoardStore board, DateTimeOffset since, CancellationToken ct)
    {
        if (await notices.IssuingUnitAsync(notice, ct) is not { } issuer)
            return ([], Unknown(notice));
        var reader = standing.AsReader(permission.Caller);
        if (body.Place is { } place && !Standing.Issued(reader, issuer) && standing.Unreachable(reader, place) is { } problem)
            return ([], problem);
        var scope = standing.ScopeOf(reader, body.Unit, body.Under);
        var found = await board.ToUrgeAsync(notice, body.Requirement, scope, standing.Judged(permission.Caller), since, Most + 1, ct);
        return found is [] && !standing.MaySeeWhole(permission.Caller, issuer) && !await board.HoldsAsync(scope, notice, ct)
            ? ([], Unknown(notice)) : (found, null);
    }

    private static ProblemHttpResult Unknown(Guid notice) => Problems.Unknown($"No notice {notice} has arrived.");
}

/// <summary>What is urged: assignments, or what is owed of a notice.</summary>
/// <param name="Assignments">Their ids, 1 to 1,000.</param>
/// <param name="Notice">The notice's id.</param>
/// <param name="Unit">Of the notice: what this unit owes alone.</param>
/// <param name="Under">Of the notice: what this unit and those below it owe.</param>
/// <param name="Requirement">Of the notice: this requirement alone, by its number.</param>
/// <param name="Words">What is said to the units, 1 to 500 characters; null = nothing.</param>
internal sealed record UrgingBody(IReadOnlyList<Guid>? Assignments = null, Guid? Notice = null, string? Unit = null, string? Under = null,
    int? Requirement = null, string? Words = null)
{
    /// <summary>The unit that is named.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? Place => Unit ?? Under;

    /// <summary>Why nothing can be urged by it; null where it can.</summary>
    public ProblemHttpResult? Unfit(int longest)
    {
        if (Assignments is not null && ManyAtOnce.Unfit(Assignments) is { } many)
            return many;
        var errors = new List<FieldError>();
        if (Assignments is null == Notice is null)
            errors.Add(new("$", "Either 'assignments' or 'notice'."));
        if (Notice is null && (Place is not null || Requirement is not null))
            errors.Add(new("$", "'unit', 'under' and 'requirement' narrow a 'notice'."));
        if (Words is not null && !Wording.IsFit(Words, longest))
            errors.Add(new("$.words", $"1 to {longest} characters."));
        return errors is [] ? null : Problems.Unusable("urging-unusable", "This cannot be urged.", errors);
    }
}

/// <summary>What came of it.</summary>
/// <param name="Urged">How many are urged by now.</param>
/// <param name="More">Whether others of the notice are not urged yet: ask again.</param>
/// <param name="Results">Of each.</param>
internal sealed record UrgingResults(int Urged, bool More, IReadOnlyList<ManyResult> Results);
