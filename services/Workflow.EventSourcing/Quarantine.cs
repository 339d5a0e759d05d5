namespace Workflow.EventSourcing;

/// <summary>Something that is set aside.</summary>
/// <param name="Place">Where it was to be done: one of <see cref="Quarantine.Streams"/> and the <see cref="ISetAside.Place"/>s.</param>
/// <param name="Item">The id of what cannot be done there: a stream, nearly always.</param>
/// <param name="Version">Of the event that cannot be read, where that is the reason.</param>
/// <param name="Type">That event's stored name.</param>
/// <param name="Reason">What was thrown.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Since">When it was set aside, by wall time.</param>
public sealed record Quarantined(string Place, Guid Item, long? Version, string? Type, string Reason, int Attempts, DateTimeOffset Since);

/// <summary>One of many things that threw.</summary>
/// <param name="Item">Its id.</param>
/// <param name="Why">What it threw.</param>
/// <param name="From">The version of its stream from which it was not done; null = what the exception says, if any.</param>
public readonly record struct ItemFault(Guid Item, Exception Why, long? From = null);

/// <summary>Does what a loop set aside, once more; registered by whoever sets aside.</summary>
public interface ISetAside
{
    /// <summary>Lower kebab-case; never changed.</summary>
    string Place { get; }

    /// <summary>Does it; nothing where nothing is left to be done. Throwing leaves it where it is, for a longer while.</summary>
    /// <param name="item">What was set aside.</param>
    /// <param name="version">The least version it was set aside with.</param>
    /// <param name="ct">Cancels.</param>
    Task RetryAsync(Guid item, long? version, CancellationToken ct);
}

/// <summary>
/// What cannot be read or done for now, so that one fault harms one: whoever works on many leaves these out, and this alone tries them
/// again, after 5 s, then 10 s, 20 s … 10 min, and at once when a process starts, which may know the event. Nothing is deleted but the
/// row itself, once it goes well. Thread-safe.
/// </summary>
public sealed partial class Quarantine : BackgroundService
{
    /// <summary>The place of streams that cannot be read, whoever asked for them.</summary>
    public const string Streams = "stream";

    private const int MostAtOnce = 100;
    private const int LongestReason = 500;

    /// <summary>Streams found unreadable and not written down yet; beyond, the next who reads them finds them again.</summary>
    private const int MostNoted = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly NpgsqlDataSource _dataSource;
    private readonly EventSourcingOptions _options;
    private readonly Clocks _clocks;
    private readonly IServiceProvider _services;
    private readonly ILogger<Quarantine> _logger;
    private readonly string _table;

    private readonly ConcurrentDictionary<Guid, UnreadableEventException> _noted = new();

    internal Quarantine(NpgsqlDataSource dataSource, EventSourcingOptions options, Clocks clocks, IServiceProvider services,
        ILogger<Quarantine> logger)
    {
        (_dataSource, _options, _clocks, _services, _logger) = (dataSource, options, clocks, services, logger);
        _table = $"{options.QuotedSchema}.quarantine";
    }

    /// <summary>In SQL of the service: that <paramref name="item"/> is not set aside at this place.</summary>
    public static string Without(string place, string item) =>
        $"not exists (select from quarantine q where q.place = '{place}' and q.item = {item})";

    /// <summary>Sets aside what threw; what stands aside already for a longer while.</summary>
    public async Task AddAsync(string place, IReadOnlyCollection<ItemFault> items, CancellationToken ct)
    {
        var added = await _dataSource.Sql().Over(items.DistinctBy(item => item.Item).OrderBy(item => item.Item).ToList(),
            $"""
            insert into {_table} as q (place, item, version, type, reason, next_at)
            select $5, u.*, clock_timestamp() + interval '5 s' from unnest($1, $2, $3, $4) u (item, version, type, reason)
            on conflict (place, item) do update set version = least(q.version, excluded.version), type = excluded.type,
                reason = excluded.reason, attempts = q.attempts + 1,
                next_at = clock_timestamp() + interval '5 s' * least(power(2, least(q.attempts, 10)), 120)
            returning item, attempts, reason
            """)
            .With(item => item.Item).With(item => item.From ?? (item.Why as UnreadableEventException)?.Version)
            .With(item => (item.Why as UnreadableEventException)?.Type).With(item => Words(item.Why)).And(place).End()
            .ReadAsync(row => (Item: row.GetGuid(0), IsNew: row.GetInt32(1) == 1, Reason: row.GetString(2)), ct);
        foreach (var (item, _, reason) in added.Where(item => item.IsNew))
            Aside(place, item, reason);
    }

