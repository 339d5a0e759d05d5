using System.Net.Http.Headers;

namespace NoticeIssuance.Tests;

/// <summary>
/// The service on a database and a virtual host of its own, in a city C of two districts (C-1, C-2) of three branches each, and D beside
/// it.
/// </summary>
public sealed class NoticesFixture : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();
    private readonly RabbitVirtualHost _broker = new();

    private readonly CapturedLog _log = new();

    public RunningService Service { get; private set; } = null!;

    public IEnumerable<string> LogLines => _log.Lines;

    public Uri Broker => _broker.Uri;

    /// <summary>What another process of the service needs, on the same database and broker.</summary>
    public Dictionary<string, string?> Settings => RunningService.Settings(_database, _broker);

    /// <summary>Who is asked which version of the directory is in force.</summary>
    internal DirectoryOfUnits Directory { get; } = new();

    public NpgsqlDataSource Database => Service.Services.GetRequiredService<NpgsqlDataSource>();

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        await _broker.InitializeAsync();
        await Directory.StartAsync(_broker.Uri);
        Service = await RunningService.StartAsync(builder =>
        {
            builder.AddNoticeIssuance();
            builder.Logging.AddProvider(_log);
        }, app => app.MapNoticeIssuance(), Settings);
        await Service.ReadyAsync();
        await Service.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(2));
        await PublishAsync(1, [
            Unit("C", "港城市委组织部", "组织部", "city", null), Unit("D", "山城市委组织部", "组织部", "city", null),
            Unit("C-1", "东区委组织部", "组织部", "county", "C", "各区委组织部"), Unit("C-2", "西区委组织部", "组织部", "county", "C", "各区委组织部"),
            .. Enumerable.Range(0, 6).Select(n => Unit($"C-{1 + (n / 3)}-{n % 3}", $"第{n}支部", "党支部", "branch", $"C-{1 + (n / 3)}"))]);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Directory.DisposeAsync();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
    }

    public static UnitState Unit(string code, string name, string kind, string level, string? parent, params string[] aliases) =>
        new(code, 1, name, null, kind, level, parent, aliases);

    /// <summary>As the directory would; returns when the service knows the units.</summary>
    public async Task PublishAsync(long directoryVersion, params UnitState[] units)
    {
        Directory.Answers(directoryVersion);
        await Service.Services.GetRequiredService<IBus>().Publish(new UnitChanged(directoryVersion, units));
        var tree = Service.Services.GetRequiredService<UnitTree>();
        await Eventually.HoldsAsync(() => units.All(unit => tree.Exists(unit.Code)), "the service knows the units",
            TimeSpan.FromMinutes(2));
    }

    public async Task<HttpResponseMessage> PostAsync(string role, string unit, string path, HttpContent content, string? key = null,
        string? ifMatch = null, string? reference = null)
    {
        using var http = Service.As(role, unit);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (ifMatch is not null)
            request.Headers.Add("If-Match", ifMatch);
        if (reference is not null)
            request.Headers.Add("X-Reference", reference);
        return await http.SendAsync(request, Ct);
    }

    public Task<HttpResponseMessage> PostNoticeAsync(HttpContent content, string? key = "", string unit = "C", string query = "",
        string? reference = null) =>
        PostAsync("upstream", unit, $"/v1/notices{query}", content, key == "" ? Guid.NewGuid().ToString() : key, reference: reference);

    /// <summary>Posts a notice that is accepted.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> AcceptedAsync(JsonNode body, string query = "", string? reference = null)
    {
        using var posted = await PostNoticeAsync(Json(body), query: query, reference: reference);
        Assert.Equal(HttpStatusCode.Accepted, posted.StatusCode);
        return (string)(await ReadAsync(posted))["id"]!;
    }

    /// <summary>Posts and issues a notice of this number.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> IssuedAsync(string number)
    {
        var id = await AcceptedAsync(Notice(number));
        using var issued = await ActAsync(id, "issuance");
        Assert.Equal(HttpStatusCode.Accepted, issued.StatusCode);
        return id;
    }

    /// <summary>What an officer of the issuer does with a notice.</summary>
    public Task<HttpResponseMessage> ActAsync(string id, string act, string body = "{}", string? ifMatch = null) =>
        PostAsync("officer", "C", $"/v1/notices/{id}/{act}", Json(JsonNode.Parse(body)!), ifMatch: ifMatch);

    /// <summary>A notice as an officer of the issuer is shown it.</summary>
    public async Task<JsonNode> ShownAsync(object id) => await ReadAsync(await GetAsync("officer", "C", $"/v1/notices/{id}"));

    public async Task<HttpResponseMessage> GetAsync(string role, string unit, string path)
    {
        using var http = Service.As(role, unit);
        return await http.GetAsync(path, Ct);
    }

    /// <summary>A notice with nothing open to question: two requirements that every branch owes, a principle.</summary>
    public static JsonObject Notice(string number = "港组发〔2016〕9号") => new()
    {
        ["text"] = Text(number),
        ["title"] = "关于开展主题活动的通知",
        ["documentNumber"] = number,
        ["issuer"] = "中共港城市委组织部",
        ["issuedOn"] = "2016-03-28",
        ["addressees"] = new JsonArray("各区委组织部"),
        ["requirements"] = new JsonArray(
            new JsonObject { ["text"] = "4月底前，以支部为单位组织一次集中学习。", ["disposition"] = "dated",
                ["owes"] = new JsonObject { ["level"] = "branch" }, ["dueAt"] = "2016-04-30T23:59:59+08:00" },
            new JsonObject { ["text"] = "以支部为单位召开一次讨论会。", ["disposition"] = "once", ["owes"] = new JsonObject { ["level"] = "branch" } },
            new JsonObject { ["text"] = "各级党组织要充分认识活动的重要意义。", ["disposition"] = "principle",
                ["owes"] = new JsonObject { ["level"] = null } }),
    };

    public static string Text(string number) =>
        $"""
        中共港城市委组织部文件
        {number}
        关于开展主题活动的通知
        各区委组织部：
        经研究，决定开展主题活动，现将有关事项通知如下。
        一、4月底前，以支部为单位组织一次集中学习。
        二、5月底前，以支部为单位召开一次讨论会。
        三、各级党组织要充分认识活动的重要意义。
        中共港城市委组织部
        2016年3月28日
        """;

    public static StringContent Json(JsonNode body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    public static ByteArrayContent Bytes(byte[] bytes, string type) =>
        new(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    public static async Task<JsonNode> ReadAsync(HttpResponseMessage response) => (await response.Content.ReadFromJsonAsync<JsonNode>(Ct))!;

    /// <summary>Waits until there are so many rows.</summary>
    public Task CountsAsync(long count, string what, string from) =>
        Eventually.HoldsAsync(async () => await CountAsync(from) == count, what, TimeSpan.FromMinutes(1));

    public async Task<long> CountAsync(string from) => await Database.Sql($"select count(*) from {from}").ScalarAsync<long>(Ct);
}

[CollectionDefinition(nameof(NoticesCollection))]
public sealed class NoticesCollection : ICollectionFixture<NoticesFixture>;
