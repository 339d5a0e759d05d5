using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace WorkflowConsole.Access;

/// <summary>Who is signed in, for which unit, in which roles. From the ticket; the services judge the token.</summary>
/// <param name="Person">Opaque person id.</param>
/// <param name="Name">What the person is called; the id where the issuer says no name.</param>
/// <param name="Unit">Code of the unit acted for.</param>
/// <param name="Roles">As in the token; of who acts for another, those that were delegated.</param>
/// <param name="For">Whom the person acts for; null for oneself.</param>
public sealed record Session(string Person, string Name, string Unit, IReadOnlyList<string> Roles, ActingFor? For = null)
{
    private const string ForUnit = "for-unit";
    private const string ForRoles = "for-roles";
    private const string ForPerson = "for-person";
    private const string ForBy = "for-by";
    private const string NameClaim = "name";

    /// <summary>Whether one of the roles is held.</summary>
    public bool Is(params ReadOnlySpan<string> roles)
    {
        foreach (var role in roles)
        {
            if (Roles.Contains(role))
                return true;
        }
        return false;
    }

    /// <summary>The same person acting for itself.</summary>
    public Session Own() => For is null ? this : this with { Unit = For.OwnUnit, Roles = For.OwnRoles, For = null };

    /// <summary>The person behind a principal; null when nobody is signed in.</summary>
    public static Session? Of(ClaimsPrincipal principal)
    {
        if (principal.FindFirstValue("sub") is not { } person || principal.FindFirstValue("unit") is not { } unit)
            return null;
        var own = new Session(person, principal.FindFirstValue(NameClaim) ?? person, unit, All("roles"));
        return principal.FindFirstValue(ForBy) is { } delegation ? own with
        {
            Unit = principal.FindFirstValue(ForUnit)!, Roles = All(ForRoles),
            For = new(delegation, principal.FindFirstValue(ForPerson)!, own.Unit, own.Roles),
        } : own;

        IReadOnlyList<string> All(string type) => [.. principal.FindAll(type).Select(claim => claim.Value)];
    }

    /// <summary>The principal of a ticket.</summary>
    public ClaimsPrincipal Principal()
    {
        var own = Own();
        List<Claim> claims = [new("sub", Person), new(NameClaim, Name), new("unit", own.Unit),
            .. own.Roles.Select(role => new Claim("roles", role))];
        if (For is not null)
            claims.AddRange([new(ForBy, For.Delegation), new(ForPerson, For.Person), new(ForUnit, Unit),
                .. Roles.Select(role => new Claim(ForRoles, role))]);
        return new(new ClaimsIdentity(claims, "console", NameClaim, "roles"));
    }

    /// <summary>A ticket's properties with the token to call with and when it ends.</summary>
    public static AuthenticationProperties With(string token, DateTimeOffset expires)
    {
        var properties = new AuthenticationProperties { IsPersistent = false };
        properties.StoreTokens([new() { Name = "access_token", Value = token },
            new() { Name = "expires_at", Value = expires.ToString("o", CultureInfo.InvariantCulture) }]);
        return properties;
    }
}

/// <summary>Whom one acts for, and who one is oneself.</summary>
/// <param name="Delegation">Its id.</param>
/// <param name="Person">Opaque id of the other.</param>
public sealed record ActingFor(string Delegation, string Person, string OwnUnit, IReadOnlyList<string> OwnRoles);
