namespace TaskAssignment.Tests;

/// <summary>
/// What pages ask, with 100,000 assignments of 20 notices in 20 districts of 50 branches: on a database of its own, filled without streams.
/// </summary>
public sealed class PeoplesLoadTests : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();
    private readonly RabbitVirtualHost _broker = new();
    private RunningService _service = null!;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        await _broker.InitializeAsync();
        _service = await RunningService.StartAsync(builder =>
        {
            builder.AddTaskAssignment();
            builder.Services.AddSingleton<TimeProvider>(new ManualClock(AssignmentsFixture.Now));
        }, app => app.MapTaskAssignment(), RunningService.Settings(_database, _broker));
        await _service.ReadyAsync();
        await _service.Services.GetRequiredService<NpgsqlDataSource>().Sql(
            """
            insert into unit_tree (code, version, name, kind, level, parent, aliases)
            select 'CITY', 1, 'CITY', '', 'city', null, '{}'::text[]
            union all select format('D%s', d), 1, format('区%s', d), '', 'county', 'CITY', '{}' from generate_series(1, 20) d
            union all select format('D%s-B%s', d, b), 1, format('支部%s-%s', d, b), '', 'branch', format('D%s', d), '{}'
            from generate_series(1, 20) d, generate_series(1, 50) b
            """)
            .Add("update unit_tree_revision set revision = revision + 1")
            .Add(
                """
                insert into notice (notice, issuing_unit, head)
                select md5(n::text)::uuid, 'CITY', jsonb_build_object('notice', md5(n::text)::uuid, 'issuingUnit', 'CITY', 'title',
                    format('通知%s', n), 'issuedAt', '2016-04-10T02:00:00Z'::timestamptz + n * interval '1 day', 'distributionSha256', 'd')
                from generate_series(1, 20) n
                """)
            .Add(
                """
                insert into requirement (notice, number, body)
                select md5(n::text)::uuid, r, jsonb_build_object('number', r, 'title', format('事项%s', r), 'quote', '报送。',
                    'kind', 'report', 'disposition', 'dated', 'figures', '[]'::jsonb)
                from generate_series(1, 20) n, generate_series(1, 5) r
                """)
            .Add(
                """
                insert into board (assignment, version, notice, requirement, unit, issuing_unit, part, state, due_at, deadline_version,
                    verdict, figures)
                select gen_random_uuid(), 2, md5(n::text)::uuid, r, format('D%s-B%s', d, b), 'CITY', 'sole',
                  case (n + r + b) % 4 when 0 then 'dispatched' when 1 then 'acknowledged' when 2 then 'reported' else 'closed' end,
                  '2016-04-10T15:59:59Z'::timestamptz + (n + 5 * r) * interval '1 day', 1,
                  case when (n + r + b) % 4 >= 2 then 'met' when n + 5 * r < 20 then 'missed' else 'pending' end, '{"人次": 3}'
                from generate_series(1, 20) n, generate_series(1, 5) r, generate_series(1, 20) d, generate_series(1, 50) b
                """)
            .Add("analyze").ExecuteAsync(Ct);
        var tree = _service.Services.GetRequiredService<UnitTree>();
        await Eventually.HoldsAsync(() => tree.Exists("D20-B50"), "the units are known");
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task What_a_page_asks_of_100_000_assignments_is_there_while_one_waits_for_it()
    {
        using var city = _service.As("officer", "CITY");
        var notice = await _service.Services.GetRequiredService<NpgsqlDataSource>().Sql("select notice from notice limit 1")
            .ScalarAsync<Guid>(Ct);
        var overview = await city.GetFromJsonAsync<JsonElement>("/v1/overview?days=30", Ct);
        Assert.Equal(20, overview.GetProperty("rows").GetArrayLength());
        Assert.Equal(50_000, overview.GetProperty("totals").GetProperty("open").GetInt32());
        var told = new List<string>();
        foreach (var path in new[]
        {
            "/v1/overview?days=30", "/v1/overview?under=D1", "/v1/assignments/counts", "/v1/assignments/counts?under=D1",
            $"/v1/notices/{notice}/progress?by=child", $"/v1/notices/{notice}/progress?by=unit&limit=100",
        })
        {
            var took = new List<double>();
            for (var i = 0; i < 9; i++)
            {
                var began = Stopwatch.GetTimestamp();
                using var answer = await city.GetAsync(path, Ct);
                Assert.True(answer.IsSuccessStatusCode, path);
                took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
            told.Add(string.Create(CultureInfo.InvariantCulture,
                $"{path}: median {took.Order().ElementAt(4):0} ms, worst {took.Max():0} ms"));
            // On two cores that nobody else uses all are there in 700 ms; here others do.
            Assert.True(took.Order().ElementAt(4) < 2_500, told[^1]);
        }
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', told));
        await File.WriteAllLinesAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(Checkout.Root, ".local")).FullName, "pages.txt"),
            told, Ct);
    }
}
