using System.Runtime.CompilerServices;
using AuditReplay.Ledger;
using AuditReplay.Timeline;

namespace AuditReplay.Replay;

/// <summary>Folds every stream of a subject in one ordered scan, holding one stream at a time.</summary>
internal sealed class StreamReplay(LedgerReader ledger)
{
    public async IAsyncEnumerable<StreamState> RebuildAsync(Subject subject, DateTimeOffset at, long size,
        [EnumeratorCancellation] CancellationToken ct)
    {
        StreamPrefix? prefix = null;
        await foreach (var entry in ledger.EntriesAsync(subject, "source, stream, version", size, ct))
        {
            if (prefix is null || prefix.Stream != entry.Stream || prefix.Source != entry.Source)
            {
                if (prefix?.Fold() is { } folded)
                    yield return folded;
                prefix = new(entry.Source, entry.Stream, at);
            }
            prefix.Add(entry.Version, entry.RecordedAt, entry.Bytes);
        }
        if (prefix?.Fold() is { } last)
            yield return last;
    }

    /// <summary>The streams that went on after one instant until another, in one ordered scan.</summary>
    public async IAsyncEnumerable<StreamDifference> CompareAsync(Subject subject, DateTimeOffset since, DateTimeOffset at, long size,
        Teller teller, [EnumeratorCancellation] CancellationToken ct)
    {
        StreamComparison? compared = null;
        await foreach (var entry in ledger.EntriesAsync(subject, "source, stream, version", size, ct))
        {
            if (compared is null || !compared.IsOf(entry))
            {
                if (compared?.Difference() is { } difference)
                    yield return difference;
                compared = new(entry, since, at, teller);
            }
            compared.Add(entry);
        }
        if (compared?.Difference() is { } last)
            yield return last;
    }
}

/// <summary>The entries of one stream, from the first to the last recorded until an instant, inclusive.</summary>
internal sealed class StreamPrefix(string source, Guid stream, DateTimeOffset at)
{
    private readonly List<byte[]> _entries = [];
    private bool _ended;
    private string? _fault;

    public string Source => source;

    public Guid Stream => stream;

    /// <summary>Adds the next entry of the stream, unless the prefix has ended before it.</summary>
    public void Add(long version, DateTimeOffset recordedAt, byte[] entry)
    {
        _ended |= recordedAt > at;
        if (_ended)
            return;
        if (version != _entries.Count + 1)
            _fault ??= $"Version {_entries.Count + 1} is missing.";
        _entries.Add(entry);
    }

    /// <summary>The state; null when the stream had not begun.</summary>
    public StreamState? Fold()
    {
        if (_entries.Count == 0)
            return null;
        var events = new List<object>(_entries.Count);
        try
        {
            events.AddRange(_entries.Select(entry => LedgerEntry.Parse(entry).Read()));
            return Answer(HistoryJson.State(StreamFold.Fold(events)!), _fault);
        }
        catch (JsonException unreadable)
        {
            return Answer(state: null, $"Version {events.Count + 1}: {unreadable.Message}");
        }
        catch (ImpossibleEventException impossible)
        {
            return Answer(state: null, $"Version {LongestFold(events) + 1}: {impossible.Message}");
        }

        StreamState Answer(JsonElement? state, string? fault) => new(source, stream, _entries.Count, fault is null ? state : null, fault);
    }

    private static int LongestFold(List<object> events) =>
        Enumerable.Range(1, events.Count).TakeWhile(count => Folds(events.GetRange(0, count))).Count();

    private static bool Folds(List<object> events)
    {
        try
        {
            return StreamFold.Fold(events) is not null;
        }
        catch (ImpossibleEventException)
        {
            return false;
        }
    }
}
