namespace Workflow.History;

/// <summary>How a unit wants to be reached; its inbox always holds a copy.</summary>
public abstract record ChannelEvent
{
    private ChannelEvent() { }

    /// <summary>The unit's channel from now on.</summary>
    /// <param name="Unit">Its code.</param>
    /// <param name="Kind"><c>queue</c> or <c>inbox</c>.</param>
    /// <param name="Subtree">Whether it also takes what goes to the units below.</param>
    public sealed record Configured(string Unit, string Kind, bool Subtree) : ChannelEvent;
}

/// <summary>A unit's channel.</summary>
public abstract record Channel : IAggregate<Channel, ChannelEvent>
{
    private Channel() { }

    /// <summary>Never configured: the inbox alone.</summary>
    public sealed record None : Channel;

    /// <summary>Configured.</summary>
    public sealed record Known(string Unit, string Kind, bool Subtree) : Channel;

    /// <inheritdoc />
    public static Channel Initial { get; } = new None();

    /// <inheritdoc />
    public static Channel Evolve(Channel state, ChannelEvent @event) => @event switch
    {
        ChannelEvent.Configured e => new Known(e.Unit, e.Kind, e.Subtree),
        _ => throw new ImpossibleEventException(state, @event),
    };
}
