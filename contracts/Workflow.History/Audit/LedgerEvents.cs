namespace Workflow.History;

/// <summary>What an operator does with the ledger's sources: a stream for each.</summary>
public abstract record LedgerEvent
{
    private LedgerEvent() { }

    /// <summary>The source goes on anew from a page; what the ledger has of it and later ones is abandoned.</summary>
    /// <param name="Source">notices, assignments, reminders, audit or directory.</param>
    /// <param name="Epoch">2, 3 … within the source.</param>
    /// <param name="FromPage">The first page taken anew.</param>
    /// <param name="FromOrdinal">The first ordinal taken anew; entries of earlier epochs from here on are abandoned.</param>
    /// <param name="Reason">As the operator gave it.</param>
    public sealed record EpochBegun(string Source, int Epoch, long FromPage, long FromOrdinal, string Reason) : LedgerEvent;
}

/// <summary>A source of the ledger, as operators changed its course.</summary>
public abstract record LedgerSource : IAggregate<LedgerSource, LedgerEvent>
{
    private LedgerSource() { }

    /// <summary>In its first epoch.</summary>
    public sealed record None : LedgerSource;

    /// <summary>The last epoch begun.</summary>
    public sealed record Known(string Source, int Epoch, long FromPage, long FromOrdinal, string Reason) : LedgerSource;

    /// <inheritdoc />
    public static LedgerSource Initial { get; } = new None();

    /// <inheritdoc />
    public static LedgerSource Evolve(LedgerSource state, LedgerEvent @event) => (state, @event) switch
    {
        (None, LedgerEvent.EpochBegun e) => new Known(e.Source, e.Epoch, e.FromPage, e.FromOrdinal, e.Reason),
        (Known s, LedgerEvent.EpochBegun e) when e.Epoch > s.Epoch => new Known(e.Source, e.Epoch, e.FromPage, e.FromOrdinal, e.Reason),
        _ => throw new ImpossibleEventException(state, @event),
    };
}
