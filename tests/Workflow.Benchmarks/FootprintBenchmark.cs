using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using Npgsql;

namespace Workflow.Benchmarks;

/// <summary>
/// B8: what each service takes while a million steps of reminders are pending and nothing happens; then while one notice becomes assignments, plans and ledger entries.
/// Each service has a database of its own, so that its statements can be told apart.
/// </summary>
internal static class FootprintBenchmark
{
    private const int StepsOfAnAssignment = 5;
    private const int Requirements = 5;

    private static readonly (string Name, string Database)[] Services =
        [("OrganisationDirectory", "directory"), ("NoticeIssuance", "notices"), ("TaskAssignment", "assignments"), ("DeadlineReminders", "reminders"), ("AuditReplay", "audit")];

    public static async Task<Report> RunAsync(PrivateServers servers, bool quick, string only)
    {
        var (pending, idle, branches) = quick ? (10_000, TimeSpan.FromSeconds(2), 20) : (1_000_000, TimeSpan.FromSeconds(30), 2_000);
        await using var source = NpgsqlDataSource.Create(servers.Postgres);
        var virtualHost = await servers.VirtualHostAsync();
        var meter = new Meter(source);
        var report = new Report(1, only, meter, () => Task.CompletedTask);
        foreach (var (_, database) in Services)
            await ExecuteAsync(source, $"create database {database}");

        foreach (var running in await Task.WhenAll(Services.Select(s => ServiceProcess.StartAsync(s.Name, Database(s.Database), virtualHost, servers.RabbitMqManagement))))
            running.Dispose();      // they have made their tables
        await SeedAsync(Database("reminders"), Database("assignments"), pending / StepsOfAnAssignment);
        var services = await StartAllAsync();
        try
        {
            foreach (var (name, service) in services)
                report.Count($"{name}, ready after s", service.ReadyAfter.TotalSeconds);
            await Task.Delay(idle, TimeProvider.System);
            await IdleAsync(report, source, meter, services, idle);
            await LoadAsync(report, source, services, branches);
        }
        finally
        {
            foreach (var service in services.Values)
                service.Dispose();
        }
        return report;

        string Database(string name) => new NpgsqlConnectionStringBuilder(servers.Postgres) { Database = name }.ConnectionString;

        async Task<Dictionary<string, ServiceProcess>> StartAllAsync()
        {
            var started = new Dictionary<string, ServiceProcess>();
            foreach (var (name, database) in Services)
                started[name] = await ServiceProcess.StartAsync(name, Database(database), virtualHost, servers.RabbitMqManagement);
            return started;
        }
    }

    private static async Task IdleAsync(Report report, NpgsqlDataSource source, Meter meter, Dictionary<string, ServiceProcess> services, TimeSpan during)
    {
        await meter.TrackStatementsAsync(true);
        var before = services.ToDictionary(s => s.Key, s => s.Value.CpuMs);
        var began = Stopwatch.GetTimestamp();
        await Task.Delay(during, TimeProvider.System);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var statements = await StatementsAsync(source);
        foreach (var (name, database) in Services)
        {
            report.Count($"{name}, idle, statements/s", statements.GetValueOrDefault(database) / seconds);
            report.Count($"{name}, idle, CPU %", (services[name].CpuMs - before[name]) / seconds / 10);
            report.Count($"{name}, idle, MiB", services[name].MemoryMiB);
        }
        await meter.TrackStatementsAsync(false);
    }

    /// <summary>A city is imported, a notice issued to all its branches, until every assignment has its plan and every event stands in the ledger.</summary>
    private static async Task LoadAsync(Report report, NpgsqlDataSource source, Dictionary<string, ServiceProcess> services, int branches)
    {
        using var watching = new CancellationTokenSource();
        var most = services.ToDictionary(s => s.Key, _ => 0.0);
        var watch = Task.Run(async () =>
        {
            for (; !watching.IsCancellationRequested; await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System))
            {
                foreach (var (name, service) in services)
                    most[name] = Math.Max(most[name], service.MemoryMiB);
            }
        });
        var units = new StringBuilder("code,name,short_name,kind,level,parent,aliases\nBH,中共滨海市委组织部,市委组织部,组织部,city,,\nBH-1,中共临港区委组织部,临港区委组织部,组织部,county,BH,各区市县委组织部\n");
        for (var i = 1; i <= branches; i++)
            units.Append(CultureInfo.InvariantCulture, $"BH-1-{i},第{i}党支部,,党支部,branch,BH-1,\n");
        using (var directory = services["OrganisationDirectory"].As("operator", "BH", 1))
            await SucceedsAsync(directory.PostAsync(new Uri("/v1/units/import", UriKind.Relative), new StringContent(units.ToString(), Encoding.UTF8, "text/csv")));
        await HoldsAsync(source, "notices", "select count(*) from notices.unit_tree", branches + 2);

