using Npgsql;
using Workflow.EventSourcing;
using Workflow.History;

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
        await using var find =
            new NpgsqlCommand($"select {BoardStore.Columns} from {table} where assignment = any($1)", transaction.Connection, transaction);
        find.Parameters.Add(new() { Value = events.Select(e => e.Stream).Distinct().ToArray() });
        var rows = (await BoardStore.ReadAsync(find, ct)).ToDictionary(row => row.Assignment);
        foreach (var stored in events)
        {
            if (stored.Read() is AssignmentEvent e)
                rows[stored.Stream] = AssignmentBoard.Project(rows.GetValueOrDefault(stored.Stream), stored.Stream, e);
        }
        await using var write = BoardStore.Write(transaction, rows.Values,
            $"""
            insert into {table} as known ({BoardStore.Columns})
            select {BoardStore.Columns} from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) as row ({BoardStore.Columns})
            on conflict (assignment) do update set {Present}
            """);
        await write.ExecuteNonQueryAsync(ct);
    }
}
