namespace Workflow.Benchmarks;

/// <summary>
/// B7: a 5 kB notice posted to NoticeIssuance with an idempotency key: read, understood, kept, answered 202 after the commit.
/// </summary>
internal static class AcceptBenchmark
{
    private const int Bytes = 5_000;

    /// <summary>Enough for a busy machine to open the connections and write something.</summary>
    private const int Seconds = 3;

    private const char NumberGoesHere = '#';
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly string[] Parts = Notice().Split(NumberGoesHere);
    private static int _posted;

    public static async Task<Report> RunAsync(BenchmarkServers servers, bool quick, string only)
    {
        await using var source = NpgsqlDataSource.Create(servers.Postgres);
        using var service = await BenchmarkedProcess.StartAsync("NoticeIssuance", servers.Postgres, await servers.VirtualHostAsync(),
            servers.RabbitMqManagement);
        await SeedAsync(source);
        await UntilKnownAsync(service);
        var report = new Report(quick ? 2 : 5, only, new(source, service), () => Rows.ExecuteAsync(source, "vacuum analyze", "checkpoint"));
        var posts = quick ? 64 : 6_000;
        // What is compiled while running is compiled by then, as in a service that has run for a minute.
        using (var first = service.As("upstream", "BH", 16))
            await PostAsync(first, quick ? 64 : 10_000, 16, []);
        foreach (var connections in new[] { 16, 32 })
        {
            var waits = new List<double>();
            using var http = service.As("upstream", "BH", connections);
            await report.CompareAsync($"accept, {connections} connections", ("ours", () => PostAsync(http, posts, connections, waits)),
                ("one row", () => RawArms.SingleRowAsync(servers.Postgres, connections, Seconds)));
            if (waits.Count > 0)
            {
                // The round that warms up and counts statements aside.
                report.Count($"accept, {connections} connections, p50 ms", Report.Percentile(waits[posts..], 0.5));
                report.Count($"accept, {connections} connections, p99 ms", Report.Percentile(waits[posts..], 0.99));
            }
        }
        report.Count("memory of the service MiB", service.MemoryMiB);
        return report;
    }

    /// <summary>The service looks for another tree every second; until then it knows nothing of the unit that posts.</summary>
    private static async Task UntilKnownAsync(BenchmarkedProcess service)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var http = service.As("officer", "BH", 1);
        while (!(await http.GetAsync(new Uri("/v1/notices", UriKind.Relative), patience.Token)).IsSuccessStatusCode)
            await Task.Delay(100, patience.Token);
    }

    /// <summary>So many notices, each with a key and a document number of its own.</summary>
    /// <param name="waits">Takes each answer's time, in ms.</param>
    private static Task<Done> PostAsync(HttpClient http, int posts, int connections, List<double> waits) => Done.InAsync(posts, async () =>
    {
        var next = 0;
        var all = await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            var waited = new List<double>();
            while (Interlocked.Increment(ref next) <= posts)
            {
                var key = Guid.NewGuid().ToString();
                using var request = new HttpRequestMessage(HttpMethod.Post,
                    "/v1/notices") { Content = new StringContent(string.Join(Number(), Parts), Utf8, "text/plain") };
                request.Headers.Add("Idempotency-Key", key);
                var began = Stopwatch.GetTimestamp();
                using var answer = await http.SendAsync(request);
                if (answer.StatusCode != HttpStatusCode.Accepted)
                    throw new InvalidOperationException($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
                waited.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
            return waited;
        }));
        waits.AddRange(all.SelectMany(w => w));
    });

    private static string Number() => Interlocked.Increment(ref _posted).ToString(CultureInfo.InvariantCulture);

    /// <summary>A notice as a city writes it, with as many duties as make 5 kB of UTF-8.</summary>
    private static string Notice()
    {
        var text = new StringBuilder(
            $"中共滨海市委组织部文件\n滨组发〔2024〕{NumberGoesHere}号\n\n关于开展“学先进、强支部、办实事”主题活动的通知\n\n各区市县委组织部：\n\n经研究，决定开展主题活动，现将有关事项通知如下。\n\n一、重点任务\n\n");
        for (var i = 0; Utf8.GetByteCount(text.ToString()) < Bytes - 100; i++)
            text.Append(CultureInfo.InvariantCulture,
                $"（{"一二三四五六七八九十"[i % 10]}）组织第{i + 1}次集中学习。{(i % 9) + 1}月底前，各党支部要组织全体党员围绕第{i + 1}个专题集中学习先进事迹，认真查摆问题，明确努力方向，并统计参加人数。\n\n");
        return text.Append("中共滨海市委组织部\n2024年3月4日\n").ToString();
    }

    /// <summary>A city of ten districts, twenty branches in each.</summary>
    private static Task SeedAsync(NpgsqlDataSource source) => Rows.ExecuteAsync(source, """
        insert into notices.unit_tree (code, version, name, kind, level, parent, aliases)
        select 'BH', 1, '中共滨海市委组织部', '组织部', 'city', null, '{}'::text[]
        union all select 'BH-' || d, 1, d || '区委组织部', '组织部', 'county', 'BH', array['各区市县委组织部'] from generate_series(1, 10) d
        union all select 'BH-' || d || '-' || b, 1, d || '区第' || b || '党支部', '党支部', 'branch', 'BH-' || d, '{}'
            from generate_series(1, 10) d, generate_series(1, 20) b;
        update notices.unit_tree_revision set revision = revision + 1;
        create table single (id bigserial primary key, data jsonb);
        """);
}
