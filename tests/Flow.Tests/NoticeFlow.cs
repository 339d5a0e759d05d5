using Caller = Flow.Tests.Live.Caller;

namespace Flow.Tests;

/// <summary>One notice, the whole way: understood, issued, reminded, reported, escalated, closed, replayed.</summary>
public sealed class NoticeFlow(RunningSystem system) : IClassFixture<RunningSystem>
{
    private const string Prompt = "C-1-1";
    private const string Late = "C-1-2";
    private const string Person = "欧阳试验";
    private static readonly Random Random = new(20240304);

    [Fact]
    public async Task A_notice_goes_the_whole_way_and_is_replayed()
    {
        await system.SetClockAsync(Notices.Posted);
        await system.ImportAsync(districts: 4, branches: 24);
        await using var queue = await BranchConsumer.OpenAsync(system, Late);
        var (notice, assignments) = await system.IssueAsync(Notices.Campaign);
        await system.CoveredAsync(notice, assignments);

        var owed = await OwedAsync(Late, notice);
        Assert.Equal([Notices.At(3, 31), Notices.At(4, 30), Notices.At(5, 20), Notices.At(6, 30), Notices.At(7, 31)],
            owed.Select(a => ((DateTimeOffset)a["dueAt"]!).AddHours(-15).AddSeconds(1).ToOffset(TimeSpan.FromHours(8))));

        await ReportAndCloseAsync((string)(await OwedAsync(Prompt, notice))[0]["id"]!);
        var witness = new Witness(system, notice,
            new Dictionary<string, IReadOnlyList<string>> { [Late] = IdsOf(owed), [Prompt] = IdsOf(await OwedAsync(Prompt, notice)) });
        await WalkAsync(owed, witness);
        await EachStepOnceAsync(owed, queue);
        await NothingAfterTheReportAsync((string)(await OwedAsync(Prompt, notice))[0]["id"]!);

        await Eventually.HoldsAsync(async () => (bool)(await system.As("branch", Late)
            .GetAsync("assignments", $"/v1/assignments/{owed[0]["id"]}"))["overdue"]!, "the first is overdue");
        var parent = await system.As("branch", "C-1").ListAsync("reminders", "/v1/units/C-1/inbox");
        Assert.Contains(parent, m => m.ToJsonString().Contains((string)owed[0]["id"]!, StringComparison.Ordinal));

        await InTheTimelineAsync(notice);
        await UnnamedAsync();
        Assert.InRange(witness.Noted, 50, 200);
        await witness.ReplayAsync();
    }

    private static IReadOnlyList<string> IdsOf(List<JsonNode> assignments) => [.. assignments.Select(a => (string)a["id"]!)];

    private async Task<List<JsonNode>> OwedAsync(string unit, string notice) =>
        [.. (await system.As("branch", unit).ListAsync("assignments", $"/v1/assignments?unit={unit}&notice={notice}"))
            .Where(a => a["dueAt"] is not null).OrderBy(a => (DateTimeOffset)a["dueAt"]!)];

    private async Task ReportAndCloseAsync(string assignment)
    {
        var (branch, district, path) = (system.As("branch", Prompt), system.As("officer", "C-1"), $"/v1/assignments/{assignment}");
        await branch.PostAsync("assignments", $"{path}/acknowledgement", new JsonObject(), HttpStatusCode.NoContent);
        await branch.PostAsync("assignments", $"{path}/responsible-person", new JsonObject { ["role"] = "secretary", ["name"] = Person },
            HttpStatusCode.NoContent);
        var report = new JsonObject { ["text"] = "已完成。", ["figures"] = new JsonObject { ["people"] = 23 }, ["evidence"] = new JsonArray() };
        await branch.PostAsync("assignments", $"{path}/reports", report.DeepClone(), HttpStatusCode.NoContent);
        await district.PostAsync("assignments", $"{path}/return", new JsonObject { ["reason"] = "请补充参加人数。" }, HttpStatusCode.NoContent);
        await branch.PostAsync("assignments", $"{path}/reports", report.DeepClone(), HttpStatusCode.NoContent);
        await district.PostAsync("assignments", $"{path}/acceptance", new JsonObject(), HttpStatusCode.NoContent);
        await district.PostAsync("assignments", $"{path}/closure", new JsonObject(), HttpStatusCode.NoContent);
        Assert.Equal("closed", (string?)(await branch.GetAsync("assignments", path))["state"]);
    }

