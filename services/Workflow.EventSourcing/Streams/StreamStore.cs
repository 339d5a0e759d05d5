using Npgsql;
using NpgsqlTypes;
using Workflow.History;

namespace Workflow.EventSourcing;

/// <summary>Loads streams and opens transactions over them; commands on one stream are executed by <see cref="StreamExecution"/>. Thread-safe, one a process.</summary>
public sealed class StreamStore
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _dataSource;
    private readonly Clocks _clocks;
    private readonly SharedCommits _shared;

    internal StreamStore(IDocumentStore documents, NpgsqlDataSource dataSource, EventSourcingOptions options, Clocks clocks, FeedSignal signal)
    {
        (Documents, _dataSource, _clocks, Signal) = (documents, dataSource, clocks, signal);
        Schema = options.QuotedSchema;
        _shared = new(this);
    }

    internal IDocumentStore Documents { get; }

    internal FeedSignal Signal { get; }

    internal RecordedInstants Recorded { get; } = new();

    /// <summary>Quoted.</summary>
    internal string Schema { get; }

    /// <summary>Loads one stream.</summary>
    /// <param name="id">The stream.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="version">The last version wanted, inclusive; 0 = to the end.</param>
    /// <param name="at">The last <c>recordedAt</c> wanted, inclusive; null = to the end.</param>
    /// <typeparam name="TState">The aggregate.</typeparam>
    /// <typeparam name="TEvent">Its events.</typeparam>
    /// <returns>The state; the initial one at version 0 when the stream is absent or archived.</returns>
    /// <exception cref="UnreadableEventException">An event cannot be read.</exception>
    public async Task<Versioned<TState>> LoadAsync<TState, TEvent>(Guid id, CancellationToken ct, long version = 0, DateTimeOffset? at = null)
        where TState : IAggregate<TState, TEvent>
    {
        await using var session = Documents.QuerySession();
        return Fold<TState, TEvent>(await FetchAsync(session.Events.FetchStreamAsync(id, version, at?.ToUniversalTime(), token: ct), id, ct));
    }

    /// <summary>Loads a stream with the instant of its last event, in a transaction where one is given.</summary>
    internal async Task<(Versioned<TState> Stream, DateTimeOffset LastRecorded)> LoadAsync<TState, TEvent>(StreamTransaction? transaction, Guid id, CancellationToken ct)
        where TState : IAggregate<TState, TEvent>
    {
        await using var own = transaction is null ? Documents.QuerySession() : null;
        var events = await FetchAsync((own ?? transaction!.Session).Events.FetchStreamAsync(id, token: ct), id, ct);
        return (Fold<TState, TEvent>(events), events is [] ? DateTimeOffset.MinValue : events[^1].Timestamp);
    }

    /// <summary>
    /// Appends to one stream and commits, together with what others append at the same moment: one transaction and one statement for all of them.
    /// Each hears of its own append only: where the appends cannot be committed together, each is tried alone.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="versionBefore">The version the decision rests on; 0 = the stream must not exist.</param>
    /// <param name="events">What was decided, in order; at least one.</param>
    /// <param name="context">Who and why; stored with every event.</param>
    /// <param name="ct">Cancels; what has been begun may be committed nevertheless.</param>
    /// <returns>When committed.</returns>
    /// <exception cref="StreamConflictException">The stream was not at the version given. Nothing is written.</exception>
    /// <exception cref="ClockBehindException">The business clock is more than a second behind the stream. Nothing is written.</exception>
    /// <exception cref="EventTooLargeException">An event is too large. Nothing is written.</exception>
    public Task AppendAsync(Guid stream, long versionBefore, IReadOnlyList<object> events, CommandContext context, CancellationToken ct) =>
        AppendAsync(new(stream, versionBefore, events, context, lastRecorded: null, ct), ct);

    internal Task AppendAsync(StreamAppend append, CancellationToken ct) => _shared.CommitAsync(append, ct);

    /// <summary>Loads many streams by one SQL statement.</summary>
    /// <param name="ids">The streams.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="toSequence">The last sequence number wanted, inclusive; null = to the end.</param>
    /// <typeparam name="TState">The aggregate.</typeparam>
    /// <typeparam name="TEvent">Its events.</typeparam>
    /// <returns>Every id asked for; absent and archived streams in their initial state at version 0.</returns>
    /// <exception cref="UnreadableEventException">An event cannot be read.</exception>
    public async Task<IReadOnlyDictionary<Guid, Versioned<TState>>> LoadManyAsync<TState, TEvent>(IReadOnlyCollection<Guid> ids, CancellationToken ct, long? toSequence = null)
        where TState : IAggregate<TState, TEvent>
    {
        await using var connection = await _dataSource.OpenConnectionAsync(ct);
        return Fold<TState, TEvent>(ids, await ReadStreamsAsync(connection, null, ids, toSequence, ct));
    }

    /// <summary>Opens a transaction over any number of streams; the caller decides inside.</summary>
    /// <param name="context">Who and why; stored with every event.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>To be disposed of by the caller.</returns>
    public async Task<StreamTransaction> BeginAsync(CommandContext context, CancellationToken ct)
    {
        var connection = await _dataSource.OpenConnectionAsync(ct);
        try
        {
            return new(this, await connection.BeginTransactionAsync(ct), context);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    internal DateTimeOffset Now()
    {
        var now = _clocks.Business.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>The latest instant recorded in any of the streams, each at a version that never changes: known by the caller or this process, else asked for by one statement.</summary>
    internal async Task<DateTimeOffset> LastRecordedAsync(IEnumerable<(Guid Stream, long Version, DateTimeOffset? Recorded)> streams, NpgsqlTransaction? transaction, CancellationToken ct)
    {
        var latest = DateTimeOffset.MinValue;
        var (ids, versions) = (new List<Guid>(), new List<long>());
        foreach (var (stream, version, recorded) in streams.Where(s => s.Version > 0))
        {
            if ((recorded ?? Recorded.Find(stream, version)) is not { } known)
            {
                ids.Add(stream);
                versions.Add(version);
            }
            else if (known > latest)
            {
                latest = known;
            }
        }
        if (ids.Count == 0)
            return latest;
        await using var own = transaction is null ? await _dataSource.OpenConnectionAsync(ct) : null;
        await using var command = new NpgsqlCommand(
            $"""select max(e."timestamp") from unnest($1::uuid[], $2::bigint[]) as s(id, version) join {Schema}.mt_events e on e.stream_id = s.id and e.version = s.version""",
            own ?? transaction!.Connection, transaction);
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, Value = ids });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, Value = versions });
        await command.PrepareAsync(ct);
        return await command.ExecuteScalarAsync(ct) is DateTime found && found > latest.UtcDateTime ? new(found) : latest;
    }

    /// <summary>Business time never decreases within a stream: waits until it has come to where the stream is.</summary>
    internal async Task WaitForClockAsync(DateTimeOffset lastRecorded, CancellationToken ct)
    {
        for (var began = _clocks.Wall.GetTimestamp(); lastRecorded - Now() is { Ticks: > 0 } behind;)
        {
            if (behind > LongestWait || _clocks.Wall.GetElapsedTime(began) > LongestWait)
                throw new ClockBehindException(behind);
            await Task.Delay(behind + TimeSpan.FromMilliseconds(1), _clocks.Wall, ct);
        }
    }

    internal Task<List<StoredEvent>> ReadStreamsAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyCollection<Guid> ids, long? toSequence, CancellationToken ct) =>
        StoredEvent.ReadAsync(connection, transaction, Schema, "stream_id = any($1) and seq_id <= $2 and is_archived = false order by stream_id, version", ct,
            new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, Value = ids.ToArray() },
            new() { Value = toSequence ?? long.MaxValue });

    internal static Dictionary<Guid, Versioned<TState>> Fold<TState, TEvent>(IReadOnlyCollection<Guid> ids, List<StoredEvent> events)
        where TState : IAggregate<TState, TEvent>
    {
        var states = ids.Distinct().ToDictionary(id => id, _ => new Versioned<TState>(TState.Initial, 0));
        foreach (var e in events)
            states[e.Stream] = new(TState.Evolve(states[e.Stream].State, (TEvent)e.Read()), e.Version);
        return states;
    }

    internal static Versioned<TState> Fold<TState, TEvent>(IReadOnlyList<IEvent> events)
        where TState : IAggregate<TState, TEvent> =>
        new(events.Aggregate(TState.Initial, (state, e) => TState.Evolve(state, (TEvent)e.Data)), events is [] ? 0 : events[^1].Version);

    /// <summary>The store says in its own words what it cannot read; here it is said which event that is.</summary>
    private async Task<IReadOnlyList<IEvent>> FetchAsync(Task<IReadOnlyList<IEvent>> fetch, Guid id, CancellationToken ct)
    {
        try
        {
            return await fetch;
        }
        catch (Exception e) when (StoreExceptions.Wrapped(e) is { } database)
        {
            throw database;
        }
        catch (Exception e) when (e is not (OperationCanceledException or NpgsqlException))
        {
            await using var connection = await _dataSource.OpenConnectionAsync(ct);
            foreach (var stored in await ReadStreamsAsync(connection, null, [id], null, ct))
                stored.Read();
            throw;
        }
    }
}
