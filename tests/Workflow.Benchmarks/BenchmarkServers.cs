namespace Workflow.Benchmarks;

/// <summary>
/// A PostgreSQL and a RabbitMQ of this process's own, which keep what they confirm (fsync and synchronous_commit on); they go when it goes.
/// Each benchmark has a database and a virtual host.
/// </summary>
internal sealed class BenchmarkServers(PrivateServers servers) : IAsyncDisposable
{
    private string _benchmark = "postgres";

    /// <summary>With what the services set for themselves.</summary>
    public string Postgres =>
        new NpgsqlConnectionStringBuilder(servers.Postgres) { Database = _benchmark, MaxPoolSize = 40, MaxAutoPrepare = 100,
        NoResetOnClose = true, PersistSecurityInfo = true }.ConnectionString;

    public Uri RabbitMqManagement => servers.Management;

    public static async Task<BenchmarkServers> StartAsync() => new(await PrivateServers.StartAsync());

    /// <summary>A virtual host where every message has a receiver, as with all services running.</summary>
    public Task<Uri> VirtualHostAsync() => servers.ListeningAsync(_benchmark, CancellationToken.None);

    /// <summary>A new database, which is meant by <see cref="Postgres"/> from then on.</summary>
    public async Task UseNewDatabaseAsync(string name)
    {
        await using (var source = NpgsqlDataSource.Create(Postgres))
        await using (var create = source.CreateCommand($"create database \"{name}\""))
            await create.ExecuteNonQueryAsync();
        _benchmark = name;
    }

    public ValueTask DisposeAsync() => servers.DisposeAsync();
}