    /// <summary>Steps business time from due instant to due instant; at each the witness notes what the services answer.</summary>
    private async Task WalkAsync(List<JsonNode> owed, Witness witness)
    {
        var branch = system.As("branch", Late);
        var due = new List<(DateTimeOffset At, string Assignment, string Step)>();
        foreach (var id in owed.Select(a => (string)a["id"]!))
            due.AddRange((await PlanAsync(branch, id))["steps"]!.AsArray()
                .Select(s => ((DateTimeOffset)s!["at"]!, id, (string)s["step"]!)));
        foreach (var (instant, n) in due.Where(d => d.At > system.Now).GroupBy(d => d.At).OrderBy(g => g.Key)
            .Select((instant, n) => (instant, n)))
        {
            await system.AdvanceClockAsync(instant.Key);
            await witness.NoteAsync(Random);
            await RenameAsync(n);
            foreach (var (_, assignment, step) in instant)
                await Eventually.HoldsAsync(async () => Status(await PlanAsync(branch, assignment), step) != "pending",
                    $"{step} of {assignment} falls due");
            await witness.NoteAsync(Random);
        }
    }

    /// <summary>The late branch gets a new name: its own stream grows too.</summary>
    private async Task RenameAsync(int n) =>
        await system.As("operator", "C")
            .PostTextAsync("directory", "/v1/units/import", $"{Cities.Header}\n{Late},第1区第2党支部（{n}）,第2党支部,支部,branch,C-1,\n", "text/csv");

    private async Task EachStepOnceAsync(List<JsonNode> owed, BranchConsumer queue)
    {
        var sent = new List<(string, string)>();
        foreach (var id in owed.Select(a => (string)a["id"]!))
        {
            var plan = await PlanAsync(system.As("branch", Late), id);
            sent.AddRange(plan["steps"]!.AsArray().Where(s => s!["messages"]!.AsArray().Any(m => (string?)m!["to"] == Late))
                .Select(s => (id, (string)s!["step"]!)));
        }
        await Eventually.HoldsAsync(() => queue.Reminders.Count >= sent.Count, "every reminder arrives");
        Assert.Equal(sent.Order(), queue.Reminders.Select(r => (r.Assignment, r.Step)).Order());
        Assert.Equal(["-7d", "-3d", "-1d", "due", "+1wd"],
            queue.Reminders.Where(r => r.Assignment == (string)owed[1]["id"]!).Select(r => r.Step));
    }

    private async Task NothingAfterTheReportAsync(string assignment)
    {
        var plan = await PlanAsync(system.As("branch", Prompt), assignment);
        Assert.All(plan["steps"]!.AsArray(), step => Assert.NotEqual("sent", (string?)step!["outcome"]));
    }

    private async Task InTheTimelineAsync(string notice)
    {
        var export = await system.ExportAsync();
        var timeline = await system.As("auditor", "A").ListAsync("audit", $"/v1/notices/{notice}/timeline");
        Assert.Equal(export.Where(e => (string?)e["correlationId"] == notice).Select(e => (string)e["id"]!).Order(),
            timeline.Select(i => (string)i!["id"]!).Order());
    }

    /// <summary>Whoever was named as responsible stands in no event, so in no message made of events, and in no log.</summary>
    private async Task UnnamedAsync()
    {
        Assert.DoesNotContain(await system.ExportAsync(), e => Tells(e.ToJsonString(HistoryJson.Options)));
        Assert.All(system.Services, service =>
            Assert.False(Tells(File.ReadAllText(service.LogFile)), $"{service.Name} logs a person's name"));
        // A name that were there would be found: nothing is escaped.
        Assert.Contains("欧阳", new JsonObject { ["name"] = Person }.ToJsonString(HistoryJson.Options), StringComparison.Ordinal);

        static bool Tells(string text) => text.Contains("欧阳", StringComparison.Ordinal);
    }

    private static Task<JsonNode> PlanAsync(Caller caller, string assignment) =>
        Eventually.ValueAsync(() => caller.TryGetAsync("reminders", $"/v1/assignments/{assignment}/reminders"),
            "its reminders are planned");

    private static string? Status(JsonNode plan, string step) =>
        (string?)plan["steps"]!.AsArray().Single(s => (string?)s!["step"] == step)!["outcome"];
}
