using Microsoft.Extensions.Logging;

namespace Workflow.EventSourcing;

/// <summary>One consumer as it is fed: where it is, why it is paused, and the last versions it was given.</summary>
internal sealed partial class FedConsumer(IFeedConsumer consumer, FeedPositions positions, EventReader reader, FeedStatus status, ILogger<FedConsumer> logger)
{
    private const int MostVersions = 20_000;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private readonly Dictionary<Guid, long> _versions = [];
    private int _failures;

    public long Position { get; private set; }

    public bool Waits => consumer.Waits;

    public DateTimeOffset PausedUntil { get; private set; }

    /// <summary>Starts from the stored position: this process leads from now on.</summary>
    public async Task BeginAsync(CancellationToken ct)
    {
        (Position, PausedUntil, _failures) = (await positions.LoadAsync(consumer.Name, ct), default, 0);
        _versions.Clear();
        status.Report(consumer.Name, Position, null);
    }

    /// <summary>Hands over the events after <see cref="Position"/> up to <paramref name="to"/>; where that fails, pauses the consumer.</summary>
    /// <returns>Whether it succeeded.</returns>
    /// <exception cref="FencedException">Somebody else leads.</exception>
    public async Task<bool> TryAdvanceAsync(List<StoredEvent> events, long to, TimeProvider wall, CancellationToken ct)
    {
        try
        {
            await CheckVersionsAsync(events, ct);
            await positions.AdvanceAsync(consumer, Position, to, events, ct);
        }
        catch (Exception e) when (e is not FencedException && !ct.IsCancellationRequested)
        {
            PausedUntil = wall.GetUtcNow() + TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, 0.5 * Math.Pow(2, _failures++)));
            status.Report(consumer.Name, Position, e.Message);
            Paused(consumer.Name, Position, e);
            return false;
        }
        (Position, _failures) = (to, 0);
        if (_versions.Count > MostVersions)
            _versions.Clear();
        foreach (var e in events)
            _versions[e.Stream] = e.Version;
        status.Report(consumer.Name, Position, null);
        return true;
    }

    /// <summary>A stream whose versions do not ascend by one means that an event was lost on the way here: nothing goes past it.</summary>
    private async Task CheckVersionsAsync(List<StoredEvent> events, CancellationToken ct)
    {
        var seen = new Dictionary<Guid, long>();
        var unknown = new List<StoredEvent>();
        foreach (var e in events)
        {
            if (!seen.TryGetValue(e.Stream, out var before) && !_versions.TryGetValue(e.Stream, out before) && e.Version > 1)
                unknown.Add(e);
            else if (e.Version != before + 1)
                throw new InvalidOperationException($"Stream {e.Stream} goes from version {before} to {e.Version} at sequence {e.Sequence}.");
            seen[e.Stream] = e.Version;
        }
        if (unknown.Count > 0 && await reader.CountAsync([.. unknown.Select(e => e.Stream)], [.. unknown.Select(e => e.Version - 1)], Position, ct) != unknown.Count)
            throw new InvalidOperationException($"A stream's versions do not ascend by one after sequence {Position}: one of {string.Join(", ", unknown.Take(10).Select(e => $"{e.Stream} at {e.Version}"))}.");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Feed consumer {Consumer} is paused at {Position}")]
    private partial void Paused(string consumer, long position, Exception exception);
}
