namespace NoticeIssuance.Notices;

/// <summary>
/// Table <c>notice_party</c>: the units that an issued notice is addressed to, owed by or copied to, written in the transaction of the
/// issue; and those that do what others declined. They and those above them may read it.
/// </summary>
internal static class NoticeParties
{
    public const string Table = "notice_party";

    /// <summary>Adds one statement: the parties of those of the notices that are issued and opened with what was issued.</summary>
    public static Sql ListParties(this Sql sql, IEnumerable<NoticeFile> files, string table = Table) => sql.Over(
        [.. files.SelectMany(file => Of(file).Select(unit => (file.Id, Unit: unit)))],
        $"insert into {table} (unit, notice) select * from unnest($1, $2) order by 1, 2 on conflict do nothing")
        .With(party => party.Unit).With(party => party.Id).End();

    /// <summary>In SQL over the list: that the notice was issued, and one of the units is a party of it.</summary>
    /// <param name="id">The notice's id.</param>
    /// <param name="units">The parameter that holds the units.</param>
    public static string HasAmong(string id, string units) =>
        $"(state not in ('{NoticeStates.Received}', '{NoticeStates.Rejected}') and exists ("
        + $"select from {Table} p where p.notice = {id} and p.unit = any({units})))";

    /// <summary>Whether one of the units is a party of the notice.</summary>
    public static Task<bool> AreAmongAsync(NpgsqlDataSource dataSource, Guid notice, string[] units, CancellationToken ct) => dataSource
        .Sql("select exists (select from notice_party where notice = $1 and unit = any($2))", notice, units).ScalarAsync<bool>(ct);

    /// <summary>
    /// Whom it is addressed to, owed by or copied to; of what was issued before that was kept, those that the phrases meant.
    /// </summary>
    public static IEnumerable<string> Of(NoticeFile file) => file.Distribution is not { } issued ? file.Copied
        : file.Copied.Concat(file.Addressed()).Concat(issued.Copied).Concat(issued.Removed)
            .Concat(issued.Owing.Concat(issued.NoLonger).SelectMany(group => group.Units))
            .Concat(file.Facts.Joined.Select(joined => joined.Unit)).Distinct(StringComparer.Ordinal);
}
