using System.ComponentModel.DataAnnotations;
using ValidationResult = System.ComponentModel.DataAnnotations.ValidationResult;

namespace Workflow.ServiceDefaults;

/// <summary>Where the service keeps its events and tables. Section <c>Postgres</c>.</summary>
public sealed class PostgresOptions
{
    /// <summary>Npgsql connection string. The search path is set to the service's own schema, whatever stands here.</summary>
    [Required(AllowEmptyStrings = false)]
    public string ConnectionString { get; set; } = "";
}

/// <summary>The broker. Section <c>RabbitMq</c>.</summary>
public sealed class RabbitMqOptions
{
    /// <summary><c>amqp://user:password@host:port/vhost</c> (or <c>amqps</c>).</summary>
    [Required]
    public Uri? Uri { get; set; }

    /// <summary>
    /// HTTP API of the management plug-in, <c>http://user:password@host:port</c>. Only what administers users of the broker needs it.
    /// </summary>
    public Uri? ManagementUri { get; set; }
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
    [Required(AllowEmptyStrings = false)]
    public string Audience { get; set; } = "";

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Authority is null == string.IsNullOrEmpty(PublicKeyFile))
            yield return new("Authentication: set exactly one of Authority (an OIDC issuer) and PublicKeyFile (a PEM file).",
                [nameof(Authority), nameof(PublicKeyFile)]);
        if (Authority is { IsLoopback: false, Scheme: not "https" })
            yield return new($"Authentication:Authority is '{Authority}'; https is required except on a loopback address.",
                [nameof(Authority)]);
        if (!string.IsNullOrEmpty(PublicKeyFile) && !File.Exists(PublicKeyFile))
            yield return new($"Authentication:PublicKeyFile is '{PublicKeyFile}', which does not exist.", [nameof(PublicKeyFile)]);
        if (!string.IsNullOrEmpty(PublicKeyFile) && string.IsNullOrEmpty(Issuer))
            yield return new("Authentication:Issuer is required with PublicKeyFile.", [nameof(Issuer)]);
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
    /// <summary>Root of an OTLP/HTTP collector; without it nothing is exported.</summary>
    public Uri? OtlpEndpoint { get; set; }
}
