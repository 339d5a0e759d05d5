using System.Data;
using Npgsql;

namespace Workflow.MartenStandIn;

/// <summary>Opens sessions on one database schema. Thread-safe, one a process.</summary>
public interface IDocumentStore : IDisposable, IAsyncDisposable
{
    /// <summary>A session with a connection and transaction of its own, opened when it saves.</summary>
    /// <param name="isolationLevel">Must be READ COMMITTED.</param>
    /// <returns>A session to be disposed of by the caller.</returns>
    IDocumentSession LightweightSession(IsolationLevel isolationLevel = IsolationLevel.ReadCommitted);

    /// <summary>A session inside a transaction that the caller owns, commits and rolls back.</summary>
    /// <param name="options">From <see cref="SessionOptions.ForTransaction"/>.</param>
    /// <returns>A session to be disposed of by the caller.</returns>
    IDocumentSession LightweightSession(SessionOptions options);

    /// <summary>A session that only reads, each time on a pooled connection.</summary>
    /// <returns>A session to be disposed of by the caller.</returns>
    IQuerySession QuerySession();
}

/// <summary>Reads streams.</summary>
public interface IQuerySession : IDisposable, IAsyncDisposable
{
    /// <summary>The streams.</summary>
    IQueryEventStore Events { get; }

    /// <summary>What caused the events of this session; stored with each.</summary>
    string? CausationId { get; set; }

    /// <summary>What the events of this session belong to; stored with each.</summary>
    string? CorrelationId { get; set; }
}

/// <summary>Queues what is written with <see cref="IDocumentSession.SaveChangesAsync"/>.</summary>
public interface IDocumentOperations : IQuerySession
{
    /// <summary>Queues one SQL command, executed in the session's transaction after its events.</summary>
    /// <param name="sql">The command, with a <c>?</c> for each parameter.</param>
    /// <param name="parameterValues">Their values, in order.</param>
    void QueueSqlCommand(string sql, params object[] parameterValues);

    /// <summary>Queues one SQL command, executed in the session's transaction after its events.</summary>
    /// <param name="placeholder">What stands for a parameter where <c>?</c> is part of the SQL.</param>
    /// <param name="sql">The command, with the placeholder for each parameter.</param>
    /// <param name="parameterValues">Their values, in order.</param>
    void QueueSqlCommand(char placeholder, string sql, params object[] parameterValues);
}

/// <summary>Collects appends and writes them together. Not thread-safe.</summary>
public interface IDocumentSession : IDocumentOperations
{
    /// <summary>The streams, to read and to append to.</summary>
    new IEventStoreOperations Events { get; }

    /// <summary>Who acts; stored with each event as <c>user_name</c>.</summary>
    string? LastModifiedBy { get; set; }

    /// <summary>Adds a header to every event of this session.</summary>
    /// <param name="key">The header's name.</param>
    /// <param name="value">Its value, written as JSON.</param>
    void SetHeader(string key, object value);

    /// <summary>Writes everything queued: all of it or, by an exception, nothing. In a given transaction it becomes visible when the caller commits; after an exception the caller must roll back.</summary>
    /// <param name="token">Cancels.</param>
    /// <returns>When written.</returns>
    /// <exception cref="EventStreamUnexpectedMaxEventIdException">A stream is not at the version expected.</exception>
    /// <exception cref="ExistingStreamIdCollisionException">A stream to be started exists.</exception>
    /// <exception cref="InvalidStreamOperationException">A stream to be appended to is archived.</exception>
    Task SaveChangesAsync(CancellationToken token = default);
}

/// <summary>Reads single streams. Archived ones appear empty.</summary>
public interface IQueryEventStore
{
    /// <summary>Reads a stream's events in the order of their versions.</summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="version">The last version wanted, inclusive; 0 = to the end.</param>
    /// <param name="timestamp">The last instant wanted, inclusive; null = to the end.</param>
    /// <param name="fromVersion">The first version wanted, inclusive; 0 = from the beginning.</param>
    /// <param name="token">Cancels.</param>
    /// <returns>The events; none for an absent or archived stream.</returns>
    Task<IReadOnlyList<IEvent>> FetchStreamAsync(Guid streamId, long version = 0, DateTimeOffset? timestamp = null, long fromVersion = 0, CancellationToken token = default);

    /// <summary>Reads what is known of a stream, without its events.</summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="token">Cancels.</param>
    /// <returns>The stream's state; null when absent.</returns>
    Task<StreamState?> FetchStreamStateAsync(Guid streamId, CancellationToken token = default);
}

/// <summary>Queues appends.</summary>
public interface IEventOperations
{
    /// <summary>Appends at the end, whatever the version; an absent stream is created.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="events">The events, in order: their data, or what <see cref="IEventStoreOperations.BuildEvent"/> made of it.</param>
    /// <returns>What was queued.</returns>
    StreamAction Append(Guid stream, IEnumerable<object> events);

    /// <summary>Starts a stream.</summary>
    /// <param name="id">The stream, which must not exist.</param>
    /// <param name="events">Its first events, in order.</param>
    /// <returns>What was queued.</returns>
    StreamAction StartStream(Guid id, IEnumerable<object> events);
}

/// <summary>Queues appends at an expected version, and archives.</summary>
public interface IEventStoreOperations : IEventOperations, IQueryEventStore
{
    /// <summary>Appends at an expected version.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="expectedVersion">The version the stream has <em>after</em> the append: at 2, one event, it is 3.</param>
    /// <param name="events">The events, in order.</param>
    /// <returns>What was queued.</returns>
    StreamAction Append(Guid stream, long expectedVersion, IEnumerable<object> events);

    /// <summary>An event with metadata of its own, to be given to an append in the place of its data. What is not set is the session's.</summary>
    /// <param name="data">The event's data.</param>
    /// <returns>An event whose correlation, causation, user and headers may be set.</returns>
    IEvent BuildEvent(object data);

    /// <summary>Archives a stream: its rows stay, reading answers nothing, appending is refused.</summary>
    /// <param name="streamId">The stream.</param>
    void ArchiveStream(Guid streamId);
}

/// <summary>A session inside a transaction of the caller's.</summary>
public sealed class SessionOptions
{
    private SessionOptions(NpgsqlTransaction transaction) => Transaction = transaction;

    /// <summary>The transaction.</summary>
    public NpgsqlTransaction? Transaction { get; }

    /// <summary>The session works in this transaction, which stays the caller's to commit or roll back.</summary>
    /// <param name="transaction">An open transaction.</param>
    /// <param name="shouldAutoCommit">Must be false.</param>
    /// <returns>The options.</returns>
    public static SessionOptions ForTransaction(NpgsqlTransaction transaction, bool shouldAutoCommit = false) =>
        shouldAutoCommit ? throw new NotSupportedException("The stand-in leaves committing to the owner of the transaction.") : new(transaction);
}
