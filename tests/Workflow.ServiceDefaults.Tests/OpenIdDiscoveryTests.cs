namespace Workflow.ServiceDefaults.Tests;

/// <summary>Tokens of an OIDC issuer: a small real one on loopback that publishes its keys.</summary>
public sealed class OpenIdDiscoveryTests(Sample sample) : IClassFixture<Sample>
{
    [Theory]
    [InlineData("RS256"), InlineData("ES256")]
    public async Task The_issuers_published_keys_are_accepted(string algorithm)
    {
        await using var issuer = await Issuer.StartAsync();
        await using var service = await Sample.StartAsync(Settings(issuer));
        using var good = service.With(issuer.Token(sample, algorithm));
        Assert.Equal(HttpStatusCode.OK, (await good.GetAsync("/who", Ct)).StatusCode);

        using var local = service.With(sample.Token("branch", "B1", token => token.Issuer = issuer.Name));
        Assert.Equal(HttpStatusCode.Unauthorized, (await local.GetAsync("/who", Ct)).StatusCode);
    }

    [Fact]
    public async Task While_the_issuer_is_away_at_start_the_answer_is_503_and_mends_itself()
    {
        await using var issuer = await Issuer.StartAsync();
        issuer.Away = true;
        await using var service = await Sample.StartAsync(Settings(issuer));
        using var http = service.With(issuer.Token(sample, "RS256"));
        using var away = await http.GetAsync("/who", Ct);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(2)), (away.StatusCode, away.Headers.RetryAfter!.Delta));
        using var missing = service.With(token: null);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(missing));

        issuer.Away = false;
        await Eventually.HoldsAsync(async () => await AskAsync(http) == HttpStatusCode.OK, "the issuer is back");
    }

    [Fact]
    public async Task A_token_that_was_good_is_so_no_longer_than_its_key_and_its_time()
    {
        await using var issuer = await Issuer.StartAsync();
        var wall = new ManualClock(TimeProvider.System.GetUtcNow());
        await using var service =
            await Sample.StartAsync(Settings(issuer), builder => builder.Services.AddKeyedSingleton<TimeProvider>(WallClock.Key, wall));
        using var rsa = service.With(issuer.Token(sample, "RS256"));
        using var ec = service.With(issuer.Token(sample, "ES256"));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await AskAsync(rsa), await AskAsync(ec)));

        issuer.Rotate("rsa-2");
        wall.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(rsa));
        using var next = service.With(issuer.Token(sample, "RS256"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(next));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await AskAsync(rsa), await AskAsync(ec)));

        wall.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(ec));
    }

    [Fact]
    public async Task A_key_not_seen_is_asked_for_again_but_not_for_every_token_that_names_one()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var service = await Sample.StartAsync(Settings(issuer));
        using var first = service.With(issuer.Token(sample, "RS256"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(first));
        Assert.Equal(1, issuer.Asked);

        issuer.Rotate("rsa-2");
        using var second = service.With(issuer.Token(sample, "RS256"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(second));
        issuer.Rotate("rsa-3");
        using var third = service.With(issuer.Token(sample, "RS256"));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (await AskAsync(third), await AskAsync(third)));
        Assert.Equal(2, issuer.Asked);
    }

    [Fact]
    public async Task Known_keys_stay_in_use_while_the_issuer_is_away()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var service = await Sample.StartAsync(Settings(issuer));
        using var known = service.With(issuer.Token(sample, "ES256"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(known));

        issuer.Away = true;
        issuer.Rotate("rsa-2");
        using var unknown = service.With(issuer.Token(sample, "RS256"));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await AskAsync(unknown), await AskAsync(known)));
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient http) => (await http.GetAsync("/who", Ct)).StatusCode;

    private Dictionary<string, string?> Settings(Issuer issuer) => new(sample.Settings)
    {
        ["Authentication:PublicKeyFile"] = null,
        ["Authentication:Issuer"] = null,
        ["Authentication:Authority"] = issuer.Name,
    };

    private sealed class Issuer(WebApplication app) : IAsyncDisposable
    {
        private RsaSecurityKey _rsa = new(RSA.Create(2048)) { KeyId = "rsa-1" };
        private readonly ECDsaSecurityKey _ec = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "ec-1" };

        public bool Away { get; set; }

        public int Asked { get; private set; }

        public void Rotate(string id) => _rsa = new(RSA.Create(2048)) { KeyId = id };

        public string Name => app.Urls.Single();

        public static async Task<Issuer> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var issuer = new Issuer(builder.Build());
            issuer.Map();
            await issuer.Start();
            return issuer;
        }

        public string Token(Sample sample, string algorithm) => sample.Token("branch", "B1", token =>
        {
            token.Issuer = Name;
            token.SigningCredentials = new(algorithm == "RS256" ? _rsa : _ec, algorithm);
        });

        public async ValueTask DisposeAsync() => await app.DisposeAsync();

        private Task Start() => app.StartAsync(Ct);

        private void Map()
        {
            app.MapGet("/.well-known/openid-configuration", () =>
                Away ? Results.StatusCode(500) : Results.Json(new { issuer = Name, jwks_uri = $"{Name}/keys" }));
            app.MapGet("/keys", () =>
            {
                Asked++;
                var (rsa, ec) = (JsonWebKeyConverter.ConvertFromRSASecurityKey(_rsa), JsonWebKeyConverter.ConvertFromECDsaSecurityKey(_ec));
                return Results.Json(new { keys = new object[] { new { kty = "RSA", kid = rsa.Kid, n = rsa.N, e = rsa.E, use = "sig" },
                    new { kty = "EC", kid = ec.Kid, crv = ec.Crv, x = ec.X, y = ec.Y, use = "sig" } } });
            });
        }
    }
}