    /// <summary>What is set aside, longest first, at most so many.</summary>
    /// <param name="most">At most so many.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="place">Only there; null = everywhere.</param>
    public Task<List<Quarantined>> ReadAsync(int most, CancellationToken ct, string? place = null) => _dataSource.Sql(
        $"""
        select place, item, version, type, reason, attempts, since from {_table} where $2::text is null or place = $2
        order by since, place, item limit $1
        """, most, place).ReadAsync(row => new Quarantined(row.GetString(0), row.GetGuid(1), row.Maybe<long>(2), row.Text(3),
            row.GetString(4), row.GetInt32(5), row.Instant(6)), ct);

    /// <summary>Those of these that are set aside at a place.</summary>
    public async Task<HashSet<Guid>> AmongAsync(string place, IReadOnlyCollection<Guid> items, CancellationToken ct) =>
        [.. await _dataSource.Sql($"select item from {_table} where place = $1 and item = any($2)", place, items.ToArray())
            .ReadAsync(row => row.GetGuid(0), ct)];

    /// <summary>Notes that a stream cannot be read; it is written down soon.</summary>
    internal void Note(UnreadableEventException unreadable)
    {
        if (_noted.Count < MostNoted)
            _noted.TryAdd(unreadable.Stream, unreadable);
    }

