namespace Workflow.Benchmarks;

/// <summary>What stands in a service's tables, seen from outside.</summary>
internal static class Rows
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static async Task<long> CountAsync(string database, string count)
    {
        await using var source = NpgsqlDataSource.Create(database);
        return await source.Sql(count).ScalarAsync<long>(default);
    }

    /// <summary>Waits until so many are counted.</summary>
    public static async Task HoldAsync(string database, string count, long expected)
    {
        for (var began = Stopwatch.GetTimestamp(); await CountAsync(database, count) is var found && found != expected;
            await Task.Delay(Apart, TimeProvider.System))
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
                throw new TimeoutException($"{count} is {found} after {Patience.TotalMinutes} minutes, not {expected}.");
        }
    }

    public static async Task ExecuteAsync(string database, params string[] statements)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await ExecuteAsync(source, statements);
    }

    public static async Task ExecuteAsync(NpgsqlDataSource source, params string[] statements)
    {
        foreach (var sql in statements)
        {
            await using var command = source.CreateCommand(sql);
            command.CommandTimeout = 600;
            await command.ExecuteNonQueryAsync();
        }
    }
}
