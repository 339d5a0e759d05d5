using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;

namespace Workflow.ServiceDefaults;

/// <summary>
/// 代办: a call with the header <c>X-Delegation</c> is made for another person: in that one's unit and in the roles that were delegated,
/// and in none of the caller's own. Who acts stays who it is; every event names both.
/// </summary>
internal static class ActingFor
{
    /// <summary>Holds the id of a delegation to the caller.</summary>
    public const string Header = "X-Delegation";

    private const string Claim = "on_behalf_of";

    /// <summary>Issuer of that claim, so that none of a token counts.</summary>
    private const string Us = "workflow:delegation";

    private static readonly object Refused = new();

    /// <summary>Opaque id of the person that is acted for; null where one acts for oneself.</summary>
    public static string? PersonOf(ClaimsPrincipal principal) =>
        principal.FindFirst(claim => claim.Type == Claim && claim.Issuer == Us)?.Value;

    /// <summary>Why the call is not made for another, though it says so; null otherwise.</summary>
    public static IResult? RefusalOf(HttpContext context) => context.Items[Refused] as IResult;

    /// <summary>Makes the caller of a token that counts the substitute that the header says it is; one that is none has no roles.</summary>
    public static async Task TakeAsync(TokenValidatedContext context)
    {
        var http = context.HttpContext;
        if (http.Request.Headers[Header] is not { Count: > 0 } given || context.Principal is not { } caller
            || http.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null)
            return;
        var (substitute, services) = (caller.FindFirstValue("sub")!, http.RequestServices);
        var isId = Guid.TryParse(given.ToString(), out var id);
        var found = !isId ? [] : await services.GetRequiredService<NpgsqlDataSource>().Sql(
            $"select {Delegations.Columns} from delegation d where id = $1 and substitute = $2", id, substitute)
            .ReadAsync(Delegations.Read, http.RequestAborted);
        var today = OfficialTime.DayOf(services.GetRequiredService<TimeProvider>().GetUtcNow());
        var delegation = found.Find(one => one.HoldsOn(today));
        if (delegation is null)
            http.Items[Refused] = !isId ? Problems.Malformed("invalid-x-delegation", $"'{Header}' is the id of a delegation.")
                : Problems.NotYours($"No delegation {id} lets you act for another today.", "delegation-not-in-force");
        context.Principal = Of(substitute, delegation?.Unit ?? caller.FindFirstValue("unit")!, delegation?.Roles ?? [], delegation?.Person);
    }

    private static ClaimsPrincipal Of(string person, string unit, IReadOnlyList<string> roles, string? onBehalfOf)
    {
        List<Claim> claims = [new("sub", person), new("unit", unit), .. roles.Select(role => new Claim("roles", role))];
        if (onBehalfOf is not null)
            claims.Add(new(Claim, onBehalfOf, ClaimValueTypes.String, Us));
        return new(new ClaimsIdentity(claims, BearerTokens.Scheme, "sub", "roles"));
    }
}
