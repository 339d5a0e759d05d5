namespace Workflow.ServiceDefaults.Tests;

/// <summary>PostgreSQL behind a cable that is cut and mended.</summary>
public sealed class OutageTests(Sample sample) : IClassFixture<Sample>
{
    [Fact]
    public async Task Without_its_database_a_service_says_503_and_goes_on_when_it_is_back()
    {
        using var cable = CableToPostgres();
        await using var service = await Sample.StartAsync(Through(cable));
        using var http = service.With(sample.Token("branch", "B1"));
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(http, "o-1")).StatusCode);

        cable.Cut();
        var away = await PostAsync(http, "o-2");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(2)), (away.StatusCode, away.Headers.RetryAfter!.Delta));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/health/ready", Ct)).StatusCode);
        await service.Services.GetRequiredService<IBus>()
            .Publish(new UnitChanged(1, [new("during-outage", 1, "Unit", null, "branch", "branch", null, [])]), Ct);

        cable.Mend();
        await Eventually.HoldsAsync(async () => (await PostAsync(http, "o-2")).StatusCode == HttpStatusCode.Created,
            "commands are taken again", TimeSpan.FromSeconds(15));
        await Eventually.HoldsAsync(() => service.Services.GetRequiredService<UnitTree>().Exists("during-outage"),
            "the message that came meanwhile is consumed");
        await Eventually.HoldsAsync(async () => (await http.GetAsync("/health/ready", Ct)).StatusCode == HttpStatusCode.OK,
            "the service is ready");
    }

    [Fact]
    public async Task A_service_started_before_its_database_waits_for_it()
    {
        using var cable = CableToPostgres();
        cable.Cut();
        var starting = Sample.StartAsync(Through(cable));
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Ct);
        Assert.False(starting.IsCompleted);

        cable.Mend();
        await using var service = await starting;
        using var http = service.With(sample.Token("branch", "B1"));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/who", Ct)).StatusCode);
    }

    private Cable CableToPostgres()
    {
        var address = new NpgsqlConnectionStringBuilder(sample.Database.ConnectionString);
        return new Cable(address.Host!, address.Port);
    }

    private Dictionary<string, string?> Through(Cable cable) => new(sample.Settings)
    {
        ["Postgres:ConnectionString"] =
            new NpgsqlConnectionStringBuilder(sample.Database.ConnectionString) { Host = "127.0.0.1", Port = cable.Port }.ConnectionString,
    };

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string key) =>
        http.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/count") { Headers = { { "Idempotency-Key", key } } }, Ct);
}
