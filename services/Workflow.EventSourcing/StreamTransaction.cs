using System.Data.Common;
using Weasel.Storage;

namespace Workflow.EventSourcing;

/// <summary>
/// One READ COMMITTED transaction in which streams are loaded and appended to and rows are written; all of it becomes true with
/// <see cref="CommitAsync"/>, or none.
/// The only way to append there is. Not thread-safe. Disposing of it without committing rolls back.
/// </summary>
public sealed class StreamTransaction : IAsyncDisposable
{
    private readonly StreamStore _store;
    private readonly EventMetadata _metadata;
    private readonly Dictionary<Guid, DateTimeOffset> _lastRecorded = [];

    /// <summary>By stream: the order in which Marten locks them, the same for everybody.</summary>
    private readonly SortedDictionary<Guid, Appended> _appended = [];

    private readonly List<Action> _committed = [];

    internal StreamTransaction(StreamStore store, NpgsqlTransaction transaction, CommandContext context)
    {
        (_store, _metadata, Transaction, Connection) = (store, new(context), transaction, transaction.Connection!);
        Now = store.Now();
    }

    /// <summary>The transaction's connection, for rows that commit with the events.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>The transaction; committed by <see cref="CommitAsync"/> alone.</summary>
    public NpgsqlTransaction Transaction { get; }

    /// <summary>
    /// Business time, UTC, whole microseconds. What decisions rest on: never before the last event of a stream that was loaded. Fixed but
    /// for that; <c>recordedAt</c> is never before it.
    /// </summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Loads a stream as this transaction sees it, and waits until <see cref="Now"/> has come to its last event.</summary>
    /// <exception cref="UnreadableEventException">An event cannot be read.</exception>
    /// <exception cref="ClockBehindException">The business clock is more than a second behind the stream.</exception>
    public async Task<Versioned<TState>> LoadAsync<TState, TEvent>(Guid id, CancellationToken ct)
        where TState : IAggregate<TState, TEvent> => (await LoadManyAsync<TState, TEvent>([id], ct))[id];

    /// <summary>
    /// Loads streams as this transaction sees them, by one SQL statement, and waits until <see cref="Now"/> has come to their last events.
    /// </summary>
    /// <param name="ids">The streams.</param>
    /// <param name="ct">Cancels.</param>
    /// <typeparam name="TState">The aggregate.</typeparam>
    /// <typeparam name="TEvent">Its events.</typeparam>
    /// <returns>Every id asked for; absent streams in their initial state at version 0.</returns>
    /// <exception cref="UnreadableEventException">An event cannot be read.</exception>
    /// <exception cref="ClockBehindException">The business clock is more than a second behind a stream.</exception>
    public async Task<IReadOnlyDictionary<Guid, Versioned<TState>>> LoadManyAsync<TState, TEvent>(IReadOnlyCollection<Guid> ids,
        CancellationToken ct)
        where TState : IAggregate<TState, TEvent> => (await LoadEachAsync<TState, TEvent>(ids, ct)).Strictly;

    /// <summary>The same, each for itself: one that cannot be read keeps no other from its caller.</summary>
    public async Task<LoadedStreams<TState>> LoadEachAsync<TState, TEvent>(IReadOnlyCollection<Guid> ids, CancellationToken ct)
        where TState : IAggregate<TState, TEvent>
    {
        var events = await _store.ReadStreamsAsync(Transaction.Sql(), ids, ct);
        foreach (var id in ids)
            _lastRecorded.TryAdd(id, DateTimeOffset.MinValue);
        foreach (var e in events)
            _lastRecorded[e.Stream] = e.RecordedAt;
        if (events.Select(e => e.RecordedAt).DefaultIfEmpty().Max() is var last && last > Now)
        {
            await _store.WaitForClockAsync(last, ct);
            Now = _store.Now();
        }
        return _store.Fold<TState, TEvent>(ids, events);
    }

    /// <summary>Queues the start of a stream.</summary>
    /// <param name="stream">The stream, which must not exist.</param>
    /// <param name="events">Its first events, in order.</param>
    /// <param name="correlation">
    /// The notice the stream belongs to, where one transaction serves several; null = the context's, else the stream's own id.
    /// </param>
    public void Start(Guid stream, IReadOnlyList<object> events, Guid? correlation = null) => Append(stream, 0, events, correlation);

