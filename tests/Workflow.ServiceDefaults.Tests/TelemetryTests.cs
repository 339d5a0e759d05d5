namespace Workflow.ServiceDefaults.Tests;

public sealed class TelemetryTests(Sample sample) : IClassFixture<Sample>
{
    [Fact]
    public async Task Traces_and_metrics_reach_a_collector_at_the_latest_when_the_service_stops()
    {
        var received = new ConcurrentDictionary<string, long>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.MapPost("/v1/{kind}", async (string kind, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, Ct);
            received.AddOrUpdate(kind, body.Length, (_, before) => before + body.Length);
            return Results.Ok();
        });
        await collector.StartAsync(Ct);

        var service =
            await Sample.StartAsync(
            new Dictionary<string, string?>(sample.Settings) { ["Telemetry:OtlpEndpoint"] = collector.Urls.Single() });
        using (var http = service.With(sample.Token("branch", "B1"))) await http.GetStringAsync("/who", Ct);
        await service.DisposeAsync();
        Assert.Equal(["metrics", "traces"], received.Keys.Order());
        Assert.All(received.Values, bytes => Assert.True(bytes > 0));
    }

    [Fact]
    public async Task Prometheus_reads_what_operations_show_at_a_port_that_has_nothing_else()
    {
        var port = Free();
        await using var service = await Sample.StartAsync(new Dictionary<string, string?>(sample.Settings)
            { ["Telemetry:PrometheusPort"] = $"{port}", ["urls"] = $"http://127.0.0.1:{port}" });
        using var scraper = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.HoldsAsync(async () => Value(await scraper.GetStringAsync("/metrics", Ct), "workflow_ready") == 1,
            "it is shown as ready", TimeSpan.FromSeconds(40));
        Assert.Equal(HttpStatusCode.NotFound, (await scraper.GetAsync("/health/live", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await scraper.GetAsync("/v1/operations", Ct)).StatusCode);
        using var caller = service.With(token: null);
        Assert.Equal(HttpStatusCode.Unauthorized, (await caller.GetAsync("/metrics", Ct)).StatusCode);
        using var branch = service.With(sample.Token("branch", "B1"));
        Assert.Equal(HttpStatusCode.NotFound, (await branch.GetAsync("/metrics", Ct)).StatusCode);

        // A message that fails shows, and is shown as gone when it is.
        using var broker = RabbitServer.Client(sample.Broker.ManagementUri);
        var vhost = Uri.EscapeDataString(sample.Broker.Uri.AbsolutePath.Trim('/'));
        const string Queue = "workflow-directory-shown_error";
        (await broker.PutAsJsonAsync($"api/queues/{vhost}/{Queue}", new { durable = true }, Ct)).EnsureSuccessStatusCode();
        (await broker.PostAsJsonAsync($"api/exchanges/{vhost}/amq.default/publish",
            new { routing_key = Queue, payload = "{}", payload_encoding = "string", properties = new { } }, Ct)).EnsureSuccessStatusCode();
        await ShownAsync(1);
        (await broker.DeleteAsync(new Uri($"api/queues/{vhost}/{Queue}", UriKind.Relative), Ct)).EnsureSuccessStatusCode();
        await ShownAsync(0);

        Task ShownAsync(int messages) => Eventually.HoldsAsync(async () => Value(await scraper.GetStringAsync("/metrics", Ct),
            "workflow_queue_failed", $"queue=\"{Queue}\"") == messages, $"{messages} failed are shown", TimeSpan.FromSeconds(60));
    }

    private static double? Value(string metrics, string name, string tag = "") => metrics.Split('\n')
        .Where(line => line.StartsWith($"{name}{{", StringComparison.Ordinal) && line.Contains(tag, StringComparison.Ordinal))
        .Select(line => (double?)double.Parse(line[(line.IndexOf("} ", StringComparison.Ordinal) + 2)..].Split(' ')[0],
            CultureInfo.InvariantCulture)).SingleOrDefault();

    private static int Free()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
