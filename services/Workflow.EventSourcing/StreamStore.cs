using Npgsql;
using NpgsqlTypes;
using Workflow.History;

namespace Workflow.EventSourcing;

/// <summary>Loads streams, executes commands on them, opens transactions over several. Thread-safe, one a process.</summary>
public sealed class StreamStore
{
    private const int MaximumAttempts = 5;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _dataSource;
    private readonly Clocks _clocks;

    internal StreamStore(IDocumentStore documents, NpgsqlDataSource dataSource, EventSourcingOptions options, Clocks clocks, FeedSignal signal)
    {
        (Documents, _dataSource, _clocks, Signal) = (documents, dataSource, clocks, signal);
        Schema = options.QuotedSchema;
    }

    internal IDocumentStore Documents { get; }

    internal FeedSignal Signal { get; }

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
        return Fold<TState, TEvent>(await FetchAsync(session.Events.FetchStreamAsync(id, version, at, token: ct), id, ct));
    }

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

    /// <summary>
    /// Load, decide, append, write rows, commit: one transaction. When somebody else appends meanwhile it is loaded and decided again, at most five times in all.
    /// Repeating a command whose outcome was lost is safe where its decider answers "already so".
    /// </summary>
    /// <param name="id">The stream.</param>
    /// <param name="context">Who and why; stored with every event.</param>
    /// <param name="decide">Pure; called once an attempt with the state and business time.</param>
    /// <param name="rows">Writes rows in the same transaction; called when events result, with the state and version after them. Must be repeatable, as it is called once an attempt.</param>
    /// <param name="ifMatch">The version the caller acts on; null = any. Checked only when events result.</param>
    /// <param name="ct">Cancels.</param>
    /// <typeparam name="TState">The aggregate.</typeparam>
    /// <typeparam name="TEvent">Its events.</typeparam>
    /// <returns>Done (committed, or already so), rejected, or stale.</returns>
    /// <exception cref="StreamConflictException">Five attempts met somebody faster.</exception>
    /// <exception cref="ClockBehindException">The business clock is more than a second behind the stream.</exception>
    /// <exception cref="EventTooLargeException">An event is too large.</exception>
    /// <exception cref="UnreadableEventException">An event of the stream cannot be read.</exception>
    public async Task<Outcome<TState>> ExecuteAsync<TState, TEvent>(
        Guid id, CommandContext context, Func<TState, DateTimeOffset, Decision<TEvent>> decide,
        Func<StreamTransaction, Versioned<TState>, IReadOnlyList<TEvent>, CancellationToken, Task>? rows = null, long? ifMatch = null, CancellationToken ct = default)
        where TState : IAggregate<TState, TEvent>
        where TEvent : class
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AttemptAsync(id, context, decide, rows, ifMatch, ct);
            }
            catch (StreamConflictException) when (attempt < MaximumAttempts)
            {
                // Somebody was faster; their events are part of the next decision.
            }
        }
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

    private static Versioned<TState> Fold<TState, TEvent>(IReadOnlyList<IEvent> events)
        where TState : IAggregate<TState, TEvent> =>
        new(events.Aggregate(TState.Initial, (state, e) => TState.Evolve(state, (TEvent)e.Data)), events is [] ? 0 : events[^1].Version);

    private async Task<Outcome<TState>> AttemptAsync<TState, TEvent>(
        Guid id, CommandContext context, Func<TState, DateTimeOffset, Decision<TEvent>> decide,
        Func<StreamTransaction, Versioned<TState>, IReadOnlyList<TEvent>, CancellationToken, Task>? rows, long? ifMatch, CancellationToken ct)
        where TState : IAggregate<TState, TEvent>
        where TEvent : class
    {
        await using var transaction = await BeginAsync(context, ct);
        var session = transaction.Session((context.CorrelationId ?? id).ToString());
        var stored = await FetchAsync(session.Events.FetchStreamAsync(id, token: ct), id, ct);
        var before = Fold<TState, TEvent>(stored);
        var lastRecorded = stored is [] ? DateTimeOffset.MinValue : stored[^1].Timestamp;
        transaction.Loaded(id, lastRecorded);
        await WaitForClockAsync(lastRecorded, ct);
        transaction.Now = Now();

        switch (decide(before.State, transaction.Now))
        {
            case Decision<TEvent>.Rejected rejected:
                return new Outcome<TState>.Rejected(rejected.Refusal);
            case Decision<TEvent>.Accepted { Events: [] }:
                return new Outcome<TState>.Done(before.State, before.Version, []);
            case Decision<TEvent>.Accepted when ifMatch is { } version && version != before.Version:
                return new Outcome<TState>.Stale(before.Version);
            case Decision<TEvent>.Accepted { Events: var events }:
                var after = new Versioned<TState>(events.Aggregate(before.State, TState.Evolve), before.Version + events.Count);
                transaction.Append(id, before.Version, events);
                if (rows is not null)
                    await WriteRowsAsync(() => rows(transaction, after, events, ct));
                await transaction.CommitAsync(ct);
                return new Outcome<TState>.Done(after.State, after.Version, events);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static async Task WriteRowsAsync(Func<Task> rows)
    {
        try
        {
            await rows();
        }
        catch (Exception e) when (StreamConflictException.IsRace(e))
        {
            throw new StreamConflictException(e.Message, e);
        }
    }

    /// <summary>The store says in its own words what it cannot read; here it is said which event that is.</summary>
    private async Task<IReadOnlyList<IEvent>> FetchAsync(Task<IReadOnlyList<IEvent>> fetch, Guid id, CancellationToken ct)
    {
        try
        {
            return await fetch;
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
