using TaskAssignment.Assignments;
using Workflow.Contracts.Assignments.V1;
using Workflow.Contracts.Notices.V1;

namespace TaskAssignment.Notices;

/// <summary>
/// What messages said of notices: their heads and the requirements as confirmed at issue, which only an amendment changes; deadlines
/// that were counted again, amendments and withdrawals.
/// </summary>
internal sealed class NoticeStore(NpgsqlDataSource dataSource)
{
    /// <summary>
    /// Keeps what is not known yet, or only by words that an amendment has changed since; two statements. What is known is not touched:
    /// whoever makes assignments of the same notice would wait for it.
    /// </summary>
    public static Task KeepAsync(NpgsqlTransaction transaction, NoticeHead head, IReadOnlyList<DistributedRequirement> requirements,
        CancellationToken ct) => transaction
        .Sql("insert into notice (notice, issuing_unit, head) values ($1, $2, $3::jsonb) on conflict do nothing",
            head.Notice, head.IssuingUnit, Text(head))
        .Over(requirements,
            """
            insert into requirement as r (notice, number, body, amendment)
            select $4, u.* from unnest($1, $2::jsonb[], $3) u (number, body, amendment)
            where not exists (select from requirement k where k.notice = $4 and k.number = u.number and k.amendment >= u.amendment)
            order by number
            on conflict (notice, number) do update set body = excluded.body, amendment = excluded.amendment
            where r.amendment < excluded.amendment
            """).With(requirement => requirement.Number).With(Text)
            .With(requirement => Math.Max(requirement.DueAmendment, requirement.TextAmendment)).And(head.Notice).End()
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
    /// Keeps that a notice was withdrawn, unless it is known. Assignments that are being made are committed before; those made after are
    /// over at once.
    /// </summary>
    public static async Task KeepAsync(NpgsqlTransaction transaction, NoticeWithdrawn withdrawn, CancellationToken ct)
    {
        await HoldAsync(transaction, "pg_advisory_xact_lock", withdrawn.Notice, ct);
        await transaction.Sql("insert into withdrawal (notice, body) values ($1, $2::jsonb) on conflict do nothing",
            withdrawn.Notice, Text(withdrawn)).ExecuteAsync(ct);
    }

    /// <summary>
    /// Keeps what a notice orders since it was amended, unless a later amendment was heard of. Assignments that are being made are
    /// committed before; those made after follow it at once.
    /// </summary>
    public static async Task KeepAsync(NpgsqlTransaction transaction, NoticeAmended amended, CancellationToken ct)
    {
        await HoldAsync(transaction, "pg_advisory_xact_lock", amended.Head.Notice, ct);
        var (notice, number) = (amended.Head.Notice, amended.Number);
        var isNewest = await transaction.Sql(
            """
            insert into amendment as a (notice, number, body) values ($1, $2, $3::jsonb)
            on conflict (notice) do update set number = excluded.number, body = excluded.body where a.number < excluded.number
            returning true
            """, notice, number, Text(amended with { Owing = [] })).ScalarAsync<bool>(ct);
        if (!isNewest)
            return;
        await KeepAsync(transaction, amended.Head, amended.Requirements, ct);
        await transaction.Sql(
            """
            update notice set head = $2::jsonb, owing = $3::jsonb, assignments = $4, directory_version = nullif($5, 0) where notice = $1
            """, notice, Text(amended.Head), Text(amended.Owing), amended.Assignments, amended.DirectoryVersion).ExecuteAsync(ct);
    }

    /// <summary>What was heard of a notice since it was issued; nothing is added until the transaction ends.</summary>
    public static async Task<SinceIssue> SinceAsync(NpgsqlTransaction transaction, Guid notice, CancellationToken ct)
    {
        await HoldAsync(transaction, "pg_advisory_xact_lock_shared", notice, ct);
        var heard = await transaction.Sql("select requirement, body from deadline where notice = $1", notice)
            .Add("select -1, body from withdrawal where notice = $1", notice)
            .Add("select -2, body from amendment where notice = $1", notice)
            .ReadAsync(row => (Of: row.GetInt32(0), Body: row.GetString(1)), ct);
        return new(heard.Where(one => one.Of >= 0).ToDictionary(one => one.Of, one => Read<DeadlineRecomputed>(one.Body)),
            heard.Where(one => one.Of == -1).Select(one => Read<NoticeWithdrawn>(one.Body)).FirstOrDefault(),
            heard.Where(one => one.Of == -2).Select(one => new AmendedNotice(Read<NoticeAmended>(one.Body))).FirstOrDefault());
    }

    /// <summary>Those of the notices that were withdrawn.</summary>
    public async Task<IReadOnlyDictionary<Guid, NoticeWithdrawn>> WithdrawnAsync(IReadOnlyCollection<Guid> notices, CancellationToken ct) =>
        notices.Count == 0 ? new Dictionary<Guid, NoticeWithdrawn>()
        : (await dataSource.Sql("select body from withdrawal where notice = any($1)", notices.ToArray())
            .ReadAsync(row => Read<NoticeWithdrawn>(row.GetString(0)), ct)).ToDictionary(withdrawn => withdrawn.Notice);

