using System.Net.Http.Headers;

namespace TaskAssignment.Tests;

/// <summary>The service as `up` runs it: its own process, which can be killed.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private const string Listening = "Now listening on: ";
    private readonly Process _process;
    private readonly Uri _address;

    /// <summary>The host that runs these tests; it need not be on the path.</summary>
    private static string DotnetHost => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path
        : "dotnet";

    private ServiceProcess(Process process, Uri address) => (_process, _address) = (process, address);

    public static async Task<ServiceProcess> StartAsync(PostgresDatabase database, RabbitVirtualHost broker)
    {
        var start = new ProcessStartInfo(DotnetHost,
            [Path.Combine(AppContext.BaseDirectory, "TaskAssignment.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in RunningService.Settings(database, broker))
            start.Environment[
            name.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["DOTNET_ENVIRONMENT"] = Environments.Development;
        var process = Process.Start(start)!;
        var complaints = process.StandardError.ReadToEndAsync();
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (!line.Contains(Listening, StringComparison.Ordinal))
                continue;
            _ = process.StandardOutput.ReadToEndAsync();
            return new(process, new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]));
        }

        throw new InvalidOperationException($"The service ended: {string.Join('\n', said)} {await complaints}");
    }

    /// <summary>Waits until its queues are there and everything it needs is.</summary>
    public async Task<ServiceProcess> ReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = _address };
        await Eventually.HoldsAsync(async () => (await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode,
            "the service is ready", TimeSpan.FromMinutes(1));
        return this;
    }

    public HttpClient As(string role, string unit)
    {
        var http = new HttpClient { BaseAddress = _address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Create(role, unit));
        return http;
    }

    /// <summary>SIGKILL: nothing of it runs any more.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}

/// <summary>A publish-only bus, as another service's.</summary>
internal sealed class Sender(IHost host) : IAsyncDisposable
{
    public static async Task<Sender> StartAsync(Uri virtualHost)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddMassTransit(bus => bus.UsingRabbitMq((_, broker) =>
        {
            var credentials = virtualHost.UserInfo.Split(':');
            broker.Host(new UriBuilder(virtualHost) { UserName = "", Password = "" }.Uri, host =>
            {
                host.Username(credentials[0]);
                host.Password(credentials[1]);
            });
        }));
        var started = builder.Build();
        await started.StartAsync();
        return new(started);
    }

    public Task PublishAsync<T>(T message)
        where T : class => host.Services.GetRequiredService<IBus>().Publish(message);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
