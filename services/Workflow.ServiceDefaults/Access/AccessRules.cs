using Microsoft.AspNetCore.Authorization;

namespace Workflow.ServiceDefaults;

/// <summary>How far a role reaches from the token's unit in the tree of today.</summary>
[Flags]
public enum Reach
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>The unit itself.</summary>
    Own = 1,

    /// <summary>Units directly below.</summary>
    Children = 2,

    /// <summary>Units further below.</summary>
    Deeper = 4,

    /// <summary>At and below the unit.</summary>
    OwnAndBelow = Own | Children | Deeper,

    /// <summary>Not bound to a unit.</summary>
    Everywhere = OwnAndBelow | 8,

    /// <summary>What the unit itself has issued, to whatever unit.</summary>
    Issuer = 16,

    /// <summary>What holds for all (calendars, rebuilding): everywhere, for the unit at the root of the tree alone.</summary>
    Root = Everywhere | 32,

    /// <summary>What was issued and is addressed to, owed by or copied to a unit at or below it.</summary>
    Party = 64,

    /// <summary>Units that a standing grant of today lets the unit order, wherever they stand.</summary>
    Granted = 128,
}

/// <summary>One line of an endpoint's access table.</summary>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="Reach">Which units the role reaches through this endpoint.</param>
public sealed record AccessRule(string Role, Reach Reach);

/// <summary>The access table of an endpoint, as metadata: what is enforced is what tests enumerate.</summary>
/// <param name="Rules">At most one line a role; a role without a line is refused with 403.</param>
public sealed record AccessTable(IReadOnlyList<AccessRule> Rules)
{
    /// <summary>The line of an endpoint that auditors read through: everything, each call recorded (ADR 0013).</summary>
    public static readonly (string Role, Reach Reach) Auditors = (Roles.Auditor, Reach.Everywhere);

    /// <summary>Whether the table has a line for the role.</summary>
    public bool Names(string role) => Rules.Any(rule => rule.Role == role);

    /// <summary>The lines that hold for the caller, by the tree of today; without a tree nobody is its root.</summary>
    public IEnumerable<AccessRule> For(Caller caller, UnitSnapshot? tree) => Rules.Where(rule =>
        caller.Has(rule.Role) && (!rule.Reach.HasFlag(Reach.Root) || tree?.Find(caller.Unit) is { Parent: null }));

    /// <summary>The table of these lines.</summary>
    public static AccessTable Of(params ReadOnlySpan<(string Role, Reach Reach)> rules)
    {
        var table = new List<AccessRule>();
        foreach (var (role, reach) in rules)
            table.Add(new(role, reach));
        return new(table);
    }
}

/// <summary>What the caller may do through this endpoint; bindable.</summary>
/// <param name="caller">Who calls.</param>
/// <param name="table">Of the endpoint.</param>
/// <param name="tree">As it was when the request came; null in a service that knows none.</param>
/// <param name="day">Today, of Asia/Shanghai, by which grants hold; null: none holds.</param>
public sealed class Permission(Caller caller, AccessTable table, UnitSnapshot? tree, DateOnly? day = null)
{
    /// <summary>Who calls.</summary>
    public Caller Caller => caller;

    /// <summary>Today, of Asia/Shanghai, by which grants hold; null: none holds.</summary>
    public DateOnly? Day => day;

    /// <summary>The same in another tree: for what outlives the request's.</summary>
    public Permission In(UnitSnapshot another) => new(caller, table, another, day);

    /// <summary>
    /// The actor for an act on <paramref name="unit"/>, or on what <paramref name="issuer"/> has issued to it: acting in the first role of
    /// the table that reaches it; null when none does.
    /// </summary>
    public Actor? On(string unit, string? issuer = null)
    {
        var rule = table.For(caller, tree).FirstOrDefault(rule => Reaches(rule.Reach, unit, issuer));
        return rule is null ? null : caller.Acting(rule.Role);
    }

