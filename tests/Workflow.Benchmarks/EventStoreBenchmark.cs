using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using NpgsqlTypes;
using Workflow.EventSourcing;
using Workflow.History;

namespace Workflow.Benchmarks;

/// <summary>B2: appends, loads and the feed, against the same bytes through plain Npgsql, pgbench and a plain SELECT.</summary>
internal static class EventStoreBenchmark
{
    private const int Clients = 16;
    private static readonly CommandContext Context = new(Actor.System("assignments"), Guid.CreateVersion7(), null);
    private static readonly AssignmentEvent.Dispatched Dispatched = new(Context.CorrelationId!.Value, 3, "DL-001", null, "DL", Disposition.Dated, default, new(2016, 4, 30, 15, 59, 59, TimeSpan.Zero), new string('a', 64));
    private static readonly AssignmentEvent.ReportSubmitted Reported = new(1, new string('b', 64), new Dictionary<string, long> { ["sessions"] = 3, ["people"] = 40 }, []);

    public static async Task<Report> RunAsync(bool quick, string only)
    {
        await using var postgres = await PrivatePostgres.StartAsync();
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var services = Services(source, "assignments");
        await StartAsync(services, feed: false);
        await ExecuteAsync(source, "create table raw_streams (like assignments.mt_streams including all); create table raw_events (like assignments.mt_events including all); alter table raw_events add foreign key (stream_id) references raw_streams (id); create sequence raw_sequence; create table single (id bigserial primary key, data jsonb)");
        var store = services.GetRequiredService<StreamStore>();
        var report = new Report(quick ? 3 : 5, only, () => ExecuteAsync(source, "vacuum analyze", "checkpoint"));
        var (streams, singles) = quick ? (4_000, 1_000) : (20_000, 8_000);

        await report.CompareAsync("start streams, events",
            ("ours", () => StartStreamsAsync(store, streams, 500)),
            ("raw", () => RawAsync(source, streams * 2, 1_000, newStreamEvery: 2)));
        await report.CompareAsync("1,000 events a commit",
            ("ours", () => AppendManyAsync(store, streams, 1_000)),
            ("raw", () => RawAsync(source, streams, 1_000, newStreamEvery: 1_000)));
        await report.CompareAsync("100 events a commit",
            ("ours", () => AppendManyAsync(store, streams / 2, 100)),
            ("raw", () => RawAsync(source, streams / 2, 100, newStreamEvery: 100)));
        await report.CompareAsync("single appends, 16 clients",
            ("ours", () => SinglesAsync(store, singles, Clients)),
            ("pgbench", () => PgbenchAsync(postgres.ConnectionString, quick ? 2 : 4)));
        await report.CompareAsync("single appends, 1 client", ("ours", () => SinglesAsync(store, singles / 8, 1)));
        await report.CompareAsync("load + append, 1 client", ("ours", () => LoadAndAppendAsync(store, singles / 8)));
        await report.CompareAsync("feed from 0",
            ("ours", () => FeedAsync(source)),
            ("select", () => SelectAsync(source)));
        await LatencyAsync(report, source, quick ? 200 : 1_000);
        return report;
    }

    private static async Task<double> StartStreamsAsync(StreamStore store, int streams, int each)
    {
        return await RateAsync(streams * 2, async () =>
        {
            for (var done = 0; done < streams; done += each)
            {
                await using var transaction = await store.BeginAsync(Context, default);
                for (var i = 0; i < each; i++)
                    transaction.Start(Guid.CreateVersion7(), [Dispatched, Reported]);
                await transaction.CommitAsync(default);
            }
        });
    }

    private static Task<double> AppendManyAsync(StreamStore store, int events, int each) => RateAsync(events, async () =>
    {
        object[] batch = [.. Enumerable.Repeat(Dispatched, each)];
        for (var done = 0; done < events; done += each)
        {
            await using var transaction = await store.BeginAsync(Context, default);
            transaction.Start(Guid.CreateVersion7(), batch);
            await transaction.CommitAsync(default);
        }
    });

