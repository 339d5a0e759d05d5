using Polly;

namespace Workflow.EventSourcing;

/// <summary>Keeps something in step with the service's events, a little behind them: a read model, stored pages.</summary>
public interface IFeedConsumer
{
    /// <summary>Names its position; never changed. Another name starts again from the first event.</summary>
    string Name { get; }

    /// <summary>
    /// Whether it takes nothing for now; what comes meanwhile it is given later, and together. Whoever waits wakes the feed when that is
    /// over.
    /// </summary>
    bool Waits => false;

    /// <summary>
    /// Takes the next events, in commit-safe order, each stream's versions ascending by one. Rows written in <paramref name="transaction"/>
    /// commit together with the position: exactly once.
    /// Effects outside of it happen at least once. An exception pauses this consumer, visibly, and the same events come again after a
    /// back-off.
    /// The transaction is ended by the database when it idles for 3 s.
    /// </summary>
    /// <param name="events">One to a thousand, ascending by sequence; every event of the service passes here, once.</param>
    /// <param name="transaction">READ COMMITTED; committed by the feed.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>When the rows are written.</returns>
    Task ApplyAsync(IReadOnlyList<StoredEvent> events, NpgsqlTransaction transaction, CancellationToken ct);
}

/// <summary>
/// While this process leads: finds out how far the log has settled, and brings every consumer up to there, each by itself, in transactions
/// of its own.
/// </summary>
internal sealed class EventFeed(EventReader reader, FeedSignal signal, Clocks clocks, IReadOnlyList<FedConsumer> consumers)
{
    /// <summary>The most events handed to a consumer at once.</summary>
    public const int BatchSize = 1000;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    /// <summary>What is committed within so long is read together.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5);

    /// <summary>Until one of them fails, which none does by itself but for a lost lead.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var settled = new Settled();
        foreach (var consumer in consumers)
            await consumer.BeginAsync(ct);
        await Ending.TogetherAsync(
            [SettleAsync, .. consumers.Select(consumer => (Func<CancellationToken, Task>)(token => consumer.RunAsync(settled, token)))],
                ct);

        async Task SettleAsync(CancellationToken token)
        {
            while (true)
            {
                var next = signal.Committed.Next;
                var last = await reader.SettledAsync(token);
                if (last > settled.Last)
                    settled.Reach(last, signal.Settled);
                else if (await Signal.WaitAsync(next, Poll, clocks.Wall, token))
                    await Task.Delay(Gather, clocks.Wall, token);
            }
        }
    }
}

/// <summary>How far the log has settled: nothing can commit any more up to there.</summary>
internal sealed class Settled
{
    private long _last;

    public long Last => Volatile.Read(ref _last);

    public void Reach(long last, Signal signal)
    {
        Volatile.Write(ref _last, last);
        signal.Raise();
    }
}

/// <summary>One consumer as it is fed: where it is, why it is paused, and the last versions it was given.</summary>
internal sealed partial class FedConsumer
{
    private const int MostVersions = 20_000;
    private readonly IFeedConsumer _consumer;
    private readonly FeedPositions _positions;
    private readonly EventReader _reader;
    private readonly FeedStatus _status;
    private readonly FeedSignal _signal;
    private readonly Clocks _clocks;
    private readonly ResiliencePipeline _again;
    private readonly Dictionary<Guid, long> _versions = [];
    private long _position;

    public FedConsumer(
        IFeedConsumer consumer, FeedPositions positions, EventReader reader, FeedStatus status, FeedSignal signal, Clocks clocks,
            ILogger<FedConsumer> logger)
    {
        (_consumer, _positions, _reader, _status, _signal, _clocks) = (consumer, positions, reader, status, signal, clocks);
        _again = Backoff.Forever(clocks.Wall, TimeSpan.FromSeconds(0.5), TimeSpan.FromMinutes(1), e =>
        {
            status.Report(consumer.Name, _position, e.Message);
            Paused(logger, consumer.Name, _position, e);
        });
    }

    /// <summary>Starts from the stored position: this process leads from now on.</summary>
    public async Task BeginAsync(CancellationToken ct)
    {
        _position = await _positions.LoadAsync(_consumer.Name, ct);
        _versions.Clear();
        _status.Report(_consumer.Name, _position, null);
    }

