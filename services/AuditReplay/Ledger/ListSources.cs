namespace AuditReplay.Ledger;

/// <summary><c>GET /v1/sources</c>: how far each service's pages have come, what is wrong, and where it went on anew.</summary>
internal static class ListSources
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/sources", ListAsync).RequireAccess((Roles.Operator, Reach.Root), AccessTable.Auditors)
            .WithSummary("How far the ledger is with each service, what it misses, and its epochs");

    private static async Task<Ok<SourceList>> ListAsync(NpgsqlDataSource dataSource, MissingPages missing, CancellationToken ct)
    {
        var epochs = (await dataSource.Sql("select source, epoch, from_page, from_ordinal, reason from epoch order by source, epoch")
            .ReadAsync(row => (Source: row.GetString(0),
                Epoch: new SourceEpoch(row.GetInt32(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4))), ct))
            .ToLookup(row => row.Source, row => row.Epoch, StringComparer.Ordinal);
        var standings = await missing.StandingsAsync(ct);
        return TypedResults.Ok(new SourceList([.. standings.Select(standing =>
            new SourceView(standing.Source, standing.Page, standing.Missing, standing.Problem, [.. epochs[standing.Source]]))]));
    }
}

/// <summary>Every source.</summary>
internal sealed record SourceList(IReadOnlyList<SourceView> Items);

/// <summary>One of them.</summary>
/// <param name="Source">The service.</param>
/// <param name="Page">The last page appended.</param>
/// <param name="Missing">Pages known to be missing behind it.</param>
/// <param name="Problem">In words for an operator; null when all is well.</param>
/// <param name="Epochs">Those that an operator began.</param>
internal sealed record SourceView([OneOf(typeof(Sources))] string Source, long Page, long Missing,
    string? Problem, IReadOnlyList<SourceEpoch> Epochs);
