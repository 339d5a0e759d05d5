namespace TaskAssignment.Assignments;

/// <summary>Who may do what with an assignment, by the unit tree of today. The one place where that is said.</summary>
internal sealed class Standing(UnitTree tree)
{
    /// <summary>Who reads it: at or below its own unit, or issued by it; auditors everything.</summary>
    public static readonly (string Role, Reach Reach)[] Readers =
        [(Roles.Branch, Reach.OwnAndBelow), (Roles.Officer, Reach.OwnAndBelow | Reach.Issuer), (Roles.Inspector, Reach.OwnAndBelow),
            AccessTable.Auditors];

    /// <summary>Who reads how far a notice has come: whoever reads some of its assignments, and the upstream of who issued it.</summary>
    public static readonly (string Role, Reach Reach)[] Followers = [.. Readers, (Roles.Upstream, Reach.Issuer)];

    /// <summary>Who sees the whole of a notice: its issuer and those above it.</summary>
    public static readonly (string Role, Reach Reach)[] WholeReaders =
        [(Roles.Officer, Reach.OwnAndBelow), (Roles.Inspector, Reach.OwnAndBelow), (Roles.Upstream, Reach.Issuer), AccessTable.Auditors];

    /// <summary>Who looks over what all notices have come to, at and below its own unit.</summary>
    public static readonly (string Role, Reach Reach)[] Overseers =
        [(Roles.Officer, Reach.OwnAndBelow), (Roles.Inspector, Reach.OwnAndBelow), AccessTable.Auditors];

    /// <summary>Whose acts are those of the unit that owes it.</summary>
    private static readonly (string Role, Reach Reach) ByUnit = (Roles.Branch, Reach.Own);

    /// <summary>
    /// Whose acts are those of who gave it: the issuing unit's officer at any depth, and an officer of the unit's parent.
    /// </summary>
    private static readonly (string Role, Reach Reach) ByAssigner = (Roles.Officer, Reach.Children | Reach.Issuer);

    /// <summary>签收.</summary>
    public static readonly ActRule<Assignment> Acknowledge = new("acknowledge", state => state is Assignment.Dispatched, ByUnit);

    /// <summary>专人负责.</summary>
    public static readonly ActRule<Assignment> NameResponsible =
        new("name-responsible",
        state => state is Assignment.Known
            and not (Assignment.Closed or Assignment.Declined or Assignment.Reassigned or Assignment.Cancelled), ByUnit);

    /// <summary>反馈.</summary>
    public static readonly ActRule<Assignment> Report = new("report", state => state is Assignment.Acknowledged or Assignment.Returned
        or Assignment.Dispatched { Facts.Dispatch.Disposition: not Disposition.Principle }, ByUnit);

    /// <summary>退回重办.</summary>
    public static readonly ActRule<Assignment> Return = new("return", state => state is Assignment.Reported, ByAssigner);

    /// <summary>审核通过.</summary>
    public static readonly ActRule<Assignment> Accept = new("accept", state => state is Assignment.Reported, ByAssigner);

    /// <summary>销号; of the lead of a joint requirement only when its other parts are closed.</summary>
    public static readonly ActRule<Assignment> Close = new("close", state => state is Assignment.Accepted, ByAssigner);

    /// <summary>延期, asked for.</summary>
    public static readonly ActRule<Assignment> AskForTime = new("ask-for-time", state =>
        state is (Assignment.Dispatched or Assignment.Acknowledged or Assignment.Returned)
            and Assignment.Known { Facts: { DueAt: not null, Asked: null } }, ByUnit);

    /// <summary>延期, decided.</summary>
    public static readonly ActRule<Assignment> DecideOnTime =
        new("decide-on-time", state => state is Assignment.Known { Facts.Asked: not null }, ByAssigner);

    /// <summary>退回.</summary>
    public static readonly ActRule<Assignment> Decline =
        new("decline", state => state is Assignment.Dispatched or Assignment.Acknowledged, ByUnit);

    /// <summary>退回, not taken back.</summary>
    public static readonly ActRule<Assignment> Insist = new("insist", state => state is Assignment.Declined, ByAssigner);

    /// <summary>改派.</summary>
    public static readonly ActRule<Assignment> Reassign = new("reassign", state => state is Assignment.Declined, ByAssigner);

    /// <summary>催办.</summary>
    public static readonly ActRule<Assignment> Urge = new("urge", state => state is (Assignment.Dispatched or Assignment.Acknowledged
        or Assignment.Returned) and not Assignment.Acknowledged { Facts.Dispatch.Disposition: Disposition.Principle }, ByAssigner);

    /// <summary>What was closed is to be done once more.</summary>
    public static readonly ActRule<Assignment> Reopen = new("reopen",
        state => state is Assignment.Closed { Facts.Dispatch.Disposition: not Disposition.Principle }, ByAssigner);

