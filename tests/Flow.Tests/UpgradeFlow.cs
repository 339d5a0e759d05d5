using System.IO.Compression;

namespace Flow.Tests;

/// <summary>
/// What the last version before Marten itself left behind (its own event store over Marten's tables): a small city, a notice issued, half
/// of its branches' reports in, business time half way through. Today's services start on it, and it goes on to its end.
/// </summary>
public sealed class UpgradeFlow
{
    private const string Notice = "018e06f9-bc02-7434-9d01-29e576349f1d";

    /// <summary>The first of the branches that reported, with a queue of its own; and one that never reports anything.</summary>
    private const string Prompt = "BH-01-001", Late = "BH-01-002";

    [Fact]
    public async Task A_folder_of_the_version_before_goes_on_to_its_end()
    {
        await using var system = new RunningSystem();
        await system.StartFromAsync(await LeftBehindAsync(), Notices.At(4, 29, 10));

        foreach (var service in system.Services)
        {
            var (code, output) = await service.CommandAsync("db-assert");
            Assert.True(code == 0, $"{service.Name}: {output}");
        }
        Assert.Equal(5, await CountAsync(system, "reminders.delivery where asked_at is not null"));
        await Eventually.HoldsAsync(async () =>
            await CountAsync(system, "reminders.delivery where state = 'waiting' and attempts = 0") == 0,
            "what waited has been tried, or withdrawn");
        var coverage = await system.As("officer", "BH").GetAsync("assignments", $"/v1/notices/{Notice}/coverage");
        Assert.Equal(("171", "171", "68"), ($"{coverage["expected"]}", $"{coverage["found"]}", $"{coverage["outcomes"]!["reported"]}"));
        await system.ExportAsync();

        // The broker is a new one: its queue is made again. Whoever has not reported is late in the end, and may still report.
        await system.As("operator", "BH").PutAsync("reminders", $"/v1/units/{Prompt}/channel", new JsonObject { ["kind"] = "queue" });
        var open = (await system.As("branch", Late).ListAsync("assignments", $"/v1/assignments?unit={Late}&state=dispatched"))
            .Where(a => a["dueAt"] is not null).Select(a => (string)a["id"]!).ToList();
        var reported = (await system.As("branch", Prompt).ListAsync("assignments", $"/v1/assignments?unit={Prompt}&state=reported"))
            .Select(a => (string)a["id"]!).ToHashSet();
        await system.AdvanceClockAsync(Notices.At(8, 31));
        await Eventually.HoldsAsync(async () => await CountAsync(system, "reminders.step where outcome is null") == 0,
            "every step is decided");

        var escalated = await EscalatedAsync(system);
        Assert.Subset(escalated, open.ToHashSet());
        Assert.DoesNotContain(escalated, reported.Contains);
        await system.As("branch", Late)
            .PostAsync("assignments", $"/v1/assignments/{open[0]}/reports", new JsonObject { ["text"] = "已完成。" }, HttpStatusCode.NoContent);
        // What was issued then is amended now, and withdrawn: what is open of it is over, each unit is told.
        var number = (int)(await system.As("branch", Late).GetAsync("assignments", $"/v1/assignments/{open[1]}"))["requirement"]!;
        await system.As("officer", "BH").PostAsync("notices", $"/v1/notices/{Notice}/amendments", new JsonObject
        {
            ["reason"] = "与新的部署衔接。", ["change"] = new JsonArray(new JsonObject { ["number"] = number, ["text"] = "按新的部署办理。" }),
        }, HttpStatusCode.OK);
        await Eventually.HoldsAsync(async () => (await system.As("branch", Late).ListAsync("reminders", $"/v1/units/{Late}/inbox"))
            .Count(message => (string)message["type"]! == "workflow.amendment.v1") == 1, "the unit is told what changes");
        await system.As("officer", "BH").PostAsync("notices", $"/v1/notices/{Notice}/withdrawal",
            new JsonObject { ["reason"] = "已有新的部署。" }, HttpStatusCode.OK);
        await Eventually.HoldsAsync(async () => await CountAsync(system,
            "assignments.board where state not in ('closed', 'cancelled')") == 0, "nothing of it is open");
        await Eventually.HoldsAsync(async () => (await system.As("branch", Late).ListAsync("reminders", $"/v1/units/{Late}/inbox"))
            .Count(message => (string)message["type"]! == "workflow.withdrawal.v1") == 1, "the unit is told");
        var history = await system.ExportAsync();
        Assert.Equal(await CountAsync(system, "assignments.board"), history.Count(e => (string)e["type"]! == "assignment.dispatched.v1"));
        var story = await system.As("auditor", "A").ListAsync("audit", $"/v1/notices/{Notice}/timeline");
        Assert.DoesNotContain(story, item =>
            ((string)item!["words"]!["en"]!).Contains("cannot read", StringComparison.Ordinal));
    }

    /// <summary>Reminders that had been decided and waited for a queue when it was left.</summary>
    private const string Waiting =
        "insert into reminders.delivery (id, plan, unit) select id, plan, unit from reminders.inbox where step is not null limit 5;";

    private static async Task<string> LeftBehindAsync()
    {
        await using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Data", "before-marten.sql.gz"));
        using var rows = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        return await rows.ReadToEndAsync(Ct) + Waiting;
    }

    /// <summary>The assignments of which the issuer was told that they are late, by the last step of a ladder leapt over.</summary>
    private static async Task<HashSet<string>> EscalatedAsync(RunningSystem system) =>
        [.. (await system.As("branch", "BH").ListAsync("reminders", "/v1/units/BH/inbox"))
            .Where(message => (string?)message["data"]!["step"] == "+10wd").Select(message => (string)message["data"]!["assignmentId"]!)];

    private static async Task<long> CountAsync(RunningSystem system, string rows) =>
        await system.Postgres.Sql($"select count(*) from {rows}").ScalarAsync<long>(Ct);
}
