namespace Workflow.History;

/// <summary>
/// Calls, as the service that answered them recorded them: a stream for each that was let in, and one for each caller and hour of those
/// refused. Who asked stands in the events' metadata (ADR 0013).
/// </summary>
public abstract record AccessEvent
{
    private AccessEvent() { }

    /// <summary>An auditor asked and was let in; recorded before it was answered.</summary>
    /// <param name="Method">HTTP method.</param>
    /// <param name="Path">Path and query as asked.</param>
    /// <param name="LedgerSize">Entries in the ledger when it was asked; null where it was not the ledger's service that answered.</param>
    public sealed record Recorded(string Method, string Path, long? LedgerSize = null) : AccessEvent;

    /// <summary>The first call of an hour that its caller was refused.</summary>
    /// <param name="Method">HTTP method.</param>
    /// <param name="Path">Path and query as asked.</param>
    public sealed record Refused(string Method, string Path) : AccessEvent;

    /// <summary>What else the caller was refused in that hour.</summary>
    /// <param name="Calls">How many calls after the first, at least 1; without those that an earlier sum has.</param>
    /// <param name="Method">HTTP method of the last.</param>
    /// <param name="Path">Path and query of the last.</param>
    /// <param name="LastAt">Business time of the last, UTC.</param>
    public sealed record RefusalsSummed(long Calls, string Method, string Path, DateTimeOffset LastAt) : AccessEvent;
}

/// <summary>A recorded call, or an hour of calls refused.</summary>
public abstract record Access : IAggregate<Access, AccessEvent>
{
    private Access() { }

    /// <summary>No such call.</summary>
    public sealed record None : Access;

    /// <summary>The call.</summary>
    public sealed record Known(string Method, string Path, long? LedgerSize) : Access;

    /// <summary>The first call of the hour; how many followed, as far as they are summed, and when the last of them.</summary>
    public sealed record Refused(string Method, string Path, long Further, DateTimeOffset? LastAt) : Access;

    /// <inheritdoc />
    public static Access Initial { get; } = new None();

    /// <inheritdoc />
    public static Access Evolve(Access state, AccessEvent @event) => (state, @event) switch
    {
        (None, AccessEvent.Recorded e) => new Known(e.Method, e.Path, e.LedgerSize),
        (None, AccessEvent.Refused e) => new Refused(e.Method, e.Path, Further: 0, LastAt: null),
        (Refused s, AccessEvent.RefusalsSummed e) => s with { Further = s.Further + e.Calls, LastAt = e.LastAt },
        _ => throw new ImpossibleEventException(state, @event),
    };
}
