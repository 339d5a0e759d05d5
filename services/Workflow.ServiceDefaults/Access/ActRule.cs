namespace Workflow.ServiceDefaults;

/// <summary>
/// One line of a service's table of acts. What the act's endpoints require and what <c>allowed</c> says in a view come from the same line.
/// </summary>
/// <param name="name">As <c>allowed</c> names it, kebab-case.</param>
/// <param name="possible">
/// Whether something would come of the act in this state: the decider's word on the state alone. What is so already is not possible. Pure.
/// </param>
/// <param name="rules">Who may; at most one line a role.</param>
public sealed class ActRule<TState>(string name, Func<TState, bool> possible, params ReadOnlySpan<(string Role, Reach Reach)> rules)
{
    /// <summary>As <c>allowed</c> names it.</summary>
    public string Name { get; } = name;

    /// <summary>Who may.</summary>
    public AccessTable Table { get; } = AccessTable.Of(rules);

    /// <summary>Whether the caller may do it, and something would come of it, now.</summary>
    /// <param name="state">Of what is acted on.</param>
    /// <param name="caller">Who would act.</param>
    /// <param name="tree">The tree of today.</param>
    /// <param name="unit">Code of the unit that is acted on.</param>
    /// <param name="issuer">Code of the unit that issued it, where that is another.</param>
    public bool Allows(TState state, Caller caller, UnitSnapshot? tree, string unit, string? issuer = null) =>
        possible(state) && new Permission(caller, Table, tree).On(unit, issuer) is not null;
}

/// <summary>Endpoints of acts.</summary>
public static class ActRules
{
    /// <summary>Lets in the roles of the act's line; 403 for others.</summary>
    public static TBuilder RequireAccess<TBuilder, TState>(this TBuilder endpoint, ActRule<TState> act)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAccess([.. act.Table.Rules.Select(rule => (rule.Role, rule.Reach))]);
}
