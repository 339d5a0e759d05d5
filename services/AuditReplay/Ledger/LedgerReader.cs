using AuditReplay.Timeline;

namespace AuditReplay.Ledger;

/// <summary>
/// Reads the ledger. Entries never change, so whoever has read the size reads the same prefix ever after, without a transaction; entries
/// that an epoch has left behind are not part of any story.
/// </summary>
internal sealed class LedgerReader(NpgsqlDataSource dataSource)
{
    private const string Columns = "recorded_at, source, stream, version, id, type, unit, bytes, position, actor";

    /// <summary>How many entries there are; their positions are 1 to this.</summary>
    public Task<long> SizeAsync(CancellationToken ct) => dataSource.Sql("select size from ledger").ScalarAsync<long>(ct);

    /// <summary>
    /// The position of an entry named by its source and ordinal, the first where an epoch gave the ordinal again: whoever reads on from
    /// there misses nothing. Null when the ledger has none such.
    /// </summary>
    public Task<long?> PositionAsync(string source, long ordinal, CancellationToken ct) =>
        dataSource.Sql("select min(position) from entry where source = $1 and ordinal = $2", source, ordinal).ScalarAsync<long?>(ct);

    /// <summary>Whether an entry up to <paramref name="size"/> belongs to the subject.</summary>
    public Task<bool> KnowsAsync(Subject subject, long size, CancellationToken ct) =>
        dataSource.Sql($"select exists (select from standing where {subject.Sql} and position <= $5)", [.. subject.Values, size])
        .ScalarAsync<bool>(ct);

    /// <summary>
    /// The entries of the subject up to <paramref name="size"/>, one at a time: there may be more of them than are to be held.
    /// </summary>
    /// <param name="subject">Whose.</param>
    /// <param name="order">Columns, as SQL.</param>
    /// <param name="size">The last position, inclusive.</param>
    /// <param name="ct">Cancels.</param>
    public IAsyncEnumerable<LedgerRow> EntriesAsync(Subject subject, string order, long size, CancellationToken ct) => dataSource.Sql(
        $"""
        select {Columns} from standing where {subject.Sql} and position <= $5 order by {order}
        """, [.. subject.Values, size]).StreamAsync(Row, ct);

    /// <summary>Entries of the subject by the instant recorded, then position.</summary>
    /// <param name="subject">Whose.</param>
    /// <param name="after">Behind which place; null = from the first.</param>
    /// <param name="size">The last position, inclusive.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="ct">Cancels.</param>
    public Task<List<LedgerRow>> PageAsync(Subject subject, StoryPlace? after, DateTimeOffset? from, DateTimeOffset? to, long size,
        int most, CancellationToken ct) =>
        dataSource.Sql(
            $"""
            select {Columns} from standing
            where {subject.Sql} and position <= $5 and ($6::timestamptz is null or (recorded_at, position) > ($6, $7))
              and ($9::timestamptz is null or recorded_at >= $9 and recorded_at < $10)
            order by recorded_at, position limit $8
            """, [.. subject.Values, size, after?.At, after?.Position ?? 0, most, from, to]).ReadAsync(Row, ct);

    /// <summary>The entries that say what streams are about: of each the first, and of plans each that plans more.</summary>
    public Task<List<LedgerRow>> FirstAsync(IReadOnlyCollection<Guid> streams, long size, CancellationToken ct) => dataSource.Sql(
        $"""
        select {Columns} from standing
        where stream = any($1) and position <= $2 and (version = 1 or type = $3) order by position
        """, streams.ToArray(), size, Vocabulary.Today.NameOf(typeof(ReminderPlanEvent.Planned))).ReadAsync(Row, ct);

    /// <summary>How many entries of the subject were made by the acts that made these.</summary>
    public async Task<IReadOnlyDictionary<ActKey, long>> GroupsAsync(Subject subject, IReadOnlyCollection<LedgerRow> rows, long size,
        CancellationToken ct) =>
        (await dataSource.Sql(
            $"""
            select recorded_at, type, actor, count(*) from standing
            where {subject.Sql} and position <= $5 and recorded_at = any($6) group by recorded_at, type, actor having count(*) > 1
            """, [.. subject.Values, size, rows.Select(row => row.RecordedAt).Distinct().ToArray()])
            .ReadAsync(row => (Key: new ActKey(row.Instant(0), row.GetString(1), row.Text(2)), Count: row.GetInt64(3)), ct))
        .ToDictionary(group => group.Key, group => group.Count);

    private static LedgerRow Row(NpgsqlDataReader row) => new(row.Instant(0), row.GetString(1), row.GetGuid(2), row.GetInt64(3),
        row.GetGuid(4), row.GetString(5), row.Text(6), row.GetFieldValue<byte[]>(7), row.GetInt64(8), row.Text(9));
}

/// <summary>
/// What tells the act by which an entry was made: a transaction stores all its events with one instant. One chunk of a notice's
/// distribution is one.
/// </summary>
internal sealed record ActKey(DateTimeOffset At, string Type, string? Actor)
{
    /// <summary>Opaque, stable.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}/{Type}/{Actor}"))).AsSpan(0, 8));

    public static ActKey Of(LedgerRow row) => new(row.RecordedAt, row.Type, row.Actor);
}

/// <summary>An entry as the ledger keeps it.</summary>
/// <param name="RecordedAt">Business time.</param>
/// <param name="Source">The service.</param>
/// <param name="Stream">Its stream.</param>
/// <param name="Version">From 1, within the stream.</param>
/// <param name="Id">The event's.</param>
/// <param name="Type">Stored name.</param>
/// <param name="Unit">Code of the unit the stream is about; null where it is about none.</param>
/// <param name="Bytes">All of it.</param>
/// <param name="Position">In the ledger.</param>
/// <param name="Actor">Opaque person id, or <c>system:{service}</c>.</param>
internal sealed record LedgerRow(DateTimeOffset RecordedAt, string Source, Guid Stream, long Version, Guid Id, string Type, string? Unit,
    byte[] Bytes, long Position, string? Actor);

/// <summary>Whose streams are asked for.</summary>
/// <param name="Column">Of the entries, that names whose they are.</param>
/// <param name="Value">Of the column.</param>
/// <param name="Within">Only what is about these units, and what is about none from <paramref name="From"/> on; null: all.</param>
/// <param name="From">Position in the ledger, inclusive.</param>
/// <param name="Hidden">Stored names of what is about none and left out; null: none.</param>
internal sealed record Subject(string Column, object Value, string[]? Within = null, long From = 0, string[]? Hidden = null)
{
    /// <summary>
    /// The condition on entries, on parameters <c>$1</c>–<c>$4</c>. Another where all is seen: this one is to find its indexes.
    /// </summary>
    public string Sql => Within is null
        ? $"({Column} = $1 and ($2::text[] is null or $3::bigint is null or $4::text[] is null))"
        : $"({Column} = $1 and (unit in (select unnest($2)) or (unit is null and position >= $3 and type <> all($4))))";

    /// <summary>The values of <see cref="Sql"/>, the first four of a statement.</summary>
    public IEnumerable<object?> Values => [Value, Within, From, Hidden ?? []];

    public static Subject Notice(Guid id) => new("notice", id);

    public static Subject Unit(string code) => new("unit", code);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Column} {Value}");
}
