using Npgsql;

namespace Workflow.EventSourcing;

/// <summary>Keeps something in step with the service's events, a little behind them: a read model, stored pages.</summary>
public interface IFeedConsumer
{
    /// <summary>Names its position; never changed. Another name starts again from the first event.</summary>
    string Name { get; }

    /// <summary>Whether it takes nothing for now; what comes meanwhile it is given later, and together. Whoever waits wakes the feed when that is over.</summary>
    bool Waits => false;

    /// <summary>
    /// Takes the next events, in commit-safe order, each stream's versions ascending by one. Rows written in <paramref name="transaction"/> commit together with the position: exactly once.
    /// Effects outside of it happen at least once. An exception pauses this consumer, visibly, and the same events come again after a back-off.
    /// The transaction is ended by the database when it idles for 3 s.
    /// </summary>
    /// <param name="events">One to a thousand, ascending by sequence; every event of the service passes here, once.</param>
    /// <param name="transaction">READ COMMITTED; committed by the feed.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>When the rows are written.</returns>
    Task ApplyAsync(IReadOnlyList<StoredEvent> events, NpgsqlTransaction transaction, CancellationToken ct);
}

/// <summary>While this process leads: reads the log as it settles and brings every consumer up to it, one after another, each in transactions of its own.</summary>
internal sealed class EventFeed(EventReader reader, FeedSignal signal, Clocks clocks, IReadOnlyList<FedConsumer> consumers, Relay relay)
{
    /// <summary>The most events handed to a consumer at once.</summary>
    public const int BatchSize = 1000;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    /// <summary>What is committed within so long is read together.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5);

    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var consumer in consumers)
            await consumer.BeginAsync(ct);
        for (var settled = 0L; ;)
        {
            while (await AdvanceAsync(settled, ct))
            {
                // What is settled is given to everybody before it is asked what else has settled, which may have to wait.
            }
            var now = await reader.SettledAsync(ct);
            if (now == settled && await signal.WaitAsync(Poll, ct))
                await Task.Delay(Gather, clocks.Wall, ct);
            settled = now;
        }
    }

    /// <summary>One batch for every consumer that is behind; those in the same place share the reading.</summary>
    /// <returns>Whether one of them can go on at once.</returns>
    private async Task<bool> AdvanceAsync(long settled, CancellationToken ct)
    {
        var (from, batch, more) = (-1L, new List<StoredEvent>(), false);
        foreach (var consumer in consumers.Where(c => c.Position < settled && !c.Waits && c.PausedUntil <= clocks.Wall.GetUtcNow()))
        {
            if (from != consumer.Position)
                (from, batch) = (consumer.Position, await reader.ReadAsync(consumer.Position, settled, BatchSize, ct));
            var advanced = await consumer.TryAdvanceAsync(batch, batch.Count == BatchSize ? batch[^1].Sequence : settled, clocks.Wall, ct);
            relay.Wake();
            more |= advanced && consumer.Position < settled;
        }
        return more;
    }
}
