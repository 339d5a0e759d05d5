using Npgsql;
using NpgsqlTypes;
using Workflow.Calendars;

namespace NoticeIssuance.Notices;

/// <summary>
/// Table <c>counted_deadline</c>: what is counted in working days, a row a requirement, written in the transaction of its notice's events.
/// </summary>
internal static class CountedDeadlines
{
    /// <summary>
    /// What the calendar of a year has a part in, and is open: <c>$1</c> the first day after the year, <c>$2</c> its first instant,
    /// <c>$3</c> now.
    /// </summary>
    private const string Concerned = "counted_from < $1 and (due_at is null or due_at >= $2) and (assignments is null or due_at >= $3)";

    /// <summary>Replaces the rows of these notices: two statements.</summary>
    public static IReadOnlyList<NpgsqlBatchCommand> Write(
        IReadOnlyCollection<(Guid Notice, IReadOnlyList<CountedRequirement> Counted)> notices)
    {
        var rows = notices.SelectMany(notice => notice.Counted.Select(counted => (notice.Notice, Row: counted))).ToList();
        return
        [
            new("delete from counted_deadline where notice = any($1)") { Parameters =
                { new() { Value = notices.Select(notice => notice.Notice).ToArray() } } },
            new("insert into counted_deadline (notice, requirement, counted_from, days, due_at, assignments) select * from unnest($1, $2, $3, $4, $5, $6)")
            {
                Parameters =
                {
                    Array(NpgsqlDbType.Uuid, row => row.Notice), Array(NpgsqlDbType.Integer, row => row.Row.Number),
                        Array(NpgsqlDbType.Date, row => row.Row.Limit.From),
                    Array(NpgsqlDbType.Integer, row => row.Row.Limit.Days),
                        Array(NpgsqlDbType.TimestampTz, row => row.Row.DueAt?.ToUniversalTime()),
                        Array(NpgsqlDbType.Integer, row => row.Row.Assignments),
                },
            },
        ];

        NpgsqlParameter Array<T>(NpgsqlDbType type, Func<(Guid Notice, CountedRequirement Row), T> column) =>
            new() { Value = rows.ConvertAll(row => column(row)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
    }

    /// <summary>The next notices that the calendar of a year concerns, in the order of their ids.</summary>
    public static async Task<IReadOnlyList<Guid>> NoticesAsync(NpgsqlTransaction transaction, int year, DateTimeOffset now, Guid after,
        int most, CancellationToken ct)
    {
        await using var command =
            new NpgsqlCommand($"select distinct notice from counted_deadline where {Concerned} and notice > $4 order by notice limit $5",
            transaction.Connection, transaction);
        Add(command, year, now);
        NoticeList.Add(command.Parameters, after, most);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var notices = new List<Guid>();
        while (await reader.ReadAsync(ct))
            notices.Add(reader.GetGuid(0));
        return notices;
    }

    /// <summary>
    /// Everything that the calendar of a year concerns, by notice and requirement, with what the list says of the notice.
    /// </summary>
    public static async IAsyncEnumerable<(Guid Notice, string IssuingUnit, string? DocumentNumber, CountedRequirement Counted)> ReadAsync(
        NpgsqlDataSource dataSource, int year, DateTimeOffset now,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            select notice, issuing_unit, document_number, requirement, counted_from, days, due_at, assignments
            from counted_deadline join notice_list on id = notice where {Concerned} order by notice, requirement
            """);
        Add(command, year, now);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            yield return (row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), new(
                row.GetInt32(3), new(row.GetFieldValue<DateOnly>(4), row.GetInt32(5)),
                    row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6), row.IsDBNull(7) ? null : row.GetInt32(7)));
    }

    private static void Add(NpgsqlCommand command, int year, DateTimeOffset now) =>
        NoticeList.Add(command.Parameters, new DateOnly(year + 1, 1, 1),
            OfficialTime.At(new(year, 1, 1), TimeOnly.MinValue).ToUniversalTime(), now.ToUniversalTime());
}
