namespace Workflow.Testing;

/// <summary>The tests' PostgreSQL. Without one a test fails; it is never skipped.</summary>
public static class PostgresServer
{
    private static readonly Lazy<Task<string>> Server =
        new(async () => (await TestServers.FindAsync("postgres", "WORKFLOW_TEST_POSTGRES"))[0]);

    /// <summary>An empty database of its own. It stays until the server goes.</summary>
    /// <returns>Its Npgsql connection string, of a superuser.</returns>
    public static async Task<string> CreateDatabaseAsync(CancellationToken ct = default)
    {
        var address = new NpgsqlConnectionStringBuilder(await Server.Value) { Pooling = false };
        var name = $"test_{Guid.NewGuid():n}";
        await using var connection = new NpgsqlConnection(address.ConnectionString);
        await connection.OpenAsync(ct);
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync(ct);
        return new NpgsqlConnectionStringBuilder(await Server.Value) { Database = name, IncludeErrorDetail = true }.ConnectionString;
    }
}
