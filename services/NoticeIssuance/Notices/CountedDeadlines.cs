namespace NoticeIssuance.Notices;

/// <summary>A requirement whose deadline is counted in working days, and that no person has set.</summary>
/// <param name="DueAt">As counted so far, UTC; null where a calendar was missing.</param>
/// <param name="Assignments">How many were made of it; null before the notice is issued.</param>
internal sealed record CountedRequirement(int Number, WorkingDayLimit Limit, DateTimeOffset? DueAt, int? Assignments)
{
    /// <summary>Those of a notice as it stands, opened to count where it is issued. Pure.</summary>
    public static IReadOnlyList<CountedRequirement> Of(NoticeFile file) => file.State switch
    {
        Notice.Received =>
            [.. file.Requirements().Where(requirement => requirement.Counted is not null)
                .Select(requirement => new CountedRequirement(requirement.Number, requirement.Counted!, requirement.DueAt, null))],
        Notice.Issued when file.Distribution is { } issued =>
            [.. issued.Requirements.Where(requirement => requirement.Counted is not null).Select(requirement => new CountedRequirement(
                requirement.Number, requirement.Counted!, file.DueOf(requirement), issued.AssignmentsOf(requirement.Number)))],
        Notice.Issued => throw new InvalidOperationException($"Notice {file.Id} was opened without what was issued."),
        _ => [],
    };

    /// <summary>
    /// What these calendars make of it; null when nothing, or when the calendar of <paramref name="year"/> has no part in it.
    /// </summary>
    /// <remarks>
    /// Once issued, a deadline that has passed is not counted again, because a verdict was given on it; nor does one come to lie in the
    /// past: nobody becomes late by a calendar.
    /// </remarks>
    public Recount? By(IWorkingCalendars calendars, int year, DateTimeOffset now)
    {
        if (Limit.Count(calendars) is not { DueAt: { } due } counted || due == DueAt || (Assignments is not null && DueAt < now))
            return null;
        return counted.By.FirstOrDefault(calendar => calendar.Year == year) is { Name: not null } published
            ? new(Number, DueAt, due, counted.Calendar!, published, Stays: Assignments is not null && due < now)
            : null;
    }
}

/// <summary>What a calendar may move, with what the list says of the notice.</summary>
internal sealed record CountedDeadline(Guid Notice, string IssuingUnit, string? DocumentNumber, CountedRequirement Counted);

/// <summary>
/// Table <c>counted_deadline</c>: what is counted in working days, a row a requirement, written in the transaction of its notice's events.
/// </summary>
internal static class CountedDeadlines
{
    public const string Table = "counted_deadline";

    /// <summary>
    /// What the calendar of a year has a part in, and is open: <c>$1</c> the first day after the year, <c>$2</c> its first instant,
    /// <c>$3</c> now.
    /// </summary>
    private const string Concerned = "counted_from < $1 and (due_at is null or due_at >= $2) and (assignments is null or due_at >= $3)";

    /// <summary>Replaces the rows of these notices: two statements, one where nothing is counted or none was known.</summary>
    /// <param name="sql">To which they are added.</param>
    /// <param name="files">The notices.</param>
    /// <param name="known">Those of them that may have rows.</param>
    /// <param name="table">The table.</param>
    public static Sql ListCounted(this Sql sql, IReadOnlyCollection<NoticeFile> files, IReadOnlyCollection<Guid> known,
        string table = Table) => sql
        .Over(known, $"delete from {table} where notice = any($1)").With(id => id).End()
        .Over([.. files.SelectMany(file => CountedRequirement.Of(file).Select(row => (Notice: file.Id, Row: row)))],
            $"""
            insert into {table} (notice, requirement, counted_from, days, due_at, assignments)
            select * from unnest($1, $2, $3, $4, $5, $6)
            """)
        .With(one => one.Notice).With(one => one.Row.Number).With(one => one.Row.Limit.From).With(one => one.Row.Limit.Days)
        .With(one => one.Row.DueAt).With(one => one.Row.Assignments).End();

    /// <summary>The next notices that the calendar of a year concerns, in the order of their ids.</summary>
    public static async Task<IReadOnlyList<Guid>> NoticesAsync(StreamTransaction transaction, int year, Guid after, int most,
        CancellationToken ct)
    {
        var (end, begin) = Bounds(year);
        return await transaction.Sql(
            $"select distinct notice from {Table} where {Concerned} and notice > $4 order by notice limit $5",
            end, begin, transaction.Now, after, most).ReadAsync(row => row.GetGuid(0), ct);
    }

    /// <summary>Looks at everything that the calendar of a year concerns, by notice and requirement.</summary>
    public static Task EachAsync(NpgsqlDataSource dataSource, int year, DateTimeOffset now, Action<CountedDeadline> look,
        CancellationToken ct)
    {
        var (end, begin) = Bounds(year);
        return dataSource.Sql(
            $"""
            select notice, issuing_unit, document_number, requirement, counted_from, days, due_at, assignments
            from {Table} join {NoticeList.Table} on id = notice where {Concerned} order by notice, requirement
            """, end, begin, now).ResultsAsync(async row =>
        {
            while (await row.ReadAsync(ct))
                look(new(row.GetGuid(0), row.GetString(1), row.Text(2), new(row.GetInt32(3),
                    new(row.GetFieldValue<DateOnly>(4), row.GetInt32(5)), row.Maybe<DateTimeOffset>(6), row.Maybe<int>(7))));
            return true;
        }, ct);
    }

    private static (DateOnly End, DateTimeOffset Begin) Bounds(int year) =>
        (new(year + 1, 1, 1), OfficialTime.At(new(year, 1, 1), TimeOnly.MinValue));
}
