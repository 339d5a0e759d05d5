namespace Workflow.History;

/// <summary>An auditor read history: one stream a call.</summary>
public abstract record AccessEvent
{
    private AccessEvent() { }

    /// <summary>Who asked stands in the event's metadata.</summary>
    /// <param name="Method">HTTP method.</param>
    /// <param name="Path">Path and query as asked.</param>
    /// <param name="LedgerSize">Entries in the ledger when it was asked.</param>
    public sealed record Recorded(string Method, string Path, long LedgerSize) : AccessEvent;
}

/// <summary>A recorded call.</summary>
public abstract record Access : IAggregate<Access, AccessEvent>
{
    private Access() { }

    /// <summary>No such call.</summary>
    public sealed record None : Access;

    /// <summary>The call.</summary>
    public sealed record Known(string Method, string Path, long LedgerSize) : Access;

    /// <inheritdoc />
    public static Access Initial { get; } = new None();

    /// <inheritdoc />
    public static Access Evolve(Access state, AccessEvent @event) => (state, @event) switch
    {
        (None, AccessEvent.Recorded e) => new Known(e.Method, e.Path, e.LedgerSize),
        _ => throw new ImpossibleEventException(state, @event),
    };
}
