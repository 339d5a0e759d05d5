using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Workflow.MartenStandIn;

/// <summary>What all events of a session carry.</summary>
internal sealed record SessionMetadata(string? CorrelationId, string? CausationId, string? UserName, IReadOnlyDictionary<string, object> Headers);

/// <summary>Writes the streams of one session by one statement (two, where a version is not given), and tells afterwards which stream stood elsewhere.</summary>
internal sealed class SessionAppend(DocumentStore store, NpgsqlTransaction transaction, List<StreamAction> streams)
{
    public async Task WriteAsync(SessionMetadata metadata, CancellationToken token)
    {
        await ResolveVersionsAsync(token);
        await using var command = new NpgsqlCommand(streams.Count == 1 ? store.Sql.AppendOne : store.Sql.Append, transaction.Connection, transaction);
        if (streams is [var only])
            AddStream(command, only);
        else
            AddStreams(command);
        AddEvents(command, metadata);
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
        if (written.Count != streams.Count)
            throw await RefusalAsync(streams.Find(s => !written.Contains(s.Id)), token);
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

    private void AddEvents(NpgsqlCommand command, SessionMetadata metadata)
    {
        var options = store.Options;
        var now = options.Events.TimeProvider.GetUtcNow();
        var count = streams.Sum(s => s.Events.Count);
        var (ids, owners, versions) = (new Guid[count], new Guid[count], new long[count]);
        var (data, types, clr) = (new string[count], new string[count], new string[count]);
        var i = 0;
        foreach (var stream in streams)
        {
            for (var n = 0; n < stream.Events.Count; n++, i++)
            {
                var type = stream.Events[n].GetType();
                (ids[i], owners[i], versions[i]) = (Guid.CreateVersion7(now), stream.Id, stream.Before + n + 1);
                (data[i], types[i], clr[i]) = (JsonSerializer.Serialize(stream.Events[n], type, options.Json), options.EventGraph.NameOf(type), $"{type.FullName}, {type.Assembly.GetName().Name}");
            }
        }
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Uuid, ids);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Uuid, owners);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Bigint, versions);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Jsonb, data);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Text, types);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Text, clr);
        Add(command, NpgsqlDbType.TimestampTz, now.UtcDateTime);
        Add(command, NpgsqlDbType.Varchar, metadata.CorrelationId);
        Add(command, NpgsqlDbType.Varchar, metadata.CausationId);
        Add(command, NpgsqlDbType.Jsonb, metadata.Headers.Count == 0 ? "null" : JsonSerializer.Serialize(metadata.Headers, options.Json));
        Add(command, NpgsqlDbType.Varchar, metadata.UserName);
    }

    /// <summary>Where no version was expected, the present one is.</summary>
    private async Task ResolveVersionsAsync(CancellationToken token)
    {
        var open = streams.FindAll(s => !s.Starts && s.ExpectedBefore is null);
        var states = open.Count == 0 ? [] : await StatesAsync(open, token);
        foreach (var stream in streams)
            stream.Before = stream.Starts ? 0 : stream.ExpectedBefore ?? states.GetValueOrDefault(stream.Id).Version;
    }

    private async Task<Exception> RefusalAsync(StreamAction? stream, CancellationToken token)
    {
        // None missing: one id was started twice in this session.
        stream ??= streams.GroupBy(s => s.Id).First(g => g.Count() > 1).First();
        if (stream.Starts)
            return new ExistingStreamIdCollisionException(stream.Id, null);
        var state = (await StatesAsync([stream], token)).GetValueOrDefault(stream.Id);
        return state.Archived
            ? new InvalidStreamOperationException($"Stream '{stream.Id}' is archived: nothing is appended to it.")
            : new EventStreamUnexpectedMaxEventIdException(stream.Id, null, stream.Before, state.Version);
    }

    private async Task<Dictionary<Guid, (long Version, bool Archived)>> StatesAsync(List<StreamAction> of, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(store.Sql.States, transaction.Connection, transaction);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Uuid, of.ConvertAll(s => s.Id));
        await command.PrepareAsync(token);
        var states = new Dictionary<Guid, (long, bool)>();
        await using var row = await command.ExecuteReaderAsync(token);
        while (await row.ReadAsync(token))
            states[row.GetGuid(0)] = (row.GetInt64(1), row.GetBoolean(2));
        return states;
    }

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object? value) => command.Parameters.Add(new() { NpgsqlDbType = type, Value = value ?? DBNull.Value });
}
