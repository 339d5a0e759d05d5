namespace Workflow.EventSourcing;

/// <summary>
/// When this process recorded the last events of streams, so that an append which rests on one of them need not ask the database. What stands at a version never changes, so nothing here grows stale.
/// Bounded: a stream takes the place of another. Thread-safe.
/// </summary>
internal sealed class RecordedInstants
{
    private readonly Recorded?[] _places = new Recorded?[4096];

    /// <summary>An instant not before that of the event, and not after the commit; null when it is not known here.</summary>
    public DateTimeOffset? Find(Guid stream, long version) =>
        Volatile.Read(ref Place(stream)) is { } known && known.Stream == stream && known.Version == version ? known.At : null;

    public void Keep(Guid stream, long version, DateTimeOffset at) => Volatile.Write(ref Place(stream), new(stream, version, at));

    private ref Recorded? Place(Guid stream) => ref _places[(uint)stream.GetHashCode() % _places.Length];

    private sealed record Recorded(Guid Stream, long Version, DateTimeOffset At);
}
