using System.ComponentModel.DataAnnotations;
using ValidationResult = System.ComponentModel.DataAnnotations.ValidationResult;

namespace DeadlineReminders.Branches;

/// <summary>What branch queues and their readers are held to, by policies and limits of the broker. Section <c>Branches</c>.</summary>
internal sealed class BranchOptions : IValidatableObject
{
    /// <summary>
    /// Where this service reaches the queues of branches, <c>amqp://user:password@host:port/vhost</c> (or <c>amqps</c>): a virtual host of
    /// their own at the broker of <c>RabbitMq:ManagementUri</c>. Default: that of <c>RabbitMq:Uri</c>.
    /// </summary>
    public Uri? Uri { get; set; }

    /// <summary>
    /// Where branches reach the broker, <c>amqps://host:port</c> (or <c>amqp</c>), for the address that they are given; the virtual host is
    /// that of <c>Branches:Uri</c>. Default: where this service reaches it, which may be a name that branches cannot look up.
    /// </summary>
    public Uri? Address { get; set; }

    /// <summary>Connections that a unit's user may have open at once. Default 10.</summary>
    [Range(1, 1000)]
    public int MaxConnections { get; set; } = 10;

    /// <summary>Channels that a unit's user may have open at once. Default 50.</summary>
    [Range(1, 10_000)]
    public int MaxChannels { get; set; } = 50;

    /// <summary>How often a message that is given back is delivered again before it goes to the dead ones. Default 50.</summary>
    [Range(1, 10_000)]
    public int DeliveryLimit { get; set; } = 50;

    /// <summary>Messages that a queue holds; what comes beyond waits with the service. Default 100,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxLength { get; set; } = 100_000;

    /// <summary>Days after which an unread message goes to the dead ones. Default 45, at most 49: the broker counts in 32 bits.</summary>
    [Range(1, 49)]
    public int DaysKept { get; set; } = 45;

    /// <summary>Dead messages that are kept; the oldest are dropped beyond. Default 100,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxDead { get; set; } = 100_000;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Uri is { IsAbsoluteUri: false } or { Scheme: not ("amqp" or "amqps") })
            yield return new("amqp://user:password@host:port/vhost (or amqps) is allowed", [nameof(Uri)]);
        if (Address is { IsAbsoluteUri: false } or { Scheme: not ("amqp" or "amqps") } or { UserInfo.Length: > 0 }
            or { AbsolutePath: not ("/" or "") })
            yield return new($"it is '{Address}'; amqps://host:port (or amqp) is allowed, without user and path", [nameof(Address)]);
    }
}

/// <summary>
/// In Production the branches' messages, and the passwords by which branches read them, travel encrypted, unless a setting says what
/// encrypts instead.
/// </summary>
internal sealed class BranchesEncrypted(EncryptedInProduction encrypted) : IValidateOptions<BranchOptions>
{
    public ValidateOptionsResult Validate(string? name, BranchOptions options) =>
        encrypted.ValidateBrokers(("Branches__Uri", options.Uri), ("Branches__Address", options.Address));
}
