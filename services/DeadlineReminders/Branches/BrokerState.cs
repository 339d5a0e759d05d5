using System.Text.Json.Serialization;

namespace DeadlineReminders.Branches;

/// <summary>What the broker has, as its management API lists it.</summary>
/// <param name="Exchanges">Of the virtual host.</param>
/// <param name="Queues">Of the virtual host, by name.</param>
/// <param name="Bindings">Of the virtual host, by queue.</param>
/// <param name="Users">Of the broker, by name.</param>
/// <param name="Permissions">In the virtual host, by user.</param>
/// <param name="Policies">Of the virtual host.</param>
internal sealed record BrokerState(IReadOnlyList<BrokerExchange> Exchanges, IReadOnlyDictionary<string, BrokerQueue> Queues,
    ILookup<string, BrokerBinding> Bindings, IReadOnlyDictionary<string, BrokerUser> Users,
    IReadOnlyDictionary<string, BrokerPermission> Permissions, IReadOnlyList<BrokerPolicy> Policies);

/// <summary>An exchange.</summary>
internal sealed record BrokerExchange(string Name, string Type, string? Vhost = null, bool Durable = true, bool AutoDelete = false,
    bool Internal = false)
{
    /// <summary>None.</summary>
    public IReadOnlyDictionary<string, JsonElement> Arguments { get; } = new Dictionary<string, JsonElement>();
}

/// <summary>A queue; <paramref name="Type"/> is listed, never declared.</summary>
internal sealed record BrokerQueue(string Name, IReadOnlyDictionary<string, JsonElement> Arguments, bool Durable = true,
    bool AutoDelete = false, bool? Exclusive = null, string? Type = null, string? Vhost = null)
{
    private static readonly JsonElement Quorum = JsonSerializer.SerializeToElement("quorum");

    /// <summary>As we declare it.</summary>
    public static BrokerQueue Declared(string name, string virtualHost) =>
        new(name, new Dictionary<string, JsonElement> { ["x-queue-type"] = Quorum }, Vhost: virtualHost);

    /// <summary>Whether it is as we declare it.</summary>
    [JsonIgnore]
    public bool IsOurs => Durable && !AutoDelete && Exclusive is not true
        && Arguments is { Count: 1 } && Arguments.TryGetValue("x-queue-type", out var type) && type.GetRawText() == Quorum.GetRawText();

    /// <summary>In words for an operator.</summary>
    [JsonIgnore]
    public string Words => $"{(Durable ? "durable" : "transient")}{(AutoDelete ? ", auto-delete" : "")}"
        + $"{(Exclusive is true ? ", exclusive" : "")}, arguments {JsonSerializer.Serialize(Arguments)}";
}

/// <summary>A binding; <paramref name="PropertiesKey"/> is listed, never declared.</summary>
internal sealed record BrokerBinding(string Source, string Destination, string RoutingKey, string? Vhost = null,
    string DestinationType = "queue", string PropertiesKey = "")
{
    /// <summary>None.</summary>
    public IReadOnlyDictionary<string, JsonElement> Arguments { get; } = new Dictionary<string, JsonElement>();
}

/// <summary>A user, known by the salted hash of its password.</summary>
internal sealed record BrokerUser(string Name, string PasswordHash, UserLimits? Limits = null)
{
    /// <summary>How the password is hashed.</summary>
    public string HashingAlgorithm { get; init; } = "rabbit_password_hashing_sha256";

    /// <summary>None.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>Most that a user may have open at once.</summary>
internal sealed record UserLimits(
    [property: JsonPropertyName("max-connections")] int? MaxConnections, [property: JsonPropertyName("max-channels")] int? MaxChannels);

/// <summary>What a user may do in the virtual host: patterns of names.</summary>
internal sealed record BrokerPermission(string User, string Vhost, string Configure, string Write, string Read);

/// <summary>What queues of such names are held to.</summary>
internal sealed record BrokerPolicy(string Name, string Vhost, string Pattern,
    IReadOnlyDictionary<string, JsonElement> Definition, int Priority = 0)
{
    /// <summary>What it is for.</summary>
    [JsonPropertyName("apply-to")]
    public string ApplyTo { get; init; } = "queues";

    /// <summary>Whether it holds queues to the same.</summary>
    public bool Equals(BrokerPolicy? other) => other is not null && Name == other.Name && Pattern == other.Pattern
        && Priority == other.Priority && ApplyTo == other.ApplyTo && Definition.Count == other.Definition.Count
        && Definition.All(entry => other.Definition.TryGetValue(entry.Key, out var value) && JsonElement.DeepEquals(entry.Value, value));

    /// <inheritdoc />
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}

/// <summary>What is to be made at the broker, in one request.</summary>
internal sealed record Definitions(IReadOnlyList<BrokerUser> Users, IReadOnlyList<BrokerPermission> Permissions,
    IReadOnlyList<BrokerPolicy> Policies, IReadOnlyList<BrokerQueue> Queues, IReadOnlyList<BrokerExchange> Exchanges,
    IReadOnlyList<BrokerBinding> Bindings);
