using System.Net.Sockets;

namespace Flow.Tests.Live;

/// <summary>
/// One service as a process of its own, on a port that it keeps over restarts. It ends with the test run, however that ends.
/// </summary>
internal sealed class ServiceProcess(string name, string project, string folder, IReadOnlyDictionary<string, string> settings)
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };

    // Waits for the end of its input, which comes also when this process is killed.
    private const string Guarded =
        """exec 2>/dev/null; dotnet "$1" </dev/null >>"$2" 2>&1 & echo $!; cat >/dev/null; kill -KILL $! 2>/dev/null; wait""";

    private static int _lastPort = Environment.ProcessId % 4_000;

    private Process? _guard;
    private Process? _process;

    public string Name => name;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}");

    public string LogFile { get; } = Path.Combine(folder, $"{name}.log");

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Returns when it is ready.</summary>
    public async Task StartAsync()
    {
        Launch();
        await ReadyAsync(TimeSpan.FromSeconds(120));
    }

    /// <summary>Starts it and returns at once.</summary>
    public void Launch()
    {
        var start = new ProcessStartInfo("bash", ["-c", Guarded, "bash", $"{project}.dll", LogFile])
        {
            WorkingDirectory = Checkout.OutputOf(project),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (key, value) in settings)
            start.Environment[key] = value;
        start.Environment["ASPNETCORE_URLS"] = Address.ToString();
        _guard = Process.Start(start)!;
        _process = Process.GetProcessById(int.Parse(_guard.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// Runs a command of the service's command line (<c>db-assert</c>) beside it, and returns its exit code and what it printed.
    /// </summary>
    public async Task<(int Code, string Output)> CommandAsync(string command)
    {
        var start = new ProcessStartInfo("dotnet", [$"{project}.dll", command])
        {
            WorkingDirectory = Checkout.OutputOf(project),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings)
            start.Environment[key] = value;
        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(output));
    }

    /// <summary>SIGKILL: no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        if (_guard is null)
            return;
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
        (_guard, _process) = (null, null);
    }

    /// <summary>SIGSTOP: it stands still wherever it is, its connections open; or SIGCONT.</summary>
    public async Task FreezeAsync(bool on)
    {
        using var kill = Process.Start("kill", [on ? "-STOP" : "-CONT", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>SIGKILL, then a new process; returns when that is ready.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        await StartAsync();
    }

    /// <summary>Returns when it is ready; where it is not in time, says why not.</summary>
    public async Task ReadyAsync(TimeSpan within)
    {
        try
        {
            await Eventually.HoldsAsync(IsReadyAsync, $"{name} is ready", within);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException(
                $"{e.Message} It says: {(await HealthAsync(TestTokens.Create("operator", "C")))?.ToJsonString() ?? "nothing"}. The end "
                    + $"of its log:\n{LogTail()}", e);
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        if (!IsRunning)
            throw new InvalidOperationException($"{name} has ended:\n{LogTail()}");
        return await HealthAsync(token: null) is { } health && (string?)health["status"] == "ready";
    }

    /// <summary>The readiness page; with an operator's token in full. Null while nothing answers.</summary>
    public async Task<JsonNode?> HealthAsync(string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, "/health/ready"));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        try
        {
            return JsonNode.Parse(await (await Http.SendAsync(request)).Content.ReadAsStringAsync());
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    private string LogTail() => File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(20)) : "(none)";

    /// <summary>
    /// One that nobody listens on and no other service of this run was given; below those of the private servers (18000 and more) and those
    /// the kernel gives to outgoing connections (32768 and more): it is kept while its service is killed and started again.
    /// </summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = 14_000 + Interlocked.Increment(ref _lastPort) % 4_000;
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse)
            {
                // The next one.
            }
        }
    }
}
