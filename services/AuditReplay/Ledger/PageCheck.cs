using Workflow.Contracts.Audit.V1;

namespace AuditReplay.Ledger;

/// <summary>An entry and the bytes it was read from, which are its canonical ones.</summary>
internal sealed record CheckedEntry(LedgerEntry Entry, byte[] Bytes);

/// <summary>A page that must not enter the ledger. Nothing after it of its source is appended until it has come whole.</summary>
/// <param name="stops">Whether no copy can mend it: the source is taken no further until an operator begins an epoch.</param>
internal sealed class LedgerFaultException(string source, long page, string reason, bool stops = false)
    : Exception($"Page {page} of {source}: {reason}")
{
    public bool Stops { get; } = stops;

    public string FaultySource { get; } = source;

    public long Page { get; } = page;
}

/// <summary>What can be said of a page by itself: it follows without a gap, is whole, and holds canonical entries of its source.</summary>
internal static class PageCheck
{
    /// <param name="page">As received.</param>
    /// <param name="ordinal">The source's last ordinal before it.</param>
    /// <exception cref="LedgerFaultException">Names the page and the entry.</exception>
    public static IReadOnlyList<CheckedEntry> Check(EventPage page, long ordinal)
    {
        if (page.FirstOrdinal != ordinal + 1)
            throw Fault($"it begins with ordinal {page.FirstOrdinal}, and {ordinal + 1} is next.");
        if (page.Entries.Count == 0 || page.Entries.Count != page.LastOrdinal - page.FirstOrdinal + 1)
            throw Fault($"it says ordinals {page.FirstOrdinal} to {page.LastOrdinal} and holds {page.Entries.Count} entries.");
        return [.. page.Entries.Select((text, index) => CheckEntry(text, page.FirstOrdinal + index))];

        CheckedEntry CheckEntry(string text, long expected)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var (entry, canonical) = Read(bytes, expected);
            if (entry.Source != page.Source || entry.Ordinal != expected)
                throw Fault($"in the place of ordinal {expected} stands {entry.Source}/{entry.Ordinal}.");
            if (!canonical.AsSpan().SequenceEqual(bytes))
                throw Fault($"the bytes of ordinal {expected} are not the canonical ones.");
            return new(entry, bytes);
        }

        (LedgerEntry Entry, byte[] Canonical) Read(byte[] bytes, long expected)
        {
            try
            {
                var entry = LedgerEntry.Parse(bytes);
                return (entry, entry.ToBytes());
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                throw Fault($"the bytes of ordinal {expected} are no entry ({e.Message})");
            }
        }

        LedgerFaultException Fault(string reason) => new(page.Source, page.Number, reason);
    }
}
