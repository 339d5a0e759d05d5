namespace Workflow.Benchmarks;

/// <summary>
/// B2: appends, loads and the feed, against Marten used plainly, and the same bytes through plain Npgsql, pgbench and a plain SELECT.
/// </summary>
internal static class EventStoreBenchmark
{
    private const int Clients = 16;
    public static readonly CommandContext Context = new(Actor.System("assignments"), Guid.CreateVersion7(), null);
    public static readonly AssignmentEvent.Dispatched Dispatched =
        new(Context.CorrelationId!.Value, 3, "DL-001", null, "DL", Disposition.Dated, default, new(2016, 4, 30, 15, 59, 59, TimeSpan.Zero),
        new string('a', 64));
    public static readonly AssignmentEvent.ReportSubmitted Reported =
        new(1, new string('b', 64), new Dictionary<string, long> { ["sessions"] = 3, ["people"] = 40 }, []);

    public static async Task<Report> RunAsync(BenchmarkServers servers, bool quick, string only)
    {
        await using var source = NpgsqlDataSource.Create(servers.Postgres);
        await using var services = Services(source, "assignments");
        await StartAsync(services, feed: false);
        await Rows.ExecuteAsync(source, RawArms.Tables);
        await using var plain = new PlainMarten(servers.Postgres);
        await plain.CreateTablesAsync();
        var store = services.GetRequiredService<StreamStore>();
        var report = new Report(quick ? 2 : 5, only, new(source), () => Rows.ExecuteAsync(source, "vacuum analyze", "checkpoint"));
        var (streams, singles, seconds) = quick ? (1_000, 160, 1) : (20_000, 8_000, 3);

        await report.CompareAsync("start streams, events", ("ours", () => StartStreamsAsync(store, streams, 500)),
            ("plain Marten", () => plain.StartStreamsAsync(streams, 500)),
            ("raw", () => RawArms.UnnestAsync(source, streams * 2, 1_000, newStreamEvery: 2)));
        await report.CompareAsync("1,000 events a commit", ("ours", () => AppendManyAsync(store, streams, 1_000)),
            ("plain Marten", () => plain.AppendManyAsync(streams, 1_000)),
            ("raw", () => RawArms.UnnestAsync(source, streams, 1_000, newStreamEvery: 1_000)));
        await report.CompareAsync("100 events a commit", ("ours", () => AppendManyAsync(store, streams / 2, 100)),
            ("plain Marten", () => plain.AppendManyAsync(streams / 2, 100)),
            ("raw", () => RawArms.UnnestAsync(source, streams / 2, 100, newStreamEvery: 100)));
        await report.CompareAsync("single appends, 16 clients", ("ours", () => SinglesAsync(store, singles, Clients)),
            ("plain Marten", () => plain.SinglesAsync(singles, Clients)),
            ("one row", () => RawArms.SingleRowAsync(servers.Postgres, Clients, seconds)),
            ("its two rows", () => RawArms.SingleEventAsync(servers.Postgres, Clients, seconds)));
        await report.CompareAsync("single appends, 1 client", ("ours", () => SinglesAsync(store, singles / 8, 1)),
            ("plain Marten", () => plain.SinglesAsync(singles / 8, 1)),
            ("its two rows", () => RawArms.SingleEventAsync(servers.Postgres, 1, seconds)));
        await report.CompareAsync("load + append, 1 client", ("ours", () => LoadAndAppendAsync(store, singles / 8)),
            ("plain Marten", () => plain.LoadAndAppendAsync(singles / 8)));
        var events = await source.Sql("select count(*) from assignments.mt_events").ScalarAsync<long>(default);
        var plainEvents = await source.Sql("select count(*) from plain.mt_events").ScalarAsync<long>(default);
        await report.CompareAsync("feed from 0", ("ours", () => FeedAsync(source, events)),
            ("plain Marten", () => plain.FeedAsync(plainEvents)), ("select", () => RawArms.SelectAsync(source, events)));
        if (report.Wants("latency"))
            await LatencyAsync(report, source, quick ? 50 : 1_000);
        return report;
    }

    private static Task<Done> StartStreamsAsync(StreamStore store, int streams, int each) => Done.InAsync(streams * 2, async () =>
    {
        for (var done = 0; done < streams; done += each)
        {
            await using var transaction = await store.BeginAsync(Context, default);
            for (var i = 0; i < each; i++)
                transaction.Start(Guid.CreateVersion7(), [Dispatched, Reported]);
            await transaction.CommitAsync(default);
        }
    });

