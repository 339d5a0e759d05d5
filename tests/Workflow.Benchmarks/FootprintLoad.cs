namespace Workflow.Benchmarks;

/// <summary>
/// What the services are loaded with: notices that become assignments, plans and ledger entries, and reminders that fall due; first each
/// alone, then both at once.
/// </summary>
internal sealed class FootprintLoad(Report report, IReadOnlyDictionary<string, BenchmarkedProcess> services, Func<string, string> database,
    int branches)
{
    private const int Requirements = 5;
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
        var units = new StringBuilder("code,name,short_name,kind,level,parent,aliases\nBH,中共滨海市委组织部,市委组织部,组织部,city,,\n"
            + "BH-1,中共临港区委组织部,临港区委组织部,组织部,county,BH,各区市县委组织部\n");
        for (var i = 1; i <= branches; i++)
            units.Append(CultureInfo.InvariantCulture, $"BH-1-{i},第{i}党支部,,党支部,branch,BH-1,\n");
        using (var directory = services["OrganisationDirectory"].As("operator", "BH", 1))
            await SucceedsAsync(directory.PostAsync(new Uri("/v1/units/import", UriKind.Relative),
                new StringContent(units.ToString(), Encoding.UTF8, "text/csv")));
        foreach (var source in new[] { "notices", "assignments", "reminders" })
            await Rows.HoldAsync(database(source), $"select count(*) from {source}.unit_tree", branches + 2);
    }

    /// <summary>One more notice to all branches, until each assignment has its plan and is told in the inbox.</summary>
    private async Task FanOutAsync()
    {
        var number = ++_notices;
        using var upstream = services["NoticeIssuance"].As("upstream", "BH", 1);
        using var post = new HttpRequestMessage(HttpMethod.Post, "/v1/notices?issue=true") { Content = JsonContent.Create(Notice(number)) };
        post.Headers.Add("Idempotency-Key", $"footprint-{number}");
        var posted = await SucceedsAsync(upstream.SendAsync(post));
        _first ??= posted.GetProperty("id").GetGuid();
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

    private static object Notice(int number) => new
    {
        text = $"中共滨海市委组织部文件\n滨组发〔2024〕{number}号\n关于开展主题活动的通知\n各区市县委组织部：\n一、以支部为单位组织集中学习。\n中共滨海市委组织部\n2024年3月4日\n",
        title = "关于开展主题活动的通知",
        documentNumber = $"滨组发〔2024〕{number}号",
        issuer = "中共滨海市委组织部",
        issuedOn = "2024-03-04",
        addressees = new[] { "各区市县委组织部" },
        requirements = Enumerable.Range(1, Requirements).Select(i => new
        {
            text = $"以支部为单位组织第{i}次集中学习。", disposition = "dated", owes = new { level = "branch" },
                dueAt = TimeProvider.System.GetUtcNow().AddDays(20),
        }),
    };

    private static async Task<JsonElement> SucceedsAsync(Task<HttpResponseMessage> sending)
    {
        using var answer = await sending;
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(
                $"{answer.RequestMessage!.RequestUri}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
