namespace Workflow.EventSourcing.Tests;

public sealed class RelayTests(RabbitVirtualHost broker) : DatabaseTests, IClassFixture<RabbitVirtualHost>
{
    private static readonly CommandContext Context =
        new(Actor.System("assignments"), Guid.Parse("01530000-0000-7000-8000-000000000001"), null);

    [Fact]
    public async Task Every_stored_event_reaches_the_ledger_in_numbered_pages_and_says_what_its_row_says()
    {
        var ledger = new Ledger();
        var node = await NodeAsync(Database, ledger);
        var store = node.GetRequiredService<StreamStore>();

        for (var round = 0; round < 10; round++)
            await StartAsync(store, 130);

        await ledger.HasAsync(1300);
        var entries = ledger.Entries;
        Assert.Equal(Enumerable.Range(1, 1300).Select(i => (long)i), entries.Select(e => e.Ordinal));
        var raw = await Database.ScalarAsync<string[]>($"""
            select array_agg(concat_ws('|', id, stream_id, version, type, extract(epoch
                from "timestamp"), user_name, correlation_id, headers ->> 'role', data ->> 'unit') order by seq_id)
                    from {Database.Schema}.mt_events
            """);
        Assert.Equal(raw, entries.Select(e =>
            string.Join('|', e.Id, e.Stream, e.Version, e.Type,
            (e.RecordedAt.UtcTicks - DateTime.UnixEpoch.Ticks) / 10_000_000m is var seconds
            ? seconds.ToString("F6", CultureInfo.InvariantCulture) : "",
            e.Actor, e.CorrelationId, e.Headers!.Value.GetProperty("role").GetString(), e.Data.GetProperty("unit").GetString())));
    }

    [Fact]
    public async Task Messages_carry_the_ids_and_the_trace_of_what_they_were_made_from()
    {
        var ledger = new Ledger();
        var node = await NodeAsync(Database, ledger);
        using var listener =
            new System.Diagnostics.ActivityListener { ShouldListenTo = _ =>
            true, Sample = (ref System.Diagnostics.ActivityCreationOptions<System.Diagnostics.ActivityContext> _) =>
            System.Diagnostics.ActivitySamplingResult.AllData };
        System.Diagnostics.ActivitySource.AddActivityListener(listener);
        using var activity = new System.Diagnostics.Activity("posted").SetIdFormat(System.Diagnostics.ActivityIdFormat.W3C).Start();

        await StartAsync(node.GetRequiredService<StreamStore>(), 3);

        await ledger.HasAsync(3);
        await Within.TrueAsync(() => ledger.Messages.Select(m => m.Id).Distinct().Count() == 3);
        Assert.Equal(await Database.ScalarAsync<Guid[]>($"select array_agg(id order by id) from {Database.Schema}.mt_events"),
            ledger.Messages.Select(m => m.Id).Distinct().Order());
        Assert.All(ledger.Messages, m => Assert.Equal((Context.CorrelationId, activity.TraceId.ToString()), (m.CorrelationId, m.Trace)));
    }

    [Fact]
    public async Task Pages_asked_for_are_published_again_unchanged()
    {
        var ledger = new Ledger();
        var node = await NodeAsync(Database, ledger);
        for (var round = 0; round < 3; round++)
        {
            await StartAsync(node.GetRequiredService<StreamStore>(), 600);
            await ledger.HasAsync((round + 1) * 600);
        }
        var first = ledger.Pages.OrderBy(p => p.Number).ToList();
        ledger.Pages.Clear();

        await node.GetRequiredService<IBus>().Publish(new PagesRequested("assignments", 2, 4), Ct);
        await node.GetRequiredService<IBus>().Publish(new PagesRequested("notices", 1, 9), Ct);

        await Within.TrueAsync(() => ledger.Pages.Count >= 3);
        var again = ledger.Pages.OrderBy(p => p.Number).ToList();
        Assert.Equal([2, 3, 4], again.Select(p => p.Number));
        Assert.Equal(first.Where(p => p.Number is >= 2 and <= 4).Select(p => string.Join('\n', p.Entries)),
            again.Select(p => string.Join('\n', p.Entries)));
    }

