namespace AuditReplay.Tests;

/// <summary>An event as a service recorded it.</summary>
internal sealed record Recorded(Guid Stream, DateTimeOffset At, object Event, Guid? Notice = null);

/// <summary>Makes the pages that a service's relay would send, one after the other.</summary>
public sealed class SendingService(string source)
{
    private readonly Dictionary<Guid, long> _versions = [];
    private string? _hash;
    private long _page;
    private long _ordinal;

    /// <summary>The last page made.</summary>
    public long Page => _page;

    /// <summary>The last ordinal made.</summary>
    public long Ordinal => _ordinal;

    internal EventPage Next(params IEnumerable<Recorded> events)
    {
        var first = _ordinal + 1;
        var entries = events.Select(Entry).Select(entry => Encoding.UTF8.GetString(entry.ToBytes())).ToList();
        var previous = _hash;
        _hash = PageHash.Of(previous, source, ++_page, entries.Select(Encoding.UTF8.GetBytes));
        return new(source, _page, first, _ordinal, entries, _hash, previous);
    }

    /// <summary>The last page, had the service said this instead.</summary>
    internal EventPage Instead(EventPage page)
    {
        _hash = PageHash.Of(page.Previous, source, page.Number, page.Entries.Select(Encoding.UTF8.GetBytes));
        return page with { Hash = _hash };
    }

    /// <summary>The service as it was when its data were dumped: what it says from then on is another history.</summary>
    internal SendingService Dumped()
    {
        var dump = new SendingService(source) { _hash = _hash, _page = _page, _ordinal = _ordinal };
        foreach (var (stream, version) in _versions)
            dump._versions[stream] = version;
        return dump;
    }

    private LedgerEntry Entry(Recorded recorded)
    {
        var version = _versions[recorded.Stream] = _versions.GetValueOrDefault(recorded.Stream) + 1;
        return new(source, ++_ordinal, Guid.CreateVersion7(recorded.At), recorded.Stream, version, Vocabulary.Today.NameOf(recorded.Event),
            recorded.At, "p-7c1f", (recorded.Notice ?? recorded.Stream).ToString(), CausationId: null,
            JsonSerializer.SerializeToElement(new { role = "branch", unit = "DL-ZS-001" }),
            JsonSerializer.SerializeToElement(recorded.Event, recorded.Event.GetType(), HistoryJson.Options));
    }
}
