using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Workflow.ServiceDefaults;

/// <summary>
/// JWT bearer authentication (ADR 0003): pinned algorithms, issuer, audience and lifetime by wall time. Never logs a token.
/// </summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> schemes,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    SigningKeys keys,
    VerifiedTokens verified,
    IOptions<TokenOptions> options,
    [FromKeyedServices(WallClock.Key)] TimeProvider wall) : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, loggers, encoder)
{
    internal const string SchemeName = "Bearer";

    /// <summary>Granted to an issuer whose clock is ahead; an expired token gets no grace.</summary>
    private static readonly TimeSpan NotBeforeSkew = TimeSpan.FromSeconds(5);

    private static readonly JsonWebTokenHandler Tokens = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 16 * 1024 };

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        var token = header["Bearer ".Length..].Trim();
        if (verified.Find(token) is { } before && wall.GetUtcNow().UtcDateTime < before.Expires
            && ReferenceEquals(before.By, await keys.GetAsync(before.KeyId, Context.RequestAborted)))
            return Success(before.Identity);

        if (!Tokens.CanReadToken(token) || TryRead(token) is not { } jwt) return AuthenticateResult.Fail("The token is not a JWT.");
        var keyId = jwt.Kid is { Length: > 0 } kid ? kid : null;
        var known = await keys.GetAsync(keyId, Context.RequestAborted);
        var result = await Tokens.ValidateTokenAsync(jwt, Parameters(known));
        if (!result.IsValid) return AuthenticateResult.Fail(Reason(result.Exception));
        if (!result.ClaimsIdentity.HasClaim(claim => claim.Type == "sub") || !result.ClaimsIdentity.HasClaim(claim => claim.Type == "unit"))
            return AuthenticateResult.Fail("The token lacks 'sub' or 'unit'.");
        verified.Keep(token, new(known, keyId, jwt.ValidTo, result.ClaimsIdentity));
        return Success(result.ClaimsIdentity);
    }

    private AuthenticateResult Success(ClaimsIdentity identity) =>
        AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Scheme.Name));

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var failure = (await HandleAuthenticateOnceSafeAsync()).Failure;
        Response.Headers.WWWAuthenticate = failure is null ? "Bearer" : "Bearer error=\"invalid_token\"";
        var problem = failure is null
            ? Problems.Unauthenticated("token-missing", "Send 'Authorization: Bearer <token>'.")
            : Problems.Unauthenticated(failure.Message == Expired ? "token-expired" : "token-invalid", failure.Message);
        await problem.ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.NotYours("None of the token's roles may do this.", "role").ExecuteAsync(Context);

    private const string Expired = "The token has expired.";

    private TokenValidationParameters Parameters(SigningKeys.Known known) => new()
    {
        ValidIssuer = known.Issuer,
        ValidAudience = options.Value.Audience,
        IssuerSigningKeys = known.Keys,
        ValidAlgorithms = known.Algorithms,
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        LifetimeValidator = IsCurrent,
        NameClaimType = "sub",
        RoleClaimType = "roles",
    };

    private bool IsCurrent(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = wall.GetUtcNow().UtcDateTime;
        if (expires is null || now >= expires) throw new SecurityTokenExpiredException();
        return notBefore is null || now >= notBefore - NotBeforeSkew;
    }

    private static JsonWebToken? TryRead(string token)
    {
        try { return Tokens.ReadJsonWebToken(token); }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException) { return null; }
    }

    private static string Reason(Exception? exception) => exception switch
    {
        SecurityTokenExpiredException => Expired,
        SecurityTokenInvalidLifetimeException or SecurityTokenNotYetValidException => "The token is not valid yet.",
        SecurityTokenInvalidIssuerException => "The token comes from another issuer.",
        SecurityTokenInvalidAudienceException => "The token is for another audience.",
        SecurityTokenInvalidAlgorithmException => "The token's algorithm is not accepted.",
        _ => "The token's signature is not valid.",
    };
}
