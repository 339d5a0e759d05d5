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
}