    /// <summary>Queues an append.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="versionBefore">
    /// The version the decision rests on, what was queued here before included; 0 = the stream must not exist.
    /// </param>
    /// <param name="events">What was decided, in order; none = nothing is done.</param>
    /// <param name="correlation">
    /// The notice the stream belongs to, where one transaction serves several; null = the context's, else the stream's own id.
    /// </param>
    /// <param name="causation">What caused them, where one transaction answers several messages; null = the context's.</param>
    /// <exception cref="StreamConflictException">Something else was queued for the stream.</exception>
    public void Append(Guid stream, long versionBefore, IReadOnlyList<object> events, Guid? correlation = null, Guid? causation = null)
    {
        if (events.Count == 0)
            return;
        if (!_appended.TryGetValue(stream, out var appended))
            _appended.Add(stream, new(versionBefore, [.. events], correlation, causation));
        else if (appended.VersionBefore + appended.Events.Count == versionBefore)
            appended.Events.AddRange(events);
        else
            throw new StreamConflictException(
                $"Stream {stream} has {appended.VersionBefore + appended.Events.Count} events in this transaction, not {versionBefore}.");
    }

    /// <summary>Has something done once the commit has succeeded; not when it fails.</summary>
    /// <param name="action">Quick, in memory, throwing nothing.</param>
    public void OnCommitted(Action action) => _committed.Add(action);

    /// <summary>Writes the queued events and commits everything, then wakes the feed.</summary>
    /// <param name="ct">Cancels; cancelling during the commit itself leaves its outcome unknown.</param>
    /// <returns>When committed.</returns>
    /// <exception cref="StreamConflictException">
    /// A stream was not at the version given, or two transactions waited for one another. Nothing is written.
    /// </exception>
    /// <exception cref="ClockBehindException">The business clock is more than a second behind a stream. Nothing is written.</exception>
    /// <exception cref="EventTooLargeException">An event is too large. Nothing is written.</exception>
    public async Task CommitAsync(CancellationToken ct)
    {
        try
        {
            if (_appended.Count > 0)
                await WriteAsync(ct);
            await Transaction.CommitAsync(ct);
        }
        catch (Exception e) when (StoreExceptions.Told(e) is { } told)
        {
            throw told;
        }
        if (_appended.Count > 0)
            _store.Signal.Appended();
        _committed.ForEach(action => action());
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }

    private async Task WriteAsync(CancellationToken ct)
    {
        await _store.WaitForClockAsync(_lastRecorded.Values.DefaultIfEmpty().Max(), ct);
        await using var session = _store.Documents.LightweightSession(Marten.Services.SessionOptions.ForTransaction(Transaction));
        var unseen = _appended.Where(stream => stream.Value.VersionBefore > 0 && !_lastRecorded.ContainsKey(stream.Key)).ToList();
        if (unseen.Count > 0)
            session.QueueOperation(new ClockCheck(_store.Schema, [.. unseen.Select(stream => stream.Key)],
                [.. unseen.Select(stream => stream.Value.VersionBefore)], _store.Now()));
        foreach (var (stream, appended) in _appended)
            _metadata.Append(session, stream, appended.VersionBefore, appended.Events, appended.Correlation,
                appended.Causation);
        try
        {
            await session.SaveChangesAsync(ct);
        }
        catch (ClockCheck.AheadException ahead)
        {
            await _store.WaitForClockAsync(ahead.LastRecorded, ct);
            throw new StreamConflictException("The business clock was a little behind the last event of a stream.", ahead);
        }
    }

    private sealed record Appended(long VersionBefore, List<object> Events, Guid? Correlation, Guid? Causation);
}

/// <summary>
/// In the round trip of the appends: whether streams that were not loaded have an event after now. Their appends are then not committed.
/// </summary>
internal sealed class ClockCheck(string schema, Guid[] streams, long[] versions, DateTimeOffset now) : Weasel.Storage.IStorageOperation
{
    public Type DocumentType => typeof(IEvent);

    public OperationRole Role() => OperationRole.Other;

    public void ConfigureCommand(Weasel.Core.ICommandBuilder builder, IStorageSession session)
    {
        // One stream by its key, which is cheaper than unnest and a join.
        builder.Append($"select max(e.\"timestamp\") from {schema}.mt_events e ");
        builder.Append(streams is [_] ? "where (e.stream_id, e.version) = (" : "join unnest(");
        builder.AppendParameter(streams is [var only] ? only : (object)streams);
        builder.Append(", ");
        builder.AppendParameter(versions is [var version] ? version : (object)versions);
        builder.Append(streams is [_] ? ")" : ") as s(id, version) on e.stream_id = s.id and e.version = s.version");
    }

    public async Task PostprocessAsync(DbDataReader reader, IList<Exception> exceptions, CancellationToken token)
    {
        if (await reader.ReadAsync(token) && !await reader.IsDBNullAsync(0, token)
            && await reader.GetFieldValueAsync<DateTimeOffset>(0, token) is var last && last > now)
            exceptions.Add(new AheadException(last));
    }

    /// <summary>A stream's last event is after now.</summary>
    internal sealed class AheadException(DateTimeOffset lastRecorded) : Exception
    {
        public DateTimeOffset LastRecorded { get; } = lastRecorded;
    }
}