    [Fact]
    public async Task A_translation_that_fails_for_now_is_visible_and_loses_nothing()
    {
        var ledger = new Ledger();
        var publisher = new Publisher { Fails = new IOException("It cannot be translated.") };
        var node = await NodeAsync(Database, ledger, publisher);
        await StartAsync(node.GetRequiredService<StreamStore>(), 2);

        await Within.TrueAsync(() => node.GetRequiredService<FeedStatus>().RelayFailure is "It cannot be translated.");
        Assert.Empty(ledger.Pages);
        publisher.Fails = null;

        await ledger.HasAsync(2);
        await Within.TrueAsync(() => node.GetRequiredService<FeedStatus>().Problems is []);
        Assert.Equal(2, ledger.Messages.Select(m => m.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_stream_that_cannot_be_translated_holds_nobody_up_and_is_said_when_it_can_be()
    {
        var ledger = new Ledger();
        var publisher = new Publisher();
        var node = await NodeAsync(Database, ledger, publisher);
        var (store, quarantine) = (node.GetRequiredService<StreamStore>(), node.GetRequiredService<Quarantine>());
        await StartAsync(store, 1);
        await ledger.HasAsync(1);
        publisher.FailsOnly = Guid.NewGuid();
        publisher.Fails = new InvalidOperationException("It cannot be translated.");

        await StartAsync(store, [.. Enumerable.Range(0, 4).Select(_ => Guid.NewGuid()), publisher.FailsOnly.Value]);

        await ledger.HasAsync(6);
        await Within.TrueAsync(() => ledger.Messages.Select(m => m.Id).Distinct().Count() == 5);
        var aside = Assert.Single(await quarantine.ReadAsync(10, Ct, "relay"));
        Assert.Equal((publisher.FailsOnly, "It cannot be translated."), (aside.Item, aside.Reason));
        publisher.Fails = null;

        await Within.TrueAsync(() => ledger.Messages.Select(m => m.Id).Distinct().Count() == 6);
        await Within.TrueAsync(async () => await quarantine.ReadAsync(10, Ct, "relay") is []);
    }

    [Fact]
    public async Task What_is_appended_while_nothing_can_be_published_goes_out_in_few_pages()
    {
        var ledger = new Ledger();
        var publisher = new Publisher { Fails = new IOException("Nothing can be read.") };
        var node = await NodeAsync(Database, ledger, publisher);
        var status = node.GetRequiredService<FeedStatus>();
        for (var commit = 1; commit <= 100; commit++)
        {
            await StartAsync(node.GetRequiredService<StreamStore>(), 1);
            await Within.TrueAsync(() => status.Last >= commit);
        }
        publisher.Fails = null;

        await ledger.HasAsync(100);
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), ledger.Entries.Select(e => e.Ordinal));
        Assert.InRange(ledger.Pages.Max(p => p.Number), EventPages.MostWaiting, 2 * EventPages.MostWaiting);
    }

    [Fact]
    public async Task Connections_torn_down_while_publishing_lose_nothing()
    {
        var ledger = new Ledger();
        var node = await NodeAsync(Database, ledger);
        using var load = new Load(Ct);
        var appended = 0;
        var appending = Task.Run(async () =>
        {
            while (!load.IsCancellationRequested)
            {
                await StartAsync(node.GetRequiredService<StreamStore>(), 5);
                appended += 5;
                // What is appended while connections come back must be publishable within the wait at the end.
                await Task.Delay(5, Ct);
            }
        }, Ct);

        for (var round = 0; round < 5; round++)
        {
            var seen = ledger.Entries.Count;
            await Within.TrueAsync(() => ledger.Entries.Count > seen + 50);
            await TearDownConnectionsAsync();
        }
        await load.CancelAsync();
        await appending;

        await ledger.HasAsync(appended);
        string? before = null;
        foreach (var page in ledger.Pages.DistinctBy(p => p.Number).OrderBy(p => p.Number))
        {
            Assert.Equal((before, PageHash.Of(before, page.Source, page.Number, page.Entries.Select(Encoding.UTF8.GetBytes))),
                (page.Previous, page.Hash));
            before = page.Hash;
        }
        Assert.Equal(Enumerable.Range(1, appended).Select(i => (long)i), ledger.Entries.Select(e => e.Ordinal));
        await Within.TrueAsync(() => ledger.Messages.Select(m => m.Id).Distinct().Count() == appended);
    }

    [Fact]
    public async Task A_process_of_an_older_version_cannot_cut_a_page_that_breaks_the_chain()
    {
        await NodeAsync(Database, new Ledger());
        var refused = await Assert.ThrowsAsync<PostgresException>(() => Database.ExecuteAsync(
            $"insert into {Database.Schema}.event_page (number, first_ordinal, last_ordinal, from_seq, to_seq) values (1000, 1, 1, 1, 1)"));
        Assert.StartsWith("Page 1000 has no hash", refused.MessageText, StringComparison.Ordinal);
    }

    private async Task TearDownConnectionsAsync()
    {
        var http = await RabbitServer.ManagementAsync();
        var vhost = broker.Uri.AbsolutePath[1..];
        using var connections =
            System.Text.Json.JsonDocument.Parse(
            await http.GetStringAsync(new Uri($"api/vhosts/{vhost}/connections", UriKind.Relative), Ct));
        foreach (var connection in connections.RootElement.EnumerateArray())
            await http.DeleteAsync(
                new Uri($"api/connections/{Uri.EscapeDataString(connection.GetProperty("name").GetString()!)}", UriKind.Relative), Ct);
    }

    private static Task StartAsync(StreamStore store, int streams) =>
        StartAsync(store, [.. Enumerable.Range(0, streams).Select(_ => Guid.NewGuid())]);

    private static async Task StartAsync(StreamStore store, IReadOnlyList<Guid> streams)
    {
        await using var transaction = await store.BeginAsync(Context, Ct);
        foreach (var stream in streams)
            transaction.Start(stream, [Given.Dispatched]);
        await transaction.CommitAsync(Ct);
    }

    private Task<ServiceProvider> NodeAsync(Database database, Ledger ledger, Publisher? publisher = null) =>
        database.NodeAsync(configure: services =>
    {
        services.AddSingleton<IEventPublisher>(publisher ?? new Publisher());
        services.AddMassTransit(bus =>
        {
            bus.AddConsumer<PagesRequestedConsumer, PagesRequestedConsumerDefinition>();
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.At(broker.Uri);
                rabbit.ReceiveEndpoint($"ledger-{database.Schema}", endpoint => endpoint.Instance(ledger));
                rabbit.ConfigureEndpoints(context);
            });
        });
    });

    /// <summary>Each dispatched assignment as one message, under its event's id.</summary>
    private sealed class Publisher : IEventPublisher
    {
        public Exception? Fails { get; set; }

        /// <summary>Only pages with events of this stream; null = all.</summary>
        public Guid? FailsOnly { get; set; }

        public ValueTask<IReadOnlyList<OutgoingMessage>> TranslateAsync(IReadOnlyList<StoredEvent> page, CancellationToken ct) =>
            Fails is { } failure && (FailsOnly is null || page.Any(e => e.Stream == FailsOnly))
            ? throw failure
            : new([.. page.Select(e => new OutgoingMessage(new DirectoryRequested("reminders"), e.Id, Guid.Parse(e.CorrelationId!)))]);
    }
}
