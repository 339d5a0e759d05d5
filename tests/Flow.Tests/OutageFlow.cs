namespace Flow.Tests;

/// <summary>The database's or the broker's server killed under load, and away for <c>FLOW_OUTAGE</c> seconds (default 4).</summary>
public sealed class OutageFlow(OutageFlow.OnServersOfItsOwn fixture, ITestOutputHelper output) : IClassFixture<OutageFlow.OnServersOfItsOwn>
{
    // The goal is 15 s; the guard leaves room for a machine that does other things too.
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("FLOW_OUTAGE"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? seconds : 4);

    [Fact]
    public async Task Without_its_database_it_says_503_and_when_to_come_back_and_goes_on_by_itself()
    {
        await OutageAsync("postgres", meanwhile: () => Task.CompletedTask);
        Assert.NotEmpty(fixture.Load.Refused);
    }

    [Fact]
    public async Task Without_its_broker_it_takes_and_issues_notices_and_tells_of_them_afterwards()
    {
        var (issued, assignments) = ("", 0);
        await OutageAsync("rabbitmq", meanwhile: async () =>
            assignments = await fixture.System.IssuePostedAsync(issued = fixture.Load.Accepted.Last().Value));
        await fixture.System.CoveredAsync(issued, assignments, Recovery);
    }

    private async Task OutageAsync(string server, Func<Task> meanwhile)
    {
        var (servers, system, load) = (fixture.Servers, fixture.System, fixture.Load);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var (before, refused) = (load.Accepted.Count, load.Refused.Count);
        var handingIn = load.RunAsync(stop.Token);
        await Eventually.HoldsAsync(() => load.Accepted.Count > before + 20, "notices are accepted");

        before = load.Accepted.Count;
        await servers.KillAsync(server, Ct);
        await Task.Delay(Outage, TimeProvider.System, Ct);
        await meanwhile();
        await servers.ReviveAsync(server, Ct);
        var back = Stopwatch.GetTimestamp();
        var accepted = load.Accepted.Values.ToArray();
        system.Postgres.Clear();
        var took = await Task.WhenAll(
            [.. system.Services.Select(service => TakesAsync(service.ReadyAsync(Recovery), $"{service.Name} is ready")),
            HoldsAsync(() => Task.FromResult(load.Accepted.Count > accepted.Length + 10), "notices are accepted"),
            HoldsAsync(async () => (await system.ReceivedAsync()).ToHashSet().IsSupersetOf(accepted), "the ledger has all of before")]);
        await stop.CancelAsync();
        await handingIn;
        output.WriteLine(
            $"{server} away: {accepted.Length - before} accepted, {load.Refused.Count - refused} refused; back: {string.Join(", ", took)}");

        Assert.All(load.Refused, refusal => Assert.Equal((HttpStatusCode.ServiceUnavailable, true), refusal));
        var export = await system.ExportAsync(Recovery);
        Assert.Equal(load.Accepted.Values.Order(),
            export.Where(e => (string?)e["type"] == "notice.received.v1").Select(e => (string)e["stream"]!).Order());
        Assert.Equal(load.Accepted.OrderBy(notice => notice.Key), (await load.RepeatAsync()).OrderBy(notice => notice.Key));

        Task<string> HoldsAsync(Func<Task<bool>> condition, string what) =>
            TakesAsync(Eventually.HoldsAsync(condition, what, Recovery), what);

        async Task<string> TakesAsync(Task condition, string what)
        {
            await condition;
            return string.Create(CultureInfo.InvariantCulture, $"{what} after {Stopwatch.GetElapsedTime(back).TotalSeconds:0.0} s");
        }
    }

    /// <summary>The whole system on servers that belong to this test alone, and what was handed in to it.</summary>
    public sealed class OnServersOfItsOwn : IAsyncLifetime
    {
        internal PrivateServers Servers { get; private set; } = null!;

        internal RunningSystem System { get; } = new();

        internal UpstreamLoad Load { get; private set; } = null!;

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            Servers = await PrivateServers.StartAsync();
            await System.StartAsync(Servers);
            await System.SetClockAsync(Notices.Posted);
            await System.ImportAsync(districts: 2, branches: 4);
            Load = new(System);
        }

        /// <inheritdoc/>
        public async ValueTask DisposeAsync()
        {
            await System.DisposeAsync();
            await Servers.DisposeAsync();
        }
    }
}
