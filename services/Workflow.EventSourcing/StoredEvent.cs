namespace Workflow.EventSourcing;

/// <summary>An event as its row holds it: metadata, and the data still as JSON text.</summary>
/// <param name="Sequence">Its place in the service's log, ascending; numbers may be missing.</param>
/// <param name="Id">The event's own id.</param>
/// <param name="Stream">Its stream.</param>
/// <param name="Version">Its place in the stream, from 1.</param>
/// <param name="Type">Its stored name, such as <c>assignment.dispatched.v1</c>.</param>
/// <param name="RecordedAt">Business time, UTC, whole microseconds; never decreasing within a stream.</param>
/// <param name="Data">JSON, as PostgreSQL prints jsonb.</param>
/// <param name="Actor">Opaque person id, or <c>system:{service}</c>.</param>
/// <param name="CorrelationId">The notice's id, else the stream's own.</param>
/// <param name="CausationId">The message or event that caused it.</param>
/// <param name="Headers">JSON object of role, unit, onBehalfOf, traceparent; null where there is none.</param>
public sealed record StoredEvent(long Sequence, Guid Id, Guid Stream, long Version, string Type, DateTimeOffset RecordedAt, string Data,
    string? Actor, string? CorrelationId, string? CausationId, string? Headers)
{
    private const string Columns =
        """
        seq_id, id, stream_id, version, type, "timestamp", data::text, user_name, correlation_id, causation_id,
        nullif(headers, 'null')::text
        """;

    private Vocabulary _vocabulary = Vocabulary.Today;

    /// <summary>The event, in the type its stored name has today.</summary>
    /// <returns>A record of <c>Workflow.History</c>.</returns>
    /// <exception cref="UnreadableEventException">The name is unknown to this version, or the JSON does not fit.</exception>
    public object Read()
    {
        try
        {
            return _vocabulary.Read(Type, Data);
        }
        catch (Exception e)
        {
            throw new UnreadableEventException(Stream, Version, Type, e);
        }
    }

    /// <summary>The person that acted, in which role and for which unit; null where a service acted of itself.</summary>
    public Actor? ByPerson()
    {
        if (Actor is not { } person || Headers is not { } text || person.StartsWith("system:", StringComparison.Ordinal))
            return null;
        var headers = JsonElement.Parse(text);
        return new(person, Header("role") ?? "", Header("unit"), Header("onBehalfOf"));

        string? Header(string name) => headers.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    /// <summary>Reads the event and makes something of it that cannot fail but for what the event says: a state, a row.</summary>
    /// <exception cref="UnreadableEventException">It cannot be read, or is not what may follow there.</exception>
    public TResult Use<TResult>(Func<object, TResult> use)
    {
        var data = Read();
        try
        {
            return use(data);
        }
        catch (Exception e)
        {
            throw new UnreadableEventException(Stream, Version, Type, e);
        }
    }

    /// <summary>
    /// Reads rows of <c>mt_events</c>: <paramref name="where"/> is what follows <c>where</c>. Tombstones, which Marten leaves behind a
    /// refused append, are skipped.
    /// </summary>
    internal static Task<List<StoredEvent>> ReadAsync(Sql on, EventSourcingOptions options, string where, CancellationToken ct,
        params ReadOnlySpan<object?> values) =>
        on.Add($"select {Columns} from {options.QuotedSchema}.mt_events where type <> 'tombstone' and {where}", values)
            .ReadAsync(row => new StoredEvent(
            row.GetInt64(0), row.GetGuid(1), row.GetGuid(2), row.GetInt64(3), row.GetString(4), row.Instant(5), row.GetString(6),
            row.Text(7), row.Text(8), row.Text(9), row.Text(10)) { _vocabulary = options.Vocabulary }, ct);
}

/// <summary>
/// Reads the log in order without losing what commits late (ADR 0002). Sequence numbers are taken before commit; but whoever took one holds
/// a lock on the sequence until its
/// transaction ends, and rows are visible before locks are released. So: note the last number, wait for those who hold the lock then, read
/// up to that number under a new snapshot.
/// </summary>
internal sealed class EventReader(NpgsqlDataSource dataSource, EventSourcingOptions options, Clocks clocks, FeedStatus status)
{
    private static readonly TimeSpan ReportAfter = TimeSpan.FromSeconds(1);
    private readonly string _sequence = $"{options.QuotedSchema}.mt_events_sequence";
    private long _settled;

    /// <summary>
    /// The sequence number up to which nothing can commit any more. Waits for the transactions that stand before it, however long they
    /// take, and reports them.
    /// </summary>
    public async Task<long> SettledAsync(CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        var last = status.Head = await LastAsync(connection, ct);
        if (last == _settled)
            return last;
        await AwaitHoldersAsync(connection, (holders, waited) =>
        {
            if (waited > ReportAfter)
                (status.BlockedBy, status.BlockedSince) = (string.Join("; ", holders), status.BlockedSince ?? clocks.Wall.GetTimestamp());
            return true;
        }, ct);
        (status.BlockedBy, status.BlockedSince) = (null, null);
        return status.Last = _settled = last;
    }

    /// <summary>The same for somebody else, on a connection of theirs.</summary>
    /// <returns>Null when the transactions before it last longer than <paramref name="patience"/>.</returns>
    public async Task<long?> SettledAsync(NpgsqlConnection connection, TimeSpan patience, CancellationToken ct)
    {
        var last = await LastAsync(connection, ct);
        return await AwaitHoldersAsync(connection, (_, waited) => waited < patience, ct) ? last : null;
    }

    /// <summary>Events after <paramref name="from"/>, exclusive, up to <paramref name="to"/>, inclusive, which must be settled.</summary>
    public Task<List<StoredEvent>> ReadAsync(long from, long to, int most, CancellationToken ct) =>
        StoredEvent.ReadAsync(dataSource.Sql(), options, "seq_id > $1 and seq_id <= $2 order by seq_id limit $3", ct, from, to, most);

    /// <summary>Those of these streams' versions that do not stand at or before a sequence number.</summary>
    public Task<List<string>> MissingAsync(IReadOnlyCollection<(Guid Stream, long Version)> wanted, long upTo, CancellationToken ct) =>
        dataSource.Sql().Over(wanted,
            $"""
            select format('stream %s at %s', e.stream, e.version) from unnest($1, $2) as e(stream, version)
            where not exists (select from {options.QuotedSchema}.mt_events m where m.stream_id = e.stream and m.version = e.version
                and m.seq_id <= $3)
            """).With(e => e.Stream).With(e => e.Version).And(upTo).End().ReadAsync(row => row.GetString(0), ct);

    /// <summary>
    /// Waits until nobody is left of those who hold the lock now; <paramref name="goesOn"/> is asked before each pause, with those who are
    /// left and how long it has taken.
    /// </summary>
    private async Task<bool> AwaitHoldersAsync(NpgsqlConnection connection, Func<IEnumerable<string>, TimeSpan, bool> goesOn,
        CancellationToken ct)
    {
        var began = clocks.Wall.GetTimestamp();
        var holders = await HoldersAsync(connection, ct);
        for (var pause = 1; holders.Count > 0; pause = Math.Min(pause * 2, 50))
        {
            if (!goesOn(holders.Values, clocks.Wall.GetElapsedTime(began)))
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(pause), clocks.Wall, ct);
            var still = await HoldersAsync(connection, ct);
            foreach (var gone in holders.Keys.Where(h => !still.ContainsKey(h)).ToList())
                holders.Remove(gone);
        }
        return true;
    }

    private Task<long> LastAsync(NpgsqlConnection connection, CancellationToken ct) =>
        connection.Sql($"select case when is_called then last_value else 0 end from {_sequence}").ScalarAsync<long>(ct);

    /// <summary>Open transactions that took a number, by virtual transaction id, with words for people.</summary>
    private async Task<Dictionary<string, string>> HoldersAsync(NpgsqlConnection connection, CancellationToken ct) =>
        (await connection.Sql(
            """
            select l.virtualtransaction, format('pid %s (%s) since %s', l.pid, a.application_name, a.xact_start)
            from pg_locks l left join pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'relation' and l.relation = $1::regclass and l.mode = 'RowExclusiveLock' and l.granted
              and l.database = (select oid from pg_database where datname = current_database())
            """, _sequence).ReadAsync(row => (Transaction: row.GetString(0), Words: row.GetString(1)), ct))
        .ToDictionary(holder => holder.Transaction, holder => holder.Words);
}
