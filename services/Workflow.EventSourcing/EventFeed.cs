using Microsoft.Extensions.Logging;
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
    /// The transaction is ended by the database when it idles for 3 s.
    /// </summary>
    /// <param name="events">One to a thousand, ascending by sequence; every event of the service passes here, once.</param>
    /// <param name="transaction">READ COMMITTED; committed by the feed.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>When the rows are written.</returns>
    Task ApplyAsync(IReadOnlyList<StoredEvent> events, NpgsqlTransaction transaction, CancellationToken ct);
}

/// <summary>While this process leads: reads the log as it settles and brings every consumer up to it, one after another, each in transactions of its own.</summary>
internal sealed partial class EventFeed(EventReader reader, FeedPositions positions, FeedSignal signal, FeedStatus status, Clocks clocks, IEnumerable<IFeedConsumer> consumers, Relay relay, ILogger<EventFeed> logger)
{
    /// <summary>The most events handed to a consumer at once.</summary>
    public const int BatchSize = 1000;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    /// <summary>What is committed within so long is read together.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken ct)
    {
        var all = new List<Progress>();
        foreach (var consumer in consumers)
        {
            all.Add(new(consumer, await positions.LoadAsync(consumer.Name, ct)));
            status.Report(consumer.Name, all[^1].Position, null);
        }
        for (var settled = 0L; ;)
        {
            while (await AdvanceAsync(all, settled, ct))
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
    private async Task<bool> AdvanceAsync(List<Progress> all, long settled, CancellationToken ct)
    {
        var (from, batch, more) = (-1L, new List<StoredEvent>(), false);
        foreach (var progress in all.Where(p => p.Position < settled && p.PausedUntil <= clocks.Wall.GetUtcNow()))
        {
            if (from != progress.Position)
                (from, batch) = (progress.Position, await reader.ReadAsync(progress.Position, settled, BatchSize, ct));
            await AdvanceAsync(progress, batch, batch.Count == BatchSize ? batch[^1].Sequence : settled, ct);
            more |= progress.Position < settled && progress.Error is null;
        }
        return more;
    }

    private async Task AdvanceAsync(Progress progress, List<StoredEvent> events, long to, CancellationToken ct)
    {
        try
        {
            await CheckVersionsAsync(progress, events, ct);
            await positions.AdvanceAsync(progress.Consumer, progress.Position, to, events, ct);
            progress.Advance(to, events);
        }
        catch (Exception e) when (e is not FencedException && !ct.IsCancellationRequested)
        {
            progress.Pause(e.Message, clocks.Wall.GetUtcNow(), LongestPause);
            Paused(progress.Consumer.Name, progress.Position, e);
        }
        status.Report(progress.Consumer.Name, progress.Position, progress.Error);
        relay.Wake();
    }

    /// <summary>A stream whose versions do not ascend by one means that an event was lost on the way here: nothing goes past it.</summary>
    private async Task CheckVersionsAsync(Progress progress, List<StoredEvent> events, CancellationToken ct)
    {
        var seen = new Dictionary<Guid, long>();
        var unknown = new List<StoredEvent>();
        foreach (var e in events)
        {
            if (!seen.TryGetValue(e.Stream, out var before) && !progress.Versions.TryGetValue(e.Stream, out before) && e.Version > 1)
                unknown.Add(e);
            else if (e.Version != before + 1)
                throw new InvalidOperationException($"Stream {e.Stream} goes from version {before} to {e.Version} at sequence {e.Sequence}.");
            seen[e.Stream] = e.Version;
        }
        if (unknown.Count > 0 && await reader.CountAsync([.. unknown.Select(e => e.Stream)], [.. unknown.Select(e => e.Version - 1)], progress.Position, ct) != unknown.Count)
            throw new InvalidOperationException($"A stream's versions do not ascend by one after sequence {progress.Position}: one of {string.Join(", ", unknown.Take(10).Select(e => $"{e.Stream} at {e.Version}"))}.");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Feed consumer {Consumer} is paused at {Position}")]
    private partial void Paused(string consumer, long position, Exception exception);

    /// <summary>Where one consumer is, and the last versions it was given.</summary>
    private sealed class Progress(IFeedConsumer consumer, long position)
    {
        private const int MostVersions = 20_000;
        private int _failures;

        public IFeedConsumer Consumer { get; } = consumer;

        public long Position { get; private set; } = position;

        public string? Error { get; private set; }

        public DateTimeOffset PausedUntil { get; private set; }

        public Dictionary<Guid, long> Versions { get; } = [];

        public void Advance(long to, List<StoredEvent> events)
        {
            (Position, Error, _failures) = (to, null, 0);
            if (Versions.Count > MostVersions)
                Versions.Clear();
            foreach (var e in events)
                Versions[e.Stream] = e.Version;
        }

        public void Pause(string error, DateTimeOffset now, TimeSpan longest)
        {
            Error = error;
            PausedUntil = now + TimeSpan.FromSeconds(Math.Min(longest.TotalSeconds, 0.5 * Math.Pow(2, _failures++)));
        }
    }
}

/// <summary>The consumers' positions, each moved in the transaction of the rows that go with it.</summary>
internal sealed class FeedPositions(NpgsqlDataSource dataSource, EventSourcingOptions options)
{
    /// <summary>The position of a consumer; 0 the first time.</summary>
    public async Task<long> LoadAsync(string consumer, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            $"insert into {options.QuotedSchema}.event_feed (consumer, position) values ($1, 0) on conflict (consumer) do update set consumer = excluded.consumer returning position");
        command.Parameters.Add(new() { Value = consumer });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Applies the events and moves the position, together.</summary>
    /// <exception cref="FencedException">The position is not <paramref name="from"/>: somebody else leads.</exception>
    public async Task AdvanceAsync(IFeedConsumer consumer, long from, long to, List<StoredEvent> events, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var guard = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                // A process frozen here would keep the row locked from its successor.
                new("set local idle_in_transaction_session_timeout = '3s'"),
                new($"update {options.QuotedSchema}.event_feed set position = $3, updated_at = now() where consumer = $1 and position = $2")
                {
                    Parameters = { new() { Value = consumer.Name }, new() { Value = from }, new() { Value = to } },
                },
            },
        })
        {
            if (await guard.ExecuteNonQueryAsync(ct) != 1)
                throw new FencedException(consumer.Name);
        }
        if (events.Count > 0)
            await consumer.ApplyAsync(events, transaction, ct);
        await transaction.CommitAsync(ct);
    }
}
