namespace Workflow.EventSourcing;

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
