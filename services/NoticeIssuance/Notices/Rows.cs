using Npgsql;

namespace NoticeIssuance.Notices;

/// <summary>Rows beside the streams, written in the transaction of their events.</summary>
internal static class Rows
{
    /// <summary>Executes the commands in their order, in one round trip.</summary>
    public static async Task WriteAsync(NpgsqlTransaction transaction, IEnumerable<NpgsqlBatchCommand> commands, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(ct);
    }
}
