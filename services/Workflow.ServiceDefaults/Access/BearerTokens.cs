using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Workflow.ServiceDefaults;

/// <summary>
/// JWT bearer authentication (ADR 0003): pinned algorithms, issuer, audience and lifetime by wall time; refusals as problem details.
/// </summary>
internal static class BearerTokens
{
    internal const string Scheme = JwtBearerDefaults.AuthenticationScheme;

    /// <summary>Granted to an issuer whose clock is ahead; an expired token gets no grace.</summary>
    private static readonly TimeSpan NotBeforeSkew = TimeSpan.FromSeconds(5);

    internal static IServiceCollection AddBearerTokens(this IServiceCollection services)
    {
        // Else a token that names a new key is refused once, while the keys are still being read. Looked at once in a process.
        AppContext.SetSwitch("Switch.Microsoft.IdentityModel.UpdateConfigAsBlocking", isEnabled: true);
        // Not AddAuthentication: it brings data protection, which writes keys that nothing here uses.
        services.AddAuthenticationCore(authentication =>
        {
            authentication.DefaultScheme = Scheme;
            authentication.AddScheme<JwtBearerHandler>(Scheme, displayName: null);
        });
        services.AddTransient<JwtBearerHandler>().AddWebEncoders();
        services.AddSingleton<OidcIssuer>();
        services.AddOptions<JwtBearerOptions>(Scheme).Configure<IOptions<TokenOptions>, IServiceProvider>((bearer, options, provider) =>
            Configure(bearer, options.Value, provider));
        return services;
    }

    private static void Configure(JwtBearerOptions bearer, TokenOptions options, IServiceProvider provider)
    {
        var wall = provider.GetRequiredKeyedService<TimeProvider>(WallClock.Key);
        bearer.TokenHandlers.Clear();
        bearer.TokenHandlers.Add(new JsonWebTokenHandler { MapInboundClaims = false, MaximumTokenSizeInBytes = 16 * 1024 });
        bearer.TokenValidationParameters = new()
        {
            ValidAudience = options.Audience,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            LifetimeValidator = (notBefore, expires, _, _) => IsCurrent(notBefore, expires, wall.GetUtcNow().UtcDateTime),
            NameClaimType = "sub",
            RoleClaimType = "roles",
        };
        if (options.Authority is not null)
        {
            bearer.ConfigurationManager = provider.GetRequiredService<OidcIssuer>().Configuration;
            bearer.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256];
        }
        else
        {
            bearer.TokenValidationParameters.ValidIssuer = options.Issuer;
            bearer.TokenValidationParameters.IssuerSigningKey = KeyOf(options.PublicKeyFile!);
        }
        bearer.Events = new()
        {
            OnMessageReceived = KnowKeysAsync,
            OnTokenValidated = TakeAsync,
            OnChallenge = ChallengeAsync,
            OnForbidden = context =>
                Problems.NotYours("None of the token's roles may do this.", "role").ExecuteAsync(context.HttpContext),
        };
    }

    /// <summary>Not disposed: the key lives as long as the process.</summary>
    private static ECDsaSecurityKey KeyOf(string file)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(file));
        return new(key);
    }

    private static bool IsCurrent(DateTime? notBefore, DateTime? expires, DateTime now)
    {
        if (expires is null || now >= expires)
            throw new SecurityTokenExpiredException();
        return notBefore is null || now >= notBefore - NotBeforeSkew;
    }

    /// <summary>Without any key of the issuer no token can be judged: that is not the token's fault.</summary>
    private static async Task KnowKeysAsync(MessageReceivedContext context)
    {
        if (context.Options.ConfigurationManager is not { } issuer || context.Request.Headers.Authorization.Count == 0)
            return;
        try
        {
            await issuer.GetConfigurationAsync(context.HttpContext.RequestAborted);
        }
        catch (InvalidOperationException e)
        {
            context.Fail(new HttpRequestException("The issuer's keys cannot be read.", e));
        }
    }

    private static async Task TakeAsync(TokenValidatedContext context)
    {
        RefuseUnusable(context);
        if (context.Result is null)
            await ActingFor.TakeAsync(context);
    }

    /// <summary>What the library accepts and nothing here can use: extensions of the format, claims of another shape than ours.</summary>
    private static void RefuseUnusable(TokenValidatedContext context)
    {
        var token = (JsonWebToken)context.SecurityToken;
        if (token.TryGetHeaderValue<object>("crit", out _))
            context.Fail(new SecurityTokenValidationException("The token has critical extensions, which are not known here."));
        else if (!IsText("sub") || !IsText("unit"))
            context.Fail(new SecurityTokenValidationException("The token lacks 'sub' or 'unit', each a text."));
        else if (context.Principal!.FindAll("roles").Any(role => !IsPlain(role.Value)))
            context.Fail(new SecurityTokenValidationException("The token's 'roles' are not texts."));

        bool IsText(string claim) => token.TryGetPayloadValue<object>(claim, out var value) && value is string text && IsPlain(text);

        static bool IsPlain(string text) => text.Length > 0 && !text.Contains('\0');
    }

    private static async Task ChallengeAsync(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        var failure = context.AuthenticateFailure;
        if (failure is null or not HttpRequestException)
            context.Response.Headers.WWWAuthenticate = failure is null ? Scheme : $"{Scheme} error=\"invalid_token\"";
        var problem = failure switch
        {
            null => Problems.Unauthenticated("token-missing", "Send 'Authorization: Bearer <token>'."),
            HttpRequestException => ExceptionProblems.NotNow(),
            SecurityTokenExpiredException => Problems.Unauthenticated("token-expired", "The token has expired."),
            _ => Problems.Unauthenticated("token-invalid", Reason(failure)),
        };
        await problem.ExecuteAsync(context.HttpContext);
    }

    private static string Reason(Exception failure) => failure switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenNotYetValidException => "The token is not valid yet.",
        SecurityTokenInvalidIssuerException => "The token comes from another issuer.",
        SecurityTokenInvalidAudienceException => "The token is for another audience.",
        SecurityTokenInvalidAlgorithmException => "The token's algorithm is not accepted.",
        ArgumentException => "The token is not a JWT.",
        { } ours when ours.GetType() == typeof(SecurityTokenValidationException) => ours.Message,
        _ => "The token's signature is not valid.",
    };
}
