namespace AuditReplay.Ledger;

/// <summary>How each source's pages stand, as feeds; a source that is stopped names the page and both hashes.</summary>
internal sealed class LedgerOperations(MissingPages missing) : IOperationsPart
{
    public async Task<PartReport> LookAsync(OperationsScope scope, CancellationToken ct)
    {
        var standings = await missing.StandingsAsync(ct);
        return new(
            [.. standings.Where(s => s.Problem is not null).Select(s => s.Fault is { } fault
                ? Trouble.Of(Troubles.SourceStopped, s.Source, fault, act: $"POST /v1/sources/{s.Source}/epoch")
                : Trouble.Of(Troubles.PagesMissing, s.Source, s.Problem, count: s.Missing))],
            Counts: [],
            [.. standings.Select(s =>
                new FeedStanding($"ledger.{s.Source}", s.Page, s.Missing, Since: null, BlockedBy: null, Error: null))]);
    }
}
