using Npgsql;

namespace Workflow.Local;

/// <summary>Whether the system holds a unit or a notice; what ships with it (calendars, the default policy) does not count.</summary>
internal static class StoredThings
{
    private static readonly (string Table, string Types)[] Streams = [("directory.mt_events", "unit.%"), ("notices.mt_events", "notice.%")];

    public static async Task<bool> AnyAsync(LocalSystem system, CancellationToken ct)
    {
        await using var postgres = system.OpenPostgres();
        foreach (var (table, types) in Streams)
            if (await IsTrueAsync(postgres, $"select to_regclass('{table}') is not null", ct)
                && await IsTrueAsync(postgres, $"select exists (select from {table} where type like '{types}')", ct))
                return true;
        return false;
    }

    private static async Task<bool> IsTrueAsync(NpgsqlDataSource postgres, string sql, CancellationToken ct)
    {
        await using var command = postgres.CreateCommand(sql);
        return await command.ExecuteScalarAsync(ct) is true;
    }
}
