using System.Text.Json.Serialization;
using TaskAssignment.Assignments;

namespace TaskAssignment.Notices;

/// <summary>How far a notice has come, a row for each requirement, unit or direct subordinate.</summary>
/// <param name="Rows">By key.</param>
/// <param name="Next">What to give as <c>after</c> for the rows that follow; absent when there are none.</param>
internal sealed record Progress(IReadOnlyList<ProgressRow> Rows,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next = null)
{
    /// <summary>Rows of a page where no limit is asked for.</summary>
    private const int DefaultLimit = 500;

    private static readonly string[] CountedStates = [.. States.All];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/notices/{id:guid}/progress", HandleAsync).RequireAccess(Standing.Followers)
            .Produces<Progress>(contentType: "application/json").AnswersAs(Csv.MediaType)
            .Shows(Csv.MediaType, "key,name,dispatched,…\r\nC-1,东区,2,…\r\n")
            .TakesQuery("after", "The `next` of the part before.").TakesLimit("At most so many rows.", DefaultLimit)
            .AnswersWith("Content-Disposition")
            .WithSummary("How far a notice has come, by requirement, unit or direct subordinate; with Accept: text/csv as a table")
            .WithDescription(
                """
                `by=child` sums the subtree of each direct subordinate of `under`, and what `under` owes itself (default: the issuing unit
                for whoever sees the whole notice, else the caller's own); units that stand elsewhere have rows of their own. `after` and
                `limit` (1–500, default 500) page the rows; the table holds all of them.
                """);

