namespace Flow.Tests;

/// <summary>
/// The State Council changes a holiday while work is under way: previewed, published, followed by every service, told in the timeline;
/// verdicts stay. Then it is changed back.
/// </summary>
public sealed class CalendarFlow(RunningSystem system) : IClassFixture<RunningSystem>
{
    private const string Open = "C-1-1", Reported = "C-1-2";

    /// <summary>15 working days from 2024-03-18: 04-09, over 清明 (04-04 to 04-06, 04-07 worked); with 04-08 off as well, 04-10.</summary>
    private const string Notice = """
        中共海州市委组织部文件
        海组发〔2024〕9号

        关于报送基层党建工作情况的通知

        各区市县委组织部：

        现就有关事项通知如下。

        一、请以党支部为单位于15个工作日内报送基层党建工作情况。

        中共海州市委组织部
        2024年3月18日
        """;

    private JsonNode? _shipped;

    [Fact]
    public async Task An_amended_calendar_is_previewed_and_followed_and_amended_back()
    {
        await system.SetClockAsync(Notices.At(3, 18));
        await system.ImportAsync(districts: 2, branches: 6);
        var (notice, assignments) = await system.IssueAsync(Notice);
        await system.CoveredAsync(notice, assignments);
        Assert.Equal("04-09", await DueAsync(Open, notice));
        await system.As("branch", Reported)
            .PostAsync("assignments", $"/v1/assignments/{await IdAsync(Reported, notice)}/reports", new JsonObject { ["text"] = "已报送。" },
            HttpStatusCode.NoContent);
        await StepsAsync(Open, notice, "-7d 04-02, -3d 04-06, -1d 04-08, due 04-09, +1wd 04-10, +3wd 04-12, +5wd 04-16, +10wd 04-23");

        var deadlines = await PreviewAsync("notices", "deadlines");
        Assert.Equal(("cn/2024/1", 1, 1, 6),
            ((string)deadlines["inForce"]!, (int)deadlines["notices"]!, (int)deadlines["deadlines"]!, (int)deadlines["assignments"]!));
        Assert.StartsWith("2024-04-10", (string)deadlines["items"]![0]!["wouldBeDueAt"]!, StringComparison.Ordinal);
        // Who reminds hears of the report a little later.
        await Eventually.PassesAsync(async () =>
        {
            var steps = (await PreviewAsync("reminders", "reminders"))["items"]![0]!;
            Assert.Equal(("2024-04-10T23:59:59+08:00", 5), ((string)steps["wouldBeDueAt"]!, (int)steps["steps"]![0]!["assignments"]!));
        });
        Assert.Equal("04-09", await DueAsync(Open, notice));

        await PublishAsync("2024-04-08");
        await Eventually.PassesAsync(async () => Assert.Equal("04-10", await DueAsync(Open, notice)));
        await StepsAsync(Open, notice, "-7d 04-03, -3d 04-07, -1d 04-09, due 04-10, +1wd 04-11, +3wd 04-15, +5wd 04-17, +10wd 04-24");
        Assert.Equal("04-09", await DueAsync(Reported, notice));
        await Eventually.HoldsAsync(async () => (await InboxAsync()).Count(type => type == "workflow.deadline.v1") == 1,
            "the branch is told");
        var known = await system.As("officer", "C").GetAsync("notices", $"/v1/notices/{notice}");
        Assert.Equal(("2024-04-10T23:59:59+08:00", "cn/2024/2"),
            ((string)known["requirements"]![0]!["deadline"]!["dueAt"]!, (string)known["requirements"]![0]!["deadline"]!["calendar"]!));
        await Eventually.PassesAsync(async () =>
        {
            var story = (await system.As("auditor", "A").ListAsync("audit", $"/v1/notices/{notice}/timeline"))
                .Select(item => (string)item!["words"]!["zh"]!).ToList();
            Assert.Contains("第 1 项要求因工作日历调整（cn/2024/2）重算限期：由 2024-04-09 23:59 改为 2024-04-10 23:59", story);
            Assert.Equal(5, story.Count(words => words.Contains("因工作日历调整（cn/2024/2）限期改为 2024-04-10 23:59", StringComparison.Ordinal)));
            Assert.Single(story, words => words.Contains("限期不随工作日历改变", StringComparison.Ordinal));
        });

        await PublishAsync();
        await Eventually.PassesAsync(async () => Assert.Equal("04-09", await DueAsync(Open, notice)));
        await StepsAsync(Open, notice, "-7d 04-02, -3d 04-06, -1d 04-08, due 04-09, +1wd 04-10, +3wd 04-12, +5wd 04-16, +10wd 04-23");
        await system.AdvanceClockAsync(Notices.At(4, 10, 10));
        await Eventually.HoldsAsync(async () => (await InboxAsync()).Count(type => type == "workflow.reminder.v1") == 1,
            "the last step that says something");

        await PublishAsync("2024-04-08", "2024-04-11");
        await StepsAsync(Open, notice, "+3wd 04-15, +5wd 04-17, +10wd 04-24");
        var late = await system.As("branch", Open).GetAsync("assignments", $"/v1/assignments/{await IdAsync(Open, notice)}");
        Assert.Equal(("04-09", true), ($"{(DateTimeOffset)late["dueAt"]!:MM-dd}", (bool)late["overdue"]!));
        Assert.Equal(1, (await InboxAsync()).Count(type => type == "workflow.reminder.v1"));
        await system.ExportAsync();
    }

