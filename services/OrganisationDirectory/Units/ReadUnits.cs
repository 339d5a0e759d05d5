namespace OrganisationDirectory.Units;

/// <summary>
/// <c>GET /v1/units/{code}</c> and its descendants. What a token reaches follows the tree of today, also when the past is asked for.
/// </summary>
internal static class ReadUnits
{
    private static readonly (string Role, Reach Reach)[] Below = [(Roles.Operator, Reach.OwnAndBelow), (Roles.Officer, Reach.OwnAndBelow),
        (Roles.Branch, Reach.OwnAndBelow), (Roles.Inspector, Reach.OwnAndBelow)];

    public static void Map(IEndpointRouteBuilder units)
    {
        var one = units.MapGroup("/{code}");
        Open(one.MapGet("", GetAsync)).AnswersWith("ETag").WithSummary("A unit as it is, or as it was at an instant");
        one.MapGet("/history", UnitHistory.HandleAsync).RequireAccess([.. Below, AccessTable.Auditors])
            .WithSummary("What became of a unit, the first first");
        Open(one.MapGet("/descendants", Descendants)).WithSummary("The units below, at any depth, by code");
        Open(units.MapGet("", SearchUnits.Handle)).Refuses(404)
            .WithSummary("Units within reach by part of a name, alias or code; ?under=, ?level=");

        static RouteHandlerBuilder Open(RouteHandlerBuilder endpoint) => endpoint.RequireAccess(
            [.. Below.Where(rule => rule.Role != Roles.Officer), (Roles.Officer, Reach.OwnAndBelow | Reach.Granted), AccessTable.Auditors]);
    }

    private static async Task<Results<Ok<UnitAnswer>, ProblemHttpResult>> GetAsync(
        string code, At? at, Permission permission, UnitTree tree, StreamStore streams, HttpResponse response, CancellationToken ct)
    {
        if (permission.Unreachable(code, tree) is { } problem)
            return problem;
        var today = tree.Now;
        var unit = await streams.LoadAsync<Unit, UnitEvent>(Ids.Unit(code), ct, at: at?.Instant);
        if (unit.State is not Unit.Established state)
            return Problems.Unknown($"There was no unit {code} at that instant.", "unit-unknown");
        response.SetETag(unit.Version);
        return TypedResults.Ok(new UnitAnswer(state.Code, unit.Version, state.Name, state.ShortName, state.Kind, state.Level, state.Parent,
            [.. state.Aliases], UnitAnswer.Above(today, code), today.Children(code).Count()));
    }

    private static Results<Ok<Page<UnitAnswer>>, ProblemHttpResult> Descendants(string code, Paging paging, Permission permission,
        UnitTree tree)
    {
        if (permission.Unreachable(code, tree) is { } problem)
            return problem;
        var today = tree.Now;
        var rows = today.Below(code)
            .Where(unit => (paging.After is null || string.CompareOrdinal(unit.Code, paging.After) > 0) && permission.Reaches(unit.Code))
            .OrderBy(unit => unit.Code, StringComparer.Ordinal).Take(paging.Limit + 1)
            .Select(unit => UnitAnswer.Of(unit, today));
        return TypedResults.Ok(Page.Of([.. rows], paging, unit => unit.Code));
    }

    public static ProblemHttpResult NoSuchUnit(string code) => Problems.Unknown($"There is no unit {code}.", "unit-unknown");
}

/// <summary>A unit.</summary>
/// <param name="Version">Of its stream.</param>
/// <param name="Path">The units above it today, the root first.</param>
/// <param name="Children">How many units stand directly below it today.</param>
internal sealed record UnitAnswer(
    string Code, long Version, string Name, string? ShortName, string Kind, UnitLevel Level, string? Parent, IReadOnlyList<string> Aliases,
    IReadOnlyList<UnitName> Path, int Children)
{
    public static UnitAnswer Of(UnitNode unit, UnitSnapshot today) => new(unit.Code, unit.Version, unit.Name, unit.ShortName, unit.Kind,
        unit.Level, unit.Parent, unit.Aliases, Above(today, unit.Code), today.Children(unit.Code).Count());

    public static IReadOnlyList<UnitName> Above(UnitSnapshot today, string code) =>
        [.. today.Path(code).SkipLast(1).Select(today.Named)];
}
