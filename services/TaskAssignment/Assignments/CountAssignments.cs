namespace TaskAssignment.Assignments;

/// <summary>How many assignments stand under each tab of a page.</summary>
/// <param name="Open">The unit still owes something; a principle until it is acknowledged.</param>
/// <param name="Overdue">Of those, whose deadline in force is missed.</param>
/// <param name="DueWithin7">Of those, due from now to the end of the seventh day from today.</param>
/// <param name="ToJudge">Reports that await the caller's own judgement.</param>
/// <param name="ToDecide">Requests for more time and declines that await the caller's own decision.</param>
/// <param name="Done">Accepted or closed; principles that are acknowledged.</param>
internal sealed record AssignmentCounts(long Open, long Overdue, long DueWithin7, long ToJudge, long ToDecide, long Done)
{
    private const int SoonDays = 7;

    private static string Sql(BoardScope scope) =>
        $"""
        select {string.Join(", ", new[]
        {
            Tabs.IsOpen, Tabs.IsOverdue, $"{Tabs.IsOpen} and verdict = 'pending' and due_at <= $4", Tabs.Of(Tabs.ToJudge, "$5"),
            Tabs.Of(Tabs.ToDecide, "$5"), Tabs.IsDone,
        }.Select(tab => $"count(*) filter (where {tab})"))}
        from board where {scope.Sql}
        """;

    /// <summary>One statement.</summary>
    public static Task<AssignmentCounts?> ReadAsync(BoardScope scope, string[] judged, DateTimeOffset now, NpgsqlDataSource dataSource,
        CancellationToken ct) =>
        dataSource.Sql(Sql(scope), [.. scope.Values, OfficialTime.EndOf(OfficialTime.DayOf(now).AddDays(SoonDays)), judged]).FirstAsync(
            row => new AssignmentCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4),
                row.GetInt64(5)), ct);
}

/// <summary>The counts beside the tabs of a page, of what the list with the same <c>unit</c> and <c>under</c> holds.</summary>
internal static class CountAssignments
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/assignments/counts", HandleAsync).RequireAccess(Standing.Readers)
            .Refuses(404).WithSummary("How many assignments are open, overdue, due soon, to be judged and done");

    private static async Task<Results<Ok<AssignmentCounts>, ProblemHttpResult>> HandleAsync(
        Permission permission, Standing standing, BoardStore board, NpgsqlDataSource dataSource, TimeProvider clock,
        CancellationToken ct, string? unit = null, string? under = null)
    {
        var scope = standing.ScopeOf(permission, unit, under);
        if (await ReadAssignments.OutOfReachAsync(unit, under, permission, standing, scope, board, ct) is { } problem)
            return problem;
        return TypedResults.Ok(
            await AssignmentCounts.ReadAsync(scope, standing.Judged(permission.Caller), clock.GetUtcNow(), dataSource, ct));
    }
}