    private static async Task<Results<Ok<Progress>, ProgressTable, ProblemHttpResult>> HandleAsync(
        Guid id, Permission permission, Standing standing, NoticeStore notices, UnitTree tree, NpgsqlDataSource dataSource,
        HttpContext context, CancellationToken ct, [OneOf("requirement", "unit", "child")] string by = "requirement", string? under = null)
    {
        if (by is not ("requirement" or "unit" or "child"))
            return Problems.Malformed("invalid-by", $"'by' is '{by}'; requirement, unit or child is allowed.");
        var paging = await Paging.BindAsync(context);
        var issuer = await notices.IssuingUnitAsync(id, ct);
        if (issuer is null)
            return Unknown(id);
        if (under is not null && !Standing.Issued(permission, issuer) && standing.Unreachable(permission, under) is { } problem)
            return problem;

        var (seesWhole, now) = (standing.MaySeeWhole(permission.Caller, issuer), tree.Now);
        var subtrees = by != "child" ? null
            : Subtrees.Of(now, under ?? (seesWhole && now.Exists(issuer) ? issuer : permission.Caller.Unit));
        var asTable = context.Request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals(Csv.MediaType, StringComparison.Ordinal));
        var limit = asTable ? int.MaxValue - 1 : context.Request.Query.ContainsKey("limit") ? paging.Limit : DefaultLimit;
        var query = new Query(id, by, under, subtrees, standing.ScopeOf(permission, unit: null, under));
        var rows = await query.ReadAsync(paging with { Limit = limit }, dataSource, ct);
        if (rows.Count == 0 && !seesWhole && paging.After is null)
            return Unknown(id);
        rows = await NamedAsync(rows, id, by, now, notices, ct);
        if (asTable)
            return new ProgressTable(rows);
        var page = Page.Of(rows, paging with { Limit = limit }, row => row.Key);
        return TypedResults.Ok(new Progress(page.Items, page.Next));
    }

    /// <summary>The 404 of a notice that is not there, or not the caller's to know.</summary>
    internal static ProblemHttpResult Unknown(Guid id) => Problems.Unknown($"No notice {id} has arrived.");

    private static async Task<List<ProgressRow>> NamedAsync(List<ProgressRow> rows, Guid notice, string by, UnitSnapshot tree,
        NoticeStore notices, CancellationToken ct)
    {
        if (by != "requirement")
            return rows.ConvertAll(row => row with { Name = tree.ShortNameOf(row.Key) });
        var requirements = await notices.RequirementsAsync([notice], ct);
        return rows.ConvertAll(row => row with
        {
            Name = requirements.GetValueOrDefault((notice, int.Parse(row.Key, CultureInfo.InvariantCulture)))?.Title ?? row.Key,
        });
    }

    /// <summary>What is counted, by what.</summary>
    private sealed record Query(Guid Notice, string By, string? Under, Subtrees? Subtrees, BoardScope Scope)
    {
        /// <summary>
        /// The assignments of the rows, by key; parameters as in <see cref="BoardScope"/>, then the notice, the states that owe, the key
        /// behind which the page begins, how many rows, and the units with their subtrees.
        /// </summary>
        private string Sql =>
            $"""
            with part as materialized (
              select {(Subtrees is null ? $"{By}::text" : "coalesce(child, unit)")} as key, state, verdict, figures
              from board {(Subtrees is null ? "" : "left join unnest($8::text[], $9::text[]) as subtree (code, child) on code = unit")}
              where {Scope.Sql} and notice = $4),
            rows as (
              select key, {string.Join(", ", CountedStates.Select(state => $"count(*) filter (where state = '{state}')"))},
                count(*) filter (where verdict = 'missed' and state = any($5)) as overdue
              from part where $6::text is null or (length(key), key) > (length($6), $6)
              group by key order by length(key), key limit $7),
            sums as (
              select key, jsonb_object_agg(name, total) as figures
              from (
                select key, name, sum(value::numeric) as total
                from part join rows using (key), jsonb_each_text(part.figures) as figure (name, value) group by key, name) s
              group by key)
            select rows.*, coalesce(sums.figures, '{"{}"}') from rows left join sums using (key) order by length(key), key
            """;

        public Task<List<ProgressRow>> ReadAsync(Paging paging, NpgsqlDataSource dataSource, CancellationToken ct)
        {
            object?[] subtrees = Subtrees is null ? [] : [Subtrees.Codes, Subtrees.Children];
            return dataSource.Sql(Sql, [.. Scope.Values, Notice, States.Owing.ToArray(), paging.After, paging.Limit + 1, .. subtrees])
                .ReadAsync(row =>
                {
                    var (key, counts) = (row.GetString(0), Enumerable.Range(1, CountedStates.Length + 1).Select(row.GetInt64).ToArray());
                    return new ProgressRow(
                        key, counts[0], counts[1], counts[2], counts[3], Accepted: counts[5], Closed: counts[6], Declined: counts[7],
                        Cancelled: counts[9], Reassigned: counts[8], Reopened: counts[4], Overdue: counts[^1],
                        JsonSerializer.Deserialize<Dictionary<string, Int128>>(row.GetString(counts.Length + 1))!,
                        $"/v1/assignments?notice={Notice}&{Narrowed(key)}", key);
                }, ct);
        }

        private string Narrowed(string key) => Subtrees is not null
            ? Subtrees.Children.Contains(key) ? Subtrees.Query(key) : $"unit={Uri.EscapeDataString(key)}"
            : $"{By}={Uri.EscapeDataString(key)}{(Under is null || By == "unit" ? "" : $"&under={Uri.EscapeDataString(Under)}")}";
    }
}

/// <summary>Assignments counted by state.</summary>
/// <param name="Key">The requirement's number or the unit's code.</param>
/// <param name="Reassigned">Those that another unit does instead; that one's are counted too.</param>
/// <param name="Reopened">Those that were closed and are to be reported on once more.</param>
/// <param name="Overdue">Those whose deadline in force is missed and that still owe a report; they are among the others too.</param>
/// <param name="Figures">Sums over the reports that stand (not those returned).</param>
/// <param name="Href">The list that the row sums.</param>
/// <param name="Name">The requirement's title, or the unit's short name.</param>
internal sealed record ProgressRow(
    string Key, long Dispatched, long Acknowledged, long Reported, long Returned, long Accepted, long Closed, long Declined, long Cancelled,
    long Reassigned, long Reopened, long Overdue, IReadOnlyDictionary<string, Int128> Figures, string Href, string Name);
