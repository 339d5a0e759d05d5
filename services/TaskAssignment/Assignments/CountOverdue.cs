namespace TaskAssignment.Assignments;

/// <summary>How many assignments are overdue, counted to 100,000, and the oldest of their deadlines.</summary>
internal sealed class CountOverdue(NpgsqlDataSource dataSource) : ICounted
{
    private const int Most = 100_000;

    public async Task<IReadOnlyList<Tally>> CountAsync(CancellationToken ct) => await dataSource.Sql(
        $"select count(*), min(due_at) from (select due_at from board where {Tabs.IsOverdue} order by due_at limit {Most}) o")
        .ReadAsync(row => new Tally(OperationsMetrics.Overdue, null, row.GetInt64(0), row.Maybe<DateTimeOffset>(1)), ct);
}
