using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Polly.Registry;
using Workflow.Testing;
using Xunit;

namespace Workflow.ServiceDefaults.Tests;

/// <summary>Tokens of an OIDC issuer: a small real one on loopback that publishes its keys.</summary>
public sealed class OpenIdDiscoveryTests(Sample sample) : IClassFixture<Sample>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        issuer.Away = false;
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/who", Ct)).StatusCode);
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
        wall.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(rsa));
        using var next = service.With(issuer.Token(sample, "RS256"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(next));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await AskAsync(rsa), await AskAsync(ec)));

        wall.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(ec));

        static async Task<HttpStatusCode> AskAsync(HttpClient http) => (await http.GetAsync("/who", Ct)).StatusCode;
    }

    [Fact]
    public async Task A_key_not_seen_is_asked_for_again_but_not_more_often_than_every_thirty_seconds()
    {
        await using var issuer = await Issuer.StartAsync();
        var wall = new ManualClock(new(2026, 11, 21, 22, 0, 0, TimeSpan.Zero));
        await using var services = Pipelines();
        using var keys = Keys(services, issuer, wall);
        Assert.Equal(["rsa-1", "ec-1"], Ids(await keys.GetAsync("rsa-1", Ct)));

        issuer.Rotate("rsa-2");
        Assert.Equal(["rsa-1", "ec-1"], Ids(await keys.GetAsync("rsa-2", Ct)));
        wall.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(["rsa-2", "ec-1"], Ids(await keys.GetAsync("rsa-2", Ct)));
        Assert.Equal(2, issuer.Asked);
    }

    [Fact]
    public async Task Known_keys_stay_in_use_while_the_issuer_is_away()
    {
        await using var issuer = await Issuer.StartAsync();
        var wall = new ManualClock(new(2026, 11, 21, 22, 0, 0, TimeSpan.Zero));
        await using var services = Pipelines();
        using var keys = Keys(services, issuer, wall);
        await keys.GetAsync(unseen: null, Ct);
        issuer.Away = true;
        wall.Advance(TimeSpan.FromHours(2));
        Assert.Equal(["rsa-1", "ec-1"], Ids(await keys.GetAsync(unseen: null, Ct)));
    }

    private static IEnumerable<string> Ids(SigningKeys.Known known) => known.Keys.Select(key => key.KeyId);

    private static ServiceProvider Pipelines() =>
        new ServiceCollection().AddLogging().AddKeyedSingleton(WallClock.Key, TimeProvider.System).AddPipelines().BuildServiceProvider();

    private static SigningKeys Keys(ServiceProvider services, Issuer issuer, ManualClock wall) => new(
        Options.Create(new TokenOptions { Authority = new Uri(issuer.Name), Audience = "workflow" }),
        services.GetRequiredService<ResiliencePipelineProvider<string>>(), wall, NullLogger<SigningKeys>.Instance);

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
                return Results.Json(
                    new { keys = new object[] { new { kty = "RSA", kid = rsa.Kid, n = rsa.N, e = rsa.E, use = "sig" },
                    new { kty = "EC", kid = ec.Kid, crv = ec.Crv, x = ec.X, y = ec.Y, use = "sig" } } });
            });
        }
    }
}
