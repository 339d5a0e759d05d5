using System.Net.Http.Headers;

namespace Workflow.Testing;

/// <summary>A service as it is deployed: its own process, which can be killed, and is when this one ends.</summary>
public sealed class ServiceProcess : IDisposable
{
    private const string Listening = "Now listening on: ";
    private static readonly ConcurrentDictionary<int, Process> Running = [];

    // Also when this process is told to stop.
    static ServiceProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Running.Values.ToList().ForEach(process => process.Kill());

    private ServiceProcess(Process process, Uri address) => (Process, Address) = (process, address);

    /// <summary>What runs .NET in another process; it need not be on the path.</summary>
    public static string Dotnet => Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet";

    /// <summary>As the system sees it.</summary>
    public Process Process { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>How one is started, with its standard output at hand.</summary>
    /// <param name="name">Of its project.</param>
    /// <param name="settings">By their configuration names.</param>
    /// <param name="environment">Development or Production.</param>
    public static ProcessStartInfo Command(string name, IEnumerable<KeyValuePair<string, string?>> settings, string environment)
    {
        var start = new ProcessStartInfo(Dotnet, [Path.Combine(Checkout.OutputOf(name), $"{name}.dll")]) { RedirectStandardOutput = true };
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["DOTNET_ENVIRONMENT"] = environment;
        return start;
    }

    /// <summary>Starts it and returns when it listens; see <see cref="ReadyAsync"/>.</summary>
    public static async Task<ServiceProcess> StartAsync(ProcessStartInfo command)
    {
        var process = Process.Start(command)!;
        Running[process.Id] = process;
        var said = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.AppendLine(line);
            if (!line.Contains(Listening, StringComparison.Ordinal))
                continue;
            _ = process.StandardOutput.ReadToEndAsync();
            return new(process, new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]));
        }
        throw new InvalidOperationException($"{command.ArgumentList[0]} ended at its start: {said}");
    }

    /// <summary>Waits until its queues are there and everything it needs is.</summary>
    public async Task<ServiceProcess> ReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Address };
        await Eventually.HoldsAsync(async () => (await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode,
            "the service is ready", TimeSpan.FromMinutes(2));
        return this;
    }

    /// <summary>A client with a token, on at most so many connections; to be disposed of by the caller.</summary>
    public HttpClient As(string role, string unit, int connections = int.MaxValue)
    {
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections }) { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Create(role, unit));
        return http;
    }

    /// <summary>SIGKILL: nothing of it runs any more.</summary>
    public void Kill()
    {
        Process.Kill();
        Process.WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Running.TryRemove(Process.Id, out _);
        if (!Process.HasExited)
            Kill();
        Process.Dispose();
    }
}
