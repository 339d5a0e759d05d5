namespace Flow.Tests;

/// <summary>
/// Half of the branches (<c>FLOW_BRANCHES</c>, default 40) report more than a week early; over the due day a part of the system is down or
/// frozen. Nobody who has reported is reminded, judged late or told about to others; all who have not are, once.
/// </summary>
public sealed class VerdictFlow(VerdictFlow.OnServersOfItsOwn fixture) : IClassFixture<VerdictFlow.OnServersOfItsOwn>
{
    private static readonly int Branches =
        int.TryParse(Environment.GetEnvironmentVariable("FLOW_BRANCHES"), NumberStyles.None, CultureInfo.InvariantCulture, out var branches)
            ? branches : 40;

    private RunningSystem System => fixture.System;

    [Fact]
    public async Task Whatever_is_down_over_the_due_day_nobody_is_accused_who_has_reported_and_nobody_else_is_forgotten()
    {
        var (notice, assignments) = await System.IssueAsync(Notices.Campaign);
        await System.CoveredAsync(notice, assignments);
        var owed = (await System.As("officer", "C").ListAsync("assignments", $"/v1/assignments?notice={notice}"))
            .Where(a => a["dueAt"] is not null && ((string)a["unit"]!).Count('-') == 2)
            .GroupBy(a => (DateTimeOffset)a["dueAt"]!).OrderBy(due => due.Key)
            .Select(due => due.Select(a => (Unit: (string)a["unit"]!, Id: (string)a["id"]!)).OrderBy(a => a.Unit).ToList()).ToList();
        await Eventually.HoldsAsync(async () =>
            await System.As("officer", "C").TryGetAsync("reminders", $"/v1/notices/{notice}/plans") is { } proof
            && proof["missing"]!.AsArray().Count == 0, "every assignment is watched");
        var (reminders, tasks) = (System.Service("reminders"), System.Service("assignments"));

        await OverTheDueDayAsync(owed[0], down: reminders.KillAsync, reportsFirst: false, up: reminders.StartAsync);
        await OverTheDueDayAsync(owed[1], reportsFirst: true, down: () => Task.WhenAll(tasks.KillAsync(), reminders.KillAsync()),
            up: async () =>
        {
            // Who reminds is there first, and has nobody to ask.
            reminders.Launch();
            await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System, Ct);
            await tasks.StartAsync();
        });
        await OverTheDueDayAsync(owed[2], down: () => fixture.Servers.KillAsync("rabbitmq", Ct), reportsFirst: false,
            up: () => fixture.Servers.ReviveAsync("rabbitmq", Ct));
        await OverTheDueDayAsync(owed[3], reportsFirst: true, down: () => fixture.Servers.KillAsync("postgres", Ct), up: async () =>
        {
            await fixture.Servers.ReviveAsync("postgres", Ct);
            System.Postgres.Clear();
        });
        await OverTheDueDayAsync(owed[4], down: () => tasks.FreezeAsync(true), reportsFirst: true, up: () => tasks.FreezeAsync(false));
        await FrozenInASweepAsync();
    }

    /// <summary>Frozen in the middle of a sweep, it says nothing of what was so before.</summary>
    private async Task FrozenInASweepAsync()
    {
        await System.AdvanceClockAsync(Notices.At(3, 4).AddYears(1));
        var (notice, _) = await System.IssueAsync(Notices.Campaign.Replace("2024", "2025", StringComparison.Ordinal));
        var owed = await Eventually.ValueAsync(async () =>
            (await System.As("officer", "C").ListAsync("assignments", $"/v1/assignments?notice={notice}"))
                .Where(a => a["dueAt"] is not null).Select(a => (Unit: (string)a["unit"]!, Id: (string)a["id"]!))
                    .ToList() is { Count: > 0 } all
                && all.Count >= 5 * Branches ? all : null, "the assignments are made");
        await Eventually.HoldsAsync(async () =>
            await System.As("officer", "C").TryGetAsync("reminders", $"/v1/notices/{notice}/plans") is { } proof
            && proof["missing"]!.AsArray().Count == 0, "every assignment is watched");
        var reminders = System.Service("reminders");
        await System.AdvanceClockAsync(Notices.At(4, 1).AddYears(1).AddMinutes(1));
        await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System, Ct);
        await reminders.FreezeAsync(true);
        await ReportAsync(owed);
        var said = await ToldAsync(owed.Select(a => a.Id));
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, Ct);
        await reminders.FreezeAsync(false);
        await DecidedAsync();
        Assert.Equal(said.Order(), (await ToldAsync(owed.Select(a => a.Id))).Order());
    }

    private async Task OverTheDueDayAsync(List<(string Unit, string Id)> owed, Func<Task> down, bool reportsFirst, Func<Task> up)
    {
        var steps = (await System.As("officer", "C").GetAsync("reminders", $"/v1/assignments/{owed[0].Id}/reminders"))["steps"]!.AsArray();
        await System.AdvanceClockAsync(At("-7d").AddDays(-1));
        await DecidedAsync();
        var (prompt, late) = (owed.Where((_, n) => n % 2 == 0).ToList(), owed.Where((_, n) => n % 2 == 1).ToList());
        if (reportsFirst)
            await ReportAsync(prompt);
        await down();
        if (!reportsFirst)
            await ReportAsync(prompt);
        System.LeapTo(At("+1wd").AddMinutes(1));
        await up();
        foreach (var service in System.Services)
            await service.ReadyAsync(TimeSpan.FromSeconds(60));
        await DecidedAsync();

        Assert.Empty(await ToldAsync(prompt.Select(a => a.Id)));
        // The unit and its district, of the last step that says something.
        Assert.Equal(late.SelectMany(a => new[] { $"{a.Id} +1wd", $"{a.Id} +1wd" }).Order(),
            (await ToldAsync(late.Select(a => a.Id))).Order());
        Assert.Equal((prompt.Count, 0, late.Count),
            (await JudgedAsync(prompt, "met", overdue: false), await JudgedAsync(prompt, "missed", null),
            await JudgedAsync(late, "missed", overdue: true)));

        DateTimeOffset At(string step) => (DateTimeOffset)steps.First(s => (string)s!["step"]! == step)!["at"]!;
    }

    private async Task ReportAsync(IEnumerable<(string Unit, string Id)> assignments)
    {
        foreach (var (unit, id) in assignments)
            await System.As("branch", unit).PostAsync("assignments", $"/v1/assignments/{id}/reports", new JsonObject { ["text"] = "已完成。" },
                HttpStatusCode.NoContent);
    }

    /// <summary>What was said to anybody about these, as assignment and step.</summary>
    private Task<List<string>> ToldAsync(IEnumerable<string> assignments) => System.Postgres.Sql(
        "select assignment || ' ' || step from reminders.inbox where step is not null and withdrawn_at is null and assignment = any($1)",
        assignments.Select(Guid.Parse).ToArray()).ReadAsync(row => row.GetString(0), Ct);

    private Task DecidedAsync() => Eventually.HoldsAsync(async () => await System.Postgres.Sql(
        """
        select (select count(*) from reminders.step where outcome is null and due_at <= $1)
            + (select count(*) from assignments.board where verdict = 'pending' and due_at < $1
                and state in ('dispatched', 'acknowledged', 'returned'))
        """, System.Now).ScalarAsync<long>(Ct) == 0, "what is due is decided and judged", TimeSpan.FromSeconds(60));

    private async Task<int> JudgedAsync(List<(string Unit, string Id)> assignments, string verdict, bool? overdue)
    {
        var found = 0;
        foreach (var (unit, id) in assignments)
        {
            var view = await System.As("branch", unit).GetAsync("assignments", $"/v1/assignments/{id}");
            found += (string)view["verdict"]! == verdict && (overdue is null || (bool)view["overdue"]! == overdue) ? 1 : 0;
        }
        return found;
    }

    /// <summary>The whole system on servers that belong to this test alone.</summary>
    public sealed class OnServersOfItsOwn : IAsyncLifetime
    {
        internal PrivateServers Servers { get; private set; } = null!;

        internal RunningSystem System { get; } = new();

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            Servers = await PrivateServers.StartAsync();
            await System.StartAsync(Servers);
            await System.SetClockAsync(Notices.Posted);
            await System.ImportAsync(districts: 2, Branches);
        }

        /// <inheritdoc/>
        public async ValueTask DisposeAsync()
        {
            await System.DisposeAsync();
            await Servers.DisposeAsync();
        }
    }
}
