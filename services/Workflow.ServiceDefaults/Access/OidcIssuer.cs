using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Polly;
using Polly.Registry;

namespace Workflow.ServiceDefaults;

/// <summary>
/// The OIDC issuer of <see cref="TokenOptions.Authority"/>: its name and keys, read by discovery, kept for an hour; known ones stay in use
/// while it is away.
/// </summary>
internal sealed class OidcIssuer : IDocumentRetriever, IConfigurationRetriever<OpenIdConnectConfiguration>, IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = 1 << 20 };
    private readonly ResiliencePipeline _pipeline;
    private readonly TokenOptions _options;

    public OidcIssuer(IOptions<TokenOptions> options, ResiliencePipelineProvider<string> pipelines)
    {
        (_options, _pipeline) = (options.Value, pipelines.GetPipeline(Pipelines.Discovery));
        Configuration = new($"{_options.Authority!.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration", this, this)
        {
            AutomaticRefreshInterval = TimeSpan.FromHours(1),
            // Between two questions to the issuer, so that made-up key ids in tokens do not become a load on it.
            RefreshInterval = TimeSpan.FromSeconds(30),
            // A key that the issuer has withdrawn is withdrawn.
            UseLastKnownGoodConfiguration = false,
        };
    }

    public ConfigurationManager<OpenIdConnectConfiguration> Configuration { get; }

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(string address, IDocumentRetriever retriever,
        CancellationToken cancel)
    {
        var configuration = await OpenIdConnectConfigurationRetriever.GetAsync(address, retriever, cancel);
        configuration.Issuer = _options.Issuer ?? configuration.Issuer;
        return configuration;
    }

    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel) =>
        new Uri(address) is { IsLoopback: false, Scheme: not "https" }
            ? throw new HttpRequestException("The issuer's keys are not offered over https.")
            : await _pipeline.ExecuteAsync(async ct => await _http.GetStringAsync(new Uri(address), ct), cancel);

    public void Dispose() => _http.Dispose();
}
