namespace DeadlineReminders.Tests;

/// <summary>
/// The service on a database and a virtual host of its own, with a business clock that the test sets, and a city of two districts.
/// </summary>
public sealed class RemindersFixture : IAsyncLifetime
{
    private readonly string _clockFile = Path.Combine(Directory.CreateTempSubdirectory("reminders-").FullName, "clock.json");

    private IBusControl? _owner;
    private NpgsqlDataSource? _queries;
    private TimeSpan _offset;
    private bool _stopped;

    /// <summary>Whose broker it uses; null: that of all tests.</summary>
    public PrivateServers? Servers { get; init; }

    /// <summary>Further settings of the service.</summary>
    public Dictionary<string, string?> More { get; } = [];

    public PostgresDatabase Database { get; } = new();

    public RabbitVirtualHost Broker { get; private set; } = null!;

    /// <summary>The way to the broker, which a test can cut.</summary>
    internal Cable Wire { get; private set; } = null!;

    public RunningService Service { get; private set; } = null!;

    /// <summary>What the service logs from warnings up.</summary>
    public CapturedLog Log { get; } = new();

    /// <summary>Who is asked before anyone is reminded.</summary>
    internal OwnerOfAssignments Owner { get; private set; } = null!;

    public DateTimeOffset Now => Service.Services.GetRequiredService<TimeProvider>().GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        Broker = new() { Servers = Servers };
        await Broker.InitializeAsync();
        Wire = new Cable(Broker.Uri.Host, Broker.Uri.Port);
        WriteClock(Given.Start);
        Owner = new(() => TimeProvider.System.GetUtcNow() + _offset);
        _owner = Bus.Factory.CreateUsingRabbitMq(bus =>
        {
            bus.Host(Broker.Uri);
            bus.ReceiveEndpoint("workflow-assignments-assignments-asked", endpoint => endpoint.Instance(Owner));
        });
        await _owner.StartAsync(Ct);
        _queries = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Database.ConnectionString) { SearchPath = "reminders" });
        Service = await StartAsync();
        await Service.ReadyAsync();
        await PublishAsync(new UnitChanged(1, Given.Units));
        await KnowsAsync([.. Given.Units.Select(unit => unit.Code)]);
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
        await _owner!.StopAsync(CancellationToken.None);
        await _queries!.DisposeAsync();
        Wire.Dispose();
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(_clockFile)!, recursive: true);
    }

    /// <summary>Another replica of the service.</summary>
    public Task<RunningService> StartAsync() =>
        RunningService.StartAsync(builder =>
        {
            builder.AddDeadlineReminders();
            builder.Logging.AddProvider(Log);
        }, app => app.MapDeadlineReminders(), Settings());

    /// <summary>The service as a process of its own, which can be killed.</summary>
    public Task<ServiceProcess> StartProcessAsync() =>
        ServiceProcess.StartAsync(ServiceProcess.Command("DeadlineReminders", Settings(), Environments.Development));

    private Dictionary<string, string?> Settings()
    {
        var settings = RunningService.Settings(Database, Broker);
        settings["RabbitMq:Uri"] = new UriBuilder(Broker.Uri) { Port = Wire.Port }.Uri.AbsoluteUri;
        settings["BusinessClock:File"] = _clockFile;
        foreach (var (name, value) in More)
            settings[name] = value;
        return settings;
    }

    /// <summary>Sets business time; returns when the service has it.</summary>
    public async Task SetClockAsync(DateTimeOffset instant)
    {
        WriteClock(instant);
        await Eventually.HoldsAsync(() => Now >= instant, $"business time is {instant:O}");
    }

    /// <summary>Waits until the service knows the units.</summary>
    public Task KnowsAsync(params string[] units)
    {
        var tree = Service.Services.GetRequiredService<UnitTree>();
        return Eventually.HoldsAsync(() => units.All(tree.Exists), "the units are known");
    }

    /// <summary>The owner knows it, and tells the service.</summary>
    public async Task PublishAsync(object message)
    {
        Owner.Knows(message);
        await Service.Services.GetRequiredService<IBus>().Publish(message, Ct);
    }

    public Task<List<T>> QueryAsync<T>(string sql, params object[] values) =>
        _queries!.Sql(sql, values).ReadAsync(row => row.GetFieldValue<T>(0), Ct);

    /// <summary>Changes rows as nobody should.</summary>
    public Task<int> ForceAsync(string sql, params object[] values) => _queries!.Sql(sql, values).ExecuteAsync(Ct);

    /// <summary>How many rows there are.</summary>
    /// <param name="from">What follows <c>select count(*) from</c>.</param>
    public Task<long> CountAsync(string from, params object[] values) =>
        _queries!.Sql($"select count(*) from {from}", values).ScalarAsync<long>(Ct);

    /// <summary>Waits until a query gives just this one value.</summary>
    public Task GivesAsync<T>(T value, string what, string sql, params object[] values) =>
        Eventually.HoldsAsync(async () => await QueryAsync<T>(sql, values) is [var found] && Equals(found, value), what);

    /// <summary>Waits until there are so many rows.</summary>
    public Task CountsAsync(long count, string what, string from, params object[] values) =>
        Eventually.HoldsAsync(async () => await CountAsync(from, values) == count, what, TimeSpan.FromSeconds(90));

    /// <summary>Waits until an assignment is planned.</summary>
    public Task PlannedAsync(Guid assignment) => CountsAsync(1, "the assignment is planned", "item where assignment = $1", assignment);

    /// <summary>The bodies of a unit's inbox about a notice, oldest first.</summary>
    public async Task<List<JsonElement>> InboxAsync(string unit, Guid notice) => [.. (await QueryAsync<string>(
        """
        select body from inbox join message_body using (id)
        where unit = $1 and plan in (select id from plan where notice = $2) order by position
        """, unit, notice))
        .Select(body => CloudEvents.Fault(Encoding.UTF8.GetBytes(body), "application/cloudevents+json") is { } fault
            ? throw new InvalidOperationException(fault) : JsonSerializer.Deserialize<JsonElement>(body))];

    /// <summary>
    /// The ladder's steps in a unit's inbox, as <c>step</c> in the order received; <c>news</c> for the assignment itself.
    /// </summary>
    public async Task<string> StepsAsync(string unit, Guid notice) =>
        string.Join(' ',
            (await InboxAsync(unit, notice)).Select(message => message.GetProperty("data").GetProperty("step").GetString() ?? "news"));

    /// <summary>Sets business time for whoever runs.</summary>
    public void WriteClock(DateTimeOffset business)
    {
        _offset = business - TimeProvider.System.GetUtcNow();
        File.WriteAllText(_clockFile + ".new", JsonSerializer.Serialize(new { business, wall = TimeProvider.System.GetUtcNow() }));
        File.Move(_clockFile + ".new", _clockFile, overwrite: true);
    }
}
