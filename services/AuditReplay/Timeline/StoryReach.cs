using AuditReplay.Events;
using AuditReplay.Ledger;

namespace AuditReplay.Timeline;

/// <summary>
/// How much of a story the caller sees: auditors all of it; inspectors what is about units at or below their own, and of a notice what
/// became of it itself (ADR 0013).
/// </summary>
internal sealed class StoryReach(NpgsqlDataSource dataSource, LedgerReader ledger, UnitTree tree)
{
    private static readonly string[] Issues = StoredNames.Of(typeof(NoticeEvent.Issued));

    /// <summary>Events of the notice itself that tell of one unit, which may be another's.</summary>
    private static readonly string[] Elsewhere = StoredNames.Of(typeof(NoticeEvent.UnitJoined));

    /// <summary>What of a notice: of one that a unit within reach issued its own story from the first, else from the issue on.</summary>
    /// <param name="id">The notice's.</param>
    /// <param name="permission">Of the endpoint that is asked.</param>
    /// <param name="size">The last position in the ledger, inclusive.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Seen> OfNoticeAsync(Guid id, Permission permission, long size, CancellationToken ct)
    {
        var whole = Subject.Notice(id);
        if (permission.Has(Reach.Everywhere))
            return await KnownAsync(whole, whole, size, ct);
        var within = whole with { Within = [.. tree.Now.AtOrBelow(permission.Caller.Unit)] };
        if (await IssuerAsync(id, size, ct) is { } issuer && permission.Reaches(issuer))
            return await KnownAsync(whole, within, size, ct);
        var issued = await dataSource.Sql("select min(position) from standing where stream = $1 and type = any($2) and position <= $3",
            id, Issues, size).ScalarAsync<long?>(ct);
        return await KnownAsync(within with { From = long.MaxValue },
            within with { From = issued ?? long.MaxValue, Hidden = Elsewhere }, size, ct);
    }

    /// <summary>What of a unit.</summary>
    public async Task<Seen> OfUnitAsync(string code, Permission permission, long size, CancellationToken ct) =>
        !permission.Has(Reach.Everywhere) && permission.Unreachable(code, tree) is { } problem ? new(null, problem)
            : await KnownAsync(Subject.Unit(code), Subject.Unit(code), size, ct);

    private async Task<Seen> KnownAsync(Subject needed, Subject seen, long size, CancellationToken ct) =>
        await ledger.KnowsAsync(needed, size, ct) ? new(seen, null) : new(null, Problems.Unknown($"The ledger holds nothing of {seen}."));

    private async Task<string?> IssuerAsync(Guid notice, long size, CancellationToken ct) =>
        await ledger.FirstAsync([notice], size, ct) is [var first, ..]
        && LedgerEntry.Parse(first.Bytes).Data.TryGetProperty("issuingUnit", out var unit) ? unit.GetString() : null;

    /// <summary>What is seen, or why nothing is.</summary>
    internal sealed record Seen(Subject? Of, ProblemHttpResult? Problem);
}
