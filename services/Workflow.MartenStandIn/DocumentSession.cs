using Npgsql;
using NpgsqlTypes;

namespace Workflow.MartenStandIn;

/// <summary>One unit of work: in its own transaction, or in a given one.</summary>
internal sealed class DocumentSession(DocumentStore store, NpgsqlTransaction? given) : IDocumentSession, IEventStoreOperations
{
    private readonly List<StreamAction> _streams = [];
    private readonly Dictionary<Guid, StreamAction> _byId = [];
    private readonly List<Guid> _archived = [];
    private readonly List<NpgsqlBatchCommand> _commands = [];
    private readonly Dictionary<string, object> _headers = [];

    public IEventStoreOperations Events => this;

    IQueryEventStore IQuerySession.Events => this;

    public string? CausationId { get; set; }

    public string? CorrelationId { get; set; }

    public string? LastModifiedBy { get; set; }

    public void SetHeader(string key, object value) => _headers[key] = value;

    public StreamAction StartStream(Guid id, IEnumerable<object> events) => Queue(new(id, starts: true), events) is { Events.Count: > 0 } action
        ? action
        : throw new ArgumentException($"Stream '{id}' cannot be started without an event.", nameof(events));

    public StreamAction Append(Guid stream, IEnumerable<object> events)
    {
        if (!_byId.TryGetValue(stream, out var action))
            return Queue(new(stream, starts: false), events);
        action.Events.AddRange(events.Select(BuildEvent));
        return action;
    }

    public StreamAction Append(Guid stream, long expectedVersion, IEnumerable<object> events)
    {
        var action = Append(stream, events);
        ArgumentOutOfRangeException.ThrowIfLessThan(expectedVersion, action.Events.Count);
        action.ExpectedBefore = expectedVersion - action.Events.Count;
        return action;
    }

    public IEvent BuildEvent(object data) => data as IEvent ?? new StoredEventRow(data);

    public void ArchiveStream(Guid streamId) => _archived.Add(streamId);

    public void QueueSqlCommand(string sql, params object[] parameterValues) => QueueSqlCommand('?', sql, parameterValues);

    public void QueueSqlCommand(char placeholder, string sql, params object[] parameterValues)
    {
        var parts = sql.Split(placeholder);
        if (parts.Length != parameterValues.Length + 1)
            throw new ArgumentException($"The command has {parts.Length - 1} placeholders, and {parameterValues.Length} values were given.", nameof(parameterValues));
        var command = new NpgsqlBatchCommand(string.Concat(parts.Select((part, i) => i == 0 ? part : $"${i}{part}")));
        foreach (var value in parameterValues)
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        _commands.Add(command);
    }

    public async Task SaveChangesAsync(CancellationToken token = default)
    {
        if (given is not null)
            await WriteAsync(given.Connection!, given, token);
        else
            await WriteAloneAsync(token);
        _streams.Clear();
        _byId.Clear();
        _archived.Clear();
        _commands.Clear();
    }

    public Task<IReadOnlyList<IEvent>> FetchStreamAsync(Guid streamId, long version = 0, DateTimeOffset? timestamp = null, long fromVersion = 0, CancellationToken token = default) =>
        ReadAsync<IReadOnlyList<IEvent>>(store.Sql.Events, async row =>
        {
            var events = new List<IEvent>();
            while (await row.ReadAsync(token))
                events.Add(StoredEventRow.Read(row, streamId, store.Options));
            return events;
        }, token, streamId, version == 0 ? long.MaxValue : version, timestamp?.UtcDateTime ?? DateTime.MaxValue, fromVersion);

    public Task<StreamState?> FetchStreamStateAsync(Guid streamId, CancellationToken token = default) =>
        ReadAsync(store.Sql.State, async row => await row.ReadAsync(token)
            ? new StreamState
            {
                Id = streamId,
                Version = row.GetInt64(0),
                LastTimestamp = row.GetFieldValue<DateTimeOffset>(1),
                Created = row.GetFieldValue<DateTimeOffset>(2),
                IsArchived = row.GetBoolean(3),
            }
            : null, token, streamId);

    public void Dispose()
    {
        // Connections are held only while a call runs.
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private StreamAction Queue(StreamAction action, IEnumerable<object> events)
    {
        if (action.Id == Guid.Empty)
            throw new ArgumentOutOfRangeException(nameof(events), "The empty id names no stream.");
        action.Events.AddRange(events.Select(BuildEvent));
        _streams.Add(action);
        _byId.TryAdd(action.Id, action);
        return action;
    }

    /// <summary>Appends alone are one statement, which is a transaction without being told.</summary>
    private async Task WriteAloneAsync(CancellationToken token)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(token);
        if (_archived.Count == 0 && _commands.Count == 0)
        {
            await WriteAsync(connection, null, token);
            return;
        }
        await using var transaction = await connection.BeginTransactionAsync(token);
        await WriteAsync(connection, transaction, token);
        await transaction.CommitAsync(token);
    }

    private async Task WriteAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken token)
    {
        var streams = _streams.FindAll(s => s.Events.Count > 0);
        if (streams.Count > 0)
            await new SessionAppend(store, connection, transaction, streams).WriteAsync(new(CorrelationId, CausationId, LastModifiedBy, _headers), token);

        await using var batch = new NpgsqlBatch(connection, transaction);
        if (_archived.Count > 0)
        {
            foreach (var sql in (string[])[store.Sql.ArchiveStreams, store.Sql.ArchiveEvents])
                batch.BatchCommands.Add(new(sql) { Parameters = { new() { Value = _archived.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid } } });
        }
        foreach (var command in _commands)
            batch.BatchCommands.Add(command);
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(token);
    }

    private async Task<T> ReadAsync<T>(string sql, Func<NpgsqlDataReader, Task<T>> read, CancellationToken token, params object[] parameters)
    {
        if (given is not null)
            return await On(given.Connection!);
        await using var connection = await store.DataSource.OpenConnectionAsync(token);
        return await On(connection);

        async Task<T> On(NpgsqlConnection connection)
        {
            await using var command = new NpgsqlCommand(sql, connection, given);
            foreach (var value in parameters)
                command.Parameters.Add(new() { Value = value });
            await command.PrepareAsync(token);
            await using var row = await command.ExecuteReaderAsync(token);
            return await read(row);
        }
    }
}