    /// <summary>Takes what settles, for as long as this process leads. What fails is tried again, with back-off.</summary>
    /// <exception cref="FencedException">Somebody else leads.</exception>
    public async Task RunAsync(Settled settled, CancellationToken ct)
    {
        while (true)
        {
            var next = _signal.Settled.Next;
            if (_position < settled.Last && !_consumer.Waits)
                await _again.ExecuteAsync(async token => await AdvanceAsync(settled.Last, token), ct);
            else
                await Signal.WaitAsync(next, Timeout.InfiniteTimeSpan, _clocks.Wall, ct);
        }
    }

    private async Task AdvanceAsync(long settled, CancellationToken ct)
    {
        var events = await _reader.ReadAsync(_position, settled, EventFeed.BatchSize, ct);
        var to = events.Count == EventFeed.BatchSize ? events[^1].Sequence : settled;
        await CheckVersionsAsync(events, ct);
        await _positions.AdvanceAsync(_consumer, _position, to, events, ct);
        _position = to;
        if (_versions.Count > MostVersions)
            _versions.Clear();
        foreach (var e in events)
            _versions[e.Stream] = e.Version;
        _status.Report(_consumer.Name, _position, null);
        _signal.Taken.Raise();
    }

    /// <summary>A stream whose versions do not ascend by one means that an event was lost on the way here: nothing goes past it.</summary>
    private async Task CheckVersionsAsync(List<StoredEvent> events, CancellationToken ct)
    {
        var seen = new Dictionary<Guid, long>();
        var before = new List<(Guid Stream, long Version)>();
        foreach (var e in events)
        {
            if (!seen.TryGetValue(e.Stream, out var last) && !_versions.TryGetValue(e.Stream, out last) && e.Version > 1)
                before.Add((e.Stream, e.Version - 1));
            else if (e.Version != last + 1)
                throw new InvalidOperationException($"Stream {e.Stream} goes from version {last} to {e.Version} at sequence {e.Sequence}.");
            seen[e.Stream] = e.Version;
        }
        if (before.Count > 0 && await _reader.MissingAsync(before, _position, ct) is [_, ..] missing)
            throw new InvalidOperationException(
                $"Versions do not ascend by one after sequence {_position}; missing: {string.Join(", ", missing.Take(10))}.");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Feed consumer {Consumer} is paused at {Position}")]
    private static partial void Paused(ILogger logger, string consumer, long position, Exception exception);
}

/// <summary>The consumers' positions, each moved in the transaction of the rows that go with it.</summary>
internal sealed class FeedPositions(NpgsqlDataSource dataSource, EventSourcingOptions options)
{
    private readonly string _table = $"{options.QuotedSchema}.event_feed";

    /// <summary>The position of a consumer; 0 the first time.</summary>
    public Task<long> LoadAsync(string consumer, CancellationToken ct) => dataSource.Sql(
        $"""
        insert into {_table} (consumer, position) values ($1, 0) on conflict (consumer) do update set consumer = excluded.consumer
        returning position
        """,
        consumer).ScalarAsync<long>(ct);

    /// <summary>The position of a consumer; null when it has none.</summary>
    public Task<long?> FindAsync(string consumer, CancellationToken ct) =>
        dataSource.Sql($"select position from {_table} where consumer = $1", consumer).ScalarAsync<long?>(ct);

    /// <summary>Applies the events and moves the position, together.</summary>
    /// <exception cref="FencedException">The position is not <paramref name="from"/>: somebody else leads.</exception>
    public async Task AdvanceAsync(IFeedConsumer consumer, long from, long to, List<StoredEvent> events, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // The time limit: a process frozen here would keep the row locked from its successor.
        var moved = await transaction.Sql("set local idle_in_transaction_session_timeout = '3s'")
            .Add($"update {_table} set position = $3, updated_at = now() where consumer = $1 and position = $2", consumer.Name, from, to)
                .ExecuteAsync(ct);
        if (moved != 1)
            throw new FencedException(consumer.Name);
        if (events.Count > 0)
            await consumer.ApplyAsync(events, transaction, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Removes a position, in the transaction that makes it superfluous.</summary>
    /// <exception cref="FencedException">It is not <paramref name="from"/>: somebody else leads.</exception>
    public async Task ForgetAsync(string consumer, long from, NpgsqlTransaction transaction, CancellationToken ct)
    {
        if (await transaction.Sql($"delete from {_table} where consumer = $1 and position = $2", consumer, from).ExecuteAsync(ct) != 1)
            throw new FencedException(consumer);
    }
}
