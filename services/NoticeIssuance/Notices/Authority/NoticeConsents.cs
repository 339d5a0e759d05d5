namespace NoticeIssuance.Notices;

/// <summary>
/// Table <c>notice_consent</c>: of a notice that waits for consent to go beyond its issuer's authority, the units it would order, those
/// that have agreed and those that have approved; written in the transaction of its events. Whose consent counts is judged by the tree of
/// the day.
/// </summary>
internal static class NoticeConsents
{
    public const string Table = "notice_consent";

    /// <summary>Kinds of consent, as a list is asked for them: 批准, 会签.</summary>
    public const string Approval = "approval", Agreement = "agreement";

    private const string Asked = "asked", Agreed = "agreed", Approved = "approved";

    /// <summary>
    /// In SQL over the list: that the notice waits for the approval of a unit; <c>$10</c> those at or below it, <c>$11</c> it.
    /// </summary>
    public const string WaitsForApproval =
        $"""
        (state = 'received' and n.id in (select notice from {Table} where part = '{Asked}' and unit = any($10))
            and issuing_unit = any($10) and issuing_unit <> $11
            and n.id not in (select notice from {Table} where part = '{Approved}' and unit = $11))
        """;

    /// <summary>
    /// In SQL over the list: that it waits for the agreement of a unit; <c>$11</c> it, <c>$12</c> whose notices it agrees to.
    /// </summary>
    public const string WaitsForAgreement =
        $"""
        (state = 'received' and n.id in (select notice from {Table} where part = '{Asked}' and unit = $11)
            and issuing_unit = any($12)
            and n.id not in (select notice from {Table} where part = '{Agreed}' and unit = $11))
        """;

    /// <summary>Codes of the issuers whose notices wait for the unit's agreement.</summary>
    public static async Task<string[]> IssuersAsync(NpgsqlDataSource dataSource, string unit, UnitSnapshot tree, CancellationToken ct) =>
        [.. (await dataSource.Sql(
            $"""
            select distinct issuing_unit from {Table} c join {NoticeList.Table} n on n.id = c.notice where unit = $1 and part = '{Asked}'
            """, unit).ReadAsync(row => row.GetString(0), ct)).Where(issuer => BeyondAuthority.ToAgree([unit], issuer, tree).Any())];

    /// <summary>Replaces what is asked. A notice that is opened without the units of its question keeps what it has.</summary>
    /// <param name="sql">To which statements are added.</param>
    /// <param name="files">The notices.</param>
    /// <param name="known">Those of them that may have rows.</param>
    /// <param name="table">The table.</param>
    public static Sql ListConsents(this Sql sql, IReadOnlyCollection<NoticeFile> files, IReadOnlyCollection<Guid> known,
        string table = Table)
    {
        var asking = files.Select(file => (file.Id, Question: file.State is Notice.Received ? BeyondAuthority.OpenIn(file) : null,
            File: file)).Where(one => one.Question is null || one.File.Beyond.ContainsKey(one.Question)).ToList();
        return sql
            .Over([.. asking.Select(one => one.Id).Intersect(known)], $"delete from {table} where notice = any($1)").With(id => id).End()
            .Over([.. asking.SelectMany(one => Of(one.File, one.Question).Select(row => (one.Id, row.Unit, row.Part)))],
                $"insert into {table} (notice, unit, part) select * from unnest($1, $2, $3)")
            .With(row => row.Id).With(row => row.Unit).With(row => row.Part).End();
    }

    private static IEnumerable<(string Unit, string Part)> Of(NoticeFile file, string? question) => question is null ? []
        : file.Beyond[question].Select(unit => (unit, Asked)).Concat(file.Facts.Consents.Where(given => given.Question == question)
            .Select(given => (given.By, given.IsApproval ? Approved : Agreed)).Distinct());
}
