namespace Workflow.History;

/// <summary>代办: one person acts for another, in that one's unit and roles, for some days.</summary>
public abstract record DelegationEvent
{
    private DelegationEvent() { }

    /// <summary>Given by the person that is acted for.</summary>
    /// <param name="Person">Opaque id of that person.</param>
    /// <param name="Unit">Code of the unit that is acted for.</param>
    /// <param name="Roles">In which one acts, in ordinal order.</param>
    /// <param name="To">Opaque id of the substitute.</param>
    /// <param name="From">The first day, inclusive, of Asia/Shanghai.</param>
    /// <param name="Until">The last day, inclusive.</param>
    /// <param name="Reason">As given; null where nothing was said.</param>
    public sealed record Given(string Person, string Unit, IReadOnlyList<string> Roles, string To, DateOnly From, DateOnly Until,
        string? Reason) : DelegationEvent;

    /// <summary>It holds no longer, whatever its days.</summary>
    public sealed record Ended : DelegationEvent;
}

/// <summary>One delegation.</summary>
public abstract record Delegation : IAggregate<Delegation, DelegationEvent>
{
    private Delegation() { }

    /// <summary>Never given.</summary>
    public sealed record None : Delegation;

    /// <summary>Given, for its days; or over before them.</summary>
    public sealed record Known(string Person, string Unit, IReadOnlyList<string> Roles, string To, DateOnly From, DateOnly Until,
        bool IsEnded) : Delegation;

    /// <inheritdoc />
    public static Delegation Initial { get; } = new None();

    /// <inheritdoc />
    public static Delegation Evolve(Delegation state, DelegationEvent @event) => (state, @event) switch
    {
        (None, DelegationEvent.Given e) => new Known(e.Person, e.Unit, e.Roles, e.To, e.From, e.Until, IsEnded: false),
        (Known s, DelegationEvent.Ended) => s with { IsEnded = true },
        _ => throw new ImpossibleEventException(state, @event),
    };
}
