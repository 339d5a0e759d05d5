using AuditReplay.Ledger;
using AuditReplay.Timeline;

namespace AuditReplay.Replay;

/// <summary>One stream at two instants, and what happened between.</summary>
/// <param name="first">Its first entry.</param>
/// <param name="since">The earlier instant, inclusive.</param>
/// <param name="at">The later one, inclusive.</param>
/// <param name="teller">Has heard the streams before.</param>
internal sealed class StreamComparison(LedgerRow first, DateTimeOffset since, DateTimeOffset at, Teller teller)
{
    private const int MostWords = 20;
    private readonly StreamPrefix _before = new(first.Source, first.Stream, since);
    private readonly StreamPrefix _after = new(first.Source, first.Stream, at);
    private readonly Queue<Words> _between = new();

    public bool IsOf(LedgerRow entry) => (entry.Source, entry.Stream) == (first.Source, first.Stream);

    /// <summary>Adds the next entry of the stream.</summary>
    public void Add(LedgerRow entry)
    {
        _before.Add(entry.Version, entry.RecordedAt, entry.Bytes);
        _after.Add(entry.Version, entry.RecordedAt, entry.Bytes);
        var words = teller.Tell(entry);
        if (entry.RecordedAt <= since || entry.RecordedAt > at)
            return;
        _between.Enqueue(words);
        if (_between.Count > MostWords)
            _between.Dequeue();
    }

    /// <summary>Null where it did not go on between.</summary>
    public StreamDifference? Difference()
    {
        var (before, after) = (_before.Fold(), _after.Fold());
        return after is null || before?.Version == after.Version ? null
            : new(first.Source, first.Stream, before?.State, after.State, new(
                string.Join("；", _between.Select(words => words.Zh)), string.Join("; ", _between.Select(words => words.En))));
    }
}
