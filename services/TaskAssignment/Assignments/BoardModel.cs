namespace TaskAssignment.Assignments;

/// <summary>The board made again from its events. Otherwise it is written in their transaction, and never lags.</summary>
internal sealed class BoardModel : IReadModel
{
    private static readonly string Present =
        string.Join(", ", BoardStore.Columns.Split(", ").Select(column => $"{column} = excluded.{column}"));

    public string Name => "board";

    public async Task ProjectAsync(IReadOnlyList<StoredEvent> events, ReadModelTables tables, NpgsqlTransaction transaction,
        CancellationToken ct)
    {
        var table = tables[Name];
        var known = await transaction.Sql($"select {BoardStore.Columns} from {table} where assignment = any($1)",
            events.Select(e => e.Stream).Distinct().ToArray()).ReadAsync(BoardStore.Row, ct);
        var rows = known.ToDictionary(row => row.Assignment);
        foreach (var stored in events)
        {
            var before = rows.GetValueOrDefault(stored.Stream);
            if (stored.Use(e => e is AssignmentEvent of ? AssignmentBoard.Project(before, stored.Stream, of) : null) is { } after)
                rows[stored.Stream] = after;
        }
        await BoardStore.Write(transaction, rows.Values,
            $"""
            insert into {table} as known ({BoardStore.Columns}) select {BoardStore.Columns} from {BoardStore.Given}
            on conflict (assignment) do update set {Present}
            """).ExecuteAsync(ct);
    }
}
