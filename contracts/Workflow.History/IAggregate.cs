namespace Workflow.History;

/// <summary>A stream's state as the fold of its events: the same function the services decide with and the auditors replay with.</summary>
/// <typeparam name="TSelf">The state; its nested records are the states a stream can be in.</typeparam>
/// <typeparam name="TEvent">The events of the stream; its nested records are the stored events.</typeparam>
public interface IAggregate<TSelf, TEvent>
    where TSelf : IAggregate<TSelf, TEvent>
{
    /// <summary>The state before the first event.</summary>
    static abstract TSelf Initial { get; }

    /// <summary>The state after one more event. Pure.</summary>
    /// <exception cref="ImpossibleEventException">
    /// The event cannot follow this state: the stream is corrupt and must not be read past it.
    /// </exception>
    static abstract TSelf Evolve(TSelf state, TEvent @event);
}

/// <summary>An event stands where it cannot stand: a corrupt stream stops the reader, it is not skipped.</summary>
public sealed class ImpossibleEventException(object state, object @event)
    : InvalidOperationException($"{@event.GetType().DeclaringType?.Name}.{@event.GetType().Name} cannot follow "
        + $"{state.GetType().DeclaringType?.Name}.{state.GetType().Name}.");