    /// <summary>Whether some role of the caller reaches the unit.</summary>
    public bool Reaches(string unit) => On(unit) is not null;

    /// <summary>Whether some role of the caller reaches the unit, or what the issuer has issued to it.</summary>
    public bool Reaches(string unit, string issuer) => On(unit, issuer) is not null;

    /// <summary>Whether some role of the caller reaches what the unit is addressed by, owes or has a copy of.</summary>
    public bool ReachesAsParty(string unit) => table.Rules.Any(rule =>
        rule.Reach.HasFlag(Reach.Party) && caller.Has(rule.Role) && Reaches(Reach.OwnAndBelow, unit, issuer: null));

    /// <summary>Whether some role of the caller reaches so far.</summary>
    public bool Has(Reach reach) => table.For(caller, tree).Any(rule => rule.Reach.HasFlag(reach));

    /// <summary>
    /// Why the unit in an address cannot be spoken of: there is none (404), or it is out of the caller's reach (403); null when it can.
    /// </summary>
    public ProblemHttpResult? Unreachable(string code, UnitTree tree) =>
        !tree.Exists(code) ? Problems.Unknown($"There is no unit {code}.", "unit-unknown") : !Reaches(code) ? OutOfReach(code) : null;

    /// <summary>The 403 for a unit that exists but is out of reach.</summary>
    public static ProblemHttpResult OutOfReach(string unit) =>
        Problems.NotYours($"Unit {unit} is not within the reach of this token.", "unit-out-of-reach");

    /// <summary>Binds from the request, the endpoint's table and today's tree.</summary>
    public static ValueTask<Permission> BindAsync(HttpContext context)
    {
        var table = context.GetEndpoint()?.Metadata.GetMetadata<AccessTable>()
            ?? throw new InvalidOperationException(
                "The endpoint takes Permission but declares no access table; call RequireAccess or RequireRoles.");
        return ValueTask.FromResult(new Permission(Caller.From(context.User), table, context.RequestServices.GetService<UnitTree>()?.Now,
            OfficialTime.DayOf(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow())));
    }

    private bool Reaches(Reach reach, string unit, string? issuer)
    {
        if (reach.HasFlag(Reach.Everywhere) || (reach.HasFlag(Reach.Issuer) && issuer == caller.Unit)
            || (reach.HasFlag(Reach.Granted) && day is { } today && tree?.IsGranted(caller.Unit, unit, today) is true))
            return true;
        if (unit == caller.Unit)
            return reach.HasFlag(Reach.Own);
        if (tree is null)
            return false;
        return tree.Parent(unit) == caller.Unit
            ? reach.HasFlag(Reach.Children)
            : reach.HasFlag(Reach.Deeper) && tree.IsSelfOrBelow(unit, caller.Unit);
    }
}

/// <summary>Declares who may use an endpoint.</summary>
public static class AccessEndpointExtensions
{
    /// <summary>Lets in the roles of the table; 403 for others. The handler asks <see cref="Permission"/> about the unit.</summary>
    public static TBuilder RequireAccess<TBuilder>(this TBuilder endpoint, params (string Role, Reach Reach)[] rules)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.RequireAuthorization(new AuthorizeAttribute { Roles = string.Join(',', rules.Select(rule => rule.Role)) });
        return endpoint.WithMetadata(AccessTable.Of(rules));
    }

    /// <summary>Lets in the roles, not bound to a unit by this declaration; 403 for others.</summary>
    public static TBuilder RequireRoles<TBuilder>(this TBuilder endpoint, params string[] roles)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAccess([.. roles.Select(role => (role, Reach.Everywhere))]);

    /// <summary>While there is no unit at all, the caller's own need not stand in the tree: for the first import.</summary>
    public static TBuilder OpenWhileTheTreeIsEmpty<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(OpenInAnEmptyTree.Instance);
}
