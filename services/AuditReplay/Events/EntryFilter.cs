using Microsoft.AspNetCore.Mvc;

namespace AuditReplay.Events;

/// <summary>Which entries are asked for; what is not given does not restrict.</summary>
/// <param name="Notice">The notice that the entry's stream belongs to.</param>
/// <param name="Unit">Code of the unit whose own stream, assignment, plan or channel it is.</param>
/// <param name="Stream">Id of the stream.</param>
/// <param name="Type">Stored name, such as assignment.dispatched.v1.</param>
/// <param name="Actor">Opaque person id, or system:{service}.</param>
/// <param name="From">First recordedAt wanted, inclusive: ISO-8601 with offset.</param>
/// <param name="To">Last recordedAt, exclusive: ISO-8601 with offset.</param>
internal sealed record EntryFilter(
    [FromQuery(Name = "notice")] Guid? Notice,
    [FromQuery(Name = "unit")] string? Unit,
    [FromQuery(Name = "stream")] Guid? Stream,
    [FromQuery(Name = "type"), OneOf(typeof(StoredNames))] string? Type,
    [FromQuery(Name = "actor")] string? Actor,
    [FromQuery(Name = "from")] At? From,
    [FromQuery(Name = "to")] At? To)
{
    /// <summary>
    /// The positions between which the entries of an interval of time lie; position and time nearly, not quite, ascend together.
    /// </summary>
    private const string Span =
        "select coalesce(min(first_position), 1), coalesce(max(last_position), 0) from page where latest >= $1 and earliest < $2";

    /// <summary>
    /// At most <paramref name="count"/> entries behind <paramref name="after"/>, up to and with <paramref name="size"/>, by position.
    /// </summary>
    public Sql Select(NpgsqlDataSource dataSource, long after, long size, int count)
    {
        (string Condition, object? Value)[] asked =
        [
            ("position >", after), ("position <=", IsEverything ? Math.Min(size, after + count) : size),
            ("notice =", Notice), ("unit =", Unit), ("stream =", Stream), ("type =", Type), ("actor =", Actor),
            ("recorded_at >=", From?.Instant), ("recorded_at <", To?.Instant),
        ];
        var given = asked.Where(column => column.Value is not null).ToList();
        var conditions = string.Join(" and ", given.Select((column, i) => $"{column.Condition} ${i + 1}"));
        return dataSource.Sql($"select position, bytes from entry where {conditions} order by position limit {count}",
            [.. given.Select(column => column.Value)]);
    }

    /// <summary>Then the positions wanted are known, and no plan can read more than them.</summary>
    private bool IsEverything => (Notice ?? Unit ?? Stream ?? Type ?? Actor ?? From ?? (object?)To) is null;

    /// <summary>Narrows the positions to read, where an interval of time is asked for.</summary>
    public async Task<(long After, long Size)> NarrowAsync(NpgsqlDataSource dataSource, long after, long size, CancellationToken ct)
    {
        if (From is null && To is null)
            return (after, size);
        return await dataSource.Sql(Span, From?.Instant ?? DateTimeOffset.MinValue, To?.Instant ?? DateTimeOffset.MaxValue)
            .FirstAsync(row => (Math.Max(after, row.GetInt64(0) - 1), Math.Min(size, row.GetInt64(1))), ct);
    }
}
