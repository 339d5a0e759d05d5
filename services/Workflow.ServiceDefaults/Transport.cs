using Microsoft.Extensions.Configuration;

namespace Workflow.ServiceDefaults;

/// <summary>What may travel unencrypted in Production. Section <c>Transport</c>.</summary>
public sealed class TransportOptions
{
    /// <summary>Default: nothing.</summary>
    public PlainText Plain { get; set; }
}

/// <summary>Where plain <c>amqp</c>, <c>http</c> and PostgreSQL without TLS are allowed in Production.</summary>
public enum PlainText
{
    /// <summary>Nowhere.</summary>
    Refused,

    /// <summary>Within this machine.</summary>
    Loopback,

    /// <summary>Everywhere: something in front of the process encrypts.</summary>
    EncryptedInFront,
}

/// <summary>
/// In Production nothing that this process connects to is reached unencrypted, and nobody reaches it so but who reads its figures, unless a
/// setting says what encrypts instead.
/// </summary>
public sealed class EncryptedInProduction(IHostEnvironment environment, IOptions<TransportOptions> transport, IConfiguration configuration)
    : IValidateOptions<PostgresOptions>, IValidateOptions<RabbitMqOptions>, IValidateOptions<TelemetryOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, PostgresOptions options)
    {
        if (!Builder(options.ConnectionString, out var postgres) || postgres.SslMode >= SslMode.Require)
            return ValidateOptionsResult.Success;
        return Judged(("Postgres__ConnectionString", "SSL Mode=VerifyFull", postgres.Host is { } host && (host.StartsWith('/')
            || Uri.TryCreate($"tcp://{host}", UriKind.Absolute, out var address) && address.IsLoopback)));
    }

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, RabbitMqOptions options) =>
        Judged([.. Plain("RabbitMq__Uri", options.Uri, "amqps"), .. Plain("RabbitMq__ManagementUri", options.ManagementUri, "https")]);

    /// <summary>Of a service's own settings that name a broker.</summary>
    public ValidateOptionsResult ValidateBrokers(params (string Setting, Uri? Uri)[] brokers) =>
        Judged([.. brokers.SelectMany(broker => Plain(broker.Setting, broker.Uri, "amqps"))]);

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options)
    {
        List<BindingAddress> addresses;
        try
        {
            addresses = [.. Urls().Select(BindingAddress.Parse)];
        }
        catch (FormatException e)
        {
            return ValidateOptionsResult.Fail($"ASPNETCORE_URLS: {e.Message.TrimEnd('.')}; https://HOST:PORT is allowed, several by ';'.");
        }
        // A port that cannot be is told by itself, and not as an address that is not the figures'.
        if (options.PrometheusPort is < 1 or > 65535)
            addresses = [];
        if (options.PrometheusPort is { } port && addresses.Count > 0 && addresses.TrueForAll(address => address.Port != port))
            return ValidateOptionsResult.Fail($"Telemetry__PrometheusPort: no address of ASPNETCORE_URLS has the port {port}.");
        return Judged([.. Plain("Telemetry__OtlpEndpoint", options.OtlpEndpoint, "https"),
            .. addresses.Where(address => address.Scheme == "http" && address.Port != options.PrometheusPort)
                .Select(address => ("ASPNETCORE_URLS", "https", address.Host is "localhost" or "127.0.0.1" or "[::1]"))]);
    }

    /// <summary>Where the server listens, as it decides that itself: endpoints of its own section, else addresses, else ports.</summary>
    private IEnumerable<string> Urls()
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>()
            .ToList();
        return endpoints is not [] ? endpoints
            : configuration["URLS"] is { Length: > 0 } urls ? urls.Split(';', StringSplitOptions.RemoveEmptyEntries)
            : (configuration["HTTP_PORTS"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(port => $"http://*:{port}");
    }

    private static IEnumerable<(string Setting, string Encrypted, bool IsHere)> Plain(string setting, Uri? uri, string scheme) =>
        uri is { IsAbsoluteUri: true } && uri.Scheme is "amqp" or "http" ? [(setting, scheme, uri!.IsLoopback)] : [];

    private ValidateOptionsResult Judged(params (string Setting, string Encrypted, bool IsHere)[] plain)
    {
        if (!environment.IsProduction())
            return ValidateOptionsResult.Success;
        var allowed = transport.Value.Plain;
        var refused = plain.Where(it => allowed is PlainText.Refused || (allowed is PlainText.Loopback && !it.IsHere)).ToList();
        return refused.Count == 0 ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(refused.Select(it => $"{it.Setting}: in Production it is encrypted ({it.Encrypted}), unless "
                + "Transport__Plain says Loopback (for what is on this machine) or EncryptedInFront."));
    }

    /// <summary>What is no connection string another check says.</summary>
    private static bool Builder(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out NpgsqlConnectionStringBuilder? builder)
    {
        builder = null;
        try
        {
            builder = string.IsNullOrEmpty(text) ? null : new(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // It stays null.
        }
        return builder is not null;
    }
}
