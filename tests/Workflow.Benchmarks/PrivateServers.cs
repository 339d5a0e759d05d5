using Workflow.Testing;
using System.Diagnostics;
using Npgsql;

namespace Workflow.Benchmarks;

/// <summary>A PostgreSQL, and where asked for a RabbitMQ, of their own, which keep what they confirm (fsync and synchronous_commit on); they go when this process goes.</summary>
internal sealed class PrivateServers : IAsyncDisposable
{
    private readonly Process _held;
    private readonly Dictionary<string, string> _addresses;

    private PrivateServers(Process held, Dictionary<string, string> addresses) => (_held, _addresses) = (held, addresses);

    /// <summary>With what the services set for themselves.</summary>
    public string Postgres => new NpgsqlConnectionStringBuilder(_addresses["WORKFLOW_TEST_POSTGRES"]) { MaxPoolSize = 40, MaxAutoPrepare = 100, NoResetOnClose = true, PersistSecurityInfo = true }.ConnectionString;

    public Uri RabbitMqManagement => new(_addresses["WORKFLOW_TEST_RABBITMQ_MANAGEMENT"]);

    /// <summary>A virtual host where every message has a receiver, as with all services running.</summary>
    public Task<Uri> VirtualHostAsync()
    {
        foreach (var (name, value) in _addresses)
            Environment.SetEnvironmentVariable(name, value);
        return RabbitServer.CreateVirtualHostAsync();
    }

    /// <param name="servers"><c>postgres</c>, <c>rabbitmq</c>.</param>
    public static async Task<PrivateServers> StartAsync(params string[] servers)
    {
        var start = new ProcessStartInfo(Path.Combine(Checkout.Root, "tests/servers"), ["hold", .. servers])
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
        throw new InvalidOperationException($"tests/servers did not start {string.Join(" and ", servers)}.");
    }

    public async ValueTask DisposeAsync()
    {
        _held.StandardInput.Close();
        await _held.WaitForExitAsync();
        _held.Dispose();
    }
}
