using Npgsql;

namespace Workflow.EventSourcing;

/// <summary>A stream was not at the version that an append rested on: somebody else was faster, or the command is a repetition. Nothing was written; load and decide again.</summary>
/// <param name="message">What is said of it.</param>
/// <param name="innerException">The store's own exception.</param>
public sealed class StreamConflictException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Whether PostgreSQL ended the transaction because of another one; as it says it, or wrapped by the store.</summary>
    internal static bool IsRace(Exception e) =>
        (e as PostgresException ?? e.InnerException as PostgresException) is { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };
}

/// <summary>The business clock is more than a second behind the last event of a stream, whose <c>recordedAt</c> may not decrease. Nothing was written; answered as 503 <c>clock-behind</c>.</summary>
/// <param name="behind">How far the clock is behind.</param>
public sealed class ClockBehindException(TimeSpan behind) : Exception($"The business clock is {behind.TotalSeconds:0.###} s behind the last event of the stream.")
{
    /// <summary>How far the clock is behind.</summary>
    public TimeSpan Behind { get; } = behind;
}

/// <summary>An event's JSON is longer than an audit entry may be. Nothing was written.</summary>
/// <param name="stream">The stream it was meant for.</param>
/// <param name="type">The event's CLR name.</param>
/// <param name="bytes">Its JSON's length in bytes of UTF-8.</param>
public sealed class EventTooLargeException(Guid stream, string type, int bytes)
    : Exception($"{type} for stream {stream} is {bytes} bytes of JSON; at most {MaximumBytes} are stored. Keep long content beside the event, by its hash.")
{
    /// <summary>The longest JSON of an event: 60,000 bytes of UTF-8.</summary>
    public const int MaximumBytes = 60_000;

    /// <summary>The event's JSON's length in bytes of UTF-8.</summary>
    public int Bytes { get; } = bytes;
}

/// <summary>A stored event cannot be read: its name is unknown here, or its JSON does not fit the type. Whoever folds the stream must stop.</summary>
/// <param name="stream">The stream.</param>
/// <param name="version">The event's version in it.</param>
/// <param name="type">The event's stored name.</param>
/// <param name="innerException">Why it cannot be read.</param>
public sealed class UnreadableEventException(Guid stream, long version, string type, Exception? innerException = null)
    : Exception($"Event {version} of stream {stream}, stored as {type}, cannot be read.", innerException)
{
    /// <summary>The stream.</summary>
    public Guid Stream { get; } = stream;

    /// <summary>The event's version in its stream, from 1.</summary>
    public long Version { get; } = version;

    /// <summary>The event's stored name.</summary>
    public string Type { get; } = type;
}

/// <summary>Marten wraps what the driver throws; callers see the driver's own, whichever store it is.</summary>
internal static class StoreExceptions
{
    /// <summary>The driver's exception in the store's; null where there is none.</summary>
    public static NpgsqlException? Wrapped(Exception e) => e is NpgsqlException ? null : e.InnerException as NpgsqlException;

    /// <summary>What callers hear of a failed append or commit: the conflict, or the driver's own exception; null where it is to be told as it is.</summary>
    public static Exception? Told(Exception e) =>
        e is ConcurrencyException or ExistingStreamIdCollisionException or InvalidStreamOperationException || StreamConflictException.IsRace(e)
            ? new StreamConflictException(e.Message, e)
            : Wrapped(e);

    /// <summary>Whether it is the database that is away, shutting down or out of something, whatever was asked of it.</summary>
    public static bool IsAway(Exception e) => e switch
    {
        PostgresException postgres => postgres.SqlState[..2] is "08" or "53" or "57",
        _ => e is NpgsqlException or TimeoutException,
    };
}
