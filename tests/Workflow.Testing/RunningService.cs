using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Workflow.Testing;

/// <summary>
/// A service in this process, on a free loopback port, on a real database and broker; made of the same two calls as its `Program.cs`.
/// </summary>
public sealed class RunningService : IAsyncDisposable
{
    private static readonly string[] Unlisted = ["/health/", "/openapi/", "/scalar"];

    private readonly WebApplication _app;

    private RunningService(WebApplication app) => (_app, Address) = (app, new Uri(app.Urls.First()));

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Its container.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>
    /// Every endpoint but health, OpenAPI and its pages, as <c>GET /v1/units/{code}</c>, in order: what a table of who may do what must
    /// name.
    /// </summary>
    public IReadOnlyList<string> Endpoints =>
    [
        .. from endpoint in Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/')
           where !Unlisted.Any(start => pattern.StartsWith(start, StringComparison.Ordinal))
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
           let line = $"{method} {pattern}"
           orderby line
           select line,
    ];

    /// <summary>Starts it.</summary>
    /// <param name="add">What `Program.cs` does to the builder.</param>
    /// <param name="map">What `Program.cs` maps after <see cref="WorkflowService.UseWorkflowService"/>.</param>
    /// <param name="settings">By their configuration names; see <see cref="Settings"/>. <c>urls</c>: where else it listens.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<RunningService> StartAsync(
        Action<WebApplicationBuilder> add, Action<WebApplication> map, IReadOnlyDictionary<string, string?> settings,
            CancellationToken ct = default)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration["urls"] = $"http://127.0.0.1:0;{settings.GetValueOrDefault("urls")}".TrimEnd(';');
        add(builder);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // MassTransit keeps the logging of the first host of a process, also when that is gone.
        LogContext.ConfigureCurrentLogContext(NullLoggerFactory.Instance);
        var app = builder.Build();
        app.UseWorkflowService();
        map(app);
        await app.StartAsync(ct);
        return new(app);
    }

    /// <summary>Returns when it is ready: before that its queues may not be bound, and what is published does not reach it.</summary>
    public async Task ReadyAsync()
    {
        // Not one that looks at the document: whoever changes that starts here.
        using var http = new HttpClient { BaseAddress = Address };
        await Eventually.HoldsAsync(async () => (await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode,
            "the service is ready", TimeSpan.FromMinutes(2));
    }

    /// <summary>What a service needs to run on this database and broker and accept <see cref="TestTokens"/>.</summary>
    public static Dictionary<string, string?> Settings(PostgresDatabase database, RabbitVirtualHost broker) => new(TestTokens.Settings)
    {
        ["Postgres:ConnectionString"] = database.ConnectionString,
        ["RabbitMq:Uri"] = broker.Uri.AbsoluteUri,
        ["RabbitMq:ManagementUri"] = broker.ManagementUri.AbsoluteUri,
        // Tests ask faster than a unit may; limits have tests of their own.
        ["Limits:UnitRequestsPerSecond"] = "5000", ["Limits:UnitBurst"] = "5000",
    };

    /// <summary>A client with a token of the role and unit; to be disposed of by the caller.</summary>
    public HttpClient As(string role, string unit, string subject = "p-1") => With(TestTokens.Create(role, unit, subject));

    /// <summary>A client with this token, or without one; to be disposed of by the caller.</summary>
    public HttpClient With(string? token)
    {
        var http = new HttpClient(Checked(new SocketsHttpHandler()), disposeHandler: true) { BaseAddress = Address };
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    /// <summary>Compares what is answered with the service's OpenAPI document, where it has one.</summary>
    internal HttpMessageHandler Checked(HttpMessageHandler inner) =>
        OpenApiContract.Of(Services.GetRequiredService<ServiceIdentity>().Source) is { } contract
            ? new CheckedAnswers(contract, inner) : inner;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }
}
