namespace Workflow.History;

/// <summary>What operators did with what a service had set aside, as that service recorded it: a stream for each act.</summary>
public abstract record OperatorEvent
{
    private OperatorEvent() { }

    /// <summary>Messages of an error queue went back to the queue that they had failed in.</summary>
    /// <param name="Queue">The error queue's name.</param>
    /// <param name="Count">How many, at least 1.</param>
    /// <param name="Reason">As the operator gave it.</param>
    public sealed record MessagesRetried(string Queue, int Count, string Reason) : OperatorEvent;

    /// <summary>Messages of an error queue were dropped.</summary>
    /// <param name="Queue">The error queue's name.</param>
    /// <param name="Count">How many, at least 1.</param>
    /// <param name="Reason">As the operator gave it.</param>
    public sealed record MessagesDiscarded(string Queue, int Count, string Reason) : OperatorEvent;

    /// <summary>Dead deliveries wait again for the queues that did not take them.</summary>
    /// <param name="Unit">Code of the unit whose they are, with those below it.</param>
    /// <param name="Since">Only those that died at this business instant or later; null = all.</param>
    /// <param name="Count">How many, at least 1.</param>
    /// <param name="Reason">As the operator gave it.</param>
    public sealed record DeliveriesResent(string Unit, DateTimeOffset? Since, int Count, string Reason) : OperatorEvent;
}

/// <summary>An act of an operator.</summary>
public abstract record OperatorAct : IAggregate<OperatorAct, OperatorEvent>
{
    private OperatorAct() { }

    /// <summary>None.</summary>
    public sealed record None : OperatorAct;

    /// <summary>What was done.</summary>
    public sealed record Done(OperatorEvent Act) : OperatorAct;

    /// <inheritdoc />
    public static OperatorAct Initial { get; } = new None();

    /// <inheritdoc />
    public static OperatorAct Evolve(OperatorAct state, OperatorEvent @event) =>
        state is None ? new Done(@event) : throw new ImpossibleEventException(state, @event);
}
