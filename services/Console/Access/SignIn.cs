using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace WorkflowConsole.Access;

/// <summary>Signing in and out, and the tokens in between.</summary>
internal static class SignIn
{
    public const string Cookie = CookieAuthenticationDefaults.AuthenticationScheme;
    private const string Oidc = OpenIdConnectDefaults.AuthenticationScheme;
    private static readonly TimeSpan Life = TimeSpan.FromHours(12);

    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<Microsoft.AspNetCore.Antiforgery.IAntiforgeryAdditionalDataProvider, MadeFor>();
        services.AddSettings<LocalSignInOptions>("LocalSignIn").AddSettings<SignInOptions>("Authentication");
        services.AddSingleton<IValidateOptions<LocalSignInOptions>, NotInProduction>();
        services.AddSingleton<IValidateOptions<SignInOptions>, SomeSignIn>();
        services.AddSingleton<LocalIssuer>().AddSingleton<TicketStore>().AddSingleton<SealingKeys>().AddSingleton<TokenRenewal>();
        services.AddSettings<SealingOptions>("Sealing").AddSingleton<IValidateOptions<SealingOptions>, SealedInProduction>();
        var sealing = services.AddDataProtection().SetApplicationName("workflow-console");
        if (builder.Configuration.GetSection("Sealing").Get<SealingOptions>()?.TryLoad() is { } certificate)
            sealing.ProtectKeysWithCertificate(certificate);
        services.AddOptions<KeyManagementOptions>().Configure<SealingKeys>((keys, repository) => keys.XmlRepository = repository);

        var oidc = builder.Configuration.GetSection("Authentication").Get<SignInOptions>()?.Authority is not null;
        var authentication = services.AddAuthentication(options =>
        {
            options.DefaultScheme = Cookie;
            options.DefaultChallengeScheme = oidc ? Oidc : Cookie;
        }).AddCookie();
        services.AddOptions<CookieAuthenticationOptions>(Cookie).Configure<TicketStore, TokenRenewal, IServiceProvider>(Configure);
        if (oidc)
        {
            authentication.AddOpenIdConnect();
            services.AddOptions<OpenIdConnectOptions>(Oidc).Configure<IOptions<SignInOptions>, IServiceProvider>(Configure);
        }
    }

    /// <summary>Addresses that change who is signed in. Each is a form's post with its antiforgery token.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder endpoints)
    {
        var acts = endpoints.MapGroup("").AllowAnonymous().RequireOwnForm();
        acts.MapPost("/signin/local", LocalAsync);
        // A link: a form that is sent on to the issuer would be held back by the policy of contents.
        endpoints.MapGet("/signin/issuer", (HttpContext context, IOptions<SignInOptions> options) => options.Value.Authority is null
            ? Results.NotFound() : Results.Challenge(new() { RedirectUri = Back(context.Request.Query["back"]) }, [Oidc])).AllowAnonymous();
        acts.MapPost("/signout", async (HttpContext context) =>
        {
            await context.SignOutAsync(Cookie);
            return Results.LocalRedirect("/signin");
        });
    }

    private static async Task<IResult> LocalAsync(HttpContext context, LocalIssuer issuer)
    {
        if (!issuer.IsOpen)
            return Results.NotFound();
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (unit, roles) = (form["unit"].ToString().Trim(), form["roles"].ToString().Split('|', StringSplitOptions.RemoveEmptyEntries));
        if (unit.Length == 0 || roles.Length == 0)
            return Results.LocalRedirect("/signin");
        var person = form["person"].ToString() is { Length: > 0 } id ? id : $"{roles[0]}@{unit}";
        var session = new Session(person, form["name"].ToString() is { Length: > 0 } name ? name : person, unit, roles);
        var (token, expires) = issuer.Issue(session);
        await context.SignOutAsync(Cookie);     // a new session has a new id, whatever the browser came with
        await context.SignInAsync(Cookie, session.Principal(), Session.With(token, expires));
        return Results.LocalRedirect(Back(form["back"]));
    }

    /// <summary>Only an address of this site, as a header may hold it; the first page otherwise.</summary>
    public static string Back(string? address) =>
        address is ['/', not ('/' or '\\'), ..] && !address.Any(char.IsControl)
            ? string.Concat(address.EnumerateRunes().Select(rune => rune.IsAscii ? rune.ToString() : Uri.EscapeDataString(rune.ToString())))
            : "/";

    private static void Configure(CookieAuthenticationOptions cookie, TicketStore tickets, TokenRenewal renewal, IServiceProvider provider)
    {
        cookie.Cookie.Name = "workflow";
        cookie.Cookie.SameSite = SameSiteMode.Lax;      // a link in a message must find the person signed in
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SecurePolicy = provider.GetRequiredService<IHostEnvironment>().IsProduction()
            ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        cookie.SessionStore = tickets;
        cookie.TimeProvider = provider.GetRequiredKeyedService<TimeProvider>(WallClock.Key);
        cookie.ExpireTimeSpan = Life;
        cookie.LoginPath = "/signin";
        cookie.ReturnUrlParameter = "back";
        cookie.Events.OnValidatePrincipal = renewal.RenewAsync;
        cookie.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    private static void Configure(OpenIdConnectOptions oidc, IOptions<SignInOptions> options, IServiceProvider provider)
    {
        var issuer = options.Value;
        oidc.Authority = issuer.Authority!.ToString();
        oidc.ClientId = issuer.ClientId;
        oidc.ClientSecret = issuer.ClientSecret;
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        oidc.UsePkce = true;
        oidc.SaveTokens = true;
        oidc.MapInboundClaims = false;
        oidc.RequireHttpsMetadata = !issuer.Authority.IsLoopback;
        oidc.GetClaimsFromUserInfoEndpoint = false;
        oidc.TimeProvider = provider.GetRequiredKeyedService<TimeProvider>(WallClock.Key);
        oidc.TokenValidationParameters.NameClaimType = "name";
        oidc.TokenValidationParameters.RoleClaimType = "roles";
        // Unit and roles stand in the token that the services judge.
        oidc.Events.OnTokenValidated = context =>
        {
            if (context.TokenEndpointResponse?.AccessToken is { } access && context.Principal?.Identity is ClaimsIdentity identity)
                identity.AddClaims(new JsonWebToken(access).Claims.Where(claim => claim.Type is "unit" or "roles")
                    .Where(claim => !identity.HasClaim(claim.Type, claim.Value)));
            return Task.CompletedTask;
        };
        oidc.Scope.Clear();
        foreach (var scope in issuer.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            oidc.Scope.Add(scope);
    }
}
