namespace Workflow.EventSourcing;

/// <summary>
/// What a decider answers: events to append, a refusal, or that it cannot use what it was given. Written as <c>new Decided([…])</c>, <c>new
/// Refused(…)</c> or
/// <c>new Unusable(…)</c>, which convert.
/// </summary>
/// <typeparam name="TEvent">What all events of the stream derive from.</typeparam>
public abstract record Decision<TEvent>
{
    private Decision()
    {
    }

    /// <summary>It is to happen, or has happened already.</summary>
    /// <param name="Events">What is to be appended, in order; empty when it is already so.</param>
    public sealed record Accepted(IReadOnlyList<TEvent> Events) : Decision<TEvent>;

    /// <summary>It may not happen.</summary>
    /// <param name="Refusal">Why.</param>
    public sealed record Rejected(Refused Refusal) : Decision<TEvent>;

    /// <summary>What was asked for is understood, and cannot be done with this state.</summary>
    /// <param name="Input">What is wrong with it.</param>
    public sealed record Unfit(Unusable Input) : Decision<TEvent>;

    /// <summary>Takes the decided events as events of this stream.</summary>
    /// <exception cref="InvalidCastException">An event is not one of this stream's: a defect of the decider.</exception>
    public static implicit operator Decision<TEvent>(Decided decided) => new Accepted([.. decided.Events.Cast<TEvent>()]);

    /// <summary>Takes the refusal.</summary>
    public static implicit operator Decision<TEvent>(Refused refused) => new Rejected(refused);

    /// <summary>Takes what is wrong with the input.</summary>
    public static implicit operator Decision<TEvent>(Unusable unusable) => new Unfit(unusable);
}

/// <summary>Events to append, in order. <c>new Decided([])</c> says: already so, nothing changes.</summary>
/// <param name="Events">Events of one stream.</param>
public sealed record Decided(IReadOnlyList<object> Events);

/// <summary>
/// A business refusal: repeating the command cannot change it. Answered over HTTP as 409 <c>urn:workflow:refusal:{code}</c>.
/// </summary>
/// <param name="Code">Lower kebab-case, stable, for programs.</param>
/// <param name="Detail">One sentence for people, without personal data.</param>
public sealed record Refused(string Code, string Detail);

/// <summary>Input that is understood but unusable. Answered over HTTP as 422.</summary>
/// <param name="Code">Lower kebab-case, stable, for programs.</param>
/// <param name="Detail">One sentence for people, without personal data.</param>
/// <param name="Errors">Each with its place; empty where there is only one thing to say.</param>
public sealed record Unusable(string Code, string Detail, IReadOnlyList<FieldError> Errors);

/// <summary>One thing wrong with a request.</summary>
/// <param name="Field">Its place: a JSON path (<c>$.requirements[0].number</c>), a parameter or a header.</param>
/// <param name="Message">What is wrong and what is allowed.</param>
public sealed record FieldError(string Field, string Message);

/// <summary>A state and the version of the stream it was folded from.</summary>
/// <param name="State">The state; the initial one when the stream is absent.</param>
/// <param name="Version">How many events the stream has; 0 = absent.</param>
/// <typeparam name="TState">The aggregate.</typeparam>
public sealed record Versioned<TState>(TState State, long Version);

/// <summary>A state and what led to it.</summary>
/// <param name="State">The state; the initial one when the stream is absent.</param>
/// <param name="Events">In order; their number is the stream's version.</param>
public sealed record Story<TState, TEvent>(TState State, IReadOnlyList<Told<TEvent>> Events);

/// <summary>An event, read, with its row.</summary>
public sealed record Told<TEvent>(TEvent Event, StoredEvent Stored);

/// <summary>What came of a command.</summary>
/// <typeparam name="TState">The aggregate.</typeparam>
public abstract record Outcome<TState>
{
    private Outcome()
    {
    }

    /// <summary>It is so: now, or already before.</summary>
    /// <param name="State">The state after.</param>
    /// <param name="Version">The stream's version after; 0 when there is still no event.</param>
    /// <param name="Events">What was appended and committed; empty when it was already so.</param>
    public sealed record Done(TState State, long Version, IReadOnlyList<object> Events) : Outcome<TState>;

