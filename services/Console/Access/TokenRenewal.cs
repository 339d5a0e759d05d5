using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace WorkflowConsole.Access;

/// <summary>
/// A token that is about to end is renewed with the request that finds it so, and kept with the ticket: by the local issuer, or with the
/// refresh token at the OIDC issuer. What cannot be renewed and has ended signs the person out.
/// </summary>
internal sealed class TokenRenewal(LocalIssuer local, IOptionsMonitor<OpenIdConnectOptions> issuers,
    [FromKeyedServices(WallClock.Key)] TimeProvider wall)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    public async Task RenewAsync(CookieValidatePrincipalContext context)
    {
        var now = wall.GetUtcNow();
        if (!DateTimeOffset.TryParse(context.Properties.GetTokenValue("expires_at"), CultureInfo.InvariantCulture,
            DateTimeStyles.RoundtripKind, out var expires) || now < expires - Ahead)
            return;
        if (local.IsOpen && Session.Of(context.Principal!) is { } session)
        {
            var (token, until) = local.Issue(session);
            Keep(context, token, refresh: null, until);
        }
        else if (await RefreshedAsync(context) is { } answer)
        {
            Keep(context, answer.AccessToken, answer.RefreshToken,
                now.AddSeconds(int.Parse(answer.ExpiresIn, CultureInfo.InvariantCulture)));
        }
        else if (now >= expires)
        {
            context.RejectPrincipal();
        }
    }

    private static void Keep(CookieValidatePrincipalContext context, string token, string? refresh, DateTimeOffset until)
    {
        context.Properties.UpdateTokenValue("access_token", token);
        context.Properties.UpdateTokenValue("expires_at", until.ToString("o", CultureInfo.InvariantCulture));
        if (refresh is { Length: > 0 })
            context.Properties.UpdateTokenValue("refresh_token", refresh);
        context.ShouldRenew = true;
    }

    private async Task<OpenIdConnectMessage?> RefreshedAsync(CookieValidatePrincipalContext context)
    {
        if (context.Properties.GetTokenValue("refresh_token") is not { } refresh
            || issuers.Get(OpenIdConnectDefaults.AuthenticationScheme) is not { ConfigurationManager: { } issuer } oidc)
            return null;
        try
        {
            var configuration = await issuer.GetConfigurationAsync(context.HttpContext.RequestAborted);
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token", ["refresh_token"] = refresh,
                ["client_id"] = oidc.ClientId!, ["client_secret"] = oidc.ClientSecret ?? "",
            });
            using var answer = await oidc.Backchannel.PostAsync(new Uri(configuration.TokenEndpoint), form,
                context.HttpContext.RequestAborted);
            var read = new OpenIdConnectMessage(await answer.Content.ReadAsStringAsync(context.HttpContext.RequestAborted));
            return answer.IsSuccessStatusCode && read.AccessToken is not null ? read : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
