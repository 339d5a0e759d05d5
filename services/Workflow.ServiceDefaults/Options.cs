using System.ComponentModel.DataAnnotations;
using ValidationResult = System.ComponentModel.DataAnnotations.ValidationResult;

namespace Workflow.ServiceDefaults;

/// <summary>Where the service keeps its events and tables. Section <c>Postgres</c>.</summary>
public sealed class PostgresOptions : IValidatableObject
{
    /// <summary>Npgsql connection string. The search path is set to the service's own schema, whatever stands here.</summary>
    [Required(ErrorMessage = "an Npgsql connection string is needed, such as Host=127.0.0.1;Database=workflow;Username=workflow")]
    public string ConnectionString { get; set; } = "";

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        string? wrong = null;
        try
        {
            _ = new NpgsqlConnectionStringBuilder(ConnectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            wrong = e.Message;
        }
        if (wrong is not null)
            yield return new($"it is no Npgsql connection string: {wrong}", [nameof(ConnectionString)]);
    }
}

/// <summary>The broker. Section <c>RabbitMq</c>.</summary>
public sealed class RabbitMqOptions : IValidatableObject
{
    /// <summary><c>amqp://user:password@host:port/vhost</c> (or <c>amqps</c>).</summary>
    [Required(ErrorMessage = "the broker's address is needed, amqp://user:password@host:port/vhost (or amqps)")]
    public Uri? Uri { get; set; }

    /// <summary>
    /// HTTP API of the management plug-in, <c>http://user:password@host:port</c>. Only what administers users of the broker needs it.
    /// </summary>
    public Uri? ManagementUri { get; set; }

    /// <summary>The name of an address's virtual host.</summary>
    public static string VirtualHostOf(Uri uri) =>
        uri.AbsolutePath is ['/', .. { Length: > 0 } name] ? System.Uri.UnescapeDataString(name) : "/";

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Uri is { IsAbsoluteUri: false } or { Scheme: not ("amqp" or "amqps") })
            yield return new("amqp://user:password@host:port/vhost (or amqps) is allowed", [nameof(Uri)]);
        if (ManagementUri is { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") })
            yield return new("http://user:password@host:port (or https) is allowed", [nameof(ManagementUri)]);
    }
}

/// <summary>
/// Who may issue tokens. Section <c>Authentication</c>. Exactly one of <see cref="Authority"/> and <see cref="PublicKeyFile"/>.
/// </summary>
public sealed class TokenOptions : IValidatableObject
{
    /// <summary>An OIDC issuer; its keys are found by discovery. https, except on a loopback address.</summary>
    public Uri? Authority { get; set; }

    /// <summary>A PEM file with the ES256 public key of a local issuer.</summary>
    public string? PublicKeyFile { get; set; }

    /// <summary>The expected <c>iss</c>. With an authority the default is what discovery says.</summary>
    public string? Issuer { get; set; }

    /// <summary>The expected <c>aud</c>.</summary>
    [Required(ErrorMessage = "the expected aud of tokens is needed")]
    public string Audience { get; set; } = "";

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Authority is null == string.IsNullOrEmpty(PublicKeyFile))
            yield return new("exactly one of Authority (an OIDC issuer) and PublicKeyFile (a PEM file) is needed",
                [nameof(Authority), nameof(PublicKeyFile)]);
        if (Authority is { IsLoopback: false, Scheme: not "https" })
            yield return new($"it is '{Authority}'; https is required except on a loopback address",
                [nameof(Authority)]);
        if (!string.IsNullOrEmpty(PublicKeyFile) && !File.Exists(PublicKeyFile))
            yield return new($"it is '{PublicKeyFile}', which does not exist", [nameof(PublicKeyFile)]);
        if (!string.IsNullOrEmpty(PublicKeyFile) && string.IsNullOrEmpty(Issuer))
            yield return new("it is needed beside PublicKeyFile", [nameof(Issuer)]);
    }
}

/// <summary>Business time in development. Section <c>BusinessClock</c>.</summary>
public sealed class BusinessClockOptions
{
    /// <summary>
    /// A JSON file <c>{"business": instant, "wall": instant}</c>: business time was <c>business</c> when wall time was <c>wall</c>. Refused
    /// in Production.
    /// </summary>
    public string? File { get; set; }
}

/// <summary>Where traces and metrics go. Section <c>Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Root of an OTLP/HTTP collector; without it nothing is sent.</summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>
    /// A port of <c>ASPNETCORE_URLS</c> at which <c>/metrics</c> is answered to Prometheus, without a token, and nothing else: keep it
    /// within the cluster. Without it there is no such address.
    /// </summary>
    [Range(1, 65535, ErrorMessage = "a port of ASPNETCORE_URLS, 1 to 65535, is allowed")]
    public int? PrometheusPort { get; set; }
}
