namespace Workflow.Benchmarks;

/// <summary>A service as in production, on the benchmark's servers.</summary>
internal sealed class BenchmarkedProcess(ServiceProcess process, TimeSpan readyAfter) : IDisposable
{
    /// <summary>From the start of the process to the first ready answer of its health page.</summary>
    public TimeSpan ReadyAfter => readyAfter;

    public double CpuMs => Meter.Cpu(process.Process.Id, childrenToo: false);

    /// <summary>Resident memory.</summary>
    public double MemoryMiB
    {
        get
        {
            process.Process.Refresh();
            return process.Process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="name">Of its project.</param>
    public static async Task<BenchmarkedProcess> StartAsync(string name, string postgres, Uri virtualHost, Uri management)
    {
        var command = ServiceProcess.Command(name, new Dictionary<string, string?>(TestTokens.Settings)
        {
            ["Postgres:ConnectionString"] = postgres,
            ["RabbitMq:Uri"] = virtualHost.AbsoluteUri,
            ["RabbitMq:ManagementUri"] = management.AbsoluteUri,
            ["Links:Assignment"] = "https://branches.example/assignments/{id}",
            ["Links:Notice"] = "https://branches.example/notices/{id}",
            ["Transport:Plain"] = "Loopback",
            ["Ledger:PublishedBy"] = "any",
            // One unit stands for all here; the limit of the service stays as it is.
            ["Limits:UnitRequestsPerSecond"] = "2000",
            ["Limits:UnitBurst"] = "2000",
        }, Environments.Production);
        await ApplyTablesAsync(command);
        var began = Stopwatch.GetTimestamp();
        var process = await (await ServiceProcess.StartAsync(command)).ReadyAsync();
        return new(process, Stopwatch.GetElapsedTime(began));
    }

    /// <summary>
    /// As in production tables are a step of their own: a service that starts there only looks whether they are as they should be.
    /// </summary>
    private static async Task ApplyTablesAsync(ProcessStartInfo service)
    {
        service.ArgumentList.Add("db-apply");
        using var step = Process.Start(service)!;
        var said = await step.StandardOutput.ReadToEndAsync();
        await step.WaitForExitAsync();
        service.ArgumentList.RemoveAt(1);
        if (step.ExitCode != 0)
            throw new InvalidOperationException($"db-apply failed: {said}");
    }

    public Uri Address => process.Address;

    /// <summary>A client with a token, on at most so many connections.</summary>
    public HttpClient As(string role, string unit, int connections) => process.As(role, unit, connections);

    public void Dispose() => process.Dispose();
}
