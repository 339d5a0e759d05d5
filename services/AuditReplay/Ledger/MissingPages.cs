using Workflow.Contracts.Audit.V1;

namespace AuditReplay.Ledger;

/// <summary>How one source stands.</summary>
/// <param name="Source">The service.</param>
/// <param name="Page">The last page appended.</param>
/// <param name="Kept">How many later ones are kept aside.</param>
/// <param name="FirstKept">The lowest of them; null when there are none.</param>
/// <param name="Fault">What is wrong with page <paramref name="Page"/> + 1 as it came; null when nothing is.</param>
internal sealed record SourceStanding(string Source, long Page, long Kept, long? FirstKept, string? Fault)
{
    /// <summary>Pages known to be missing before one that has come.</summary>
    public long Missing => FirstKept is { } first ? first - Page - 1 : 0;

    /// <summary>In words for an operator; null when all is well.</summary>
    public string? Problem =>
        Fault ?? (Missing > 0 ? $"{Source}: pages {Page + 1} to {FirstKept - 1} are missing; {Kept} later ones wait for them." : null);
}

/// <summary>Knows which pages have not come, and asks their service for them.</summary>
internal sealed class MissingPages(NpgsqlDataSource dataSource)
{
    /// <summary>A gap is asked for when it is found, then again after each such while.</summary>
    private static readonly TimeSpan GapInterval = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A source that has fallen silent is asked for whatever follows its last page, once after this while: the last pages of all may be the
    /// lost ones.
    /// </summary>
    private static readonly TimeSpan SettleInterval = TimeSpan.FromSeconds(3);

    /// <summary>
    /// A silent source, and one behind a faulty page (each copy may end in the error queue), is asked again after each such while.
    /// </summary>
    private static readonly TimeSpan SilenceInterval = TimeSpan.FromMinutes(1);

    private const string Claim =
        """
        update source s set asked_at = clock_timestamp(), asked_page = page
        from (select source, (select min(number) from early_page e where e.source = t.source) as early from source t) kept
        where kept.source = s.source and s.source = coalesce($1, s.source) and s.stopped is null
          and (asked_page is distinct from page and (early is not null or moved_at < clock_timestamp() - $2)
            or asked_at < clock_timestamp() - case when early is not null and fault is null then $3 else $4 end)
        returning s.source, page + 1, coalesce(early - 1, 9223372036854775807)
        """;

    public Task<List<SourceStanding>> StandingsAsync(CancellationToken ct) => dataSource.Sql(
        """
        select s.source, s.page, count(e.number), min(e.number), s.fault
        from source s left join early_page e using (source) group by s.source order by s.source
        """).ReadAsync(row =>
            new SourceStanding(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.Maybe<long>(3), row.Text(4)), ct);

    /// <summary>Asks for what is known to be missing, and for what may follow after a silence; of one source, or of all.</summary>
    public async Task AskAsync(IPublishEndpoint bus, string? source, CancellationToken ct)
    {
        // Of several replicas one asks: the update that notes the asking is the claim.
        var requests = await dataSource.Sql(Claim, source, SettleInterval, GapInterval, SilenceInterval)
            .ReadAsync(row => new PagesRequested(row.GetString(0), row.GetInt64(1), row.GetInt64(2)), ct);
        foreach (var request in requests)
            await bus.Publish(request, ct);
    }
}
