using Workflow.Contracts.Audit.V1;

namespace Workflow.ServiceDefaults.Tests;

/// <summary>RabbitMQ short of memory: it stays connected, and reads nothing from those who publish.</summary>
public sealed class BlockedBrokerTests(Sample sample, ITestOutputHelper output) : IClassFixture<Sample>
{
    private static readonly TimeSpan Away =
        TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("WORKFLOW_THOROUGH") == "true" ? 30 : 5);
    private const long MostGrowth = 64 * 1024 * 1024;

    [Fact]
    public async Task A_blocked_broker_shows_costs_no_memory_and_no_command_and_is_got_over()
    {
        await using var servers = await PrivateServers.StartAsync();
        await using var service = await Sample.StartAsync(new Dictionary<string, string?>(sample.Settings)
        {
            ["Postgres:ConnectionString"] = servers.Postgres,
            ["RabbitMq:Uri"] = (await servers.ListeningAsync("own", Ct)).AbsoluteUri,
        });
        await service.ReadyAsync();
        using var http = service.With(sample.Token("operator", "C1"));
        var pages = new ConcurrentDictionary<long, EventPage>();
        await service.Services.GetRequiredService<IBusControl>()
            .ConnectReceiveEndpoint("ledger", endpoint => endpoint.Handler<EventPage>(context =>
        {
            pages[context.Message.Number] = context.Message;
            return Task.CompletedTask;
        })).Ready;
        using var load = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var appending = AppendAsync(service.Services.GetRequiredService<StreamStore>(), load.Token);
        await Eventually.HoldsAsync(() => pages.Count > 10, "pages arrive");

        var before = GC.GetTotalMemory(forceFullCollection: true);
        await servers.SetMemoryAlarmAsync(on: true, Ct);
        var shown = await TakesAsync(async () => await HealthAsync() is (HttpStatusCode.ServiceUnavailable, var told)
            && told.Contains("blocked publishing", StringComparison.Ordinal), "the block shows");
        await Task.Delay(Away, TimeProvider.System, Ct);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        await servers.SetMemoryAlarmAsync(on: false, Ct);
        var recovered = await TakesAsync(async () => await HealthAsync() is (HttpStatusCode.OK, _), "the service is ready again");
        await load.CancelAsync();
        var appended = await appending;

        output.WriteLine($"{appended} events; shown after {shown.TotalSeconds:0.0} s, "
            + $"memory grew by {growth / 1048576.0:0.0} MiB, ready again after {recovered.TotalSeconds:0.0} s");
        await Eventually.HoldsAsync(() => pages.Values.Sum(page => page.LastOrdinal - page.FirstOrdinal + 1) == appended,
            "every event has come in a page", TimeSpan.FromMinutes(1));
        Assert.Equal(Enumerable.Range(1, pages.Count).Select(number => (long)number), pages.Keys.Order());
        Assert.InRange(shown, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.InRange(recovered, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.InRange(growth, long.MinValue, MostGrowth);

        async Task<(HttpStatusCode, string)> HealthAsync()
        {
            using var answer = await http.GetAsync("/health/ready", Ct);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
        }
    }

    /// <summary>One stream every few milliseconds; none may fail, as the broker is none of its business.</summary>
    private static async Task<int> AppendAsync(StreamStore store, CancellationToken until)
    {
        for (var events = 0; ; events++)
        {
            if (until.IsCancellationRequested)
                return events;
            await using var transaction = await store.BeginAsync(new(Actor.System("directory"), null, null), Ct);
            transaction.Start(Guid.NewGuid(), [new UnitEvent.AliasAdded(new string('名', 2_000))]);
            await transaction.CommitAsync(Ct);
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Ct);
        }
    }

    private static async Task<TimeSpan> TakesAsync(Func<Task<bool>> condition, string what)
    {
        var began = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync(condition, what, TimeSpan.FromMinutes(1));
        return Stopwatch.GetElapsedTime(began);
    }
}
