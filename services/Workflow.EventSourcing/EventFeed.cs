using Npgsql;

namespace Workflow.EventSourcing;

/// <summary>Keeps something in step with the service's events, a little behind them: a read model, stored pages.</summary>
public interface IFeedConsumer
{
    /// <summary>Names its position; never changed. Another name starts again from the first event.</summary>
    string Name { get; }

    /// <summary>
    /// Takes the next events, in commit-safe order, each stream's versions ascending by one. Rows written in <paramref name="transaction"/> commit together with the position: exactly once.
    /// Effects outside of it happen at least once. An exception pauses this consumer, visibly, and the same events come again after a back-off.
    /// </summary>
    /// <param name="events">One to a thousand, ascending by sequence; every event of the service passes here, once.</param>
    /// <param name="transaction">READ COMMITTED; committed by the feed.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>When the rows are written.</returns>
    Task ApplyAsync(IReadOnlyList<StoredEvent> events, NpgsqlTransaction transaction, CancellationToken ct);
}