    /// <summary>Begins anew at a place.</summary>
    internal Task ForgetAsync(string place, CancellationToken ct) =>
        _dataSource.Sql($"delete from {_table} where place = $1", place).ExecuteAsync(ct);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var isFirst = true; !stoppingToken.IsCancellationRequested;)
        {
            try
            {
                if (isFirst)
                    await _dataSource.Sql($"update {_table} set next_at = clock_timestamp()").ExecuteAsync(stoppingToken);
                isFirst = false;
                await WriteNotedAsync(stoppingToken);
                if (await RetryDueAsync(stoppingToken))
                    continue;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Failing(e);
            }
            await Task.Delay(Interval, _clocks.Wall, stoppingToken);
        }
    }

    private async Task WriteNotedAsync(CancellationToken ct)
    {
        if (_noted.IsEmpty)
            return;
        var noted = _noted.ToList();
        // Who reads it again and again does not make it wait longer.
        var known = await AmongAsync(Streams, noted.ConvertAll(entry => entry.Key), ct);
        await AddAsync(Streams, [.. noted.Where(entry => !known.Contains(entry.Key)).Select(e => new ItemFault(e.Key, e.Value))], ct);
        noted.ForEach(entry => _noted.TryRemove(entry));
    }

    /// <summary>Tries the next again; whoever has taken them has them for a minute.</summary>
    /// <returns>Whether there may be more.</returns>
    private async Task<bool> RetryDueAsync(CancellationToken ct)
    {
        var due = await _dataSource.Sql(
            $"""
            update {_table} q set next_at = clock_timestamp() + interval '1 min'
            where (place, item) in (select place, item from {_table} where next_at <= clock_timestamp()
                order by next_at limit {MostAtOnce} for update skip locked)
            returning place, item, version, attempts
            """).ReadAsync(row => (Place: row.GetString(0), Item: row.GetGuid(1), Version: row.Maybe<long>(2), Attempts: row.GetInt32(3)),
                ct);
        var places = _services.GetServices<ISetAside>().ToDictionary(place => place.Place, StringComparer.Ordinal);
        foreach (var (place, item, version, attempts) in due)
        {
            try
            {
                await (place == Streams ? ReadWholeAsync(item, ct)
                    : place.EndsWith(ReadModels.Rebuild, StringComparison.Ordinal) ? RebuildAsync(place, item, ct)
                    : places.TryGetValue(place, out var setAside) ? setAside.RetryAsync(item, version, ct)
                    : throw new InvalidOperationException($"Nobody here does what was set aside as {place}."));
                // Unless it was set aside once more meanwhile.
                if (await _dataSource.Sql($"delete from {_table} where place = $1 and item = $2 and attempts = $3", place, item, attempts)
                    .ExecuteAsync(ct) > 0)
                    Healed(place, item);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                await AddAsync(place, [new(item, e)], ct);
            }
        }
        return due.Count == MostAtOnce;
    }

    /// <summary>Whether a stream can be read, whatever it is of.</summary>
    /// <exception cref="UnreadableEventException">It cannot.</exception>
    public async Task ReadWholeAsync(Guid stream, CancellationToken ct)
    {
        var events = await StoredEvent.ReadAsync(_dataSource.Sql(), _options, "stream_id = $1 and not is_archived order by version", ct,
            stream);
        var read = events.ConvertAll(e => e.Read());
        if (events is [.., var last])
            last.Use(_ => StreamFold.Fold(read));
    }

    /// <summary>Now that the stream can be read, the read model is made again once more.</summary>
    private async Task RebuildAsync(string model, Guid stream, CancellationToken ct)
    {
        await ReadWholeAsync(stream, ct);
        var positions = new FeedPositions(_dataSource, _options);
        if (await positions.FindAsync(model, ct) is not null)
            throw new InvalidOperationException("It can be read; the read model is just being made again without it, which is waited for.");
        await positions.LoadAsync(model, ct);
    }

    private static string Words(Exception why)
    {
        var words = why is UnreadableEventException { InnerException: { } inner } ? $"{why.Message} {inner.Message}" : why.Message;
        return words.Length <= LongestReason ? words : words[..LongestReason];
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Set aside at {Place}: {Item}, the others go on. {Reason}")]
    private partial void Aside(string place, Guid item, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Set aside at {Place} no more: {Item}")]
    private partial void Healed(string place, Guid item);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is set aside cannot be tried again now")]
    private partial void Failing(Exception exception);
}

/// <summary>Many things done at once, of which each may throw for itself.</summary>
public static class EachForItself
{
    /// <summary>
    /// Does all at once; where that throws, halves of it, down to those that throw alone. What passes by itself (the database or the broker
    /// is away) is thrown on.
    /// </summary>
    /// <param name="items">What is to be done.</param>
    /// <param name="act">Does some, or throws and has done none.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Those that threw, and what.</returns>
    public static async Task<IReadOnlyList<(T Item, Exception Why)>> DoAsync<T>(IReadOnlyList<T> items,
        Func<IReadOnlyList<T>, Task> act, CancellationToken ct)
    {
        if (items.Count == 0)
            return [];
        try
        {
            await act(items);
            return [];
        }
        catch (Exception e) when (!ct.IsCancellationRequested && !PassesByItself(e))
        {
            if (items is [var alone])
                return [(alone, e)];
        }
        var half = items.Count / 2;
        return [.. await DoAsync([.. items.Take(half)], act, ct), .. await DoAsync([.. items.Skip(half)], act, ct)];
    }

    /// <summary>Whether it is the database's, the broker's or the clock's, and not of what was to be done.</summary>
    public static bool PassesByItself(Exception e) => e switch
    {
        // A row that does not fit, a value that cannot be: of the item.
        PostgresException { SqlState: { } state } => !(state.StartsWith("22", StringComparison.Ordinal)
            || state.StartsWith("23", StringComparison.Ordinal)),
        NpgsqlException or TimeoutException or IOException or OperationCanceledException or ClockBehindException or FencedException => true,
        MassTransitException => true,
        _ => false,
    };
}
