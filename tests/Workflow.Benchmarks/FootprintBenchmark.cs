namespace Workflow.Benchmarks;

/// <summary>
/// B8: what each service takes while a million steps of reminders are pending and nothing happens; then while notices become assignments,
/// plans and ledger entries, and reminders fall due. Each service has a database of its own, so that its statements can be told apart.
/// </summary>
internal static class FootprintBenchmark
{
    private const int StepsOfAnAssignment = 5;

    private static readonly (string Name, string Database)[] Services =
        [("OrganisationDirectory", "directory"), ("NoticeIssuance", "notices"), ("TaskAssignment", "assignments"),
            ("DeadlineReminders", "reminders"), ("AuditReplay", "audit")];

    public static async Task<Report> RunAsync(BenchmarkServers servers, bool quick, string only)
    {
        var (pending, idle, branches) = quick ? (10_000, TimeSpan.FromSeconds(2), 20) : (1_000_000, TimeSpan.FromSeconds(30), 2_000);
        await using var source = NpgsqlDataSource.Create(servers.Postgres);
        var virtualHost = await servers.VirtualHostAsync();
        var meter = new Meter(source);
        var report = new Report(1, only, meter, () => Task.CompletedTask);
        foreach (var (_, database) in Services)
            await Rows.ExecuteAsync(servers.Postgres, $"create database {database}");

        await Task.WhenAll(Services.Where(s => s.Database is "assignments" or "reminders")
            .Select(async s => (await StartAsync(s)).Dispose()));    // makes their tables
        await SeedAsync(Database("reminders"), Database("assignments"), pending / StepsOfAnAssignment);
        var services = new Dictionary<string, BenchmarkedProcess>();
        try
        {
            foreach (var service in Services)
            {
                services[service.Name] = await StartAsync(service);
                report.Count($"{service.Name}, ready after s", services[service.Name].ReadyAfter.TotalSeconds);
                report.Count($"{service.Name}, CPU ms until ready", services[service.Name].CpuMs);
            }
            await Task.Delay(idle, TimeProvider.System);
            await IdleAsync(report, source, meter, services, idle);
            await new FootprintLoad(report, services, Database, branches).RunAsync();
        }
        finally
        {
            foreach (var service in services.Values)
                service.Dispose();
        }
        return report;

        string Database(string name) => new NpgsqlConnectionStringBuilder(servers.Postgres) { Database = name }.ConnectionString;

        Task<BenchmarkedProcess> StartAsync((string Name, string Database) service) =>
            BenchmarkedProcess.StartAsync(service.Name, Database(service.Database), virtualHost, servers.RabbitMqManagement);
    }

    private static async Task IdleAsync(Report report, NpgsqlDataSource source, Meter meter,
        Dictionary<string, BenchmarkedProcess> services, TimeSpan during)
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

    /// <summary>Rows as if so many assignments had been planned, due in the far future.</summary>
    private static async Task SeedAsync(string reminders, string assignments, int count)
    {
        await Rows.ExecuteAsync(reminders, $"""
            insert into reminders.plan (id, notice, unit, version)
                values ('00000000-0000-8000-8000-000000000000', gen_random_uuid(), 'PENDING', 1);
            insert into reminders.item (assignment, plan, requirement, due_at, deadline_version, assignment_version)
            select ('00000000-0000-8000-8001-' || lpad(to_hex(i), 12, '0'))::uuid, '00000000-0000-8000-8000-000000000000', 1,
                now() + interval '20 years', 1, 1 from generate_series(1, {count}) i;
            insert into reminders.step (assignment, deadline_version, step, plan, lane, due_at)
            select assignment, 1, 'step-' || s, plan, s % 4, due_at - s * interval '1 day'
                from reminders.item, generate_series(1, {StepsOfAnAssignment}) s;
            """, "vacuum analyze");
        await Rows.ExecuteAsync(assignments, $"""
            insert into assignments.board (assignment, version, notice, requirement, unit, issuing_unit, part, state, due_at,
                deadline_version, verdict, figures)
            select ('00000000-0000-8000-8001-' || lpad(to_hex(i), 12, '0'))::uuid, 1, '00000000-0000-8000-8000-000000000001', 1, 'P-' || i,
                'P', 'single', 'dispatched', now() + interval '20 years', 1, 'pending', '{"{}"}' from generate_series(1, {count}) i
            """, "vacuum analyze");
    }

    private static async Task<Dictionary<string, double>> StatementsAsync(NpgsqlDataSource source) => (await source.Sql(
        "select d.datname, sum(s.calls)::float8 from pg_stat_statements s join pg_database d on d.oid = s.dbid group by d.datname")
        .ReadAsync(row => (row.GetString(0), row.GetDouble(1)), default)).ToDictionary();
}
