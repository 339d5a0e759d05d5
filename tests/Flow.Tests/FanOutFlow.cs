namespace Flow.Tests;

/// <summary>
/// A notice for many units while processes are killed and every message comes twice. <c>FLOW_UNITS</c> (default 300) and <c>FLOW_KILLS</c>
/// (a service, default 2) make it longer.
/// </summary>
public sealed class FanOutFlow(RunningSystem system) : IClassFixture<RunningSystem>
{
    private const string Shovel = "shovel";

    private static readonly int Units = Setting("FLOW_UNITS", 300);
    private static readonly int Kills = Setting("FLOW_KILLS", 2);

    [Fact]
    [SuppressMessage("Security", "CA5394", Justification = "When to kill is no secret.")]
    public async Task Killed_at_random_instants_and_told_everything_twice_it_makes_each_assignment_once()
    {
        var seed = Setting("FLOW_SEED", Environment.TickCount);
        TestContext.Current.TestOutputHelper?.WriteLine($"FLOW_SEED={seed}");
        var random = new Random(seed);
        await system.SetClockAsync(Notices.Posted);
        await system.ImportAsync(districts: 12, branches: Units);
        await TwiceAsync();

        var (notice, assignments) = await system.IssueAsync(Notices.Campaign);
        foreach (var service in Enumerable.Repeat((string[])["notices", "assignments", "reminders", "audit"], Kills).SelectMany(s => s))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 1200)), TimeProvider.System, Ct);
            await system.Service(service).KillAsync();
            system.Service(service).Launch();
        }
        foreach (var service in system.Services)
            await service.ReadyAsync(TimeSpan.FromSeconds(120));

        await system.CoveredAsync(notice, assignments, TimeSpan.FromSeconds(180));
        await PlannedAsync(notice, assignments);
        var export = await system.ExportAsync();
        Assert.Equal(assignments, export.Count(e => (string?)e["type"] == "assignment.dispatched.v1"));
        var planned = export.Where(e => (string?)e["type"] == "reminder.planned.v1").SelectMany(e => e["data"]!["assignments"]!.AsArray())
            .Select(a => (string)a!["assignment"]!).ToList();
        Assert.Equal(assignments, planned.Count);
        Assert.Equal(assignments, planned.Distinct().Count());
    }

    /// <summary>Every assignment is planned: a plan begins with the first chunk that concerns its unit, and grows with the next.</summary>
    private Task PlannedAsync(string notice, int assignments) => Eventually.HoldsAsync(async () => await system.Postgres.Sql(
        """
        select count(*) from reminders.mt_events e, jsonb_array_elements(e.data -> 'assignments')
        where e.type = 'reminder.planned.v1' and e.correlation_id = $1
        """, notice).ScalarAsync<long>(Ct) >= assignments, $"{assignments} assignments are planned", TimeSpan.FromSeconds(180));

    /// <summary>A shovel on the broker copies every message that reaches a service's queue to that queue once more.</summary>
    private async Task TwiceAsync()
    {
        var http = await RabbitServer.ManagementAsync();
        var vhost = system.Amqp.AbsolutePath.Trim('/');
        var queues = (await http.GetFromJsonAsync<JsonArray>(new Uri($"api/queues/{vhost}", UriKind.Relative), Ct))!
            .Select(q => (string)q!["name"]!)
                .Where(q => q.StartsWith("workflow-", StringComparison.Ordinal) && !q.EndsWith("_dead", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(queues);
        // What is copied keeps the name of whoever published it.
        await SendAsync(HttpMethod.Put, $"api/users/{Shovel}", new { password = Shovel, tags = "administrator impersonator" });
        await SendAsync(HttpMethod.Put, $"api/permissions/{vhost}/{Shovel}", new { configure = ".*", write = ".*", read = ".*" });
        foreach (var queue in queues)
        {
            var twin = $"twin.{queue}";
            await SendAsync(HttpMethod.Put, $"api/queues/{vhost}/{twin}", new { durable = true });
            await SendAsync(HttpMethod.Post, $"api/bindings/{vhost}/e/{queue}/q/{twin}", new { routing_key = "" });
            var uri = new UriBuilder(system.Amqp) { UserName = Shovel, Password = Shovel }.Uri.AbsoluteUri;
            await SendAsync(HttpMethod.Put, $"api/parameters/shovel/{vhost}/{twin}", new
            {
                value = new Dictionary<string, object>
                {
                    ["src-protocol"] = "amqp091", ["src-uri"] = uri, ["src-queue"] = twin,
                    ["dest-protocol"] = "amqp091", ["dest-uri"] = uri, ["dest-queue"] = queue,
                    ["dest-queue-args"] = new Dictionary<string, object>(),
                },
            });
        }

        async Task SendAsync(HttpMethod method, string path, object body)
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(body) };
            using var response = await http.SendAsync(request, Ct);
            Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Ct)}");
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
            : otherwise;
}
