using AuditReplay.Ledger;

namespace AuditReplay.Timeline;

/// <summary>
/// How much of a story the caller sees: auditors all of it; inspectors what is about units at or below their own (ADR 0013).
/// </summary>
internal sealed class StoryReach(NpgsqlDataSource dataSource, LedgerReader ledger, UnitTree tree)
{
    private static readonly string[] Issues =
        [.. Vocabulary.Today.All.Where(stored => stored.Clr == typeof(NoticeEvent.Issued)).Select(stored => stored.Name)];

    /// <summary>What of a notice: all of one that a unit within reach has issued, else what is about such units.</summary>
    /// <param name="id">The notice's.</param>
    /// <param name="permission">Of the endpoint that is asked.</param>
    /// <param name="size">The last position in the ledger, inclusive.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Seen> OfNoticeAsync(Guid id, Permission permission, long size, CancellationToken ct)
    {
        var whole = Subject.Notice(id);
        if (permission.Has(Reach.Everywhere) || await IssuerAsync(id, size, ct) is { } issuer && permission.Reaches(issuer))
            return await KnownAsync(whole, whole, size, ct);
        string[] within = [.. tree.Now.AtOrBelow(permission.Caller.Unit)];
        var issued = await dataSource.Sql("select min(position) from standing where stream = $1 and type = any($2)", id, Issues)
            .ScalarAsync<long?>(ct);
        return await KnownAsync(whole with { Within = within, From = long.MaxValue },
            whole with { Within = within, From = issued ?? long.MaxValue }, size, ct);
    }

    /// <summary>What of a unit.</summary>
    public async Task<Seen> OfUnitAsync(string code, Permission permission, long size, CancellationToken ct) =>
        !permission.Has(Reach.Everywhere) && permission.Unreachable(code, tree) is { } problem ? new(null, problem)
            : await KnownAsync(Subject.Unit(code), Subject.Unit(code), size, ct);

    private async Task<Seen> KnownAsync(Subject needed, Subject seen, long size, CancellationToken ct) =>
        await ledger.KnowsAsync(needed, size, ct) ? new(seen, null) : new(null, Problems.Unknown($"The ledger holds nothing of {seen}."));

    private async Task<string?> IssuerAsync(Guid notice, long size, CancellationToken ct) => (await dataSource.Sql(
        "select bytes from standing where stream = $1 and version = 1 and position <= $2", notice, size)
        .ReadAsync(row => LedgerEntry.Parse(row.GetFieldValue<byte[]>(0)), ct)) is [var first, ..]
        && first.Data.TryGetProperty("issuingUnit", out var unit) ? unit.GetString() : null;

    /// <summary>What is seen, or why nothing is.</summary>
    internal sealed record Seen(Subject? Of, ProblemHttpResult? Problem);
}
