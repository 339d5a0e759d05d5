using Workflow.Contracts.Audit.V1;

namespace Workflow.EventSourcing;

/// <summary>The boundaries of one page: fixed for ever when stored, before anything of it is sent.</summary>
/// <param name="Number">1, 2, 3 … within the service.</param>
/// <param name="FirstOrdinal">Ordinal of its first event, inclusive.</param>
/// <param name="LastOrdinal">Ordinal of its last event, inclusive.</param>
/// <param name="FromSequence">Sequence of its first event, inclusive.</param>
/// <param name="ToSequence">Sequence of its last event, inclusive.</param>
/// <param name="Hash">Of it and all before it; null where it was cut before there were hashes.</param>
/// <param name="Previous">The hash of the page before.</param>
internal sealed record PageBounds(long Number, long FirstOrdinal, long LastOrdinal, long FromSequence, long ToSequence, string? Hash,
    string? Previous);

/// <summary>
/// Cuts the log into pages of at most 500 events or 256 kB, stored by the feed; reads them again whenever they are to be published.
/// </summary>
internal sealed class EventPages(NpgsqlDataSource dataSource, EventSourcingOptions options, FeedSignal signal) : IFeedConsumer
{
    public const int MostEvents = 500;
    public const int MostBytes = 256_000;

    /// <summary>
    /// While so many pages wait for the broker no more are cut: a backlog becomes a few full pages, not a page for each commit.
    /// </summary>
    public const int MostWaiting = 16;

    /// <summary>What a ledger entry adds to data and headers, generously.</summary>
    private const int EntryOverhead = 450;

    private const int NobodyPublishes = int.MinValue;

    private readonly string _table = $"{options.QuotedSchema}.event_page";

    /// <summary>Pages cut by this process and not yet published, by the page's hash.</summary>
    private readonly ConcurrentDictionary<string, Made> _made = new(StringComparer.Ordinal);

    /// <summary>Pages stored and not confirmed, as far as this process knows; corrected whenever the relay reads them.</summary>
    private int _waiting = NobodyPublishes;

    public string Name => "pages";

