using System.Diagnostics;

namespace Flow.Tests;

/// <summary>
/// A notice is withdrawn when a third of it is done with, while each process is killed once. <c>FLOW_UNITS</c> (default 60) makes it
/// larger, <c>FLOW_KILLS=0</c> leaves the kills out; how long it took is written down.
/// </summary>
public sealed class WithdrawalFlow(RunningSystem system) : IClassFixture<RunningSystem>
{
    private static readonly int Units = Setting("FLOW_UNITS", 60);
    private static readonly bool Kills = Setting("FLOW_KILLS", 1) > 0;

    [Fact]
    [SuppressMessage("Security", "CA5394", Justification = "When to kill is no secret.")]
    public async Task What_is_done_stays_what_is_open_is_over_and_each_unit_is_told_once()
    {
        await system.SetClockAsync(Notices.Posted);
        await system.ImportAsync(districts: 6, branches: Units);
        var (notice, assignments) = await system.IssueAsync(Notices.Campaign);
        await system.CoveredAsync(notice, assignments, TimeSpan.FromSeconds(180));
        var closed = await CloseAsync(notice, assignments * 3 / 10);
        await Eventually.HoldsAsync(async () => await CountAsync(
            "reminders.item i join reminders.plan p on p.id = i.plan where p.notice = $1 and stopped is not null", notice) >= closed,
            "who reminds has heard of them", TimeSpan.FromSeconds(180));

        var watch = Stopwatch.StartNew();
        await system.As("officer", "C").PostAsync("notices", $"/v1/notices/{notice}/withdrawal",
            new JsonObject { ["reason"] = "与上级部署不一致。" }, HttpStatusCode.OK);
        foreach (var service in Kills ? ["assignments", "reminders", "notices", "audit"] : Array.Empty<string>())
        {
            await Task.Delay(Random.Shared.Next(0, 600), Ct);
            await system.Service(service).KillAsync();
            system.Service(service).Launch();
        }
        foreach (var service in system.Services)
            await service.ReadyAsync(TimeSpan.FromSeconds(120));
        await Eventually.HoldsAsync(async () => await CountAsync(
            "assignments.board where notice = $1 and state not in ('closed', 'cancelled')", notice) == 0, "all of it is over",
            TimeSpan.FromSeconds(180));
        var over = watch.Elapsed;
        await Eventually.HoldsAsync(async () => await CountAsync("reminders.item i join reminders.plan p on p.id = i.plan "
            + "where p.notice = $1 and due_at is not null and stopped is distinct from 'cancelled' and stopped is distinct from 'closed'",
            notice) == 0, "nobody is reminded of it any more", TimeSpan.FromSeconds(180));
        var concerned = await CountAsync("(select distinct unit from assignments.board where notice = $1 and state = 'cancelled') u",
            notice);
        await Eventually.HoldsAsync(async () => await ToldAsync(notice) == concerned, "each unit is told", TimeSpan.FromSeconds(180));
        TestContext.Current.TestOutputHelper?.WriteLine($"{assignments} assignments, {closed} closed: over after "
            + $"{over.TotalSeconds:0.0} s, told and reminded no more after {watch.Elapsed.TotalSeconds:0.0} s");

        var coverage = await system.As("officer", "C").GetAsync("assignments", $"/v1/notices/{notice}/coverage");
        Assert.Equal((assignments, 0, closed, assignments - closed), ((int)coverage["found"]!, coverage["missing"]!.AsArray().Count,
            (int)coverage["outcomes"]!["closed"]!, (int)coverage["outcomes"]!["cancelled"]!));
        // Past every due day: nothing is missed, and nobody hears of it again.
        await system.AdvanceClockAsync(Notices.At(12, 30));
        await Eventually.HoldsAsync(async () => await CountAsync("reminders.step s join reminders.plan p on p.id = s.plan "
            + "where p.notice = $1 and outcome is null", notice) == 0, "every step is decided", TimeSpan.FromSeconds(180));
        Assert.Equal((0, 0, concerned), (await CountAsync("assignments.board where notice = $1 and verdict = 'missed'", notice),
            await CountAsync("reminders.inbox i join reminders.plan p on p.id = i.plan where p.notice = $1 and step is not null", notice),
            await ToldAsync(notice)));
        var export = await system.ExportAsync();
        Assert.Equal(assignments - closed, export.Count(e => (string?)e["type"] == "assignment.cancelled.v1"));
        Assert.Single(export, e => (string?)e["type"] == "notice.withdrawn.v1");
    }

    /// <summary>So many at least: by whole branches, as each would; the principle by acknowledging it.</summary>
    private async Task<int> CloseAsync(string notice, int atLeast)
    {
        var officer = system.As("officer", "C");
        var rows = await system.Postgres.Sql(
            "select assignment, unit from assignments.board where notice = $1 and due_at is not null order by unit, assignment",
            Guid.Parse(notice)).ReadAsync(row => (Id: row.GetGuid(0), Unit: row.GetString(1)), Ct);
        var chosen = rows.Take(atLeast).ToList();
        await Parallel.ForEachAsync(chosen.GroupBy(row => row.Unit), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (unit, _) =>
        {
            foreach (var (id, code) in unit)
                await system.As("branch", code).PostAsync("assignments", $"/v1/assignments/{id}/reports",
                    new JsonObject { ["text"] = "已完成。" }, HttpStatusCode.NoContent);
        });
        foreach (var act in new[] { "acceptances", "closures" })
            foreach (var some in chosen.Chunk(500))
                await officer.PostAsync("assignments", $"/v1/{act}",
                    new JsonObject { ["assignments"] = new JsonArray([.. some.Select(row => (JsonNode)row.Id.ToString())]) },
                    HttpStatusCode.OK);
        return chosen.Count;
    }

    private Task<long> ToldAsync(string notice) => CountAsync("reminders.inbox i join reminders.plan p on p.id = i.plan "
        + "join reminders.message_body b on b.id = i.id where p.notice = $1 and b.body like '%workflow.withdrawal.v1%'", notice);

    private async Task<long> CountAsync(string from, string notice) =>
        await system.Postgres.Sql($"select count(*) from {from}", Guid.Parse(notice)).ScalarAsync<long>(Ct);

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
            : otherwise;
}
