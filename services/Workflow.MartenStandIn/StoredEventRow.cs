using System.Text.Json;
using Npgsql;

namespace Workflow.MartenStandIn;

/// <summary>An event as its row is: read from it, or to be written to it.</summary>
internal sealed class StoredEventRow(object data) : IEvent
{
    public Guid Id { get; set; }

    public Guid StreamId { get; set; }

    public long Version { get; set; }

    public long Sequence { get; set; }

    public object Data { get; } = data;

    public string EventTypeName { get; set; } = "";

    public string DotNetTypeName { get; set; } = "";

    public DateTimeOffset Timestamp { get; set; }

    public string? CorrelationId { get; set; }

    public string? CausationId { get; set; }

    public string? UserName { get; set; }

    public Dictionary<string, object>? Headers { get; set; }

    public bool IsArchived { get; set; }

    public object? GetHeader(string key) => Headers?.GetValueOrDefault(key);

    /// <summary>The present row of <see cref="EventSql.Events"/>.</summary>
    public static StoredEventRow Read(NpgsqlDataReader row, Guid stream, StoreOptions options)
    {
        var type = row.GetString(3);
        return new(options.EventGraph.Read(type, row.GetString(10)))
        {
            Sequence = row.GetInt64(0),
            Id = row.GetGuid(1),
            StreamId = stream,
            Version = row.GetInt64(2),
            EventTypeName = type,
            Timestamp = row.GetFieldValue<DateTimeOffset>(4),
            DotNetTypeName = Text(row, 5) ?? "",
            CorrelationId = Text(row, 6),
            CausationId = Text(row, 7),
            Headers = Text(row, 8) is { } headers ? ReadHeaders(headers) : null,
            UserName = Text(row, 9),
        };
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static Dictionary<string, object>? ReadHeaders(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)?.ToDictionary(h => h.Key, h => Value(h.Value));

    private static object Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDouble(),
        _ => value,
    };
}
