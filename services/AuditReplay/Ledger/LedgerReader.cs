namespace AuditReplay.Ledger;

/// <summary>
/// Reads the ledger. Entries never change, so whoever has read the size reads the same prefix ever after, without a transaction; entries
/// that an epoch has left behind are not part of any story.
/// </summary>
internal sealed class LedgerReader(NpgsqlDataSource dataSource)
{
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
        dataSource.Sql($"select exists (select from standing where {subject.Column} = $1 and position <= $2)", subject.Value, size)
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
        select recorded_at, source, stream, version, id, type, unit, bytes from standing
        where {subject.Column} = $1 and position <= $2 order by {order}
        """, subject.Value, size).StreamAsync(row => new LedgerRow(row.Instant(0), row.GetString(1), row.GetGuid(2), row.GetInt64(3),
            row.GetGuid(4), row.GetString(5), row.Text(6), row.GetFieldValue<byte[]>(7)), ct);
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
internal sealed record LedgerRow(
    DateTimeOffset RecordedAt, string Source, Guid Stream, long Version, Guid Id, string Type, string? Unit, byte[] Bytes);

/// <summary>Whose streams are asked for.</summary>
internal sealed record Subject(string Column, object Value)
{
    public static Subject Notice(Guid id) => new("notice", id);

    public static Subject Unit(string code) => new("unit", code);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Column} {Value}");
}