    /// <summary>Refused by the business; nothing was written.</summary>
    /// <param name="Refusal">Why.</param>
    public sealed record Rejected(Refused Refusal) : Outcome<TState>;

    /// <summary>The input cannot be used; nothing was written.</summary>
    /// <param name="Input">What is wrong with it.</param>
    public sealed record Unfit(Unusable Input) : Outcome<TState>;

    /// <summary>The caller acted on another version than the present one, and events would have resulted; nothing was written.</summary>
    /// <param name="ActualVersion">The stream's present version.</param>
    public sealed record Stale(long ActualVersion) : Outcome<TState>;
}

/// <summary>From decision to outcome.</summary>
public static class Deciding
{
    /// <summary>What a decision on this state comes to, once its events are appended and committed.</summary>
    /// <param name="before">What was decided on.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="ifMatch">The version the caller acts on; null = any. Counts only when events result.</param>
    public static Outcome<TState> Take<TState, TEvent>(this Versioned<TState> before, Decision<TEvent> decision, long? ifMatch)
        where TState : IAggregate<TState, TEvent>
        where TEvent : class => decision switch
        {
            Decision<TEvent>.Rejected rejected => new Outcome<TState>.Rejected(rejected.Refusal),
            Decision<TEvent>.Unfit unfit => new Outcome<TState>.Unfit(unfit.Input),
            Decision<TEvent>.Accepted { Events: [_, ..] } when ifMatch is { } version && version != before.Version =>
                new Outcome<TState>.Stale(before.Version),
            Decision<TEvent>.Accepted { Events: var events } =>
                new Outcome<TState>.Done(events.Aggregate(before.State, TState.Evolve), before.Version + events.Count, events),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}

/// <summary>
/// A stream was not at the version that an append rested on: somebody else was faster, or the command is a repetition. Nothing was written;
/// load and decide again.
/// </summary>
/// <param name="message">What is said of it.</param>
/// <param name="innerException">
/// The store's own exception, which may name another stream of the transaction than the one that moved.
/// </param>
public sealed class StreamConflictException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>
/// The business clock is more than a second behind the last event of a stream, whose <c>recordedAt</c> may not decrease. Nothing was
/// written; answered as 503
/// <c>clock-behind</c>.
/// </summary>
/// <param name="behind">How far the clock is behind.</param>
public sealed class ClockBehindException(TimeSpan behind)
    : Exception($"The business clock is {behind.TotalSeconds:0.###} s behind the last event of the stream.")
{
    /// <summary>How far the clock is behind.</summary>
    public TimeSpan Behind { get; } = behind;
}

/// <summary>An event's JSON is longer than an audit entry may be. Nothing was written.</summary>
/// <param name="type">The event's CLR name.</param>
/// <param name="bytes">Its JSON's length in bytes of UTF-8.</param>
public sealed class EventTooLargeException(string type, int bytes)
    : Exception($"{type} is {bytes} bytes of JSON; at most {MaximumBytes} are stored. Keep long content beside the event, by its hash.")
{
    /// <summary>The longest JSON of an event: 60,000 bytes of UTF-8.</summary>
    public const int MaximumBytes = 60_000;

    /// <summary>The event's JSON's length in bytes of UTF-8.</summary>
    public int Bytes { get; } = bytes;
}

/// <summary>
/// A stored event cannot be read: its name is unknown here, or its JSON does not fit the type. Whoever folds the stream must stop.
/// </summary>
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

/// <summary>What callers hear, whatever Marten raises.</summary>
internal static class StoreExceptions
{
    /// <summary>The conflict, or the driver's own exception where Marten has wrapped it; null where it is to be told as it is.</summary>
    public static Exception? Told(Exception e) => e switch
    {
        StreamConflictException => e,
        // Two types of one name; which is thrown changed between versions.
        JasperFx.ConcurrencyException or Marten.Exceptions.ExistingStreamIdCollisionException
            or JasperFx.Events.ExistingStreamIdCollisionException or InvalidStreamOperationException =>
            new StreamConflictException("A stream was not at the version that an append of this transaction rests on.", e),
        _ when (e as PostgresException ?? e.InnerException as PostgresException) is
        { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } race =>
            new StreamConflictException(race.MessageText, e),
        NpgsqlException => null,
        _ => e.InnerException as NpgsqlException,
    };
}
