using Workflow.Contracts.Directory.V1;

namespace AuditReplay.Tests;

/// <summary>The service on a database and a virtual host of its own, and services that send it pages.</summary>
public sealed class AuditFixture : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();
    private readonly RabbitVirtualHost _broker = new();

    public RunningService Service { get; private set; } = null!;

    public HttpClient Auditor { get; private set; } = null!;

    public NpgsqlDataSource Database { get; private set; } = null!;

    public Uri Broker => _broker.Uri;

    /// <summary>Further settings of the service.</summary>
    public Dictionary<string, string?> More { get; } = [];

    /// <summary>What the services have said so far: whoever sends a page of a source takes the next one from here.</summary>
    public Dictionary<string, SendingService> Sending { get; } =
        new[] { "notices", "assignments", "reminders", "directory" }.ToDictionary(source => source, source => new SendingService(source));

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        await _broker.InitializeAsync();
        Service = await StartServiceAsync();
        Auditor = Service.As("auditor", "DL", "p-auditor");
        Database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(_database.ConnectionString) { SearchPath = "audit" }.ConnectionString);
        await Service.ReadyAsync();
    }

    /// <summary>A replica of the service.</summary>
    /// <param name="add">What it has of its own.</param>
    public Task<RunningService> StartServiceAsync(Action<WebApplicationBuilder>? add = null) => RunningService.StartAsync(builder =>
    {
        builder.AddAuditReplay();
        add?.Invoke(builder);
    }, app => app.MapAuditReplay(), RunningService.Settings(_database, _broker).Concat(More).ToDictionary());

    public async Task PublishAsync(params IEnumerable<EventPage> pages)
    {
        var bus = Service.Services.GetRequiredService<IBus>();
        foreach (var page in pages)
            await bus.Publish(page, Ct);
    }

    /// <summary>Publishes, and waits until the ledger has everything of these sources.</summary>
    public async Task ReceiveAsync(params IEnumerable<EventPage> pages)
    {
        var all = pages.ToList();
        await PublishAsync(all);
        foreach (var last in all.GroupBy(page => page.Source).Select(source => source.MaxBy(page => page.Number)!))
            await HasAsync(last.Source, last.LastOrdinal);
    }

    /// <summary>The operator of the root, once the service knows the root; to be disposed of by the caller.</summary>
    public async Task<HttpClient> RootAsync()
    {
        await Service.Services.GetRequiredService<IBus>().Publish(new UnitChanged(2,
            [new("ROOT", 1, "Root", null, "", "city", null, []), new("ROOT-1", 1, "Below", null, "", "county", "ROOT", [])]), Ct);
        var tree = Service.Services.GetRequiredService<UnitTree>();
        await Eventually.HoldsAsync(() => tree.Exists("ROOT-1"), "the units have come");
        return Service.As("operator", "ROOT");
    }

    /// <summary>Waits until the ledger has the source's entries up to this ordinal.</summary>
    public Task HasAsync(string source, long ordinal) =>
        Eventually.HoldsAsync(async () => await OrdinalAsync(source) >= ordinal, $"the ledger has {source}/{ordinal}");

    public Task<long> OrdinalAsync(string source) => ScalarAsync<long>($"select ordinal from source where source = '{source}'");

    /// <summary>Of one or more statements.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Ct))!;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        var answer = await Auditor.GetAsync(path, Ct);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Ct)}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    /// <summary>The source's entries from this ordinal on, as kept, by position.</summary>
    public async Task<IReadOnlyList<string>> EntriesAsync(string source, long from) => await Database
        .Sql($"select bytes from entry where source = '{source}' and ordinal >= {from} order by position")
        .ReadAsync(row => Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(0)), Ct);

    /// <summary>What the health page tells an operator about the ledger; null when all is well.</summary>
    public async Task<string?> ProblemAsync()
    {
        using var http = Service.As("operator", "DL");
        var answer = await http.GetAsync("/health/ready", Ct);
        var report = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        var problem = report.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "ledger")
            .GetProperty("problem").GetString();
        // The page may tell of another part besides.
        Assert.False(problem is not null && answer.IsSuccessStatusCode, problem);
        return problem;
    }

    public async ValueTask DisposeAsync()
    {
        Auditor.Dispose();
        await Service.DisposeAsync();
        await Database.DisposeAsync();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
    }
}