        var began = Stopwatch.GetTimestamp();
        var before = services.ToDictionary(s => s.Key, s => s.Value.CpuMs);
        using (var upstream = services["NoticeIssuance"].As("upstream", "BH", 1))
        {
            using var post = new HttpRequestMessage(HttpMethod.Post, "/v1/notices?issue=true") { Content = JsonContent.Create(Notice()) };
            post.Headers.Add("Idempotency-Key", "footprint");
            await SucceedsAsync(upstream.SendAsync(post));
        }
        await HoldsAsync(source, "reminders", "select count(*) from reminders.item where plan <> '00000000-0000-8000-8000-000000000000'", branches * Requirements);
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        foreach (var (_, database) in Services.SkipLast(1))
            await HoldsAsync(source, database, $"select count(*) from {database}.event_page where confirmed_at is null", 0);
        await watching.CancelAsync();
        await watch;
        report.Count("assignments planned/s", branches * Requirements / took);
        foreach (var (name, service) in services)
        {
            report.Count($"{name}, loaded, most MiB", most[name]);
            report.Count($"{name}, loaded, CPU ms an assignment", (service.CpuMs - before[name]) / branches / Requirements);
        }
    }

    private static object Notice()
    {
        var due = TimeProvider.System.GetUtcNow().AddDays(20);
        return new
        {
            text = "中共滨海市委组织部文件\n滨组发〔2024〕18号\n关于开展主题活动的通知\n各区市县委组织部：\n一、以支部为单位组织集中学习。\n中共滨海市委组织部\n2024年3月4日\n",
            title = "关于开展主题活动的通知",
            documentNumber = "滨组发〔2024〕18号",
            issuer = "中共滨海市委组织部",
            issuedOn = "2024-03-04",
            addressees = new[] { "各区市县委组织部" },
            requirements = Enumerable.Range(1, Requirements).Select(i => new { text = $"以支部为单位组织第{i}次集中学习。", disposition = "dated", owes = new { level = "branch" }, dueAt = due }),
        };
    }

    /// <summary>Rows as if so many assignments had been planned, due in the far future.</summary>
    private static async Task SeedAsync(string reminders, string assignments, int count)
    {
        await using var source = NpgsqlDataSource.Create(reminders);
        await ExecuteAsync(source, $"""
            insert into reminders.plan (id, notice, unit, version) values ('00000000-0000-8000-8000-000000000000', gen_random_uuid(), 'PENDING', 1);
            insert into reminders.item (assignment, plan, requirement, due_at, deadline_version, assignment_version)
            select ('00000000-0000-8000-8001-' || lpad(to_hex(i), 12, '0'))::uuid, '00000000-0000-8000-8000-000000000000', 1, now() + interval '20 years', 1, 1 from generate_series(1, {count}) i;
            insert into reminders.step (assignment, deadline_version, step, plan, lane, due_at)
            select assignment, 1, 'step-' || s, plan, s % 4, due_at - s * interval '1 day' from reminders.item, generate_series(1, {StepsOfAnAssignment}) s;
            """, "vacuum analyze");
        await using var board = NpgsqlDataSource.Create(assignments);
        await ExecuteAsync(board, $"""
            insert into assignments.board (assignment, version, notice, requirement, unit, issuing_unit, part, state, due_at, deadline_version, missed, figures)
            select ('00000000-0000-8000-8001-' || lpad(to_hex(i), 12, '0'))::uuid, 1, '00000000-0000-8000-8000-000000000001', 1, 'P-' || i, 'P', 'single', 'dispatched', now() + interval '20 years', 1, false, '{"{}"}' from generate_series(1, {count}) i
            """, "vacuum analyze");
    }

    private static async Task<Dictionary<string, double>> StatementsAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select d.datname, sum(s.calls)::float8 from pg_stat_statements s join pg_database d on d.oid = s.dbid group by d.datname");
        await using var row = await command.ExecuteReaderAsync();
        var statements = new Dictionary<string, double>();
        while (await row.ReadAsync())
            statements[row.GetString(0)] = row.GetDouble(1);
        return statements;
    }

    /// <summary>Waits until a service's table counts so many.</summary>
    private static async Task HoldsAsync(NpgsqlDataSource source, string database, string count, long expected)
    {
        await using var own = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(source.ConnectionString) { Database = database, Password = new NpgsqlConnectionStringBuilder(source.ConnectionString).Password }.ConnectionString);
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System))
        {
            await using var command = own.CreateCommand(count);
            var found = (long)(await command.ExecuteScalarAsync())!;
            if (found == expected)
                return;
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(10))
                throw new TimeoutException($"{count} is {found} after ten minutes, not {expected}.");
        }
    }

    private static async Task SucceedsAsync(Task<HttpResponseMessage> sending)
    {
        using var answer = await sending;
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, params string[] statements)
    {
        foreach (var sql in statements)
        {
            await using var command = source.CreateCommand(sql);
            command.CommandTimeout = 600;
            await command.ExecuteNonQueryAsync();
        }
    }
}
