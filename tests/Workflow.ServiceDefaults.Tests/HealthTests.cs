namespace Workflow.ServiceDefaults.Tests;

public sealed class HealthTests(Sample sample) : IClassFixture<Sample>
{
    [Fact]
    public async Task An_operator_sees_every_part()
    {
        using var http = sample.As("operator", "C1");
        var report = await ReadyAsync(http);
        Assert.Equal(["feed", "postgres", "quarantine", "rabbitmq", "unit-tree"],
            report.Body.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString()!).Order());
        Assert.All(report.Body.GetProperty("checks").EnumerateArray(), check =>
            Assert.Equal(JsonValueKind.Null, check.GetProperty("problem").ValueKind));
        Assert.Equal(HttpStatusCode.OK, report.Status);
    }

    [Fact]
    public async Task An_operator_sees_where_the_feed_is_and_how_far_behind()
    {
        using var http = sample.As("operator", "C1");

        await Eventually.HoldsAsync(async () => (await FeedAsync()).TryGetProperty("pages.lag", out var lag) && lag.GetInt64() == 0,
            "the feed has caught up");
        Assert.Equal((await FeedAsync()).GetProperty("last").GetInt64(), (await FeedAsync()).GetProperty("pages.position").GetInt64());

        async Task<JsonElement> FeedAsync() =>
            (await ReadyAsync(http)).Body.GetProperty("checks").EnumerateArray()
                .Single(check => check.GetProperty("name").GetString() == "feed").GetProperty("figures");
    }

    [Fact]
    public async Task A_feed_that_a_transaction_blocks_is_not_ready_says_by_what_and_how_far_it_is_behind()
    {
        using var http = sample.As("operator", "C1");
        await Eventually.HoldsAsync(async () => (await ReadyAsync(http)).Status == HttpStatusCode.OK, "the service is ready");
        await using var connection = await sample.Service.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Ct);
        await using (var transaction = await connection.BeginTransactionAsync(Ct))
        {
            await transaction.Sql("set local idle_in_transaction_session_timeout = 0").Add("select nextval('mt_events_sequence')")
                .ExecuteAsync(Ct);
            await Eventually.HoldsAsync(async () => (await ReadyAsync(http)).Status == HttpStatusCode.ServiceUnavailable, "it shows",
                TimeSpan.FromSeconds(15));
            var feed = (await ReadyAsync(http)).Body.GetProperty("checks").EnumerateArray()
                .Single(check => check.GetProperty("name").GetString() == "feed");
            Assert.Contains("open transaction", feed.GetProperty("problem").GetString(), StringComparison.Ordinal);
            Assert.True(feed.GetProperty("figures").GetProperty("pages.lag").GetInt64() > 0);
        }
        await Eventually.HoldsAsync(async () => (await ReadyAsync(http)).Status == HttpStatusCode.OK, "it is ready again");
    }

    [Fact]
    public async Task Without_its_broker_a_service_lives_but_is_not_ready()
    {
        var broker = new RabbitVirtualHost();
        await broker.InitializeAsync();
        await using var service =
            await Sample.StartAsync(new Dictionary<string, string?>(sample.Settings) { ["RabbitMq:Uri"] = broker.Uri.AbsoluteUri });
        using var http = service.With(sample.Token("operator", "C1"));
        await Eventually.HoldsAsync(async () => (await ReadyAsync(http)).Status == HttpStatusCode.OK, "the service is ready");

        await broker.DisposeAsync();
        await Eventually.HoldsAsync(async () => (await ReadyAsync(http)).Status == HttpStatusCode.ServiceUnavailable, "the outage shows",
            TimeSpan.FromSeconds(10));
        var broken = (await ReadyAsync(http)).Body.GetProperty("checks").EnumerateArray()
            .Single(check => check.GetProperty("name").GetString() == "rabbitmq");
        Assert.NotEqual("", broken.GetProperty("problem").GetString());
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live", Ct)).StatusCode);
    }

    [Theory]
    [InlineData("Postgres:ConnectionString", "", "Postgres__ConnectionString: an Npgsql")]
    [InlineData("RabbitMq:Uri", null, "RabbitMq__Uri: "),
        InlineData("Postgres:ConnectionString", "Hosst=x", "hosst")]
    [InlineData("RabbitMq:Uri", "http://x", "amqp://user"),
        InlineData("Authentication:Audience", "", "Authentication__Audience: ")]
    [InlineData("Authentication:PublicKeyFile", "/nowhere.pem", "Authentication__PublicKeyFile: it is '/nowhere.pem', which"),
        InlineData("Authentication:Authority", "http://example.org", "https is required")]
    public async Task A_wrong_setting_stops_the_start_with_its_name(string name, string? value, string expected)
    {
        var settings = new Dictionary<string, string?>(sample.Settings) { [name] = value };
        var refusal = await Assert.ThrowsAnyAsync<OptionsValidationException>(() => Sample.StartAsync(settings));
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health/live", HttpStatusCode.OK), InlineData("/health/ready", HttpStatusCode.OK)]
    [InlineData("/v1/x", HttpStatusCode.Unauthorized)]
    public async Task Whatever_is_answered_tells_a_browser_to_keep_run_and_frame_nothing(string path, HttpStatusCode status)
    {
        using var http = sample.Service.With(token: null);
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            using var answer = await http.SendAsync(new(method, path), Ct);
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
            Assert.Equal(["default-src 'none'; frame-ancestors 'none'"], answer.Headers.GetValues("Content-Security-Policy"));
            Assert.True(answer.Headers.CacheControl!.NoStore);
        }
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> ReadyAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("/health/ready", Ct);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Ct));
    }
}
