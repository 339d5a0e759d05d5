using System.Security.Claims;

namespace Workflow.ServiceDefaults;

/// <summary>The roles a token may carry.</summary>
public static class Roles
{
#pragma warning disable CS1591 // The names say all; interfaces describe what each may do.
    public const string Upstream = "upstream";
    public const string Officer = "officer";
    public const string Branch = "branch";
    public const string Inspector = "inspector";
    public const string Auditor = "auditor";
    public const string Operator = "operator";
#pragma warning restore CS1591

    /// <summary>Every role.</summary>
    public static IReadOnlyList<string> All { get; } = [Upstream, Officer, Branch, Inspector, Auditor, Operator];
}

/// <summary>Who calls, by the token; bindable in every endpoint that needs a token.</summary>
/// <param name="Person">Opaque person id (<c>sub</c>).</param>
/// <param name="Unit">Code of the unit the person acts for; the unit tree may not know it.</param>
/// <param name="Roles">The roles of the token; of who acts for another, those that were delegated.</param>
/// <param name="OnBehalfOf">Opaque id of the person that is acted for; null where one acts for oneself.</param>
public sealed record Caller(string Person, string Unit, IReadOnlySet<string> Roles, string? OnBehalfOf = null)
{
    /// <summary>Whether the token carries the role.</summary>
    public bool Has(string role) => Roles.Contains(role);

    /// <summary>
    /// Whether the caller's unit stands in the tree, without which no call but of auditors is answered: they stand outside it.
    /// </summary>
    public bool StandsIn(UnitSnapshot today) => today.Exists(Unit) || Roles.All(role => role == ServiceDefaults.Roles.Auditor);

    /// <summary>The actor that events name, acting in the first of <paramref name="roles"/> that the token carries.</summary>
    /// <exception cref="InvalidOperationException">It carries none of them: the endpoint's access rules are missing.</exception>
    public Actor Acting(params ReadOnlySpan<string> roles)
    {
        foreach (var role in roles)
        {
            if (Roles.Contains(role))
                return new Actor(Person, role, Unit, OnBehalfOf);
        }
        throw new InvalidOperationException("The caller holds none of the roles this act needs; declare them on the endpoint.");
    }

    /// <summary>The caller behind an authenticated principal.</summary>
    public static Caller From(ClaimsPrincipal principal) => new(
        Required(principal, "sub"), Required(principal, "unit"),
        principal.FindAll("roles").Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal),
        ActingFor.PersonOf(principal));

    /// <summary>Binds from the authenticated request.</summary>
    public static ValueTask<Caller> BindAsync(HttpContext context) => ValueTask.FromResult(From(context.User));

    private static string Required(ClaimsPrincipal principal, string claim) =>
        principal.FindFirstValue(claim)
            ?? throw new InvalidOperationException($"The principal has no '{claim}'; tokens without one are not accepted.");
}
