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

    /// <summary>For all of them at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60 + (Branches / 40));

    private static ParallelOptions SomeAtOnce => new() { MaxDegreeOfParallelism = 8, CancellationToken = Ct };

    private RunningSystem System => fixture.System;

    [Fact]
    public async Task Whatever_is_down_over_the_due_day_nobody_is_accused_who_has_reported_and_nobody_else_is_forgotten()
    {
        var (reminders, tasks) = (System.Service("reminders"), System.Service("assignments"));
        var owed = await OwedAsync(2024);
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

        owed = await OwedAsync(2025);
        await OverTheDueDayAsync(owed[0], down: () => reminders.FreezeAsync(true), reportsFirst: false,
            up: () => reminders.FreezeAsync(false));
        await OverTheDueDayAsync(owed[1], down: tasks.KillAsync, reportsFirst: true, up: tasks.StartAsync);
        await OverTheDueDayAsync(owed[2], reportsFirst: true, down: () => Task.WhenAll(tasks.KillAsync(), reminders.KillAsync()),
            up: async () =>
        {
            await tasks.StartAsync();
            await reminders.StartAsync();
        });
        await FrozenInASweepAsync(owed[3]);
    }

    /// <summary>
    /// Frozen in the middle of a sweep, some being told and some about to be, with the owner's answer in hand: what is reported meanwhile
    /// is asked about again when it wakes.
    /// </summary>
    private async Task FrozenInASweepAsync(List<(string Unit, string Id)> owed)
    {
        var (reminders, begins) = (System.Service("reminders"), await StepAsync(owed, "-7d"));
        // Nothing else is due then: what goes to a district would have all lanes wait for its inbox.
        await System.AdvanceClockAsync(begins.AddDays(-1));
        await DecidedAsync();
        await using var connection = await System.Postgres.OpenConnectionAsync(Ct);
        await using var holding = await connection.BeginTransactionAsync(Ct);
        // Messages take their places in the inboxes after all is decided: here those of half of the lanes cannot.
        var held = await holding.Sql(
            """
            select unit from reminders.inbox_position where unit in (
                select p.unit from reminders.step s join reminders.plan p on p.id = s.plan where s.assignment = any($1) and s.lane < 2)
            order by unit for update
            """, owed.Select(a => Guid.Parse(a.Id)).ToArray()).ReadAsync(row => row.GetString(0), Ct);
        var others = owed.Where(a => !held.Contains(a.Unit)).Select(a => $"{a.Id} -7d").Order().ToList();
        Assert.NotEmpty(held);
        Assert.NotEmpty(others);
        await System.AdvanceClockAsync(begins.AddMinutes(1));
        await Eventually.HoldsAsync(async () => (await ToldAsync(owed.Select(a => a.Id))).Count == others.Count
            && await System.Postgres.Sql(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%inbox_position%'")
                .ScalarAsync<long>(Ct) > 0, "some are told, and a sweep stands before the messages of others", Patience);
        await reminders.FreezeAsync(true);
        await ReportAsync(owed);
        await holding.RollbackAsync(Ct);
        await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System, Ct);
        await reminders.FreezeAsync(false);
        await DecidedAsync();
        Assert.Equal(others, (await ToldAsync(owed.Select(a => a.Id))).Order());
    }

    /// <summary>What the branches owe by the notice of a year, by due instant, when every assignment is watched.</summary>
    private async Task<List<List<(string Unit, string Id)>>> OwedAsync(int year)
    {
        if (year > Notices.Posted.Year)
            await System.AdvanceClockAsync(Notices.Posted.AddYears(year - Notices.Posted.Year));
        var (notice, assignments) = await System.IssueAsync(Notices.Campaign.Replace("2024", $"{year}", StringComparison.Ordinal));
        await System.CoveredAsync(notice, assignments);
        await Eventually.HoldsAsync(async () =>
            await System.As("officer", "C").TryGetAsync("reminders", $"/v1/notices/{notice}/plans") is { } proof
            && proof["missing"]!.AsArray().Count == 0, "every assignment is watched", Patience);
        return (await System.As("officer", "C").ListAsync("assignments", $"/v1/assignments?notice={notice}"))
            .Where(a => a["dueAt"] is not null && ((string)a["unit"]!).Count('-') == 2)
            .GroupBy(a => (DateTimeOffset)a["dueAt"]!).OrderBy(due => due.Key)
            .Select(due => due.Select(a => (Unit: (string)a["unit"]!, Id: (string)a["id"]!)).OrderBy(a => a.Unit).ToList()).ToList();
    }

    private async Task<DateTimeOffset> StepAsync(List<(string Unit, string Id)> owed, string step) =>
        (DateTimeOffset)(await System.As("officer", "C").GetAsync("reminders", $"/v1/assignments/{owed[0].Id}/reminders"))["steps"]!
            .AsArray().First(s => (string)s!["step"]! == step)!["at"]!;

    private async Task OverTheDueDayAsync(List<(string Unit, string Id)> owed, Func<Task> down, bool reportsFirst, Func<Task> up)
    {
        await System.AdvanceClockAsync((await StepAsync(owed, "-7d")).AddDays(-1));
        var after = (await StepAsync(owed, "+1wd")).AddMinutes(1);
        await DecidedAsync();
        var (prompt, late) = (owed.Where((_, n) => n % 2 == 0).ToList(), owed.Where((_, n) => n % 2 == 1).ToList());
        if (reportsFirst)
            await ReportAsync(prompt);
        await down();
        if (!reportsFirst)
            await ReportAsync(prompt);
        System.LeapTo(after);
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
    }

    private async Task ReportAsync(IEnumerable<(string Unit, string Id)> assignments)
    {
        await Parallel.ForEachAsync(assignments, SomeAtOnce, async (owed, _) => await System.As("branch", owed.Unit).PostAsync(
            "assignments", $"/v1/assignments/{owed.Id}/reports", new JsonObject { ["text"] = "已完成。" }, HttpStatusCode.NoContent));
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
        """, System.Now).ScalarAsync<long>(Ct) == 0, "what is due is decided and judged", Patience);

    private async Task<int> JudgedAsync(List<(string Unit, string Id)> assignments, string verdict, bool? overdue)
    {
        var found = 0;
        await Parallel.ForEachAsync(assignments, SomeAtOnce, async (owed, _) =>
        {
            var view = await System.As("branch", owed.Unit).GetAsync("assignments", $"/v1/assignments/{owed.Id}");
            if ((string)view["verdict"]! == verdict && (overdue is null || (bool)view["overdue"]! == overdue))
                Interlocked.Increment(ref found);
        });
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
