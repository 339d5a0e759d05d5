namespace Workflow.Testing;

/// <summary>A database for one test class: <c>IClassFixture&lt;PostgresDatabase&gt;</c>.</summary>
public sealed class PostgresDatabase : IAsyncLifetime
{
    /// <summary>Npgsql connection string of a database that nobody else uses.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => ConnectionString = await PostgresServer.CreateDatabaseAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
