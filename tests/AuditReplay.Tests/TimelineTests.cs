using Workflow.Contracts.Directory.V1;

namespace AuditReplay.Tests;

public sealed class TimelineTests(AuditFixture audit) : IClassFixture<AuditFixture>
{
    [Fact]
    public async Task The_story_is_told_in_the_order_it_happened_in_words_of_two_languages()
    {
        var story = new Story(audit, "TL");
        await audit.ReceiveAsync(story.Pages());
        var items = (await audit.GetAsync($"/v1/notices/{story.Notice}/timeline")).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(Chinese, items.Select(item => item.GetProperty("words").GetProperty("zh").GetString()));
        Assert.Equal(English, items.Select(item => item.GetProperty("words").GetProperty("en").GetString()));
        Assert.Equal(items.Select(item => item.GetProperty("at").GetDateTimeOffset()).Order(),
            items.Select(item => item.GetProperty("at").GetDateTimeOffset()));
        Assert.Equal(["at", "source", "stream", "version", "id", "type", "words", "actor"],
            items[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(("assignments", story.PromptAssignment, 5L, "assignment.closed.v1"), Place(items[13]));
    }

    [Fact]
    public async Task The_story_comes_in_pages_that_need_not_be_read_from_the_first()
    {
        var story = new Story(audit, "TP");
        await audit.ReceiveAsync(story.Pages());
        var whole = (await audit.GetAsync($"/v1/notices/{story.Notice}/timeline")).GetProperty("items").GetRawText();
        var (items, after) = (new List<string>(), "");
        do
        {
            var page = await audit.GetAsync($"/v1/notices/{story.Notice}/timeline?limit=2{after}");
            items.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetRawText()));
            after = page.GetProperty("next").GetString() is { } next ? $"&after={next}" : "";
        }
        while (after.Length > 0);
        Assert.Equal(whole, $"[{string.Join(',', items)}]");
        Assert.Equal(HttpStatusCode.BadRequest,
            (await audit.Auditor.GetAsync($"/v1/notices/{story.Notice}/timeline?after=x", Ct)).StatusCode);
    }