    /// <summary>What those of the notices order that were amended.</summary>
    public async Task<IReadOnlyDictionary<Guid, AmendedNotice>> AmendedAsync(IReadOnlyCollection<Guid> notices, CancellationToken ct) =>
        notices.Count == 0 ? new Dictionary<Guid, AmendedNotice>()
        : (await dataSource.Sql("select notice, body from amendment where notice = any($1)", notices.ToArray())
            .ReadAsync(row => (Notice: row.GetGuid(0), Amended: new AmendedNotice(Read<NoticeAmended>(row.GetString(1)))), ct))
            .ToDictionary(one => one.Notice, one => one.Amended);

    /// <summary>Of each of the notices, whether all that it ordered has been made and is done with.</summary>
    /// <param name="notices">Of those of which nothing is known to be expected, nothing is told.</param>
    /// <param name="reopened">Those of them that are told of also where something of them is open.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<NoticeDischarged>> StandingsAsync(IReadOnlyCollection<Guid> notices,
        IReadOnlyCollection<Guid> reopened, CancellationToken ct) =>
        notices.Count == 0 ? []
        : await dataSource.Sql(
            $"""
            select n.notice, (select coalesce(sum(version), 0)::bigint from board where notice = n.notice),
                case when is_open or (select count(*) from board where notice = n.notice) < n.assignments then false else not exists (
                    select r::int, u from jsonb_array_elements(n.owing) o, jsonb_array_elements_text(o -> 'requirements') r,
                        jsonb_array_elements_text(o -> 'units') u
                    except select requirement, unit from board where notice = n.notice) end,
                coalesce((select number from amendment where notice = n.notice), 0)
            from notice n cross join lateral (
                select exists (select from board where notice = n.notice and {Tabs.IsNotOver} and not {Tabs.KnownPrinciple})) o (is_open)
            where n.notice = any($1) and owing is not null and (not is_open or n.notice = any($2))
            """, notices.ToArray(), reopened.ToArray()).ReadAsync(row =>
                new NoticeDischarged(row.GetGuid(0), row.GetInt64(1), row.GetBoolean(2), row.GetInt32(3)), ct);

    /// <summary>The code of the unit that issued a notice; null when nothing has been heard of it.</summary>
    public Task<string?> IssuingUnitAsync(Guid notice, CancellationToken ct) =>
        dataSource.Sql("select issuing_unit from notice where notice = $1", notice).ScalarAsync<string>(ct);

    /// <summary>The heads of those notices that are known.</summary>
    public async Task<IReadOnlyDictionary<Guid, NoticeHead>> HeadsAsync(IReadOnlyCollection<Guid> notices, CancellationToken ct) =>
        (await dataSource.Sql("select head from notice where notice = any($1)", notices.ToArray())
            .ReadAsync(row => Read<NoticeHead>(row.GetString(0)), ct))
        .ToDictionary(head => head.Notice);

    /// <summary>The known requirements of notices, by notice and number.</summary>
    /// <param name="notices">Of these.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="numbers">Only those of these numbers; null = all.</param>
    public async Task<IReadOnlyDictionary<(Guid Notice, int Number), DistributedRequirement>> RequirementsAsync(
        IReadOnlyCollection<Guid> notices, CancellationToken ct, IEnumerable<int>? numbers = null) =>
        (await dataSource.Sql("select notice, body from requirement where notice = any($1) and ($2::int[] is null or number = any($2))",
            notices.ToArray(), numbers?.Distinct().ToArray())
            .ReadAsync(row => (Notice: row.GetGuid(0), Body: Read<DistributedRequirement>(row.GetString(1))), ct))
        .ToDictionary(requirement => (requirement.Notice, requirement.Body.Number), requirement => requirement.Body);

    private static Task<int> HoldAsync(NpgsqlTransaction transaction, string hold, Guid notice, CancellationToken ct) =>
        transaction.Sql($"select {hold}(hashtextextended($1, 0))", $"deadlines of {notice}").ExecuteAsync(ct);

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, HistoryJson.Options);

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, HistoryJson.Options)!;
}

/// <summary>What was heard of a notice since it was issued.</summary>
/// <param name="Deadlines">Those that were counted again, by requirement.</param>
/// <param name="Withdrawn">That it was withdrawn; null where it was not.</param>
/// <param name="Amended">What it orders since it was amended; null where it was not.</param>
internal sealed record SinceIssue(IReadOnlyDictionary<int, DeadlineRecomputed> Deadlines, NoticeWithdrawn? Withdrawn,
    AmendedNotice? Amended)
{
    /// <summary>The deadline as a calendar gave it; null where none did, or an amendment has set the day, which none counts.</summary>
    public DeadlineRecomputed? Counted(AssignmentEvent.Dispatched of) =>
        of.Origin is DeadlineOrigin.Amendment || Amended?.Requirement(of) is { DueOrigin: AmendedNotice.SetsDay } ? null
            : Deadlines.GetValueOrDefault(of.Requirement);
}
