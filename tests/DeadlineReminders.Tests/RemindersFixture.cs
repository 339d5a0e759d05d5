using Workflow.Contracts.Directory.V1;

namespace DeadlineReminders.Tests;

/// <summary>
/// The service on a database and a virtual host of its own, with a business clock that the test sets, and a city of two districts.
/// </summary>
public sealed class RemindersFixture : IAsyncLifetime
{
    private readonly string _clockFile = Path.Combine(Directory.CreateTempSubdirectory("reminders-").FullName, "clock.json");

    private NpgsqlDataSource? _queries;
    private bool _stopped;

    public PostgresDatabase Database { get; } = new();

    public RabbitVirtualHost Broker { get; } = new();

    /// <summary>The way to the broker, which a test can cut.</summary>
    internal TcpForward Wire { get; private set; } = null!;

    public RunningService Service { get; private set; } = null!;

    public DateTimeOffset Now => Service.Services.GetRequiredService<TimeProvider>().GetUtcNow();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        await Broker.InitializeAsync();
        Wire = TcpForward.To(Broker.Uri.Port);
        WriteClock(Given.Start);
        _queries = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Database.ConnectionString) { SearchPath = "reminders" });
        Service = await StartAsync();
        await Service.ReadyAsync();
        await PublishAsync(new UnitChanged(1, Given.Units));
        var tree = Service.Services.GetRequiredService<UnitTree>();
        await Eventually.HoldsAsync(() => Task.FromResult(Given.Units.All(unit => tree.Exists(unit.Code))), "the unit tree is known");
    }

    /// <summary>Ends the service in this process; a test that has processes of its own does.</summary>
    public async Task StopAsync()
    {
        if (!_stopped)
            await Service.DisposeAsync();
        _stopped = true;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _queries!.DisposeAsync();
        await Wire.DisposeAsync();
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(_clockFile)!, recursive: true);
    }

    /// <summary>Another replica of the service.</summary>
    public Task<RunningService> StartAsync() =>
        RunningService.StartAsync(builder => builder.AddDeadlineReminders(), app => app.MapDeadlineReminders(), Settings());

    /// <summary>The service as a process of its own, which can be killed.</summary>
    public Process StartProcess()
    {
        var start = new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "DeadlineReminders.dll")]) { RedirectStandardOutput = true,
            RedirectStandardError = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        foreach (var (name, value) in Settings())
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private Dictionary<string, string?> Settings()
    {
        var settings = RunningService.Settings(Database, Broker);
        settings["RabbitMq:Uri"] = new UriBuilder(Broker.Uri) { Port = Wire.Port }.Uri.AbsoluteUri;
        settings["BusinessClock:File"] = _clockFile;
        return settings;
    }

    /// <summary>Sets business time; returns when the service has it.</summary>
    public async Task SetClockAsync(DateTimeOffset instant)
    {
        WriteClock(instant);
        await Eventually.HoldsAsync(() => Task.FromResult(Now >= instant), $"business time is {instant:O}");
    }

    public async Task PublishAsync(object message) => await Service.Services.GetRequiredService<IBus>().Publish(message, Ct);

    public async Task<List<T>> QueryAsync<T>(string sql, params object[] parameters)
    {
        await using var command = _queries!.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        await using var row = await command.ExecuteReaderAsync(Ct);
        var rows = new List<T>();
        while (await row.ReadAsync(Ct))
            rows.Add(row.GetFieldValue<T>(0));
        return rows;
    }

    /// <summary>The bodies of a unit's inbox about a notice, oldest first.</summary>
    public async Task<List<JsonElement>> InboxAsync(string unit, Guid notice) =>
        [.. (await QueryAsync<string>(
            """
            select body from inbox join message_body using (id)
            where unit = $1 and plan in (select id from plan where notice = $2) order by position
            """, unit, notice))
            .Select(body => JsonSerializer.Deserialize<JsonElement>(body))];

    /// <summary>
    /// The ladder's steps in a unit's inbox, as <c>step</c> in the order received; <c>news</c> for the assignment itself.
    /// </summary>
    public async Task<string> StepsAsync(string unit, Guid notice) =>
        string.Join(' ',
            (await InboxAsync(unit, notice)).Select(message => message.GetProperty("data").GetProperty("step").GetString() ?? "news"));

    /// <summary>Sets business time for whoever runs.</summary>
    public void WriteClock(DateTimeOffset business)
    {
        File.WriteAllText(_clockFile + ".new", JsonSerializer.Serialize(new { business, wall = TimeProvider.System.GetUtcNow() }));
        File.Move(_clockFile + ".new", _clockFile, overwrite: true);
    }
}