    public bool Waits => Volatile.Read(ref _waiting) >= MostWaiting;

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, NpgsqlTransaction transaction, CancellationToken ct)
    {
        var (number, ordinal, hash) = await LastAsync(transaction, ct);
        var pages = new List<PageBounds>();
        foreach (var (first, count) in Cut(events))
        {
            var (before, entries) = (ordinal, new List<byte[]>(count));
            for (var i = 0; i < count; i++)
                entries.Add(Entry(events[first + i], ++ordinal));
            var previous = hash;
            hash = PageHash.Of(previous, options.Source, ++number, entries);
            pages.Add(new(number, before + 1, ordinal, events[first].Sequence, events[first + count - 1].Sequence, hash, previous));
            Remember(hash, new(events.Skip(first).Take(count).ToList(), entries));
        }
        await transaction.Sql()
            .Over(pages,
                $"""
                insert into {_table} (number, first_ordinal, last_ordinal, from_seq, to_seq, hash)
                select * from unnest($1, $2, $3, $4, $5, $6)
                """)
            .With(p => p.Number).With(p => p.FirstOrdinal).With(p => p.LastOrdinal).With(p => p.FromSequence).With(p => p.ToSequence)
            .With(p => p.Hash).End().ExecuteAsync(ct);
        Interlocked.Add(ref _waiting, pages.Count);
    }

    /// <summary>The lowest pages that the broker has not confirmed, at most <see cref="MostWaiting"/>.</summary>
    public async Task<List<PageBounds>> UnconfirmedAsync(CancellationToken ct)
    {
        var pages = await BoundsAsync("page.confirmed_at is null order by page.number limit $1", ct, MostWaiting);
        if (Interlocked.Exchange(ref _waiting, pages.Count) >= MostWaiting && !Waits)
            signal.Settled.Raise();
        return pages;
    }

    /// <summary>Stored pages by number, both inclusive.</summary>
    public Task<List<PageBounds>> BetweenAsync(long first, long last, CancellationToken ct) =>
        BoundsAsync("page.number between $1 and $2 order by page.number", ct, first, last);

    /// <summary>A page's events: the same whenever it is asked.</summary>
    public async Task<List<StoredEvent>> EventsAsync(PageBounds page, CancellationToken ct)
    {
        if (page.Hash is { } hash && _made.TryGetValue(hash, out var made))
            return made.Events;
        var events = await StoredEvent.ReadAsync(dataSource.Sql(), options, "seq_id between $1 and $2 order by seq_id", ct,
            page.FromSequence, page.ToSequence);
        return events.Count == page.LastOrdinal - page.FirstOrdinal + 1
            ? events
            : throw new InvalidOperationException(
                $"Page {page.Number} was stored with {page.LastOrdinal - page.FirstOrdinal + 1} events; {events.Count} are there now.");
    }

    /// <summary>A stream's events of published pages, from a version on.</summary>
    public Task<List<StoredEvent>> EventsAsync(Guid stream, long version, CancellationToken ct) => StoredEvent.ReadAsync(dataSource.Sql(),
        options, $"stream_id = $1 and version >= $2 and seq_id <= (select max(to_seq) from {_table}) order by version", ct, stream,
        version);

    /// <summary>The page as the ledger receives it.</summary>
    public OutgoingMessage Message(PageBounds page, IReadOnlyList<StoredEvent> events)
    {
        var made = page.Hash is { } hash && _made.TryRemove(hash, out var cut) ? cut.Entries
            : events.Select((e, i) => Entry(e, page.FirstOrdinal + i));
        IReadOnlyList<string> entries = [.. made.Select(Encoding.UTF8.GetString)];
        return new(new EventPage(options.Source, page.Number, page.FirstOrdinal, page.LastOrdinal, entries, page.Hash, page.Previous),
            Ids.Derived(events[0].Id, $"page/{page.Number}"), null);
    }

    public async Task ConfirmAsync(PageBounds page, CancellationToken ct)
    {
        await dataSource.Sql($"update {_table} set confirmed_at = now() where number = $1 and confirmed_at is null", page.Number)
            .ExecuteAsync(ct);
        if (Interlocked.Decrement(ref _waiting) == MostWaiting - 1)
            signal.Settled.Raise();
    }

    public Task<long> CountUnconfirmedAsync(CancellationToken ct) =>
        dataSource.Sql($"select count(*) from {_table} where confirmed_at is null").ScalarAsync<long>(ct);

    /// <summary>What a hash stands for never changes, so what was made of a cut that did not commit is only of no use.</summary>
    private void Remember(string hash, Made made)
    {
        if (_made.Count >= MostWaiting)
            _made.Clear();
        _made[hash] = made;
    }

    private byte[] Entry(StoredEvent e, long ordinal) => new LedgerEntry(
        options.Source, ordinal, e.Id, e.Stream, e.Version, e.Type, e.RecordedAt, e.Actor, e.CorrelationId, e.CausationId,
        e.Headers is { } headers ? JsonElement.Parse(headers) : null, JsonElement.Parse(e.Data)).ToBytes();

    private static IEnumerable<(int First, int Count)> Cut(IReadOnlyList<StoredEvent> events)
    {
        var (first, bytes) = (0, 0);
        for (var i = 0; i < events.Count; i++)
        {
            var size = Encoding.UTF8.GetByteCount(events[i].Data) + (events[i].Headers?.Length ?? 0) + EntryOverhead;
            if (i > first && (i - first == MostEvents || bytes + size > MostBytes))
            {
                yield return (first, i - first);
                (first, bytes) = (i, 0);
            }
            bytes += size;
        }
        yield return (first, events.Count - first);
    }

    private Task<(long Number, long Ordinal, string? Hash)> LastAsync(NpgsqlTransaction transaction, CancellationToken ct) =>
        transaction.Sql($"select number, last_ordinal, hash from {_table} order by number desc limit 1")
            .FirstAsync(row => (row.GetInt64(0), row.GetInt64(1), row.Text(2)), ct);

    private Task<List<PageBounds>> BoundsAsync(string where, CancellationToken ct, params ReadOnlySpan<object?> values) =>
        dataSource.Sql(
            $"""
            select page.number, page.first_ordinal, page.last_ordinal, page.from_seq, page.to_seq, page.hash, before.hash
            from {_table} page left join {_table} before on before.number = page.number - 1 where {where}
            """, values).ReadAsync(row => new PageBounds(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3),
                row.GetInt64(4), row.Text(5), row.Text(6)), ct);

    /// <summary>A page's events, and its entries as the ledger receives them.</summary>
    private sealed record Made(List<StoredEvent> Events, List<byte[]> Entries);
}
