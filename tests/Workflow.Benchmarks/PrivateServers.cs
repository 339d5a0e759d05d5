using Workflow.Testing;
using System.Diagnostics;
using Npgsql;

namespace Workflow.Benchmarks;

/// <summary>A PostgreSQL and a RabbitMQ of this process's own, which keep what they confirm (fsync and synchronous_commit on); they go when it goes.</summary>
internal sealed class PrivateServers : IAsyncDisposable
{
    private readonly Process _held;
    private readonly Dictionary<string, string> _addresses;
    private string _database = "postgres";

    private PrivateServers(Process held, Dictionary<string, string> addresses) => (_held, _addresses) = (held, addresses);

    /// <summary>With what the services set for themselves.</summary>
    public string Postgres => new NpgsqlConnectionStringBuilder(_addresses["WORKFLOW_TEST_POSTGRES"]) { Database = _database, MaxPoolSize = 40, MaxAutoPrepare = 100, NoResetOnClose = true, PersistSecurityInfo = true }.ConnectionString;

    public Uri RabbitMqManagement => new(_addresses["WORKFLOW_TEST_RABBITMQ_MANAGEMENT"]);

    /// <summary>A virtual host where every message has a receiver, as with all services running.</summary>
    public Task<Uri> VirtualHostAsync()
    {
        foreach (var (name, value) in _addresses)
            Environment.SetEnvironmentVariable(name, value);
        return RabbitServer.CreateVirtualHostAsync();
    }

    /// <summary>A new database, which is meant by <see cref="Postgres"/> from then on.</summary>
    public async Task UseNewDatabaseAsync(string name)
    {
        await using (var source = NpgsqlDataSource.Create(Postgres))
        await using (var create = source.CreateCommand($"create database \"{name}\""))
            await create.ExecuteNonQueryAsync();
        _database = name;
    }

    public static async Task<PrivateServers> StartAsync()
    {
        var start = new ProcessStartInfo(Path.Combine(Checkout.Root, "tests/servers"), ["hold", "postgres", "rabbitmq"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["DURABLE"] = "yes" },
        };
        var held = Process.Start(start)!;
        var addresses = new Dictionary<string, string>();
        while (await held.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "ready")
                return new(held, addresses);
            var name = line.Split('=')[0];
            addresses[name] = line[(name.Length + 1)..].Trim('\'');
        }
        throw new InvalidOperationException("tests/servers did not start them.");
    }

    public async ValueTask DisposeAsync()
    {
        _held.StandardInput.Close();
        await _held.WaitForExitAsync();
        _held.Dispose();
    }
}
