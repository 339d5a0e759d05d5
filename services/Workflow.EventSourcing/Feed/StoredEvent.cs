using Npgsql;
using Workflow.History;

namespace Workflow.EventSourcing;

/// <summary>An event as its row holds it: metadata, and the data still as JSON text.</summary>
/// <param name="Sequence">Its place in the service's log, ascending; numbers may be missing.</param>
/// <param name="Id">The event's own id.</param>
/// <param name="Stream">Its stream.</param>
/// <param name="Version">Its place in the stream, from 1.</param>
/// <param name="Type">Its stored name, such as <c>assignment.dispatched.v1</c>.</param>
/// <param name="RecordedAt">Business time, UTC, whole microseconds; never decreasing within a stream.</param>
/// <param name="Data">JSON, as PostgreSQL prints jsonb.</param>
/// <param name="Actor">Opaque person id, or <c>system:{service}</c>.</param>
/// <param name="CorrelationId">The notice's id, else the stream's own.</param>
/// <param name="CausationId">The message or event that caused it.</param>
/// <param name="Headers">JSON object of role, unit, onBehalfOf, traceparent; null where there is none.</param>
public sealed record StoredEvent(
    long Sequence, Guid Id, Guid Stream, long Version, string Type, DateTimeOffset RecordedAt, string Data,
    string? Actor, string? CorrelationId, string? CausationId, string? Headers)
{
    private const string Columns = """seq_id, id, stream_id, version, type, "timestamp", data::text, user_name, correlation_id, causation_id, nullif(headers, 'null')::text""";

    /// <summary>The event, in the type its stored name has today.</summary>
    /// <returns>A record of <c>Workflow.History</c>.</returns>
    /// <exception cref="UnreadableEventException">The name is unknown to this version, or the JSON does not fit.</exception>
    public object Read()
    {
        try
        {
            return StoredJson.Read(Type, Data);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or NotSupportedException or ArgumentException)
        {
            throw new UnreadableEventException(Stream, Version, Type, e);
        }
    }

    /// <summary>Reads rows of <c>mt_events</c>: <paramref name="where"/> is what follows <c>where</c>. Tombstones, which Marten leaves behind a refused append, are skipped.</summary>
    internal static async Task<List<StoredEvent>> ReadAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string schema, string where, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from {schema}.mt_events where type <> 'tombstone' and {where}", connection, transaction);
        command.Parameters.AddRange(parameters);
        await command.PrepareAsync(ct);
        await using var row = await command.ExecuteReaderAsync(ct);
        var events = new List<StoredEvent>();
        while (await row.ReadAsync(ct))
        {
            events.Add(new(
                row.GetInt64(0), row.GetGuid(1), row.GetGuid(2), row.GetInt64(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5), row.GetString(6),
                Text(row, 7), Text(row, 8), Text(row, 9), Text(row, 10)));
        }
        return events;
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