    /// <summary>Hands in the files that a report is to name.</summary>
    public static readonly (string Role, Reach Reach) HandIn = ByUnit;

    private static readonly ActRule<Assignment>[] Acts =
        [Acknowledge, NameResponsible, Report, AskForTime, Decline, Return, Accept, Close, DecideOnTime, Insist, Reassign,
            Urge, Reopen];
    private static readonly AccessTable Reading = AccessTable.Of(Readers);
    private static readonly AccessTable Whole = AccessTable.Of(WholeReaders);

    /// <summary>The names of the acts that the caller may do now.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="state">As it is now.</param>
    /// <param name="openJointParts">Of a lead, how many parts of its requirement are not closed.</param>
    /// <param name="isOver">Whether the notice orders it no more.</param>
    public IReadOnlyList<string> Allowed(Caller caller, Assignment.Known state, int openJointParts, bool isOver = false) =>
        AllowedIn(tree.Now, caller, state, openJointParts, isOver);

    /// <summary>The same in a tree. Pure.</summary>
    public static IReadOnlyList<string> AllowedIn(UnitSnapshot today, Caller caller, Assignment.Known state, int openJointParts,
        bool isOver)
    {
        var dispatch = state.Facts.Dispatch;
        return [.. from act in Acts
                   where (act != Close || openJointParts == 0) && (act != Reopen || !isOver)
                       && act.Allows(state, caller, today, dispatch.Unit, dispatch.IssuingUnit)
                   select act.Name];
    }

    /// <summary>May the caller read it; to whom may not, it is unknown.</summary>
    public bool MayRead(Caller caller, BoardRow row) => AsReader(caller).Reaches(row.Unit, row.IssuingUnit);

    /// <summary>Whether the unit stands in the tree of today.</summary>
    public bool Exists(string unit) => tree.Exists(unit);

    /// <summary>What the caller reads, however far an act of it reaches.</summary>
    public Permission AsReader(Caller caller) => new(caller, Reading, tree.Now);

    /// <summary>May the caller see the whole of a notice, its coverage among it.</summary>
    public bool MaySeeWhole(Caller caller, string issuingUnit) => new Permission(caller, Whole, tree.Now).Reaches(issuingUnit, issuingUnit);

    /// <summary>Whether the caller's unit issued it, and the caller sees what its unit issued.</summary>
    public static bool Issued(Permission permission, string issuingUnit) =>
        permission.Has(Reach.Issuer) && issuingUnit == permission.Caller.Unit;

    /// <summary>Units whose reports the caller judges, whoever issued what they owe; none where it judges none.</summary>
    public string[] Judged(Caller caller) =>
        caller.Has(ByAssigner.Role) ? [.. tree.Now.Children(caller.Unit).Select(unit => unit.Code)] : [];

    /// <summary>What of the board the caller sees.</summary>
    /// <param name="permission">Of the endpoint that is asked.</param>
    /// <param name="unit">Only this unit; null = all.</param>
    /// <param name="under">Only this unit and those below it; null = all.</param>
    public BoardScope ScopeOf(Permission permission, string? unit, string? under)
    {
        var (now, own) = (tree.Now, permission.Caller.Unit);
        string[]? units = permission.Has(Reach.Everywhere) ? null : permission.Has(Reach.OwnAndBelow) ? AtAndBelow(own) : [];
        return new(units, permission.Has(Reach.Issuer) ? own : null, (unit, under) switch
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
    public ProblemHttpResult? Unreachable(Permission permission, string unit) =>
        permission.Reaches(unit) ? null
        : tree.Exists(unit) ? Problems.NotYours($"Unit {unit} is not at or below {permission.Caller.Unit}.")
        : Problems.Unknown($"No unit {unit}.");
}

/// <summary>A part of the board: <c>(unit in Units or issued by Issuer) and unit in Within</c>.</summary>
/// <param name="Units">The caller's unit and those below, as far as it sees them; null = all there are.</param>
/// <param name="Issuer">The caller's unit, where it sees what it issued; null = it does not.</param>
/// <param name="Within">Narrowed to these; null = not narrowed.</param>
internal sealed record BoardScope(string[]? Units, string? Issuer, string[]? Within)
{
    /// <summary>The condition, on parameters <c>$1</c>–<c>$3</c>. Another where all is seen: this one is to find its indexes.</summary>
    public string Sql =>
        (Units is null ? "($1::text[] is null or $2::text is null)" : "(unit = any($1) or issuing_unit = $2)")
        + " and ($3::text[] is null or unit = any($3))";

    /// <summary>The values of <see cref="Sql"/>, the first three of a statement.</summary>
    public IEnumerable<object?> Values => [Units, Issuer, Within];
}
