using System.Collections.Concurrent;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Workflow.MartenStandIn;

/// <summary>What all events of a session carry.</summary>
internal sealed record SessionMetadata(string? CorrelationId, string? CausationId, string? UserName, IReadOnlyDictionary<string, object> Headers);

/// <summary>
/// Writes the streams of one session by one statement (two, where a version is not given), and tells afterwards which stream stood elsewhere.
/// Without a transaction, the statement is one.
/// </summary>
internal sealed class SessionAppend(DocumentStore store, NpgsqlConnection connection, NpgsqlTransaction? transaction, List<StreamAction> streams)
{
    private static readonly ConcurrentDictionary<Type, string> ClrNames = new();
    private (object? Of, string? Json) _lastHeaders;

    public async Task WriteAsync(SessionMetadata metadata, CancellationToken token)
    {
        await ResolveVersionsAsync(token);
        await using var command = Command(metadata);
        await command.PrepareAsync(token);

        var written = new HashSet<Guid>();
        try
        {
            await using var row = await command.ExecuteReaderAsync(token);
            while (await row.ReadAsync(token))
                written.Add(row.GetGuid(0));
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pk_mt_events_stream_and_version" })
        {
            throw new EventStreamUnexpectedMaxEventIdException($"Another event took a version of one of these streams: {string.Join(", ", streams.Select(s => s.Id))}");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DivisionByZero && transaction is null)
        {
            written.Clear();
        }
        if (written.Count != streams.Count)
            throw await RefusalAsync(written, token);
    }

    private NpgsqlCommand Command(SessionMetadata metadata)
    {
        var now = store.Options.Events.TimeProvider.GetUtcNow();
        var command = new NpgsqlCommand { Connection = connection, Transaction = transaction };
        switch (streams)
        {
            case [{ Events: [var single] } only]:
                command.CommandText = store.Sql.AppendSingle;
                AddStream(command, only);
                AddEvent(command, Row(single, metadata), now);
                break;
            case [var only]:
                command.CommandText = store.Sql.AppendOne;
                AddStream(command, only);
                AddEvents(command, metadata, now);
                break;
            default:
                command.CommandText = transaction is null ? store.Sql.AppendAlone : store.Sql.Append;
                AddStreams(command);
                AddEvents(command, metadata, now);
                break;
        }
        Add(command, NpgsqlDbType.TimestampTz, now.UtcDateTime);
        return command;
    }

    private static void AddStream(NpgsqlCommand command, StreamAction stream)
    {
        Add(command, NpgsqlDbType.Uuid, stream.Id);
        Add(command, NpgsqlDbType.Bigint, stream.Before);
        Add(command, NpgsqlDbType.Bigint, stream.After);
    }

    private void AddStreams(NpgsqlCommand command)
    {
        streams.Sort((a, b) => a.Id.CompareTo(b.Id));
        var starts = streams.FindAll(s => s.Before == 0);
        var moves = streams.FindAll(s => s.Before > 0);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Uuid, starts.ConvertAll(s => s.Id));
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Bigint, starts.ConvertAll(s => s.After));
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Uuid, moves.ConvertAll(s => s.Id));
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Bigint, moves.ConvertAll(s => s.Before));
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Bigint, moves.ConvertAll(s => s.After));
    }

    private static void AddEvent(NpgsqlCommand command, EventRow row, DateTimeOffset now)
    {
        Add(command, NpgsqlDbType.Uuid, Guid.CreateVersion7(now));
        Add(command, NpgsqlDbType.Jsonb, row.Data);
        Add(command, NpgsqlDbType.Text, row.Type);
        Add(command, NpgsqlDbType.Text, row.Clr);
        Add(command, NpgsqlDbType.Text, row.Correlation);
        Add(command, NpgsqlDbType.Text, row.Causation);
        Add(command, NpgsqlDbType.Jsonb, row.Headers);
        Add(command, NpgsqlDbType.Text, row.User);
    }

    private void AddEvents(NpgsqlCommand command, SessionMetadata metadata, DateTimeOffset now)
    {
        var events = streams.SelectMany(stream => stream.Events.Select((e, i) => (Stream: stream.Id, Version: stream.Before + i + 1, Row: Row(e, metadata)))).ToList();
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Uuid, events.ConvertAll(_ => Guid.CreateVersion7(now)));
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Uuid, events.ConvertAll(e => e.Stream));
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Bigint, events.ConvertAll(e => e.Version));
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Jsonb, events.ConvertAll(e => e.Row.Data));
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Text, events.ConvertAll(e => e.Row.Type));
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Text, events.ConvertAll(e => e.Row.Clr));
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Text, events.ConvertAll(e => e.Row.Correlation));
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Text, events.ConvertAll(e => e.Row.Causation));
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Jsonb, events.ConvertAll(e => e.Row.Headers));
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Text, events.ConvertAll(e => e.Row.User));
    }

    /// <summary>What an event's row holds of itself; metadata that it does not bring is the session's.</summary>
    private EventRow Row(IEvent e, SessionMetadata session)
    {
        var type = e.Data.GetType();
        return new(
            JsonSerializer.Serialize(e.Data, type, store.Options.Json), store.Options.EventGraph.NameOf(type), ClrName(type),
            e.CorrelationId ?? session.CorrelationId, e.CausationId ?? session.CausationId, HeadersOf(e, session), e.UserName ?? session.UserName);
    }

    /// <summary>The event's own, and over them the session's. Events that share their headers share the writing of them.</summary>
    private string HeadersOf(IEvent e, SessionMetadata session)
    {
        if (_lastHeaders.Json is { } known && ReferenceEquals(_lastHeaders.Of, e.Headers))
            return known;
        var headers = new Dictionary<string, object>(e.Headers ?? []);
        foreach (var (key, value) in session.Headers)
            headers[key] = value;
        _lastHeaders = (e.Headers, headers.Count == 0 ? "null" : JsonSerializer.Serialize(headers, store.Options.Json));
        return _lastHeaders.Json!;
    }

    private static string ClrName(Type type) => ClrNames.GetOrAdd(type, t => $"{t.FullName}, {t.Assembly.GetName().Name}");

    /// <summary>Where no version was expected, the present one is.</summary>
    private async Task ResolveVersionsAsync(CancellationToken token)
    {
        var open = streams.FindAll(s => !s.Starts && s.ExpectedBefore is null);
        var states = open.Count == 0 ? [] : await StatesAsync(open, token);
        foreach (var stream in streams)
            stream.Before = stream.Starts ? 0 : stream.ExpectedBefore ?? states.GetValueOrDefault(stream.Id).Version;
    }

    /// <summary>Where some streams were written, one of the others is to blame; else one that does not stand where it had to, or an id that was started twice in this session.</summary>
    private async Task<Exception> RefusalAsync(HashSet<Guid> written, CancellationToken token)
    {
        var states = await StatesAsync(streams, token);
        var stream = streams.Find(s => written.Count > 0 ? !written.Contains(s.Id) : states.GetValueOrDefault(s.Id) != (s.Before, false)) ?? streams.GroupBy(s => s.Id).MaxBy(g => g.Count())!.First();
        var (version, archived) = states.GetValueOrDefault(stream.Id);
        if (stream.Starts)
            return new ExistingStreamIdCollisionException(stream.Id, null);
        return archived
            ? new InvalidStreamOperationException($"Stream '{stream.Id}' is archived: nothing is appended to it.")
            : new EventStreamUnexpectedMaxEventIdException(stream.Id, null, stream.Before, version);
    }

    private async Task<Dictionary<Guid, (long Version, bool Archived)>> StatesAsync(List<StreamAction> of, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(store.Sql.States, connection, transaction);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Uuid, of.ConvertAll(s => s.Id));
        await command.PrepareAsync(token);
        var states = new Dictionary<Guid, (long, bool)>();
        await using var row = await command.ExecuteReaderAsync(token);
        while (await row.ReadAsync(token))
            states[row.GetGuid(0)] = (row.GetInt64(1), row.GetBoolean(2));
        return states;
    }

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object? value) => command.Parameters.Add(new() { NpgsqlDbType = type, Value = value ?? DBNull.Value });

    private sealed record EventRow(string Data, string Type, string Clr, string? Correlation, string? Causation, string Headers, string? User);
}
