namespace Workflow.Benchmarks;

/// <summary>
/// B11: the pages people open most, over all services with 100,000 assignments of 1,000 branches; beside each the SQL that it cannot do
/// without. One person at a time: what is measured is how long a page takes to be there.
/// </summary>
internal static class PagesBenchmark
{
    private static readonly string[] Services =
        ["OrganisationDirectory", "NoticeIssuance", "TaskAssignment", "DeadlineReminders", "AuditReplay"];

    public static async Task<Report> RunAsync(BenchmarkServers servers, bool quick, string only)
    {
        var (districts, branches, notices, views) = quick ? (2, 10, 1, 8) : (10, 100, 20, 40);
        var virtualHost = await servers.VirtualHostAsync();
        var services = new Dictionary<string, BenchmarkedProcess>();
        try
        {
            foreach (var service in Services)
                services[service] = await BenchmarkedProcess.StartAsync(service, servers.Postgres, virtualHost, servers.RabbitMqManagement);
            await using var source = NpgsqlDataSource.Create(servers.Postgres);
            var notice = await FillAsync(services, source, districts, branches, notices);
            using var console = await ConsoleProcess.StartAsync(servers.Postgres, services);
            var report = new Report(quick ? 1 : 3, only, new(source), () => Task.CompletedTask);
            var assignment = await source.Sql("select assignment from assignments.board where unit = 'BH-1-1' order by assignment limit 1")
                .ScalarAsync<Guid>(default);
            foreach (var (name, role, unit, path, sql) in Pages(notice, assignment))
            {
                using var person = await console.SignInAsync(role, unit);
                var took = new List<double>();
                await report.CompareAsync(name,
                    ("page", () => ViewAsync(person, path, views, took)),
                    ("its SQL", () => Done.InAsync(views, async () =>
                    {
                        for (var i = 0; i < views; i++)
                            await source.Sql(sql).ReadAsync(row => row.GetValue(0), default);
                    })));
                if (took.Count > 0)
                {
                    report.Count($"{name}, p50 ms", Report.Percentile(took[views..], 0.5));
                    report.Count($"{name}, p95 ms", Report.Percentile(took[views..], 0.95));
                }
            }
            return report;
        }
        finally
        {
            foreach (var service in services.Values)
                service.Dispose();
        }
    }

    private static IEnumerable<(string Name, string Role, string Unit, string Path, string Sql)> Pages(Guid notice, Guid assignment) =>
    [
        ("tasks", "branch", "BH-1-1", "/tasks",
            """
            select e.data from assignments.board b join assignments.mt_events e on e.stream_id = b.assignment
            where b.assignment in (select assignment from assignments.board where unit = 'BH-1-1' order by due_at, assignment limit 30)
            """),
        ("assignment", "branch", "BH-1-1", $"/assignments/{assignment}",
            $"select data from assignments.mt_events where stream_id = '{assignment}' order by version"),
        ("progress", "officer", "BH", $"/notices/{notice}/progress",
            $"""
            select split_part(unit, '-', 2), state, count(*) from assignments.board where notice = '{notice}' group by 1, 2
            """),
        ("overview", "inspector", "BH", "/overview",
            "select split_part(unit, '-', 2), state, verdict, count(*) from assignments.board group by 1, 2, 3"),
        ("reminders", "branch", "BH-1-1", $"/assignments/{assignment}/reminders",
            $"select outcome from reminders.step where assignment = '{assignment}'"),
        ("replay", "auditor", "BH", $"/notices/{notice}/replay",
            $"select type, count(*) from audit.entry where notice = '{notice}' group by 1"),
    ];

    private static Task<Done> ViewAsync(HttpClient person, string path, int views, List<double> took) => Done.InAsync(views, async () =>
    {
        for (var i = 0; i < views; i++)
        {
            var began = Stopwatch.GetTimestamp();
            using var page = await person.GetAsync(new Uri(path, UriKind.Relative));
            if (!page.IsSuccessStatusCode || page.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/signin", StringComparison.Ordinal))
                throw new InvalidOperationException($"{path}: {page.StatusCode} at {page.RequestMessage!.RequestUri}");
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    });

    /// <summary>A city and its notices, until each assignment is planned and every event stands in the ledger.</summary>
    /// <returns>The last notice.</returns>
    private static async Task<Guid> FillAsync(Dictionary<string, BenchmarkedProcess> services, NpgsqlDataSource source, int districts,
        int branches, int notices)
    {
        var all = await Campaign.ImportAsync(services["OrganisationDirectory"], districts, branches);
        foreach (var name in new[] { "notices", "assignments", "reminders", "audit" })
            await Rows.HoldAsync(source.ConnectionString, $"select count(*) from {name}.unit_tree", all);

        var (last, owed) = (Guid.Empty, (long)districts * branches * Campaign.Requirements);
        for (var n = 1; n <= notices; n++)
        {
            last = await Campaign.IssueAsync(services["NoticeIssuance"], n, days: 20 + n);
            await Rows.HoldAsync(source.ConnectionString, "select count(*) from reminders.item", owed * n);
        }
        foreach (var name in new[] { "directory", "notices", "assignments", "reminders" })
            await Rows.HoldAsync(source.ConnectionString, $"select count(*) from {name}.event_page where confirmed_at is null", 0);
        await Rows.HoldAsync(source.ConnectionString, "select count(*) from audit.entry where type = 'assignment.dispatched.v1'",
            owed * notices);
        await Rows.ExecuteAsync(source, "vacuum analyze");
        return last;
    }
}