    private static async Task<double> SinglesAsync(StreamStore store, int appends, int clients) => await RateAsync(appends, () => Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
    {
        var stream = Guid.CreateVersion7();
        for (var version = 0; version < appends / clients; version++)
        {
            await using var transaction = await store.BeginAsync(Context, default);
            transaction.Append(stream, version, [Dispatched]);
            await transaction.CommitAsync(default);
        }
    })));

    private static Task<double> LoadAndAppendAsync(StreamStore store, int appends) => RateAsync(appends, async () =>
    {
        for (var i = 0; i < appends / 2; i++)
        {
            var stream = Guid.CreateVersion7();
            await store.ExecuteAsync<Assignment, AssignmentEvent>(stream, Context, (_, _) => new Decided([Dispatched]));
            await store.ExecuteAsync<Assignment, AssignmentEvent>(stream, Context, (_, _) => new Decided([new AssignmentEvent.Acknowledged()]));
        }
    });

    /// <summary>The same rows by one statement a table and commit.</summary>
    private static Task<double> RawAsync(NpgsqlDataSource source, int events, int each, int newStreamEvery) => RateAsync(events, async () =>
    {
        var json = new[] { JsonSerializer.Serialize(Dispatched, HistoryJson.Options), JsonSerializer.Serialize(newStreamEvery == 2 ? Reported : (object)Dispatched, HistoryJson.Options) };
        for (var done = 0; done < events; done += each)
        {
            var streams = Enumerable.Range(0, each / newStreamEvery).Select(_ => Guid.CreateVersion7()).ToArray();
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using (var insert = new NpgsqlCommand("insert into raw_streams (id, version) select id, $2 from unnest($1) id", connection, transaction))
            {
                insert.Parameters.Add(new() { Value = streams });
                insert.Parameters.Add(new() { Value = (long)newStreamEvery });
                await insert.PrepareAsync();
                await insert.ExecuteNonQueryAsync();
            }
            await using (var insert = new NpgsqlCommand("""
                insert into raw_events (seq_id, id, stream_id, version, data, type, "timestamp", mt_dotnet_type, correlation_id, headers, user_name)
                select nextval('raw_sequence'), e.id, e.stream, e.version, e.data, e.type, now(), $6, $7, $8, 'system:assignments' from unnest($1, $2, $3, $4, $5) as e(id, stream, version, data, type)
                """, connection, transaction))
            {
                insert.Parameters.Add(new() { Value = Enumerable.Range(0, each).Select(_ => Guid.CreateVersion7()).ToArray() });
                insert.Parameters.Add(new() { Value = Enumerable.Range(0, each).Select(i => streams[i / newStreamEvery]).ToArray() });
                insert.Parameters.Add(new() { Value = Enumerable.Range(0, each).Select(i => (long)(i % newStreamEvery) + 1).ToArray() });
                insert.Parameters.Add(new() { Value = Enumerable.Range(0, each).Select(i => json[i % 2]).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
                insert.Parameters.Add(new() { Value = Enumerable.Repeat("assignment.dispatched.v1", each).ToArray() });
                insert.Parameters.Add(new() { Value = typeof(AssignmentEvent.Dispatched).FullName! });
                insert.Parameters.Add(new() { Value = Context.CorrelationId.ToString()! });
                insert.Parameters.Add(new() { Value = """{"role": "system"}""", NpgsqlDbType = NpgsqlDbType.Jsonb });
                await insert.PrepareAsync();
                await insert.ExecuteNonQueryAsync();
            }
            await transaction.CommitAsync();
        }
    });

    /// <summary>A single-row commit of the same JSON at 16 clients, by PostgreSQL's own tool.</summary>
    private static async Task<double> PgbenchAsync(string connectionString, int seconds)
    {
        var address = new NpgsqlConnectionStringBuilder(connectionString);
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, $"insert into single (data) values ('{JsonSerializer.Serialize(Dispatched, HistoryJson.Options)}');\n");
        var pgbench = Directory.GetFiles("/usr/lib/postgresql", "pgbench", SearchOption.AllDirectories).Order().Last();
        using var process = Process.Start(new ProcessStartInfo(pgbench, ["-n", "-M", "prepared", "-f", script, "-c", $"{Clients}", "-j", "2", "-T", $"{seconds}", "-h", address.Host!, "-p", $"{address.Port}", "-U", address.Username!, address.Database!])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = address.Password },
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n');
        await process.WaitForExitAsync();
        File.Delete(script);
        return lines.FirstOrDefault(l => l.StartsWith("tps = ", StringComparison.Ordinal)) is { } tps
            ? double.Parse(tps.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture)
            : throw new InvalidOperationException(await errors);
    }

    /// <summary>A feed with a consumer that does nothing, from the first event to the last, pages included.</summary>
    private static async Task<double> FeedAsync(NpgsqlDataSource source)
    {
        await ExecuteAsync(source, "truncate assignments.event_feed, assignments.event_page");
        var last = await ScalarAsync(source, "select last_value from assignments.mt_events_sequence");
        var events = await ScalarAsync(source, "select count(*) from assignments.mt_events");
        var reached = new TaskCompletionSource();
        await using var services = Services(source, "assignments", new Watching(e =>
        {
            if (e[^1].Sequence == last)
                reached.SetResult();
        }), pages: false);
        return await RateAsync((int)events, async () =>
        {
            await StartAsync(services, feed: true);
            await reached.Task;
        }, () => StopAsync(services));
    }

    private static async Task<double> SelectAsync(NpgsqlDataSource source) => await RateAsync((int)await ScalarAsync(source, "select count(*) from assignments.mt_events"), async () =>
    {
        await using var command = source.CreateCommand("""select seq_id, id, stream_id, version, type, "timestamp", data::text, user_name, correlation_id, causation_id, headers::text from assignments.mt_events order by seq_id""");
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
            _ = (row.GetInt64(0), row.GetGuid(1), row.GetGuid(2), row.GetInt64(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5), row.GetString(6));
    });

    /// <summary>From the commit's return to the consumer's call, appending every 10 ms.</summary>
    private static async Task LatencyAsync(Report report, NpgsqlDataSource source, int appends)
    {
        var committed = new System.Collections.Concurrent.ConcurrentDictionary<Guid, long>();
        var latencies = new System.Collections.Concurrent.ConcurrentBag<double>();
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
        var sorted = latencies.Order().ToList();
        report.Count("append → feed p50 ms", sorted[sorted.Count / 2]);
        report.Count("append → feed p99 ms", sorted[sorted.Count * 99 / 100]);
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

    private static async Task<double> RateAsync(int units, Func<Task> work, Func<Task>? after = null)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        var rate = units / Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (after is not null)
            await after();
        return rate;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, params string[] statements)
    {
        foreach (var sql in statements)
        {
            await using var command = source.CreateCommand(sql);
            command.CommandTimeout = 300;
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<long> ScalarAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
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
