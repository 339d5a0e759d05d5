using System.Net.Http.Headers;
using Workflow.Testing;

namespace Workflow.Benchmarks;

/// <summary>A service as it is deployed: its own process, on the benchmark's servers.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private const string Listening = "Now listening on: ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly ConcurrentDictionary<int, Process> Running = [];
    private readonly Process _process;

    // Also when this process is told to stop.
    static ServiceProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Running.Values.ToList().ForEach(process => process.Kill());

    private ServiceProcess(Process process, Uri address, TimeSpan readyAfter) =>
        (_process, Address, ReadyAfter) = (process, address, readyAfter);

    public Uri Address { get; }

    /// <summary>From the start of the process to the first ready answer of its health page.</summary>
    public TimeSpan ReadyAfter { get; }

    public double CpuMs => Meter.Cpu(_process.Id, childrenToo: false);

    /// <summary>Resident memory.</summary>
    public double MemoryMiB
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="OperationCanceledException">It is not after two minutes.</exception>
    /// <param name="name">Of its project.</param>
    public static async Task<ServiceProcess> StartAsync(string name, string postgres, Uri virtualHost, Uri management)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!,
            [Path.Combine(Checkout.OutputOf(name), $"{name}.dll")]) { RedirectStandardOutput = true };
        foreach (var (key, value) in TestTokens.Settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["Postgres__ConnectionString"] = postgres;
        start.Environment["RabbitMq__Uri"] = virtualHost.AbsoluteUri;
        start.Environment["RabbitMq__ManagementUri"] = management.AbsoluteUri;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        await ApplyTablesAsync(start);
        var began = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        Running[process.Id] = process;
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        var address = await ReadyAsync(process, patience.Token);
        return new(process, address, Stopwatch.GetElapsedTime(began));
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

    /// <summary>Its address, when its health page has said that it is ready.</summary>
    private static async Task<Uri> ReadyAsync(Process process, CancellationToken ct)
    {
        while (await process.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            if (!line.Contains(Listening, StringComparison.Ordinal))
                continue;
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var address = new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]);
            using var http = new HttpClient { BaseAddress = address };
            while (!(await http.GetAsync(new Uri("/health/ready", UriKind.Relative), ct)).IsSuccessStatusCode)
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, ct);
            return address;
        }
        throw new InvalidOperationException($"{process.StartInfo.ArgumentList[0]} ended at its start.");
    }

    /// <summary>A client with a token, on at most so many connections.</summary>
    public HttpClient As(string role, string unit, int connections)
    {
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections }) { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Create(role, unit));
        return http;
    }

    public void Dispose()
    {
        Running.TryRemove(_process.Id, out _);
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
    }
}
