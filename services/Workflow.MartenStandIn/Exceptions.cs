namespace Workflow.MartenStandIn;

/// <summary>What Marten's own exceptions derive from.</summary>
public abstract class MartenException : Exception
{
    private protected MartenException(string message) : base(message)
    {
    }
}

/// <summary>Somebody else was faster: what was to be written rests on a state that is no longer the present one. Reload, decide again.</summary>
public abstract class ConcurrencyException : Exception
{
    private protected ConcurrencyException(string message) : base(message)
    {
    }
}

/// <summary>A stream is not at the version that an append expected, before the append or because of a race with it. Nothing of the session was written.</summary>
/// <param name="message">What is said of it.</param>
public sealed class EventStreamUnexpectedMaxEventIdException(string message) : ConcurrencyException(message)
{
    /// <summary>A stream that is not where the append expected it.</summary>
    /// <param name="id">The stream.</param>
    /// <param name="aggregateType">The type the stream was started with; null where none was named.</param>
    /// <param name="expected">The version the append expected after itself.</param>
    /// <param name="actual">The version the stream would have had after the append.</param>
    public EventStreamUnexpectedMaxEventIdException(object id, Type? aggregateType, long expected, long actual)
        : this($"Unexpected starting version number for event stream '{id}'{(aggregateType is null ? "" : $" of {aggregateType.Name}")}, expected {expected} but was {actual}")
    {
    }
}

/// <summary>A stream to be started is there already. Nothing of the session was written.</summary>
/// <param name="id">The stream.</param>
/// <param name="aggregateType">The type the stream was to be started with; null where none was named.</param>
public sealed class ExistingStreamIdCollisionException(object id, Type? aggregateType)
    : MartenException($"Stream '{id}'{(aggregateType is null ? "" : $" of {aggregateType.Name}")} already exists in the database")
{
}

/// <summary>What was asked of a stream is not possible in its state: an append to an archived one. Nothing of the session was written.</summary>
/// <param name="message">What is said of it.</param>
public sealed class InvalidStreamOperationException(string message) : MartenException(message)
{
}
