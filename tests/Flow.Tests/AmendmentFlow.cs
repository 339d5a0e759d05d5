using System.Diagnostics;

namespace Flow.Tests;

/// <summary>
/// A notice is amended when a third of it is done with, while each process is killed once: one requirement is dropped, one is due later,
/// one is new. How long it took is written down.
/// </summary>
public sealed class AmendmentFlow(RunningSystem system) : AfterIssue(system), IClassFixture<RunningSystem>
{
    private readonly RunningSystem _system = system;

    [Fact]
    public async Task Only_what_changed_changes_and_each_unit_is_told_once()
    {
        var (notice, assignments, closed) = await IssuedAsync();
        var officer = _system.As("officer", "C");
        var dated = (await officer.GetAsync("notices", $"/v1/notices/{notice}"))["requirements"]!.AsArray()
            .Where(it => (string)it!["disposition"]! == "dated").Select(it => (int)it!["number"]!).ToList();
        var (dropped, moved) = (dated[0], dated[1]);
        var others = await CountAsync("assignments.board where notice = $1 and requirement <> all($2)", notice, new[] { dropped, moved });
        var (gone, later) = (await OpenAsync(notice, dropped), await OpenAsync(notice, moved));
        var concerned = await CountAsync("(select distinct unit from assignments.board where notice = $1 and requirement = any($2) "
            + "and state <> 'closed') u", notice, new[] { dropped, moved });
        var versions = await CountAsync("(select sum(version) as sum from assignments.board where notice = $1 and (requirement <> all($2) "
            + "or state = 'closed')) s, generate_series(1, s.sum)", notice, new[] { dropped, moved });
        var due = Notices.At(12, 20);

        var watch = Stopwatch.StartNew();
        var amended = await officer.PostAsync("notices", $"/v1/notices/{notice}/amendments", new JsonObject
        {
            ["reason"] = "与上级部署衔接。", ["drop"] = new JsonArray(dropped),
            ["change"] = new JsonArray(new JsonObject { ["number"] = moved, ["dueAt"] = $"{due:yyyy-MM-dd}" }),
            ["add"] = new JsonArray(new JsonObject
            {
                ["text"] = "各支部要组织一次专题党课。", ["dueAt"] = $"{due:yyyy-MM-dd}", ["owes"] = new JsonObject { ["level"] = "branch" },
            }),
        }, HttpStatusCode.OK);
        var (made, added) = ((int)amended!["amendments"]![0]!["made"]!, (int)amended["requirements"]!.AsArray()[^1]!["number"]!);
        await KillAsync();
        await Eventually.HoldsAsync(async () => await CountAsync("assignments.board where notice = $1 and requirement = $2", notice, added)
            == made && await OpenAsync(notice, dropped) == 0 && await CountAsync("assignments.board where notice = $1 and requirement = $2 "
            + "and deadline_version = 2", notice, moved) == later, "it is followed", TimeSpan.FromSeconds(180));
        var followed = watch.Elapsed;
        await Eventually.HoldsAsync(async () => await ToldAsync(notice, "amendment") == concerned, "each unit is told",
            TimeSpan.FromSeconds(180));
        await Eventually.HoldsAsync(async () => await CountAsync("reminders.item i join assignments.board b using (assignment) "
            + "where b.notice = $1 and (i.due_at is distinct from b.due_at or (b.state = 'cancelled' and i.stopped is null "
            + "and b.due_at is not null))", notice) == 0 && await CountAsync(
            "reminders.item i join reminders.plan p on p.id = i.plan where p.notice = $1", notice) == assignments + made,
            "who reminds follows", TimeSpan.FromSeconds(180));
        TestContext.Current.TestOutputHelper?.WriteLine($"{assignments} assignments, {closed} closed; {gone} dropped, {later} due later, "
            + $"{made} new: followed after {followed.TotalSeconds:0.0} s, told and planned after {watch.Elapsed.TotalSeconds:0.0} s");

        var coverage = await officer.GetAsync("assignments", $"/v1/notices/{notice}/coverage");
        Assert.Equal((0, 0, gone, (int)coverage["expected"]!), (coverage["missing"]!.AsArray().Count,
            coverage["duplicate"]!.AsArray().Count, (long)coverage["outcomes"]!["cancelled"]!, (int)coverage["found"]!));
        Assert.Equal((others, versions), (await CountAsync("assignments.board where notice = $1 and requirement <> all($2)", notice,
            new[] { dropped, moved, added }), await CountAsync(
            "(select sum(version) as sum from assignments.board where notice = $1 and (requirement <> all($2) or state = 'closed')) s, "
            + "generate_series(1, s.sum)", notice, new[] { dropped, moved, added })));
        // Past every due day: what was dropped is neither missed nor reminded of, what is due later is by its new day.
        await _system.AdvanceClockAsync(Notices.At(12, 31));
        await Eventually.HoldsAsync(async () => await CountAsync("reminders.step s join reminders.plan p on p.id = s.plan "
            + "where p.notice = $1 and outcome is null and s.due_at < $2", notice, Notices.At(12, 30).UtcDateTime) == 0,
            "every step is decided", TimeSpan.FromSeconds(180));
        Assert.Equal((0, 0, concerned), (await CountAsync(
            "assignments.board where notice = $1 and state = 'cancelled' and verdict = 'missed'", notice),
            await CountAsync("reminders.inbox i join assignments.board b using (assignment) where b.notice = $1 "
                + "and b.state = 'cancelled' and i.step is not null", notice), await ToldAsync(notice, "amendment")));
        var export = await _system.ExportAsync();
        Assert.Equal((gone, 1), (export.Count(e => (string?)e["type"] == "assignment.cancelled.v1"),
            export.Count(e => (string?)e["type"] == "notice.amended.v1")));
    }

    private Task<long> OpenAsync(string notice, int requirement) => CountAsync(
        "assignments.board where notice = $1 and requirement = $2 and state not in ('closed', 'cancelled')", notice, requirement);
}
