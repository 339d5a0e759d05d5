using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Polly.Registry;
using Polly.Timeout;

namespace Workflow.ServiceDefaults;

/// <summary>The keys that may sign tokens: one from a file, or those an OIDC issuer publishes. By wall time.</summary>
internal sealed class SigningKeys(
    IOptions<TokenOptions> options,
    ResiliencePipelineProvider<string> pipelines,
    [FromKeyedServices(WallClock.Key)] TimeProvider wall,
    ILogger<SigningKeys> logger) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>Between two questions to the issuer, so that made-up key ids in tokens do not become a load on it.</summary>
    private static readonly TimeSpan MinimumInterval = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = 1 << 20 };
    private Known? _known;

    /// <summary>Issuer and keys now valid. A key id that is not among them makes it ask the issuer again, at most every 30 s.</summary>
    internal async ValueTask<Known> GetAsync(string? unseen, CancellationToken ct)
    {
        var known = Volatile.Read(ref _known);
        if (known is not null && !IsStale(known, unseen)) return known;
        await _gate.WaitAsync(ct);
        try
        {
            if (_known is { } other && !IsStale(other, unseen)) return other;
            return _known = options.Value.Authority is { } authority ? await DiscoverAsync(authority, ct) : FromFile();
        }
        catch (Exception e) when (_known is not null && e is HttpRequestException or TimeoutRejectedException or JsonException)
        {
            logger.LogWarning("The issuer's keys cannot be refreshed ({Reason}); the known ones stay in use", e.GetType().Name);
            return _known = _known! with { ReadAt = wall.GetUtcNow() };
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        _http.Dispose();
    }

    private bool IsStale(Known known, string? unseen)
    {
        if (options.Value.Authority is null) return false;
        var age = wall.GetUtcNow() - known.ReadAt;
        return age > Lifetime || (unseen is not null && age > MinimumInterval && known.Keys.All(key => key.KeyId != unseen));
    }

    private Known FromFile()
    {
        // Not disposed: the key lives as long as the process.
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(options.Value.PublicKeyFile!));
        return new(options.Value.Issuer!, [new ECDsaSecurityKey(key)], [SecurityAlgorithms.EcdsaSha256], wall.GetUtcNow());
    }

    private async Task<Known> DiscoverAsync(Uri authority, CancellationToken ct) =>
        await pipelines.GetPipeline(Pipelines.Discovery).ExecuteAsync(async token =>
        {
            var root = new Uri(authority.AbsoluteUri.TrimEnd('/') + "/");
            var discovery = await _http.GetFromJsonAsync<Discovery>(new Uri(root, ".well-known/openid-configuration"), token)
                ?? throw new HttpRequestException("The issuer's discovery document is empty.");
            if (discovery.JwksUri.Scheme != "https" && !discovery.JwksUri.IsLoopback)
                throw new HttpRequestException("The issuer's keys are not offered over https.");
            var keys = new JsonWebKeySet(await _http.GetStringAsync(discovery.JwksUri, token)).GetSigningKeys();
            return new Known(options.Value.Issuer ?? discovery.Issuer, [.. keys],
                [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256], wall.GetUtcNow());
        }, ct);

    internal sealed record Known(string Issuer, IReadOnlyList<SecurityKey> Keys, string[] Algorithms, DateTimeOffset ReadAt);

    private sealed record Discovery([property: JsonPropertyName("issuer")] string Issuer,
        [property: JsonPropertyName("jwks_uri")] Uri JwksUri);
}
