namespace TaskAssignment.Assignments;

/// <summary>Who may do what with an assignment, by the unit tree of today. The one place where that is said.</summary>
internal sealed class Standing(UnitTree tree)
{
    /// <summary>Who reads it: at or below its own unit, or issued by it.</summary>
    public static readonly (string Role, Reach Reach)[] Readers =
        [(Roles.Branch, Reach.OwnAndBelow), (Roles.Officer, Reach.OwnAndBelow | Reach.Issuer), (Roles.Inspector, Reach.OwnAndBelow)];

    /// <summary>Whose acts are those of the unit that owes it.</summary>
    public static readonly (string Role, Reach Reach) Unit = (Roles.Branch, Reach.Own);

    /// <summary>
    /// Whose acts are those of who gave it: the issuing unit's officer at any depth, and an officer of the unit's parent.
    /// </summary>
    public static readonly (string Role, Reach Reach) Assigner = (Roles.Officer, Reach.Children | Reach.Issuer);

    private static readonly AccessTable Reading = AccessTable.Of(Readers);

    /// <summary>May the caller read it; to whom may not, it is unknown.</summary>
    public bool MayRead(Caller caller, BoardRow row) => new Permission(caller, Reading, tree).Reaches(row.Unit, row.IssuingUnit);

    /// <summary>Whether the caller is an officer of the unit that issued.</summary>
    public static bool Issued(Caller caller, string issuingUnit) => caller.Has(Roles.Officer) && issuingUnit == caller.Unit;

    /// <summary>May the caller see the whole of a notice's coverage: its issuer, or officers and inspectors above the issuer.</summary>
    public bool MaySeeWhole(Caller caller, string issuingUnit) =>
        (caller.Has(Roles.Officer) || caller.Has(Roles.Inspector)) && tree.IsSelfOrBelow(issuingUnit, caller.Unit);

    /// <summary>What of the board the caller sees.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="unit">Only this unit; null = all.</param>
    /// <param name="under">Only this unit and those below it; null = all.</param>
    public BoardScope ScopeOf(Caller caller, string? unit, string? under)
    {
        var now = tree.Now;
        return new(AtAndBelow(caller.Unit), caller.Has(Roles.Officer) ? caller.Unit : null, (unit, under) switch
        {
            (null, null) => null,
            (null, _) => AtAndBelow(under),
            (_, null) => [unit],
            _ => now.IsSelfOrBelow(unit, under) ? [unit] : [],
        });

        string[] AtAndBelow(string top) => [top, .. now.Below(top).Select(below => below.Code)];
    }

    /// <summary>
    /// Why the caller cannot ask about a unit by its code: 403 for one that exists, 404 for one that does not; null when it is its own or
    /// below.
    /// </summary>
    public ProblemHttpResult? Unreachable(Caller caller, string unit) =>
        tree.IsSelfOrBelow(unit, caller.Unit) ? null
        : tree.Exists(unit) ? Problems.NotYours($"Unit {unit} is not at or below {caller.Unit}.")
        : Problems.Unknown($"No unit {unit}.");
}

/// <summary>A part of the board: <c>(unit in Units or issued by Issuer) and unit in Within</c>.</summary>
/// <param name="Units">The caller's unit and those below.</param>
/// <param name="Issuer">The caller's unit, where it sees what it issued; null = it does not.</param>
/// <param name="Within">Narrowed to these; null = not narrowed.</param>
internal sealed record BoardScope(string[] Units, string? Issuer, string[]? Within)
{
    /// <summary>The condition, on parameters <c>$1</c>–<c>$3</c>.</summary>
    public const string Sql = "(unit = any($1) or issuing_unit = $2) and ($3::text[] is null or unit = any($3))";

    /// <summary>The values of <see cref="Sql"/>, the first three of a statement.</summary>
    public IEnumerable<object?> Values => [Units, Issuer, Within];
}
