using TaskAssignment.Tests;
using Workflow.Contracts.Directory.V1;

[assembly: AssemblyFixture(typeof(AssignmentsFixture))]

namespace TaskAssignment.Tests;

/// <summary>
/// The service on a database and a virtual host of its own, at a business time that stands still, in a city of two districts. One for all
/// tests: each works on notices of its own.
/// </summary>
public sealed class AssignmentsFixture : IAsyncLifetime
{
    /// <summary>A month after the notices' issue.</summary>
    public static readonly DateTimeOffset Now = Fanout.At("2016-05-01T01:00:00Z");

    internal static readonly (string Code, string Level, string? Parent)[] City = [
        ("CITY", "city", null), ("D1", "county", "CITY"), ("D2", "county", "CITY"),
        ("D1-B1", "branch", "D1"), ("D1-B2", "branch", "D1"), ("D1-B1-G1", "branch", "D1-B1"), ("D2-B1", "branch", "D2"),
    ];

    private readonly CapturedLog _log = new();

    internal PostgresDatabase Database { get; } = new();

    internal RabbitVirtualHost Broker { get; } = new();

    internal RunningService Service { get; private set; } = null!;

    internal PublishedMessages Published { get; private set; } = null!;

    internal NpgsqlDataSource Sql => Service.Services.GetRequiredService<NpgsqlDataSource>();

    internal IEnumerable<string> LogLines => _log.Lines;

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        await Broker.InitializeAsync();
        Published = await PublishedMessages.ListenAsync(Broker.Uri);
        Service = await RunningService.StartAsync(builder =>
        {
            builder.AddTaskAssignment();
            builder.Services.AddSingleton<TimeProvider>(new ManualClock(Now));
            builder.Logging.AddProvider(_log);
        }, app => app.MapTaskAssignment(), RunningService.Settings(Database, Broker));
        await Service.ReadyAsync();
        await EstablishAsync(City);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Published.DisposeAsync();
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
    }

    internal static string NameOf(string unit) => $"单位{unit}";

    internal static string ShortNameOf(string unit) => $"简{unit}";

    internal Task PublishAsync<T>(T message)
        where T : class => Service.Services.GetRequiredService<IBus>().Publish(message);

    /// <summary>Branches of the city's own, besides those it has: who calls must stand in the tree.</summary>
    internal Task EstablishAsync(params IEnumerable<string> branches) =>
        EstablishAsync([.. branches.Select(code => (code, "branch", (string?)"CITY"))]);

    /// <summary>Units wherever they are to stand.</summary>
    internal async Task EstablishAsync((string Code, string Level, string? Parent)[] units)
    {
        foreach (var some in units.Chunk(500))
            await PublishAsync(new UnitChanged(City.Length,
                [.. some.Select(unit =>
                    new UnitState(unit.Code, 1, NameOf(unit.Code), ShortNameOf(unit.Code), "", unit.Level, unit.Parent, []))]));
        var tree = Service.Services.GetRequiredService<UnitTree>();
        await Eventually.HoldsAsync(() => units.All(unit => tree.Exists(unit.Code)), "the units have arrived");
    }

    /// <summary>Issues the notice and waits until its assignments exist.</summary>
    internal async Task<Fanout> IssueAsync(Fanout fanout)
    {
        await PublishAsync(fanout.Issued);
        foreach (var chunk in fanout.Chunks)
            await PublishAsync(chunk);
        await FoundAsync(fanout, fanout.Issued.Assignments);
        return fanout;
    }

    /// <summary>Waits until the notice and so many of its assignments have arrived.</summary>
    internal Task FoundAsync(Fanout fanout, int assignments) => Eventually.HoldsAsync(async () => await Sql.Sql(
        "select case when bool_or(n.owing is not null) then count(b.assignment) else -1 end from notice n left join board b using "
            + "(notice) where notice = $1", fanout.Notice).ScalarAsync<long>(Ct) == assignments,
        $"{assignments} assignments exist", TimeSpan.FromSeconds(60));

    /// <summary>How many rows there are.</summary>
    /// <param name="from">What follows <c>select count(*) from</c>.</param>
    internal Task<long> CountAsync(string from, params object[] values) =>
        Sql.Sql($"select count(*) from {from}", values).ScalarAsync<long>(Ct);

    internal Task<HttpResponseMessage> PostAsync(string role, string unit, string path, object? body = null,
        params (string Name, string Value)[] headers) =>
        SendAsync(role, unit, HttpMethod.Post, path, body, headers);

    internal Task<HttpResponseMessage> GetAsync(string role, string unit, string path) =>
        SendAsync(role, unit, HttpMethod.Get, path, body: null);

    internal async Task<JsonElement> ReadAsync(string role, string unit, string path)
    {
        using var answer = await GetAsync(role, unit, path);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Ct)}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    /// <summary>Hands in a file as one part of a multipart body.</summary>
    internal async Task<HttpResponseMessage> UploadAsync(string unit, string name, params byte[][] files)
    {
        using var http = Service.As("branch", unit);
        using var body = new MultipartFormDataContent { { new StringContent("a field"), "field" } };
        foreach (var file in files)
            body.Add(new ByteArrayContent(file), "file", name);
        return await http.PostAsync(new Uri("/v1/evidence", UriKind.Relative), body, Ct);
    }

    /// <summary>Carries out an act that must succeed.</summary>
    internal async Task ActAsync(string role, string unit, Guid assignment, string act, object? body = null)
    {
        using var answer = await PostAsync(role, unit, $"/v1/assignments/{assignment}/{act}", body);
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.NoContent,
            $"{act}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Ct)}");
    }

    private async Task<HttpResponseMessage> SendAsync(string role, string unit, HttpMethod method, string path, object? body,
        params (string Name, string Value)[] headers)
    {
        using var http = Service.As(role, unit);
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await http.SendAsync(request, Ct);
    }
}
