namespace Workflow.EventSourcing;

/// <summary>Loads streams, opens transactions over them, and executes commands. Thread-safe, one a process.</summary>
public sealed class StreamStore
{
    private const int MostAttempts = 5;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _dataSource;
    private readonly EventSourcingOptions _options;
    private readonly Clocks _clocks;

    private readonly Quarantine _quarantine;

    internal StreamStore(IDocumentStore documents, NpgsqlDataSource dataSource, EventSourcingOptions options, Clocks clocks,
        FeedSignal signal, Quarantine quarantine) => (Documents, _dataSource, _options, _clocks, Signal, _quarantine) =
            (documents, dataSource, options, clocks, signal, quarantine);

    internal IDocumentStore Documents { get; }

    internal FeedSignal Signal { get; }

    /// <summary>Quoted.</summary>
    internal string Schema => _options.QuotedSchema;

    /// <summary>Loads one stream.</summary>
    /// <param name="id">The stream.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="version">The last version wanted, inclusive; 0 = to the end.</param>
    /// <param name="at">The last <c>recordedAt</c> wanted, inclusive; null = to the end.</param>
    /// <typeparam name="TState">The aggregate.</typeparam>
    /// <typeparam name="TEvent">Its events.</typeparam>
    /// <returns>The state; the initial one at version 0 when the stream is absent or archived.</returns>
    /// <exception cref="UnreadableEventException">An event cannot be read.</exception>
    public async Task<Versioned<TState>> LoadAsync<TState, TEvent>(Guid id, CancellationToken ct, long version = 0,
        DateTimeOffset? at = null)
        where TState : IAggregate<TState, TEvent>
    {
        var events = await StoredEvent.ReadAsync(_dataSource.Sql(), _options,
            """
            stream_id = $1 and not is_archived and ($2 = 0 or version <= $2) and ($3::timestamptz is null or "timestamp" <= $3)
                order by version
            """, ct, id, version, at);
        return Fold<TState, TEvent>([id], events).Strictly[id];
    }

    /// <summary>Loads many streams by one SQL statement.</summary>
    /// <param name="ids">The streams.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="toSequence">The last sequence number wanted, inclusive; null = to the end.</param>
    /// <typeparam name="TState">The aggregate.</typeparam>
    /// <typeparam name="TEvent">Its events.</typeparam>
    /// <returns>Every id asked for; absent and archived streams in their initial state at version 0.</returns>
    /// <exception cref="UnreadableEventException">An event cannot be read.</exception>
    public async Task<IReadOnlyDictionary<Guid, Versioned<TState>>> LoadManyAsync<TState, TEvent>(IReadOnlyCollection<Guid> ids,
        CancellationToken ct, long? toSequence = null)
        where TState : IAggregate<TState, TEvent> =>
            (await LoadEachAsync<TState, TEvent>(ids, ct, toSequence)).Strictly;

    /// <summary>The same, each for itself: one that cannot be read keeps no other from its caller.</summary>
    public async Task<LoadedStreams<TState>> LoadEachAsync<TState, TEvent>(IReadOnlyCollection<Guid> ids, CancellationToken ct,
        long? toSequence = null)
        where TState : IAggregate<TState, TEvent> =>
            Fold<TState, TEvent>(ids, await ReadStreamsAsync(_dataSource.Sql(), ids, ct, toSequence));

    /// <summary>Loads many streams with what happened in them, by one SQL statement, each for itself.</summary>
    /// <param name="ids">The streams.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="at">The last <c>recordedAt</c> wanted, inclusive; null = to the end.</param>
    /// <typeparam name="TState">The aggregate.</typeparam>
    /// <typeparam name="TEvent">Its events.</typeparam>
    /// <returns>Every id asked for that can be read, absent and archived streams without events; and those that cannot.</returns>
    public async Task<LoadedStories<TState, TEvent>> LoadStoriesAsync<TState, TEvent>(IReadOnlyCollection<Guid> ids,
        CancellationToken ct, DateTimeOffset? at = null)
        where TState : IAggregate<TState, TEvent>
    {
        var events = await StoredEvent.ReadAsync(_dataSource.Sql(), _options,
            """
            stream_id = any($1) and not is_archived and ($2::timestamptz is null or "timestamp" <= $2) order by stream_id, version
            """, ct, ids.ToArray(), at);
        var told = ids.Distinct().ToDictionary(id => id, _ => new List<Told<TEvent>>());
        var (states, unreadable) = Fold<TState, TEvent>(ids, events, (e, read) => told[e.Stream].Add(new(read, e)));
        return new(states.ToDictionary(state => state.Key, state => new Story<TState, TEvent>(state.Value.State, told[state.Key])),
            unreadable);
    }

    /// <summary>Opens a transaction over any number of streams; the caller decides inside, and commits.</summary>
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

    /// <summary>
    /// Does something in a transaction, and again in another one when somebody else was faster: five times in all. The one place where
    /// conflicts are tried again.
    /// </summary>
    /// <param name="context">Who and why; stored with every event.</param>
    /// <param name="attempt">
    /// Loads, decides, appends, writes rows and commits where there is anything to commit. Called once an attempt, so it must begin anew
    /// each time.
    /// </param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What the successful attempt answered.</returns>
    /// <exception cref="StreamConflictException">Five attempts met somebody faster.</exception>
    public async Task<T> TransactAsync<T>(CommandContext context, Func<StreamTransaction, Task<T>> attempt, CancellationToken ct)
    {
        for (var attempts = 1; ; attempts++)
        {
            await using var transaction = await BeginAsync(context, ct);
            try
            {
                return await attempt(transaction);
            }
            catch (Exception e) when (StoreExceptions.Told(e) is StreamConflictException conflict)
            {
                // Somebody was faster; their events are part of the next decision.
                if (attempts == MostAttempts)
                    throw conflict;
            }
        }
    }