    [Fact]
    public async Task An_item_says_who_did_it_and_which_others_the_same_act_made()
    {
        var story = new Story(audit, "TG");
        await audit.ReceiveAsync(story.Pages());
        var items = (await audit.GetAsync($"/v1/notices/{story.Notice}/timeline")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal("""{"role":"branch","unit":"DL-ZS-001","unitName":"DL-ZS-001","person":"p-7c1f"}""",
            items[7].GetProperty("actor").GetRawText());
        var dispatched = items.Where(item => item.GetProperty("type").GetString() == "assignment.dispatched.v1").ToList();
        Assert.Equal("""{"zh":"交办 2 件","en":"assignments dispatched: 2"}""",
            dispatched[0].GetProperty("group").GetProperty("label").GetRawText());
        Assert.Single(dispatched.Select(item => item.GetProperty("group").GetProperty("id").GetString()).Distinct());
        Assert.Equal(4, items.Count(item => item.TryGetProperty("group", out _)));
    }

    [Fact]
    public async Task The_days_of_a_story_are_counted()
    {
        var story = new Story(audit, "TD");
        await audit.ReceiveAsync(story.Pages());
        var days = (await audit.GetAsync($"/v1/notices/{story.Notice}/timeline/days")).GetProperty("days").EnumerateArray().ToList();
        Assert.Equal(["2016-04-20", "2016-04-21", "2016-04-22", "2016-04-23", "2016-04-25", "2016-04-26", "2016-05-01"],
            days.Select(day => day.GetProperty("day").GetString()!).Take(7));
        Assert.Equal(7, days[0].GetProperty("count").GetInt64());
        Assert.Equal(2, days[0].GetProperty("byType").GetProperty("assignment.dispatched.v1").GetInt64());
        Assert.Equal(HttpStatusCode.NotFound,
            (await audit.Auditor.GetAsync($"/v1/notices/{Guid.CreateVersion7()}/timeline/days", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_unit_has_a_story_too()
    {
        var story = new Story(audit, "TU");
        await audit.ReceiveAsync(story.Pages());
        var items = (await audit.GetAsync($"/v1/units/{story.Late}/timeline")).GetProperty("items").EnumerateArray().ToList();
        string[] types = [.. items.Select(item => item.GetProperty("type").GetString()!)];
        Assert.Equal(["unit.established.v1", "unit.renamed.v1"], types.Take(2));
        Assert.Contains("assignment.dispatched.v1", types);
        Assert.DoesNotContain("notice.received.v1", types);
        var days = (await audit.GetAsync($"/v1/units/{story.Late}/timeline/days")).GetProperty("days").EnumerateArray().ToList();
        Assert.Equal(items.Count, days.Sum(day => day.GetProperty("count").GetInt64()));
        Assert.Equal(HttpStatusCode.NotFound, (await audit.Auditor.GetAsync("/v1/units/nobody/timeline", Ct)).StatusCode);
    }

    [Fact]
    public async Task An_event_of_a_later_version_has_its_place_in_the_story()
    {
        var notice = Guid.CreateVersion7();
        var page = audit.Sending["notices"].Next(
            new Recorded(notice, Story.At("2016-04-20T01:00Z"), new NoticeEvent.Received("9f86", 1, "text/plain", "utf-8", "TL", null)),
            new Recorded(notice, Story.At("2016-04-20T01:00Z"), new NoticeEvent.Rejected("重复")));
        await audit.ReceiveAsync(audit.Sending["notices"].Instead(page with
        {
            Entries = [page.Entries[0].Replace("notice.received.v1", "notice.foreseen.v1", StringComparison.Ordinal), page.Entries[1]],
        }));
        var items = (await audit.GetAsync($"/v1/notices/{notice}/timeline")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["An event that this version cannot read was recorded: notice.foreseen.v1", "The notice was rejected: 重复"],
            items.Select(item => item.GetProperty("words").GetProperty("en").GetString()));
    }

    [Fact]
    public async Task An_inspector_reads_of_the_story_what_is_about_units_at_or_below_its_own()
    {
        var story = new Story(audit, "TI");
        await audit.ReceiveAsync(story.Pages());
        await audit.Service.Services.GetRequiredService<IBus>().Publish(new UnitChanged(2,
            [new("TI", 1, "区委", null, "", "county", null, []), new(story.Prompt, 1, "一", null, "", "branch", "TI", []),
                new(story.Late, 1, "二", null, "", "branch", "TI", []), new("TI-else", 1, "三", null, "", "branch", "TI", [])]), Ct);
        var tree = audit.Service.Services.GetRequiredService<UnitTree>();
        await Eventually.HoldsAsync(() => tree.Exists("TI-else"), "the units have come");
        var notice = $"/v1/notices/{story.Notice}/timeline";
        var whole = await TypesAsync("auditor", "TI", notice);
        Assert.Equal(whole, await TypesAsync("inspector", "TI", notice));
        var late = await TypesAsync("inspector", story.Late, notice);
        Assert.Equal(["notice.issued.v1", "assignment.dispatched.v1", "reminder.planned.v1"], late.Take(3));
        Assert.Equal(whole.Count(type => type.StartsWith("reminder.sent", StringComparison.Ordinal)),
            late.Count(type => type.StartsWith("reminder.sent", StringComparison.Ordinal)));
        Assert.DoesNotContain(late, type => type is "assignment.closed.v1" or "notice.received.v1");
        Assert.Equal(await TypesAsync("auditor", "TI", $"/v1/units/{story.Late}/timeline"),
            await TypesAsync("inspector", "TI", $"/v1/units/{story.Late}/timeline"));

        foreach (var (unit, path, status) in new[] { ("TI-else", notice, HttpStatusCode.NotFound),
            ("TI-else", $"{notice}/days", HttpStatusCode.NotFound), (story.Late, $"{notice}/days", HttpStatusCode.OK),
            (story.Late, $"/v1/units/{story.Prompt}/timeline", HttpStatusCode.Forbidden),
            (story.Late, "/v1/units/TI/timeline/days", HttpStatusCode.Forbidden),
            ("TI", "/v1/units/nobody/timeline", HttpStatusCode.NotFound),
            ("TI", $"/v1/notices/{story.Notice}/state", HttpStatusCode.Forbidden) })
        {
            using var inspector = audit.Service.As("inspector", unit);
            using var answer = await inspector.GetAsync(path, Ct);
            Assert.True(status == answer.StatusCode, $"{unit} {path}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Of_another_trees_notice_an_inspector_reads_neither_drafts_nor_which_units_of_others_joined()
    {
        var (notice, own, other) = (Guid.CreateVersion7(), "XA-1", "XB-1");
        await audit.ReceiveAsync(audit.Sending["notices"].Next(
            new Recorded(notice, Story.At("2016-04-20T01:00Z"), new NoticeEvent.Received("9f86", 1, "text/plain", "utf-8", "XB", null))));
        await audit.Service.Services.GetRequiredService<IBus>().Publish(new UnitChanged(2,
            [new("XA", 1, "甲", null, "", "county", null, []), new(own, 1, "甲一", null, "", "branch", "XA", []),
                new("XB", 1, "乙", null, "", "county", null, []), new(other, 1, "乙一", null, "", "branch", "XB", [])]), Ct);
        var tree = audit.Service.Services.GetRequiredService<UnitTree>();
        await Eventually.HoldsAsync(() => tree.Exists(other), "the units have come");
        using var inspector = audit.Service.As("inspector", "XA");
        var path = $"/v1/notices/{notice}/timeline";
        Assert.Equal(HttpStatusCode.NotFound, (await inspector.GetAsync(path, Ct)).StatusCode);
        Assert.Equal(["notice.received.v1"], await TypesAsync("inspector", "XB", path));

        var assignments = new[] { own, other }.Select(unit => new Recorded(Ids.Assignment(notice, 1, unit, null),
            Story.At("2016-04-20T02:00Z"), new AssignmentEvent.Dispatched(notice, 1, unit, null, "XB", Disposition.Once, Part.Sole,
                null, "9f86"), notice));
        await audit.ReceiveAsync(
            audit.Sending["notices"].Next(new Recorded(notice, Story.At("2016-04-20T02:00Z"), new NoticeEvent.Issued("9f86", 1, 2, 2, 1,
                "cn/2016/2", 4)), new Recorded(notice, Story.At("2016-04-21T02:00Z"), new NoticeEvent.UnitJoined(other, 1,
                    Ids.Assignment(notice, 1, other, null))), new Recorded(notice, Story.At("2016-04-22T02:00Z"),
                    new NoticeEvent.Withdrawn("误发"))),
            audit.Sending["assignments"].Next([.. assignments]));
        string[] seen = ["notice.issued.v1", "assignment.dispatched.v1", "notice.withdrawn.v1"];
        Assert.Equal(seen, await TypesAsync("inspector", "XA", path));
        // Who issued it stands above one of the two alone.
        Assert.Equal(["notice.received.v1", "notice.issued.v1", "assignment.dispatched.v1", "notice.unit-joined.v1",
            "notice.withdrawn.v1"], await TypesAsync("inspector", "XB", path));
        var (read, after) = (new List<string>(), "");
        do
        {
            var page = await inspector.GetFromJsonAsync<JsonElement>($"{path}?limit=1{after}", Ct);
            read.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("type").GetString()!));
            Assert.All(page.GetProperty("items").EnumerateArray(), item => Assert.False(item.TryGetProperty("group", out _)));
            after = page.GetProperty("next").GetString() is { } next ? $"&after={next}" : "";
        }
        while (after.Length > 0);
        Assert.Equal(seen, read);
        var days = (await inspector.GetFromJsonAsync<JsonElement>($"{path}/days", Ct)).GetProperty("days").EnumerateArray();
        Assert.Equal(["2016-04-20 2", "2016-04-22 1"], days.Select(day => $"{day.GetProperty("day")} {day.GetProperty("count")}"));
    }

    private async Task<List<string>> TypesAsync(string role, string unit, string path)
    {
        using var http = audit.Service.As(role, unit);
        return [.. (await http.GetFromJsonAsync<JsonElement>($"{path}?limit=500", Ct)).GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("type").GetString()!)];
    }

    [Fact]
    public async Task A_notice_nobody_sent_has_no_story() =>
        Assert.Equal(HttpStatusCode.NotFound, (await audit.Auditor.GetAsync($"/v1/notices/{Guid.CreateVersion7()}/timeline", Ct))
            .StatusCode);

    private static readonly string[] Chinese = [
        "中山区委（TL）的通知原文已收存",
        "已读出《关于开展学习教育的通知》大委组传〔2016〕29号：主送 1 处，工作要求 1 项",
        "通知印发：工作要求 1 项，承办单位 2 个，交办事项 2 件",
        "向第一支部（TL-001）交办第 1 项要求，限期 2016-04-30 23:59",
        "向机关第二支部（TL-002）交办第 1 项要求，限期 2016-04-30 23:59",
        "已为第一支部（TL-001）排定提醒，事项 1 件",
        "已为机关第二支部（TL-002）排定提醒，事项 1 件",
        "第一支部（TL-001）第 1 项要求已签收",
        "第一支部（TL-001）第 1 项要求提交第 1 次反馈（people 40）",
        "第一支部（TL-001）第 1 项要求停止提醒，因已反馈",
        "提醒（到期前 7 天）发往机关第二支部（TL-002）：机关第二支部（TL-002）第 1 项要求",
        "提醒已送达机关第二支部（TL-002）（消息队列）",
        "第一支部（TL-001）第 1 项要求的反馈审核通过",
        "第一支部（TL-001）第 1 项要求已销号",
        "机关第二支部（TL-002）第 1 项要求到期未见反馈，限期 2016-04-30 23:59",
        "机关第二支部（TL-002）第 1 项要求逾期未反馈，限期 2016-04-30 23:59",
        "机关第二支部（TL-002）第 1 项要求已报中山区委（TL）（蓝色督办，逾期 3 个工作日）",
    ];

    private static readonly string[] English = [
        "The text of a notice of 中山区委 (TL) was received and stored",
        "It was read as “关于开展学习教育的通知” 大委组传〔2016〕29号: addressee phrases 1, requirements 1",
        "The notice was issued: requirements 1, units 2, assignments 2",
        "Requirement 1 was assigned to 第一支部 (TL-001), due 2016-04-30 23:59 China time",
        "Requirement 1 was assigned to 机关第二支部 (TL-002), due 2016-04-30 23:59 China time",
        "Reminders were planned for 第一支部 (TL-001); assignments: 1",
        "Reminders were planned for 机关第二支部 (TL-002); assignments: 1",
        "Requirement 1 of 第一支部 (TL-001) was acknowledged",
        "Requirement 1 of 第一支部 (TL-001): report 1 was submitted (people 40)",
        "Requirement 1 of 第一支部 (TL-001): reminders stopped, it was reported",
        "Reminder (7 days before) sent to 机关第二支部 (TL-002): Requirement 1 of 机关第二支部 (TL-002)",
        "A reminder was delivered to 机关第二支部 (TL-002) (queue)",
        "Requirement 1 of 第一支部 (TL-001): report 1 was accepted",
        "Requirement 1 of 第一支部 (TL-001) was closed",
        "Requirement 1 of 机关第二支部 (TL-002) fell due without a report, due 2016-04-30 23:59 China time",
        "Requirement 1 of 机关第二支部 (TL-002) is late without a report, due 2016-04-30 23:59 China time",
        "Requirement 1 of 机关第二支部 (TL-002) was escalated to 中山区委 (TL) (Supervision, blue, 3 working days late)",
    ];

    private static (string?, Guid, long, string?) Place(JsonElement item) =>
        (item.GetProperty("source").GetString(), item.GetProperty("stream").GetGuid(), item.GetProperty("version").GetInt64(),
            item.GetProperty("type").GetString());
}
