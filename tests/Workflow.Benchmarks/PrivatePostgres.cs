using System.Diagnostics;
using Npgsql;

namespace Workflow.Benchmarks;

/// <summary>A PostgreSQL of its own that keeps what it confirms (fsync and synchronous_commit on); it goes when this process goes.</summary>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    private readonly Process _held;

    private PrivatePostgres(Process held, string connectionString) => (_held, ConnectionString) = (held, connectionString);

    public string ConnectionString { get; }

    public static async Task<PrivatePostgres> StartAsync()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Workflow.sln")))
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("The benchmarks run inside a checkout.");
        var start = new ProcessStartInfo(Path.Combine(root, "tests/servers"), ["hold", "postgres"]) { RedirectStandardInput = true, RedirectStandardOutput = true, Environment = { ["DURABLE"] = "yes" } };
        var held = Process.Start(start)!;
        var address = "";
        while (await held.StandardOutput.ReadLineAsync() is { } line && line != "ready")
            address = line.StartsWith("WORKFLOW_TEST_POSTGRES=", StringComparison.Ordinal) ? line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim('\'') : address;
        return address.Length > 0
            ? new(held, new NpgsqlConnectionStringBuilder(address) { MaxPoolSize = 40, PersistSecurityInfo = true }.ConnectionString)
            : throw new InvalidOperationException("tests/servers did not start PostgreSQL.");
    }

    public async ValueTask DisposeAsync()
    {
        _held.StandardInput.Close();
        await _held.WaitForExitAsync();
        _held.Dispose();
    }
}
