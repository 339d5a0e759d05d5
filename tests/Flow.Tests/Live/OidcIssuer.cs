using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Flow.Tests.Live;

/// <summary>
/// An OIDC issuer at which one person is always signed in: code flow with PKCE, refresh tokens that are good once. Its access tokens are of
/// the tests' key, so the services take them.
/// </summary>
internal sealed class OidcIssuer : IAsyncDisposable
{
    public const string Client = "workflow-console";

    private readonly WebApplication _app;
    private readonly ECDsaSecurityKey _key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "issuer-1" };
    private readonly ConcurrentDictionary<string, (string Challenge, string Nonce)> _codes = new();
    private readonly (string Role, string Unit) _person;
    private string _refresh = "";

    private OidcIssuer(WebApplication app, (string Role, string Unit) person) => (_app, _person) = (app, person);

    /// <summary>Wall seconds an access token is said to be good for.</summary>
    public int Seconds { get; set; } = 600;

    /// <summary>How often a token was renewed.</summary>
    public int Renewed { get; private set; }

    /// <summary>What was wrong with what the client asked.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<OidcIssuer> StartAsync(string role, string unit)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var issuer = new OidcIssuer(app, (role, unit));
        issuer.Map(app);
        await app.StartAsync(Ct);
        return issuer;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/.well-known/openid-configuration", () => new Dictionary<string, object>
        {
            ["issuer"] = Address.ToString(), ["authorization_endpoint"] = new Uri(Address, "/authorize"),
            ["token_endpoint"] = new Uri(Address, "/token"), ["jwks_uri"] = new Uri(Address, "/keys"),
            ["response_types_supported"] = new[] { "code" }, ["subject_types_supported"] = new[] { "public" },
            ["id_token_signing_alg_values_supported"] = new[] { "ES256" },
        });
        routes.MapGet("/keys", () =>
        {
            var key = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(_key);
            return new { keys = new[] { new { kty = key.Kty, crv = key.Crv, x = key.X, y = key.Y, kid = key.Kid, use = "sig" } } };
        });
        routes.MapGet("/authorize", (HttpRequest request) =>
        {
            var asked = request.Query;
            if (asked["code_challenge_method"] != "S256" || asked["response_type"] != "code" || asked["client_id"] != Client)
                Faults.Enqueue($"asked for {request.QueryString}");
            var code = Guid.NewGuid().ToString("n");
            _codes[code] = (asked["code_challenge"].ToString(), asked["nonce"].ToString());
            return Results.Redirect($"{asked["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(asked["state"].ToString())}");
        });
        routes.MapPost("/token", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync(Ct);
            if (form["grant_type"] == "refresh_token" && form["refresh_token"] == _refresh)
            {
                Renewed++;
                return Answer(nonce: null);
            }
            if (_codes.TryRemove(form["code"].ToString(), out var flow) && flow.Challenge == Base64UrlEncoder.Encode(
                SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))))
                return Answer(flow.Nonce);
            Faults.Enqueue($"no token for {string.Join('&', form.Keys)}");
            return Results.BadRequest(new { error = "invalid_grant" });
        });
    }

    private IResult Answer(string? nonce)
    {
        _refresh = Guid.NewGuid().ToString("n");
        var identity = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Address.ToString(), Audience = Client, Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5),
            Claims = new Dictionary<string, object> { ["sub"] = "p-oidc", ["name"] = "王小明", ["nonce"] = nonce ?? "" },
            SigningCredentials = new(_key, SecurityAlgorithms.EcdsaSha256),
        });
        return Results.Json(new Dictionary<string, object>
        {
            ["access_token"] = TestTokens.Create(_person.Role, _person.Unit, "p-oidc"), ["token_type"] = "Bearer",
            ["id_token"] = identity, ["refresh_token"] = _refresh, ["expires_in"] = Seconds,
        });
    }
}
