using TaskAssignment.Notices;

namespace TaskAssignment.Assignments;

/// <summary>
/// 催办: an officer asks for what is owed, now and by hand, with words of its own. The assignment stays as it is; its unit is told.
/// Repeated by the same unit within the pause, it changes nothing.
/// </summary>
/// <param name="By">Code of the unit whose officer it is.</param>
/// <param name="Words">What the officer says to the unit; null where nothing.</param>
internal sealed record UrgeAssignment(string By, string? Words)
{
    /// <summary>How long nobody urges the same assignment again, unless it is due at another instant by then.</summary>
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
                Of `assignments`, each is answered for itself. Of a `notice`, all that still owe, at most 5,000 at once, those first that
                were not urged within the last hour: of one `unit`, of what stands at or below `under`, of one `requirement`; `more` says
                to ask again. Each unit is told at once, with the words.
                """);

    private Decision<AssignmentEvent> Urge(AssignmentFacts facts, DateTimeOffset now) =>
        facts.Urged is not { } last || now - last.At >= Pause ? new Decided([new AssignmentEvent.Urged(By, Words, now)])
        : last.Words == Words && last.By == By ? new Decided([])
        : new Refused("urged-lately", "This assignment was urged within the last hour.");

    private static async Task<Results<Ok<UrgingResults>, ProblemHttpResult>> HandleAsync(UrgingBody body, Permission permission,
        Standing standing, NoticeStore notices, BoardStore board, ManyAtOnce many, TimeProvider time, CancellationToken ct)
    {
        if (body.Unfit(LongestWords) is { } unfit)
            return unfit;
        var (asked, more) = (body.Assignments, false);
        if (body.Notice is { } notice)
        {
            var reader = standing.AsReader(permission.Caller);
            if (await UnreadableAsync(notice, body, reader, standing, notices, board, ct) is { } problem)
                return problem;
            var found = await board.ToUrgeAsync(notice, body.Requirement, standing.ScopeOf(reader, body.Unit, body.Under),
                standing.Judged(permission.Caller), time.GetUtcNow() - Pause, Most + 1, ct);
            (asked, more) = ([.. found.Take(Most).Select(one => one.Assignment)], found.Count > Most && !found[^1].IsUrged);
        }
        var command = new UrgeAssignment(permission.Caller.Unit, body.Words);
        var results = await many.EachAsync(asked!, permission, (state, now) => Decide(state, command, now), ct);
        return TypedResults.Ok(new UrgingResults(results.Count(result => result.Status < 300), more, results));
    }

    /// <summary>Why the notice, or a place that narrows it, cannot be spoken of; null where it can.</summary>
    private static async Task<ProblemHttpResult?> UnreadableAsync(Guid notice, UrgingBody body, Permission reader, Standing standing,
        NoticeStore notices, BoardStore board, CancellationToken ct)
    {
        if (await notices.IssuingUnitAsync(notice, ct) is not { } issuer || (!standing.MaySeeWhole(reader.Caller, issuer)
            && !await board.HoldsAsync(standing.ScopeOf(reader, unit: null, under: null), notice, ct)))
            return Progress.Unknown(notice);
        return new[] { body.Unit, body.Under }.OfType<string>()
            .Where(place => !Standing.Issued(reader, issuer) || !standing.Exists(place))
            .Select(place => standing.Unreachable(reader, place)).FirstOrDefault(problem => problem is not null);
    }
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
    /// <summary>Why nothing can be urged by it; null where it can.</summary>
    public ProblemHttpResult? Unfit(int longest)
    {
        if (Assignments is not null && ManyAtOnce.Unfit(Assignments) is { } many)
            return many;
        var errors = new List<FieldError>();
        if (Assignments is null == Notice is null)
            errors.Add(new("$", "Either 'assignments' or 'notice'."));
        if (Notice is null && (Unit, Under, Requirement) is not (null, null, null))
            errors.Add(new("$", "'unit', 'under' and 'requirement' narrow a 'notice'."));
        if (Words is not null && !Wording.IsFit(Words, longest))
            errors.Add(new("$.words", $"1 to {longest} characters."));
        return errors is [] ? null : Problems.Unusable("urging-unusable", "This cannot be urged.", errors);
    }
}

/// <summary>What came of it.</summary>
/// <param name="Urged">How many of them are urged by now, by this request or by the same before.</param>
/// <param name="More">Whether others of the notice are not urged yet: ask again.</param>
/// <param name="Results">Of each.</param>
internal sealed record UrgingResults(int Urged, bool More, IReadOnlyList<ManyResult> Results);