    private static Task<Done> AppendManyAsync(StreamStore store, int events, int each) => Done.InAsync(events, async () =>
    {
        object[] batch = [.. Enumerable.Repeat(Dispatched, each)];
        for (var done = 0; done < events; done += each)
        {
            await using var transaction = await store.BeginAsync(Context, default);
            transaction.Start(Guid.CreateVersion7(), batch);
            await transaction.CommitAsync(default);
        }
    });

    private static Task<Done> SinglesAsync(StreamStore store, int appends, int clients) =>
        Done.InAsync(appends, () => Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
    {
        var stream = Guid.CreateVersion7();
        for (var version = 0; version < appends / clients; version++)
        {
            await using var transaction = await store.BeginAsync(Context with { CausationId = Guid.CreateVersion7() }, default);
            transaction.Append(stream, version, [Dispatched]);
            await transaction.CommitAsync(default);
        }
    })));

    private static Task<Done> LoadAndAppendAsync(StreamStore store, int appends) => Done.InAsync(appends, async () =>
    {
        for (var i = 0; i < appends / 2; i++)
        {
            var stream = Guid.CreateVersion7();
            await store.ExecuteAsync<Assignment, AssignmentEvent>(stream, Context, (_, _) => new Decided([Dispatched]));
            await store.ExecuteAsync<Assignment, AssignmentEvent>(stream, Context, (_, _) =>
                new Decided([new AssignmentEvent.Acknowledged()]));
        }
    });

    /// <summary>A feed with a consumer that does nothing, from the first event to the last, pages included.</summary>
    private static async Task<Done> FeedAsync(NpgsqlDataSource source, long events)
    {
        await Rows.ExecuteAsync(source, "truncate assignments.event_feed, assignments.event_page");
        var last = await source.Sql("select last_value from assignments.mt_events_sequence").ScalarAsync<long>(default);
        var reached = new TaskCompletionSource();
        await using var services = Services(source, "assignments", new Watching(e =>
        {
            if (e[^1].Sequence == last)
                reached.SetResult();
        }), pages: false);
        var done = await Done.InAsync(events, async () =>
        {
            await StartAsync(services, feed: true);
            await reached.Task;
        });
        await StopAsync(services);
        return done;
    }

    /// <summary>From the commit's return to the consumer's call, appending every 10 ms.</summary>
    private static async Task LatencyAsync(Report report, NpgsqlDataSource source, int appends)
    {
        var committed = new ConcurrentDictionary<Guid, long>();
        var latencies = new ConcurrentBag<double>();
        await using var services = Services(source, "assignments", new Watching(events =>
        {
            foreach (var e in events)
            {
                if (committed.TryGetValue(e.Stream, out var at))
                    latencies.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            }
        }));
        await StartAsync(services, feed: true);
        var store = services.GetRequiredService<StreamStore>();
        var status = services.GetRequiredService<FeedStatus>();
        while (status.Consumers.Count < 2 || status.Consumers.Any(c => c.Position < status.Last))
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        for (var i = 0; i < appends; i++)
        {
            var stream = Guid.CreateVersion7();
            await using var transaction = await store.BeginAsync(Context, default);
            transaction.Start(stream, [Dispatched]);
            committed[stream] = Stopwatch.GetTimestamp();
            await transaction.CommitAsync(default);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
        await StopAsync(services);
        report.Count("append → feed p50 ms", Report.Percentile(latencies, 0.5));
        report.Count("append → feed p99 ms", Report.Percentile(latencies, 0.99));
    }

    private static ServiceProvider Services(NpgsqlDataSource source, string schema, IFeedConsumer? consumer = null, bool pages = true)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(source);
        services.AddEventSourcing(options => options.Source = schema);
        if (!pages)
            services.Remove(services.Single(s => s.ServiceType == typeof(IFeedConsumer)));
        if (consumer is not null)
            services.AddSingleton(consumer);
        return services.BuildServiceProvider();
    }

    private static async Task StartAsync(ServiceProvider services, bool feed)
    {
        foreach (var hosted in services.GetServices<IHostedService>().Where(h => feed || h is not BackgroundService))
            await hosted.StartAsync(default);
    }

    private static async Task StopAsync(ServiceProvider services)
    {
        foreach (var hosted in services.GetServices<IHostedService>().OfType<BackgroundService>())
            await hosted.StopAsync(default);
    }

    private sealed class Watching(Action<IReadOnlyList<StoredEvent>> seen) : IFeedConsumer
    {
        public string Name => "watching";

        public Task ApplyAsync(IReadOnlyList<StoredEvent> events, NpgsqlTransaction transaction, CancellationToken ct)
        {
            seen(events);
            return Task.CompletedTask;
        }
    }
}
