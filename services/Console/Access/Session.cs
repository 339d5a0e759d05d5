using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace WorkflowConsole.Access;

/// <summary>Who is signed in, for which unit, in which roles. From the ticket; the services judge the token.</summary>
/// <param name="Person">Opaque person id.</param>
/// <param name="Name">What the person is called; the id where the issuer says no name.</param>
/// <param name="Unit">Code of the unit acted for.</param>
/// <param name="Roles">As in the token.</param>
public sealed record Session(string Person, string Name, string Unit, IReadOnlyList<string> Roles)
{
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

    /// <summary>The person behind a principal; null when nobody is signed in.</summary>
    public static Session? Of(ClaimsPrincipal principal) => principal.FindFirstValue("sub") is { } person
        && principal.FindFirstValue("unit") is { } unit
            ? new(person, principal.FindFirstValue(NameClaim) ?? person, unit,
                [.. principal.FindAll("roles").Select(claim => claim.Value)])
            : null;

    /// <summary>The principal of a ticket.</summary>
    public ClaimsPrincipal Principal() => new(new ClaimsIdentity(
        [new("sub", Person), new(NameClaim, Name), new("unit", Unit), .. Roles.Select(role => new Claim("roles", role))],
        "console", NameClaim, "roles"));

    /// <summary>A ticket's properties with the token to call with and when it ends.</summary>
    public static AuthenticationProperties With(string token, DateTimeOffset expires)
    {
        var properties = new AuthenticationProperties { IsPersistent = false };
        properties.StoreTokens([new() { Name = "access_token", Value = token },
            new() { Name = "expires_at", Value = expires.ToString("o", CultureInfo.InvariantCulture) }]);
        return properties;
    }
}
