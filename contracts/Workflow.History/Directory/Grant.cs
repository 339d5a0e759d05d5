namespace Workflow.History;

/// <summary>What happened to one standing grant (授权): an issuer may order units of a kind below some unit.</summary>
public abstract record GrantEvent
{
    private GrantEvent() { }

    /// <summary>Recorded, for the first time or with other days.</summary>
    /// <param name="Issuer">Code of the unit that may order.</param>
    /// <param name="Kind">Of the units it may order.</param>
    /// <param name="Below">Code of the unit below which, at any depth, they stand.</param>
    /// <param name="From">The first day, inclusive, in the notice's zone.</param>
    /// <param name="Until">The last day, inclusive; null: until further notice.</param>
    /// <param name="Source">What it rests on, in words.</param>
    public sealed record Recorded(string Issuer, string Kind, string Below, DateOnly From, DateOnly? Until, string? Source) : GrantEvent;
}

/// <summary>One issuer, one kind, below one unit.</summary>
public abstract record Grant : IAggregate<Grant, GrantEvent>
{
    private Grant() { }

    /// <summary>Never given.</summary>
    public sealed record None : Grant;

    /// <summary>Given, for its days.</summary>
    public sealed record Given(string Issuer, string Kind, string Below, DateOnly From, DateOnly? Until, string? Source) : Grant;

    /// <inheritdoc />
    public static Grant Initial { get; } = new None();

    /// <inheritdoc />
    public static Grant Evolve(Grant state, GrantEvent @event) => @event switch
    {
        GrantEvent.Recorded e => new Given(e.Issuer, e.Kind, e.Below, e.From, e.Until, e.Source),
        _ => throw new ImpossibleEventException(state, @event),
    };
}
