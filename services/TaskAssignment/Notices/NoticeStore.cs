using Workflow.Contracts.Notices.V1;

namespace TaskAssignment.Notices;

/// <summary>
/// What messages said of notices: their heads and the requirements as confirmed at issue, which never change once said, and deadlines that
/// were counted again.
/// </summary>
internal sealed class NoticeStore(NpgsqlDataSource dataSource)
{
    /// <summary>Keeps what is not known yet; two statements.</summary>
    public static Task KeepAsync(NpgsqlTransaction transaction, NoticeHead head, IReadOnlyList<DistributedRequirement> requirements,
        CancellationToken ct) => transaction
        .Sql("insert into notice (notice, issuing_unit, head) values ($1, $2, $3::jsonb) on conflict do nothing",
            head.Notice, head.IssuingUnit, Text(head))
        .Over(requirements,
            """
            insert into requirement (notice, number, body) select $3, number, body from unnest($1, $2::jsonb[]) as r (number, body)
            order by number on conflict do nothing
            """).With(requirement => requirement.Number).With(Text).And(head.Notice).End()
        .ExecuteAsync(ct);

    /// <summary>Keeps what a notice's issue says must exist, unless it is known.</summary>
    public static Task ExpectAsync(NpgsqlTransaction transaction, NoticeIssued issued, CancellationToken ct) => transaction
        .Sql("""
            update notice set owing = $2::jsonb, assignments = $3, chunks = $4, directory_version = nullif($5, 0)
            where notice = $1 and owing is null
            """, issued.Head.Notice, Text(issued.Owing), issued.Assignments, issued.Chunks, issued.DirectoryVersion)
        .ExecuteAsync(ct);

    /// <summary>
    /// Keeps the deadline that a notice's newest version gives a requirement. Assignments that are being made are committed before; those
    /// made after begin with it.
    /// </summary>
    public static async Task KeepAsync(NpgsqlTransaction transaction, DeadlineRecomputed recomputed, CancellationToken ct)
    {
        await HoldAsync(transaction, "pg_advisory_xact_lock", recomputed.Notice, ct);
        await transaction.Sql(
            """
            insert into deadline as d (notice, requirement, version, body) values ($1, $2, $3, $4::jsonb)
            on conflict (notice, requirement) do update set version = excluded.version, body = excluded.body
            where d.version < excluded.version
            """, recomputed.Notice, recomputed.Requirement, recomputed.Version, Text(recomputed)).ExecuteAsync(ct);
    }

    /// <summary>
    /// The deadlines that were recomputed since the notice was issued, by requirement; none is added until the transaction ends.
    /// </summary>
    public static async Task<IReadOnlyDictionary<int, DeadlineRecomputed>> RecomputedAsync(NpgsqlTransaction transaction, Guid notice,
        CancellationToken ct)
    {
        await HoldAsync(transaction, "pg_advisory_xact_lock_shared", notice, ct);
        var deadlines = await transaction.Sql("select requirement, body from deadline where notice = $1", notice)
            .ReadAsync(row => (Requirement: row.GetInt32(0), Body: Read<DeadlineRecomputed>(row.GetString(1))), ct);
        return deadlines.ToDictionary(deadline => deadline.Requirement, deadline => deadline.Body);
    }

    /// <summary>The code of the unit that issued a notice; null when nothing has been heard of it.</summary>
    public Task<string?> IssuingUnitAsync(Guid notice, CancellationToken ct) =>
        dataSource.Sql("select issuing_unit from notice where notice = $1", notice).ScalarAsync<string>(ct);

    /// <summary>The heads of those notices that are known.</summary>
    public async Task<IReadOnlyDictionary<Guid, NoticeHead>> HeadsAsync(IReadOnlyCollection<Guid> notices, CancellationToken ct) =>
        (await dataSource.Sql("select head from notice where notice = any($1)", notices.ToArray())
            .ReadAsync(row => Read<NoticeHead>(row.GetString(0)), ct))
        .ToDictionary(head => head.Notice);

    /// <summary>The known requirements of notices, by notice and number.</summary>
    public async Task<IReadOnlyDictionary<(Guid Notice, int Number), DistributedRequirement>> RequirementsAsync(
        IReadOnlyCollection<Guid> notices, CancellationToken ct) =>
        (await dataSource.Sql("select notice, body from requirement where notice = any($1)", notices.ToArray())
            .ReadAsync(row => (Notice: row.GetGuid(0), Body: Read<DistributedRequirement>(row.GetString(1))), ct))
        .ToDictionary(requirement => (requirement.Notice, requirement.Body.Number), requirement => requirement.Body);

    private static Task<int> HoldAsync(NpgsqlTransaction transaction, string hold, Guid notice, CancellationToken ct) =>
        transaction.Sql($"select {hold}(hashtextextended($1, 0))", $"deadlines of {notice}").ExecuteAsync(ct);

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, HistoryJson.Options);

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, HistoryJson.Options)!;
}
