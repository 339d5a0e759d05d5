namespace Workflow.EventSourcing.Tests;

/// <summary>
/// PostgreSQL and RabbitMQ away for a while under load: visible meanwhile, over by itself afterwards, nothing lost, nothing double.
/// </summary>
public sealed class OutageTests(RabbitVirtualHost broker, ITestOutputHelper output) : DatabaseTests, IClassFixture<RabbitVirtualHost>
{
    private static readonly TimeSpan Away =
        TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("WORKFLOW_THOROUGH") == "true" ? 30 : 5);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task The_database_cut_off_and_then_hanging()
    {
        await Recording.CreateTableAsync(Database);
        using var wire = new Cable("127.0.0.1", new NpgsqlConnectionStringBuilder(Database.Source.ConnectionString).Port);
        await using var behind = Database.At(new NpgsqlConnectionStringBuilder(Database.Source.ConnectionString)
        {
            Port = wire.Port, Timeout = 3, CommandTimeout = 3,
        }.ConnectionString, Database.Schema);
        var node = await behind.NodeAsync(configure: services => services.AddSingleton<IFeedConsumer>(new Recording(Database.Schema)));
        var status = node.GetRequiredService<FeedStatus>();
        using var load = new Load(Ct);
        var appending = AppendAsync(node.GetRequiredService<StreamStore>(), load.Token);
        await GrowsAsync();

        wire.Cut();
        await Within.TrueAsync(() => status.Problems is not []);
        await Task.Delay(Away, TimeProvider.System, Ct);
        wire.Mend();
        var afterCut = await GrowsAsync();
        wire.Hang();
        await Within.TrueAsync(() => status.Problems is not []);
        wire.Pass();
        var afterHang = await GrowsAsync();
        await load.CancelAsync();
        var acknowledged = await appending;

        output.WriteLine($"{acknowledged.Count} streams; again after {afterCut.TotalSeconds:0.0} s and {afterHang.TotalSeconds:0.0} s");
        await Within.TrueAsync(async () => await Recording.FaultsAsync(Database) == 0);
        await Within.TrueAsync(() => status.Problems is []);
        Assert.Empty(acknowledged.Except(await Database.ScalarAsync<Guid[]>($"select array_agg(id) from {Database.Schema}.mt_streams")));
        Assert.All([afterCut, afterHang], t => Assert.InRange(t, TimeSpan.Zero, Recovery));

        async Task<TimeSpan> GrowsAsync()
        {
            var before = await Database.RecordedAsync();
            return await Within.TrueAsync(async () => await Database.RecordedAsync() > before + 10);
        }
    }

    [Fact]
    public async Task The_broker_cut_off_and_then_hanging()
    {
        await Recording.CreateTableAsync(Database);
        using var wire = new Cable(broker.Uri.Host, broker.Uri.Port);
        var ledger = new Ledger();
        await using var ledgers = Database.At(Database.Source.ConnectionString, $"{Database.Schema}_ledger");
        await ledgers.NodeAsync(feeds: false, configure: services => services.AddLedger(Database, broker.Uri, ledger));
        var node = await Database.NodeAsync(configure: services => services
            .AddSingleton<IEventPublisher, Publisher>()
            .AddMassTransit(bus => bus.UsingRabbitMq((_, rabbit) => rabbit.At(new UriBuilder(broker.Uri) { Port = wire.Port }.Uri))));
        var status = node.GetRequiredService<FeedStatus>();
        using var load = new Load(Ct);
        var appending = AppendAsync(node.GetRequiredService<StreamStore>(), load.Token);
        await GrowsAsync();

        wire.Cut();
        await Within.TrueAsync(() => status.RelayFailure is not null);
        await Task.Delay(Away, TimeProvider.System, Ct);
        wire.Mend();
        var afterCut = await GrowsAsync();
        wire.Hang();
        await Within.TrueAsync(() => status.RelayFailure is not null);
        wire.Pass();
        var afterHang = await GrowsAsync();
        await load.CancelAsync();
        var appended = (await appending).Count * 2;

        output.WriteLine($"{appended} events; again after {afterCut.TotalSeconds:0.0} s and {afterHang.TotalSeconds:0.0} s");
        await ledger.HasAsync(appended);
        Assert.Equal(Enumerable.Range(1, appended).Select(i => (long)i), ledger.Entries.Select(e => e.Ordinal));
        await Within.TrueAsync(() => ledger.Messages.DistinctBy(m => m.Id).Count() == appended);
        await Within.TrueAsync(() => status.Problems is []);
        Assert.All([afterCut, afterHang], t => Assert.InRange(t, TimeSpan.Zero, Recovery));

        Task<TimeSpan> GrowsAsync()
        {
            var before = ledger.Count;
            return Within.TrueAsync(() => ledger.Count > before + 10);
        }
    }

    /// <summary>Starts streams of two events, one every few milliseconds, whatever happens.</summary>
    /// <returns>Those of which it was told that they are there.</returns>
    private static async Task<List<Guid>> AppendAsync(StreamStore store, CancellationToken until)
    {
        var acknowledged = new List<Guid>();
        while (!until.IsCancellationRequested)
        {
            var id = Guid.NewGuid();
            try
            {
                await using var transaction = await store.BeginAsync(new(Actor.System("assignments"), null, null), Ct);
                transaction.Start(id, [Given.Dispatched, new AssignmentEvent.Acknowledged()]);
                await transaction.CommitAsync(Ct);
                acknowledged.Add(id);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                // Told that it failed, or not told: either may have happened.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
        }
        return acknowledged;
    }

    private sealed class Publisher : IEventPublisher
    {
        public ValueTask<IReadOnlyList<OutgoingMessage>> TranslateAsync(IReadOnlyList<StoredEvent> page, CancellationToken ct) =>
            new([.. page.Select(e => new OutgoingMessage(new DirectoryRequested("reminders"), e.Id, e.Stream))]);
    }
}
