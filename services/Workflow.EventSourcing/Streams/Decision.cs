namespace Workflow.EventSourcing;

/// <summary>What a decider answers: events to append, or a refusal. Written as <c>new Decided([…])</c> or <c>new Refused(…)</c>, which convert.</summary>
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

    /// <summary>Takes the decided events as events of this stream.</summary>
    /// <param name="decided">The events.</param>
    /// <exception cref="InvalidCastException">An event is not one of this stream's: a defect of the decider.</exception>
    public static implicit operator Decision<TEvent>(Decided decided) => new Accepted([.. decided.Events.Cast<TEvent>()]);

    /// <summary>Takes the refusal.</summary>
    /// <param name="refused">The refusal.</param>
    public static implicit operator Decision<TEvent>(Refused refused) => new Rejected(refused);
}

/// <summary>Events to append, in order. <c>new Decided([])</c> says: already so, nothing changes.</summary>
/// <param name="Events">Events of one stream.</param>
public sealed record Decided(IReadOnlyList<object> Events);

/// <summary>A business refusal: repeating the command cannot change it. Answered over HTTP as 409 <c>urn:workflow:refusal:{code}</c>.</summary>
/// <param name="Code">Lower kebab-case, stable, for programs.</param>
/// <param name="Detail">One sentence for people, without personal data.</param>
public sealed record Refused(string Code, string Detail);
/// <summary>A state and the version of the stream it was folded from.</summary>
/// <param name="State">The state; the initial one when the stream is absent.</param>
/// <param name="Version">How many events the stream has; 0 = absent.</param>
/// <typeparam name="TState">The aggregate.</typeparam>
public sealed record Versioned<TState>(TState State, long Version);

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

    /// <summary>The caller acted on another version than the present one, and events would have resulted; nothing was written.</summary>
    /// <param name="ActualVersion">The stream's present version.</param>
    public sealed record Stale(long ActualVersion) : Outcome<TState>;
}
