using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workflow.MartenStandIn;

/// <summary>How the store is set up; fixed once the store is made.</summary>
public sealed class StoreOptions
{
    private readonly EventStoreOptions _events;

    /// <summary>Options with Marten's defaults.</summary>
    public StoreOptions() => _events = new(this);

    /// <summary>The schema of everything whose schema is not said otherwise; default <c>public</c>.</summary>
    public string DatabaseSchemaName { get; set; } = "public";

    /// <summary>The event streams' options.</summary>
    public IEventStoreOptions Events => _events;

    internal EventStoreOptions EventGraph => _events;

    internal JsonSerializerOptions Json { get; private set; } = new();

    /// <summary>Writes and reads event data with System.Text.Json.</summary>
    /// <param name="options">The base, copied.</param>
    /// <param name="enumStorage">How enumerations are written; either way a <see cref="JsonStringEnumConverter"/> of <paramref name="options"/> is dropped.</param>
    /// <param name="casing">How property names are written; it overrules the naming policy of <paramref name="options"/>.</param>
    /// <param name="configure">Has the last word.</param>
    public void UseSystemTextJsonForSerialization(JsonSerializerOptions options, EnumStorage enumStorage = EnumStorage.AsInteger, Casing casing = Casing.Default, Action<JsonSerializerOptions>? configure = null)
    {
        var naming = casing switch
        {
            Casing.CamelCase => JsonNamingPolicy.CamelCase,
            Casing.SnakeCase => JsonNamingPolicy.SnakeCaseLower,
            _ => null,
        };
        Json = new(options) { PropertyNamingPolicy = naming };
        foreach (var converter in Json.Converters.OfType<JsonStringEnumConverter>().ToList())
            Json.Converters.Remove(converter);
        if (enumStorage == EnumStorage.AsString)
            Json.Converters.Add(new JsonStringEnumConverter());
        configure?.Invoke(Json);
    }
}

/// <summary>The event streams' options.</summary>
public interface IEventStoreOptions
{
    /// <summary>Must stay <see cref="EventAppendMode.Rich"/>.</summary>
    EventAppendMode AppendMode { get; set; }

    /// <summary>Must stay <see cref="StreamIdentity.AsGuid"/>.</summary>
    StreamIdentity StreamIdentity { get; set; }

    /// <summary>The schema of the event tables; by default the store's.</summary>
    string DatabaseSchemaName { get; set; }

    /// <summary>Which metadata is kept; all of it must be enabled, the user name too.</summary>
    MetadataConfig MetadataConfig { get; }

    /// <summary>What stamps the events.</summary>
    TimeProvider TimeProvider { get; set; }

    /// <summary>Stores events of a type under a name, and reads them back from it.</summary>
    /// <typeparam name="TEvent">The type.</typeparam>
    /// <param name="eventTypeName">The stored name.</param>
    void MapEventType<TEvent>(string eventTypeName) where TEvent : class;

    /// <summary>Stores events of a type under a name, and reads them back from it.</summary>
    /// <param name="eventType">The type.</param>
    /// <param name="eventTypeName">The stored name.</param>
    void MapEventType(Type eventType, string eventTypeName);

    /// <summary>Reads what is stored under an older name as today's event.</summary>
    /// <typeparam name="TOldEvent">The type its JSON has.</typeparam>
    /// <typeparam name="TEvent">Today's type.</typeparam>
    /// <param name="eventTypeName">The older stored name.</param>
    /// <param name="upcast">The older event as today's.</param>
    /// <returns>These options.</returns>
    IEventStoreOptions Upcast<TOldEvent, TEvent>(string eventTypeName, Func<TOldEvent, TEvent> upcast)
        where TOldEvent : class
        where TEvent : class;
}

/// <summary>Which metadata columns the events have.</summary>
public sealed class MetadataConfig
{
    internal MetadataConfig()
    {
    }

    /// <summary>Whether events keep their correlation id.</summary>
    public bool CorrelationIdEnabled { get; set; }

    /// <summary>Whether events keep their causation id.</summary>
    public bool CausationIdEnabled { get; set; }

    /// <summary>Whether events keep their headers.</summary>
    public bool HeadersEnabled { get; set; }

    /// <summary>Whether events keep who acted.</summary>
    public bool UserNameEnabled { get; set; }

    /// <summary>Correlation id, causation id and headers; not the user name, as in Marten.</summary>
    public void EnableAll() => CorrelationIdEnabled = CausationIdEnabled = HeadersEnabled = true;
}

internal sealed class EventStoreOptions(StoreOptions store) : IEventStoreOptions
{
    private readonly Dictionary<string, (Type Clr, Func<object, object>? Upcast)> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, string> _byType = [];
    private string? _schema;

    public EventAppendMode AppendMode { get; set; }

    public StreamIdentity StreamIdentity { get; set; }

    public string DatabaseSchemaName { get => _schema ?? store.DatabaseSchemaName; set => _schema = value; }

    public MetadataConfig MetadataConfig { get; } = new();

    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    public void MapEventType<TEvent>(string eventTypeName) where TEvent : class => MapEventType(typeof(TEvent), eventTypeName);

    public void MapEventType(Type eventType, string eventTypeName)
    {
        _byName[eventTypeName] = (eventType, null);
        _byType[eventType] = eventTypeName;
    }

    public IEventStoreOptions Upcast<TOldEvent, TEvent>(string eventTypeName, Func<TOldEvent, TEvent> upcast)
        where TOldEvent : class
        where TEvent : class
    {
        _byName[eventTypeName] = (typeof(TOldEvent), old => upcast((TOldEvent)old));
        return this;
    }

    public string NameOf(Type eventType) =>
        _byType.TryGetValue(eventType, out var name) ? name : throw new InvalidOperationException($"{eventType} has no stored name: map it with MapEventType.");

    public object Read(string name, string json)
    {
        if (!_byName.TryGetValue(name, out var type))
            throw new InvalidOperationException($"No type is mapped to the stored name '{name}'.");
        var data = JsonSerializer.Deserialize(json, type.Clr, store.Json) ?? throw new JsonException($"'{name}' is stored as JSON null.");
        return type.Upcast is null ? data : type.Upcast(data);
    }

    /// <summary>The stand-in has one way to work; whoever asks for another must have the real thing.</summary>
    public void Validate()
    {
        if (AppendMode != EventAppendMode.Rich || StreamIdentity != StreamIdentity.AsGuid
            || MetadataConfig is not { CorrelationIdEnabled: true, CausationIdEnabled: true, HeadersEnabled: true, UserNameEnabled: true })
            throw new NotSupportedException("The stand-in knows AppendMode Rich, StreamIdentity AsGuid and all of the metadata (EnableAll() and UserNameEnabled) alone.");
    }
}
