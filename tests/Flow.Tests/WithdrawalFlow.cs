using System.Diagnostics;

namespace Flow.Tests;

/// <summary>
/// A notice is withdrawn when a third of it is done with, while each process is killed once; how long it took is written down.
/// </summary>
public sealed class WithdrawalFlow(RunningSystem system) : AfterIssue(system), IClassFixture<RunningSystem>
{
    private readonly RunningSystem _system = system;

    [Fact]
    public async Task What_is_done_stays_what_is_open_is_over_and_each_unit_is_told_once()
    {
        var (notice, assignments, closed) = await IssuedAsync();

        var watch = Stopwatch.StartNew();
        await _system.As("officer", "C").PostAsync("notices", $"/v1/notices/{notice}/withdrawal",
            new JsonObject { ["reason"] = "与上级部署不一致。" }, HttpStatusCode.OK);
        await KillAsync();
        await Eventually.HoldsAsync(async () => await CountAsync(
            "assignments.board where notice = $1 and state not in ('closed', 'cancelled')", notice) == 0, "all of it is over",
            TimeSpan.FromSeconds(180));
        var over = watch.Elapsed;
        await Eventually.HoldsAsync(async () => await CountAsync("reminders.item i join reminders.plan p on p.id = i.plan "
            + "where p.notice = $1 and due_at is not null and stopped is distinct from 'cancelled' and stopped is distinct from 'closed'",
            notice) == 0, "nobody is reminded of it any more", TimeSpan.FromSeconds(180));
        var concerned = await CountAsync("(select distinct unit from assignments.board where notice = $1 and state = 'cancelled') u",
            notice);
        await Eventually.HoldsAsync(async () => await ToldAsync(notice, "withdrawal") == concerned, "each unit is told",
            TimeSpan.FromSeconds(180));
        TestContext.Current.TestOutputHelper?.WriteLine($"{assignments} assignments, {closed} closed: over after "
            + $"{over.TotalSeconds:0.0} s, told and reminded no more after {watch.Elapsed.TotalSeconds:0.0} s");

        var coverage = await _system.As("officer", "C").GetAsync("assignments", $"/v1/notices/{notice}/coverage");
        Assert.Equal((assignments, 0, closed, assignments - closed), ((int)coverage["found"]!, coverage["missing"]!.AsArray().Count,
            (int)coverage["outcomes"]!["closed"]!, (int)coverage["outcomes"]!["cancelled"]!));
        // Past every due day: nothing is missed, and nobody hears of it again.
        await _system.AdvanceClockAsync(Notices.At(12, 30));
        await Eventually.HoldsAsync(async () => await CountAsync("reminders.step s join reminders.plan p on p.id = s.plan "
            + "where p.notice = $1 and outcome is null", notice) == 0, "every step is decided", TimeSpan.FromSeconds(180));
        Assert.Equal((0, 0, concerned), (await CountAsync("assignments.board where notice = $1 and verdict = 'missed'", notice),
            await CountAsync("reminders.inbox i join reminders.plan p on p.id = i.plan where p.notice = $1 and step is not null", notice),
            await ToldAsync(notice, "withdrawal")));
        var export = await _system.ExportAsync();
        Assert.Equal(assignments - closed, export.Count(e => (string?)e["type"] == "assignment.cancelled.v1"));
        Assert.Single(export, e => (string?)e["type"] == "notice.withdrawn.v1");
    }
}
