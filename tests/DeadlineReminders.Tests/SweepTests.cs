namespace DeadlineReminders.Tests;

/// <summary>
/// Many due at once, more than one sweeper, connections that die in the middle: each step of each assignment once, none missing.
/// </summary>
public sealed class SweepTests(RemindersFixture reminders) : IClassFixture<RemindersFixture>
{
    private const int Branches = 400;

    [Fact]
    public async Task A_leap_over_the_whole_ladder_raises_the_last_step_once_while_sweepers_race_and_connections_die()
    {
        await using var other = await reminders.StartAsync();
        var notice = await PlanAsync(Branches);
        await Eventually.HoldsAsync(() => other.Services.GetRequiredService<UnitTree>().Exists($"B-{Branches - 1}"), "both know the units");
        using var stop = new CancellationTokenSource();
        var killing = KillConnectionsAsync(stop.Token);
        var racing = new[] { reminders.Service, other }.SelectMany(service =>
            Lanes.All.Select(lane => RaceAsync(service.Services.GetRequiredService<Sweep>(), lane, stop.Token))).ToArray();
        await reminders.SetClockAsync(Given.Instant("2016-06-01T00:00:00+08:00"));
        await Eventually.HoldsAsync(async () => (await PendingAsync(notice)) == 0, "nothing is pending", TimeSpan.FromSeconds(120));
        await stop.CancelAsync();
        await killing;
        await Task.WhenAll(racing);

        // One message for each assignment and audience, the last that says something: to the district and to the city.
        Assert.Equal([$"+10wd {2 * Branches}", $"news {Branches}"],
            (await reminders.QueryAsync<string>(
                "select coalesce(step, 'news') || ' ' || count(*) from inbox where plan in (select id from plan where notice = $1) "
                    + "group by step", notice.Notice)).Order(StringComparer.Ordinal));
        Assert.Equal([$"overtaken {7 * Branches}", $"sent {Branches}"], await reminders.QueryAsync<string>(
            "select outcome || ' ' || count(*) from step where plan in (select id from plan where notice = $1) group by outcome order by 1",
            notice.Notice));
        Assert.Equal(0, await reminders.CountAsync("(select unit from inbox group by unit having max(position) <> count(*)) gaps"));
        Assert.Equal(0, await reminders.CountAsync("plan p join mt_streams s on s.id = p.id where s.version <> p.version"));
        await MadeAgain.IsInUseAsync(reminders);
    }

    [Fact]
    public async Task A_report_that_is_committed_before_the_step_falls_due_stops_it()
    {
        var notice = Given.Notice(reminders.Now);
        var day = $"{reminders.Now.AddDays(5):yyyy-MM-dd}";
        var due = Given.EndOf(day);
        var assignments = Enumerable.Range(0, 50).Select(n => Given.Assignment(notice, 1, $"R-{n}", due)).ToList();
        await reminders.PublishAsync(Given.Chunk(notice, assignments));
        await Eventually.HoldsAsync(async () => (await PendingAsync(notice)) > 0, "it is planned");
        foreach (var assignment in assignments.Take(25))
            await reminders.PublishAsync(Given.Change(notice, assignment, 2, "reported"));
        await reminders.CountsAsync(25, "the reports are known",
            "item where stopped is not null and plan in (select id from plan where notice = $1)", notice.Notice);

        await reminders.SetClockAsync(Given.Instant($"{day}T12:00:00+08:00"));
        await reminders.CountsAsync(25, "the others are reminded",
            "step where step = 'due' and outcome = 'sent' and plan in (select id from plan where notice = $1)", notice.Notice);
        Assert.Equal([25L], await reminders.QueryAsync<long>(
            "select count(distinct unit) from inbox where step is not null and plan in (select id from plan where notice = $1)",
            notice.Notice));
        Assert.Equal(["already-reported"], await reminders.QueryAsync<string>(
            """
            select distinct outcome from step
            where step = 'due' and outcome <> 'sent' and plan in (select id from plan where notice = $1)
            """,
            notice.Notice));
    }

    private async Task<NoticeHead> PlanAsync(int branches)
    {
        var notice = Given.Notice(reminders.Now);
        await reminders.PublishAsync(new UnitChanged(2, [.. Enumerable.Range(0, branches).Select(n =>
            new UnitState($"B-{n}", 1, $"第{n}支部", null, "branch", "branch", Given.District, []))]));
        await reminders.KnowsAsync($"B-{branches - 1}");
        await reminders.PublishAsync(Given.Chunk(notice,
            [.. Enumerable.Range(0, branches).Select(n => Given.Assignment(notice, 1, $"B-{n}", Given.EndOf("2016-04-30")))]));
        await Eventually.HoldsAsync(async () => await PendingAsync(notice) == 8 * branches, "all is planned");
        return notice;
    }

    private async Task<long> PendingAsync(NoticeHead notice) =>
        await reminders.CountAsync("step where outcome is null and plan in (select id from plan where notice = $1)", notice.Notice);

    private static async Task RaceAsync(Sweep sweep, short lane, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await sweep.RunAsync(lane, Ct);
            }
            catch (Exception e) when (e is NpgsqlException or StreamConflictException or OwnerAwayException)
            {
                // Its connection was killed.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
        }
    }

    private async Task KillConnectionsAsync(CancellationToken ct)
    {
        await using var admin = NpgsqlDataSource.Create(reminders.Database.ConnectionString);
        for (var kills = 0; kills < 8 && !ct.IsCancellationRequested; kills++)
        {
            await admin.Sql(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = "
                    + "'workflow-reminders' and state in ('active', 'idle in transaction') and query ~ 'step|inbox|mt_events' and pid "
                        + "<> pg_backend_pid()").ExecuteAsync(Ct);
            await Task.Delay(TimeSpan.FromMilliseconds(150), TimeProvider.System, Ct);
        }
    }
}
