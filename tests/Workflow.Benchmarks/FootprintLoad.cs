namespace Workflow.Benchmarks;

/// <summary>
/// What the services are loaded with: notices that become assignments, plans and ledger entries, and reminders that fall due; first each
/// alone, then both at once.
/// </summary>
internal sealed class FootprintLoad(Report report, IReadOnlyDictionary<string, BenchmarkedProcess> services, Func<string, string> database,
    int branches)
{
    private const int Requirements = Campaign.Requirements;
    private int _notices;
    private Guid? _first;

    public async Task RunAsync()
    {
        await ImportAsync();
        var most = services.ToDictionary(s => s.Key, _ => 0.0);
        using var watching = new CancellationTokenSource();
        var watch = WatchAsync(most, watching.Token);
        await CostsAsync("assignment", branches * Requirements, FanOutAsync);
        await CostsAsync("reminder", branches * Requirements * 3, async () =>
        {
            // One after the other: of what is due at once the last goes out.
            foreach (var step in (string[])["-7d", "-3d", "-1d"])
                await RemindAsync(step);
        });
        await CostsAsync("assignment with its reminder", branches * Requirements, () => Task.WhenAll(FanOutAsync(), RemindAsync("due")));
        await watching.CancelAsync();
        await watch;
        foreach (var (name, memory) in most)
            report.Count($"{name}, loaded, most MiB", memory);
    }

    private async Task WatchAsync(Dictionary<string, double> most, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            foreach (var (name, service) in services)
                most[name] = Math.Max(most[name], service.MemoryMiB);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>How many a second, and each service's CPU for one, until every event of it stands in the ledger.</summary>
    private async Task CostsAsync(string unit, int units, Func<Task> work)
    {
        var before = services.ToDictionary(s => s.Key, s => s.Value.CpuMs);
        var done = await Done.InAsync(units, work);
        var pages = 0L;
        foreach (var source in new[] { "directory", "notices", "assignments", "reminders" })
        {
            await Rows.HoldAsync(database(source), $"select count(*) from {source}.event_page where confirmed_at is null", 0);
            pages += await Rows.CountAsync(database(source), $"select count(*) from {source}.event_page");
        }
        await Rows.HoldAsync(database("audit"), "select sum(page)::bigint from audit.source where source <> 'audit'", pages);
        report.Count($"{unit}s/s", done.Rate);
        foreach (var (name, service) in services)
            report.Count($"{name}, CPU ms per {unit}", (service.CpuMs - before[name]) / units);
    }

    private async Task ImportAsync()
    {
        var units = await Campaign.ImportAsync(services["OrganisationDirectory"], districts: 1, branches);
        foreach (var source in new[] { "notices", "assignments", "reminders" })
            await Rows.HoldAsync(database(source), $"select count(*) from {source}.unit_tree", units);
    }

    /// <summary>One more notice to all branches, until each assignment has its plan and is told in the inbox.</summary>
    private async Task FanOutAsync()
    {
        var number = ++_notices;
        var notice = await Campaign.IssueAsync(services["NoticeIssuance"], number, days: 20);
        _first ??= notice;
        await Rows.HoldAsync(database("reminders"), "select count(*) from reminders.inbox where step is null",
            branches * Requirements * number);
    }

    /// <summary>
    /// A step of the first notice falls due now instead of in some days, until each was decided and its message lies in the inbox. The
    /// service finds out within five seconds.
    /// </summary>
    private async Task RemindAsync(string step)
    {
        const string Sent = "select count(*) from reminders.inbox where step is not null";
        var before = await Rows.CountAsync(database("reminders"), Sent);
        await Rows.ExecuteAsync(database("reminders"),
            $"update reminders.step set due_at = now() where step = '{step}' and plan in (select id from reminders.plan "
                + $"where notice = '{_first}')");
        await Rows.HoldAsync(database("reminders"), Sent, before + (branches * Requirements));
    }
}
