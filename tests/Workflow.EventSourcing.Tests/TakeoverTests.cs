namespace Workflow.EventSourcing.Tests;

/// <summary>Two processes of a service under load, of which the leading one is killed, or frozen and woken again.</summary>
public sealed class TakeoverTests(RabbitVirtualHost broker, ITestOutputHelper output) : DatabaseTests, IClassFixture<RabbitVirtualHost>
{
    private static readonly bool Thorough = Environment.GetEnvironmentVariable("WORKFLOW_THOROUGH") == "true";
    private static readonly int Kills = Thorough ? 20 : 4;
    private static readonly int Freezes = Thorough ? 10 : 2;
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Another_process_takes_over_and_nothing_is_lost_or_done_twice()
    {
        await Recording.CreateTableAsync(Database);
        var ledger = new Ledger();
        var here = await Database.NodeAsync(feeds: false, configure: services => services.AddLedger(Database, broker.Uri, ledger));
        using var load = new Load(Ct);
        var appending = AppendAsync(here.GetRequiredService<StreamStore>(), load.Token);
        var watching = WatchPositionsAsync(Database, load.Token);
        var nodes = new List<FeedNode> { FeedNode.Start(Database, broker.Uri), FeedNode.Start(Database, broker.Uri) };
        var took = new List<TimeSpan>();
        try
        {
            for (var round = 0; round < Kills + Freezes; round++)
            {
                var leader = await LeaderAsync(nodes);
                var follower = nodes.Single(n => n != leader);
                if (round < Kills)
                {
                    await leader.KillAsync();
                    took.Add(await LeadsAsync(follower));
                    await leader.DisposeAsync();
                    nodes[nodes.IndexOf(leader)] = FeedNode.Start(Database, broker.Uri);
                }
                else
                {
                    leader.Signal("STOP");
                    took.Add(await LeadsAsync(follower));
                    var recorded = await Database.RecordedAsync();
                    await Within.TrueAsync(async () => await Database.RecordedAsync() > recorded);
                    leader.Signal("CONT");
                    await Within.TrueAsync(() => !leader.Leading);
                }
            }
            await load.CancelAsync();
            var appended = await appending;

            output.WriteLine($"{appended} events; taken over after {string.Join(", ", took.Select(t => $"{t.TotalSeconds:0.0} s"))}");
            await Within.TrueAsync(() => Task.FromResult(ledger.Count >= appended), TimeSpan.FromMinutes(3), () =>
                $"{ledger.Count} of {appended} events have come");
            await Within.TrueAsync(async () => await Recording.FaultsAsync(Database) == 0);
            Assert.Empty(await watching);
            Assert.All(ledger.Pages.GroupBy(p => p.Number), same =>
                Assert.Single(same.Select(p => (p.FirstOrdinal, p.LastOrdinal, string.Join('\n', p.Entries))).Distinct()));
            Assert.Equal(appended, ledger.Count);
            Assert.All(took, t => Assert.InRange(t, TimeSpan.Zero, Allowed));
        }
        finally
        {
            foreach (var node in nodes)
                await node.DisposeAsync();
        }
    }

    private static async Task<FeedNode> LeaderAsync(List<FeedNode> nodes)
    {
        await Within.TrueAsync(() => Task.FromResult(nodes.Count(n => n.Leading) == 1 && nodes.Count(n => n.Following) == 1),
            TimeSpan.FromMinutes(1), () => $"One leads and one follows: {string.Join(", ", nodes)}");
        return nodes.Single(n => n.Leading);
    }

    private static Task<TimeSpan> LeadsAsync(FeedNode node) => Within.TrueAsync(() => node.Leading);

    private static async Task<int> AppendAsync(StreamStore store, CancellationToken until)
    {
        for (var events = 0; ; events += 6)
        {
            if (until.IsCancellationRequested)
                return events;
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Ct);
            await using var transaction = await store.BeginAsync(new(Actor.System("assignments"), Guid.NewGuid(), null), Ct);
            for (var i = 0; i < 3; i++)
                transaction.Start(Guid.NewGuid(), [Given.Dispatched, new AssignmentEvent.Acknowledged()]);
            await transaction.CommitAsync(Ct);
        }
    }

    /// <returns>Each time a position went back.</returns>
    private static async Task<List<string>> WatchPositionsAsync(Database database, CancellationToken until)
    {
        var faults = new List<string>();
        for (var before = 0L; !until.IsCancellationRequested;)
        {
            var now = await database.ScalarAsync<long>(
                $"select coalesce(max(position), 0) from {database.Schema}.event_feed where consumer = 'recording'");
            if (now < before)
                faults.Add($"{before} → {now}");
            before = now;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
        }
        return faults;
    }
}
