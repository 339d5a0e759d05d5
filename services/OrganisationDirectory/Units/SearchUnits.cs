namespace OrganisationDirectory.Units;

/// <summary><c>GET /v1/units</c>: the units within the caller's reach by what they are called, by code.</summary>
internal static class SearchUnits
{
    private const int LongestQuestion = 200;

    /// <param name="q">Part of the full or short name, an alias or the code, however it is written.</param>
    /// <param name="under">This unit and those below it; otherwise all that the caller reaches.</param>
    /// <param name="level">Of this level only.</param>
    public static Results<Ok<Page<UnitAnswer>>, ProblemHttpResult> Handle(string? q, string? under, string? level, Paging paging,
        Permission permission, UnitTree tree)
    {
        var today = tree.Now;
        if (q?.Length > LongestQuestion)
            return Problems.Malformed("invalid-q", $"'q' has at most {LongestQuestion} characters.");
        if (level is not null && !Levels.Contains(level))
            return Problems.Malformed("invalid-level", $"'level' is '{level}'; {string.Join(", ", Levels)} are allowed.");
        if (under is not null && !today.Exists(under))
            return ReadUnits.NoSuchUnit(under);
        if (under is not null && !permission.Reaches(under))
            return Permission.OutOfReach(under);
        var wanted = q is null ? null : UnitNaming.Fold(q);
        var found = Within(permission, today, under)
            .Where(unit => (level is null || unit.Level.Name() == level)
                && (paging.After is null || string.CompareOrdinal(unit.Code, paging.After) > 0)
                && (wanted is null || IsCalled(unit, wanted)))
            .OrderBy(unit => unit.Code, StringComparer.Ordinal).Take(paging.Limit + 1).Select(unit => UnitAnswer.Of(unit, today));
        return TypedResults.Ok(Page.Of([.. found], paging, unit => unit.Code));
    }

    private static IReadOnlyList<string> Levels { get; } = [.. Enum.GetValues<UnitLevel>().Select(level => level.Name())];

    /// <summary>What the caller reaches, at and below a unit it reaches or all of it.</summary>
    private static IEnumerable<UnitNode> Within(Permission permission, UnitSnapshot today, string? under)
    {
        if (under is not null)
            return today.Below(under).Where(unit => permission.Reaches(unit.Code)).Prepend(today.Find(under)!);
        if (permission.Has(Reach.Everywhere))
            return today.All;
        var own = permission.Caller.Unit;
        var below = today.Find(own) is { } unit ? today.Below(own).Prepend(unit) : [];
        return permission.Has(Reach.Granted) && permission.Day is { } day
            ? below.Concat(today.Granted(own, day).Where(unit => !today.IsSelfOrBelow(unit.Code, own))) : below;
    }

    private static bool IsCalled(UnitNode unit, string folded) => UnitNaming.Of(unit).Append(unit.Code)
        .Any(name => UnitNaming.Fold(name).Contains(folded, StringComparison.OrdinalIgnoreCase));
}