    private async Task PublishAsync(params string[] off) =>
        await system.As("operator", "C").PutAsync("directory", "/v1/calendars/cn/2024", await CalendarAsync(off));

    private async Task<JsonNode> PreviewAsync(string service, string what) =>
        await system.As("operator", "C").PostAsync(service, $"/v1/calendars/cn/2024/{what}", await CalendarAsync("2024-04-08"));

    /// <summary>The year as it ships, with these days off as well.</summary>
    private async Task<JsonObject> CalendarAsync(params string[] off)
    {
        _shipped ??= await system.As("operator", "C").GetAsync("directory", "/v1/calendars/cn/2024");
        return new() { ["holidays"] =
            new JsonArray([.. _shipped["holidays"]!.AsArray().Select(day => day!.DeepClone()), .. off.Select(day => (JsonNode)day)]),
            ["workdays"] = _shipped["workdays"]!.DeepClone() };
    }

    private async Task<string> IdAsync(string unit, string notice) =>
        (string)(await system.As("branch", unit).ListAsync("assignments", $"/v1/assignments?unit={unit}&notice={notice}")).Single()["id"]!;

    private async Task<string> DueAsync(string unit, string notice)
    {
        var assignment = await system.As("branch", unit).GetAsync("assignments", $"/v1/assignments/{await IdAsync(unit, notice)}");
        return $"{(DateTimeOffset)assignment["dueAt"]!:MM-dd}";
    }

    /// <summary>Waits until these are the steps to come.</summary>
    private async Task StepsAsync(string unit, string notice, string expected)
    {
        var id = await IdAsync(unit, notice);
        await Eventually.PassesAsync(async () =>
        {
            var plan = await system.As("branch", unit).TryGetAsync("reminders", $"/v1/assignments/{id}/reminders");
            var pending = (plan?["steps"]?.AsArray() ?? []).Where(step => (string)step!["outcome"]! == "pending")
                .OrderBy(step => (DateTimeOffset)step!["at"]!);
            Assert.Equal(expected, string.Join(", ",
                pending.Select(step => $"{step!["step"]} {((DateTimeOffset)step["at"]!).ToOffset(TimeSpan.FromHours(8)):MM-dd}")));
        });
    }

    private async Task<List<string>> InboxAsync() =>
        [.. (await system.As("branch", Open).ListAsync("reminders", $"/v1/units/{Open}/inbox"))
        .Select(message => (string)message["type"]!)];
}