    /// <summary>
    /// Load, decide, append, write rows, commit: one transaction. When somebody else appends meanwhile it is loaded and decided again, at
    /// most five times in all.
    /// Repeating a command whose outcome was lost is safe where its decider answers "already so".
    /// </summary>
    /// <param name="id">The stream.</param>
    /// <param name="context">Who and why; stored with every event.</param>
    /// <param name="decide">Pure; called once an attempt with the state and business time.</param>
    /// <param name="rows">
    /// Writes rows in the same transaction; called when events result, with the state and version after them. Called once an attempt.
    /// </param>
    /// <param name="ifMatch">The version the caller acts on; null = any. Checked only when events result.</param>
    /// <param name="ct">Cancels.</param>
    /// <typeparam name="TState">The aggregate.</typeparam>
    /// <typeparam name="TEvent">Its events.</typeparam>
    /// <returns>Done (committed, or already so), rejected, or stale.</returns>
    /// <exception cref="StreamConflictException">Five attempts met somebody faster.</exception>
    /// <exception cref="ClockBehindException">The business clock is more than a second behind the stream.</exception>
    /// <exception cref="EventTooLargeException">An event is too large.</exception>
    /// <exception cref="UnreadableEventException">An event of the stream cannot be read.</exception>
    public Task<Outcome<TState>> ExecuteAsync<TState, TEvent>(
        Guid id, CommandContext context, Func<TState, DateTimeOffset, Decision<TEvent>> decide,
        Func<StreamTransaction, Versioned<TState>, IReadOnlyList<TEvent>, CancellationToken, Task>? rows = null, long? ifMatch = null,
            CancellationToken ct = default)
        where TState : IAggregate<TState, TEvent>
        where TEvent : class => TransactAsync(context, async transaction =>
    {
        var before = await transaction.LoadAsync<TState, TEvent>(id, ct);
        var outcome = before.Take(decide(before.State, transaction.Now), ifMatch);
        if (outcome is Outcome<TState>.Done { Events: [_, ..] } done)
        {
            transaction.Append(id, before.Version, done.Events);
            if (rows is not null)
                await rows(transaction, new(done.State, done.Version), [.. done.Events.Cast<TEvent>()], ct);
            await transaction.CommitAsync(ct);
        }
        return outcome;
    }, ct);

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

    internal Task<List<StoredEvent>> ReadStreamsAsync(Sql sql, IReadOnlyCollection<Guid> ids, CancellationToken ct,
        long? toSequence = null) =>
        StoredEvent.ReadAsync(sql, _options,
            $"stream_id = {(ids.Count == 1 ? "$1" : "any($1)")} and seq_id <= $2 and not is_archived order by stream_id, version", ct,
            ids.Count == 1 ? ids.Single() : ids.ToArray(), toSequence ?? long.MaxValue);

    /// <summary>What cannot be read is noted, whoever asked for it.</summary>
    internal LoadedStreams<TState> Fold<TState, TEvent>(IReadOnlyCollection<Guid> ids, List<StoredEvent> events,
        Action<StoredEvent, TEvent>? each = null)
        where TState : IAggregate<TState, TEvent>
    {
        var states = ids.Distinct().ToDictionary(id => id, _ => new Versioned<TState>(TState.Initial, 0));
        var unreadable = new Dictionary<Guid, UnreadableEventException>();
        foreach (var e in events.Where(e => !unreadable.ContainsKey(e.Stream)))
        {
            try
            {
                states[e.Stream] = e.Use(data =>
                {
                    each?.Invoke(e, (TEvent)data);
                    return new Versioned<TState>(TState.Evolve(states[e.Stream].State, (TEvent)data), e.Version);
                });
            }
            catch (UnreadableEventException why)
            {
                states.Remove(e.Stream);
                unreadable.Add(e.Stream, why);
                _quarantine.Note(why);
            }
        }
        return new(states, unreadable);
    }
}

/// <summary>Streams that were loaded together.</summary>
/// <param name="States">Those that can be read; absent and archived ones in their initial state at version 0.</param>
/// <param name="Unreadable">Those that cannot, and why.</param>
public sealed record LoadedStreams<TState>(IReadOnlyDictionary<Guid, Versioned<TState>> States,
    IReadOnlyDictionary<Guid, UnreadableEventException> Unreadable)
{
    /// <summary>All of them.</summary>
    /// <exception cref="UnreadableEventException">One cannot be read.</exception>
    public IReadOnlyDictionary<Guid, Versioned<TState>> Strictly => Unreadable.Count == 0 ? States : throw Unreadable.Values.First();
}

/// <summary>Streams that were loaded together with their events.</summary>
/// <param name="Stories">Those that can be read.</param>
/// <param name="Unreadable">Those that cannot, and why.</param>
public sealed record LoadedStories<TState, TEvent>(IReadOnlyDictionary<Guid, Story<TState, TEvent>> Stories,
    IReadOnlyDictionary<Guid, UnreadableEventException> Unreadable);
