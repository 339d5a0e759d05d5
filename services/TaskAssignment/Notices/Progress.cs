using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using TaskAssignment.Assignments;
using Workflow.ServiceDefaults;

namespace TaskAssignment.Notices;

/// <summary>How far a notice has come, a row for each requirement or unit.</summary>
internal sealed record Progress(IReadOnlyList<ProgressRow> Rows)
{
    /// <summary>
    /// All assignments of the rows, by key; parameters as in <see cref="BoardScope"/>, then the notice, business now, and the states that
    /// owe.
    /// </summary>
    private static string Sql(string key) =>
        $"""
        with part as materialized (select {key}::text as key, state, due_at, figures from board where {BoardScope.Sql} and notice = $4),
        sums as (
          select key, jsonb_object_agg(name, total) as figures
          from (select key, name, sum(value::numeric) as total from part, jsonb_each_text(part.figures) as figure (name, value) group by key, name) s
          group by key)
        select key, {string.Join(", ", CountedStates.Select(state => $"count(*) filter (where state = '{state}')"))},
          count(*) filter (where due_at < $5 and state = any($6)), coalesce(sums.figures, '{"{}"}')
        from part left join sums using (key)
        group by key, sums.figures
        order by length(key), key
        """;

    private static readonly string[] CountedStates = [.. States.All, "declined", "cancelled"];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/notices/{id:guid}/progress", HandleAsync).RequireAccess(Standing.Readers);

    private static async Task<Results<Ok<Progress>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, Standing standing, NoticeStore notices, NpgsqlDataSource dataSource, TimeProvider clock,
            CancellationToken ct, string by = "requirement", string? under = null)
    {
        if (by is not ("requirement" or "unit")) return Problems.Malformed("invalid-by",
            $"'by' is '{by}'; requirement or unit is allowed.");
        var issuer = await notices.IssuingUnitAsync(id, ct);
        if (issuer is null) return Unknown(id);
        if (under is not null && !Standing.Issued(caller, issuer) && standing.Unreachable(caller, under) is { } problem) return problem;

        var rows = await ReadAsync(id, by, under, standing.ScopeOf(caller, unit: null, under), dataSource, clock.GetUtcNow(), ct);
        return rows.Count == 0 && !standing.MaySeeWhole(caller, issuer) ? Unknown(id) : TypedResults.Ok(new Progress(rows));
    }

    private static ProblemHttpResult Unknown(Guid id) => Problems.Unknown($"No notice {id} has arrived.");

    private static async Task<List<ProgressRow>> ReadAsync(
        Guid notice, string by, string? under, BoardScope scope, NpgsqlDataSource dataSource, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Sql(by));
        foreach (var parameter in scope.Parameters) command.Parameters.Add(parameter);
        command.Parameters.AddRange(new NpgsqlParameter[] { new() { Value = notice }, new() { Value = now.ToUniversalTime() },
            new() { Value = States.Owing.ToArray() } });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<ProgressRow>();
        while (await reader.ReadAsync(ct))
        {
            var key = reader.GetString(0);
            var href = $"/v1/assignments?notice={notice}&{by}={Uri.EscapeDataString(key)}"
                + (under is null || by == "unit" ? "" : $"&under={Uri.EscapeDataString(under)}");
            rows.Add(new(
                key, Count(1), Count(2), Count(3), Count(4), Count(5), Count(6), Count(7), Count(8), Overdue: Count(9),
                JsonSerializer.Deserialize<Dictionary<string, long>>(reader.GetString(10))!, href));
        }

        return rows;

        long Count(int column) => reader.GetInt64(column);
    }
}

/// <summary>Assignments counted by state.</summary>
/// <param name="Key">The requirement's number or the unit's code.</param>
/// <param name="Overdue">Those past their due instant, by business time, that still owe a report; they are among the others too.</param>
/// <param name="Figures">Sums over the reports that stand (not those returned).</param>
/// <param name="Href">The list that the row sums.</param>
internal sealed record ProgressRow(
    string Key, long Dispatched, long Acknowledged, long Reported, long Returned, long Accepted, long Closed, long Declined, long Cancelled,
    long Overdue, IReadOnlyDictionary<string, long> Figures, string Href);
