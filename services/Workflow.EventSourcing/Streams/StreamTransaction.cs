using Npgsql;
using Workflow.History;

namespace Workflow.EventSourcing;

/// <summary>
/// One READ COMMITTED transaction in which streams are loaded and appended to and rows are written; all of it becomes true with <see cref="CommitAsync"/>, or none.
/// Not thread-safe. Disposing of it without committing rolls back.
/// </summary>
public sealed class StreamTransaction : IAsyncDisposable
{
    private readonly StreamStore _store;
    private readonly CommandContext _context;
    private readonly Dictionary<Guid, DateTimeOffset> _lastRecorded = [];
    private readonly Dictionary<Guid, (long Before, long After)> _appended = [];
    private readonly List<Action> _committed = [];
    private IDocumentSession? _session;
    private EventMetadata? _metadata;

    internal StreamTransaction(StreamStore store, NpgsqlTransaction transaction, CommandContext context)
    {
        (_store, _context, Transaction, Connection) = (store, context, transaction, transaction.Connection!);
        Now = store.Now();
    }

    /// <summary>The transaction's connection, for rows that commit with the events.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>The transaction; committed by <see cref="CommitAsync"/> alone.</summary>
    public NpgsqlTransaction Transaction { get; }

    /// <summary>Business time, UTC, whole microseconds; fixed for the transaction. What decisions rest on; <c>recordedAt</c> is never before it.</summary>
    public DateTimeOffset Now { get; internal set; }

    /// <summary>Loads streams as this transaction sees them: one SQL statement.</summary>
    /// <param name="ids">The streams.</param>
    /// <param name="ct">Cancels.</param>
    /// <typeparam name="TState">The aggregate.</typeparam>
    /// <typeparam name="TEvent">Its events.</typeparam>
    /// <returns>Every id asked for; absent streams in their initial state at version 0.</returns>
    /// <exception cref="UnreadableEventException">An event cannot be read.</exception>
    public async Task<IReadOnlyDictionary<Guid, Versioned<TState>>> LoadManyAsync<TState, TEvent>(IReadOnlyCollection<Guid> ids, CancellationToken ct)
        where TState : IAggregate<TState, TEvent>
    {
        var events = await _store.ReadStreamsAsync(Connection, Transaction, ids, null, ct);
        foreach (var e in events)
            _lastRecorded[e.Stream] = e.RecordedAt;
        foreach (var id in ids)
            _lastRecorded.TryAdd(id, DateTimeOffset.MinValue);
        return StreamStore.Fold<TState, TEvent>(ids, events);
    }

    /// <summary>Queues the start of a stream.</summary>
    /// <param name="stream">The stream, which must not exist.</param>
    /// <param name="events">Its first events, in order.</param>
    /// <param name="correlation">The notice the stream belongs to, where one transaction serves several; null = the context's, else the stream's own id.</param>
    /// <exception cref="EventTooLargeException">An event is too large.</exception>
    public void Start(Guid stream, IReadOnlyList<object> events, Guid? correlation = null) => Append(stream, 0, events, correlation);

    /// <summary>Queues an append.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="versionBefore">The version the decision rests on; 0 = the stream must not exist.</param>
    /// <param name="events">What was decided, in order; none = nothing is done.</param>
    /// <param name="correlation">The notice the stream belongs to, where one transaction serves several; null = the context's, else the stream's own id.</param>
    /// <exception cref="EventTooLargeException">An event is too large.</exception>
    public void Append(Guid stream, long versionBefore, IReadOnlyList<object> events, Guid? correlation = null)
    {
        if (events.Count == 0)
            return;
        foreach (var e in events)
            EventSize.Check(stream, e);
        (_metadata ??= new(_context)).Append(Session, stream, versionBefore, events, correlation ?? _context.CorrelationId ?? stream);
        _appended[stream] = (versionBefore, versionBefore + events.Count);
    }

    /// <summary>Has something done once the commit has succeeded; not when it fails.</summary>
    /// <param name="action">Quick, in memory, throwing nothing.</param>
    public void OnCommitted(Action action) => _committed.Add(action);

    /// <summary>Writes the queued events and commits everything, then wakes the feed.</summary>
    /// <param name="ct">Cancels; cancelling during the commit itself leaves its outcome unknown.</param>
    /// <returns>When committed.</returns>
    /// <exception cref="StreamConflictException">A stream was not at the version given, or two transactions waited for one another. Nothing is written.</exception>
    /// <exception cref="ClockBehindException">The business clock is more than a second behind a stream. Nothing is written.</exception>
    public async Task CommitAsync(CancellationToken ct)
    {
        DateTimeOffset written;
        try
        {
            await _store.WaitForClockAsync(await _store.LastRecordedAsync(_appended.Select(s => (s.Key, s.Value.Before, Known(s.Key))), Transaction, ct), ct);
            if (_session is not null)
                await _session.SaveChangesAsync(ct);
            written = _store.Now();
            await Transaction.CommitAsync(ct);
        }
        catch (Exception e) when (StoreExceptions.Told(e) is { } told)
        {
            throw told;
        }
        if (_appended.Count > 0)
            _store.Signal.Appended();
        foreach (var (stream, versions) in _appended)
            _store.Recorded.Keep(stream, versions.After, written);
        _committed.ForEach(action => action());
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
            await _session.DisposeAsync();
        await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }

    /// <summary>Inside this transaction.</summary>
    internal IDocumentSession Session => _session ??= _store.Documents.LightweightSession(SessionOptions.ForTransaction(Transaction));

    internal void Loaded(Guid stream, DateTimeOffset lastRecorded) => _lastRecorded[stream] = lastRecorded;

    private DateTimeOffset? Known(Guid stream) => _lastRecorded.TryGetValue(stream, out var recorded) ? recorded : null;
}
