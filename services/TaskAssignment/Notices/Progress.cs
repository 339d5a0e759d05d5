using TaskAssignment.Assignments;

namespace TaskAssignment.Notices;

/// <summary>How far a notice has come, a row for each requirement or unit.</summary>
internal sealed record Progress(IReadOnlyList<ProgressRow> Rows)
{
    /// <summary>
    /// All assignments of the rows, by key; parameters as in <see cref="BoardScope"/>, then the notice and the states that owe.
    /// </summary>
    private static string Sql(BoardScope scope, string key) =>
        $"""
        with part as materialized (select {key}::text as key, state, verdict, figures from board where {scope.Sql} and notice = $4),
        sums as (
          select key, jsonb_object_agg(name, total) as figures
          from (
            select key, name, sum(value::numeric) as total
            from part, jsonb_each_text(part.figures) as figure (name, value) group by key, name) s
          group by key)
        select key, {string.Join(", ", CountedStates.Select(state => $"count(*) filter (where state = '{state}')"))},
          count(*) filter (where verdict = 'missed' and state = any($5)), coalesce(sums.figures, '{"{}"}')
        from part left join sums using (key)
        group by key, sums.figures
        order by length(key), key
        """;

    private static readonly string[] CountedStates = [.. States.All, "declined", "cancelled"];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/notices/{id:guid}/progress", HandleAsync).RequireAccess(Standing.Followers);

    private static async Task<Results<Ok<Progress>, ProblemHttpResult>> HandleAsync(
        Guid id, Permission permission, Standing standing, NoticeStore notices, NpgsqlDataSource dataSource,
        CancellationToken ct, string by = "requirement", string? under = null)
    {
        if (by is not ("requirement" or "unit"))
            return Problems.Malformed("invalid-by", $"'by' is '{by}'; requirement or unit is allowed.");
        var issuer = await notices.IssuingUnitAsync(id, ct);
        if (issuer is null)
            return Unknown(id);
        if (under is not null && !Standing.Issued(permission, issuer) && standing.Unreachable(permission, under) is { } problem)
            return problem;

        var rows = await ReadAsync(id, by, under, standing.ScopeOf(permission, unit: null, under), dataSource, ct);
        return rows.Count == 0 && !standing.MaySeeWhole(permission.Caller, issuer) ? Unknown(id) : TypedResults.Ok(new Progress(rows));
    }

    private static ProblemHttpResult Unknown(Guid id) => Problems.Unknown($"No notice {id} has arrived.");

    private static Task<List<ProgressRow>> ReadAsync(Guid notice, string by, string? under, BoardScope scope, NpgsqlDataSource dataSource,
        CancellationToken ct)
    {
        var within = under is null || by == "unit" ? "" : $"&under={Uri.EscapeDataString(under)}";
        return dataSource.Sql(Sql(scope, by), [.. scope.Values, notice, States.Owing.ToArray()]).ReadAsync(row =>
        {
            var (key, counts) = (row.GetString(0), Enumerable.Range(1, 9).Select(row.GetInt64).ToArray());
            return new ProgressRow(
                key, counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6], counts[7], Overdue: counts[8],
                JsonSerializer.Deserialize<Dictionary<string, Int128>>(row.GetString(10))!,
                $"/v1/assignments?notice={notice}&{by}={Uri.EscapeDataString(key)}{within}");
        }, ct);
    }
}

/// <summary>Assignments counted by state.</summary>
/// <param name="Key">The requirement's number or the unit's code.</param>
/// <param name="Overdue">Those whose deadline in force is missed and that still owe a report; they are among the others too.</param>
/// <param name="Figures">Sums over the reports that stand (not those returned).</param>
/// <param name="Href">The list that the row sums.</param>
internal sealed record ProgressRow(
    string Key, long Dispatched, long Acknowledged, long Reported, long Returned, long Accepted, long Closed, long Declined, long Cancelled,
    long Overdue, IReadOnlyDictionary<string, Int128> Figures, string Href);
