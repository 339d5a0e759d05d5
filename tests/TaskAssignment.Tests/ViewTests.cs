using Workflow.Contracts.Notices.V1;

namespace TaskAssignment.Tests;

/// <summary>What pages show of an assignment comes whole: names, words, history, counts. Business time stands at 2016-05-01.</summary>
public sealed class ViewTests(AssignmentsFixture service)
{
    private static readonly DistributedRequirement Report = Fanout.Duty(1, "2016-05-31T15:59:59Z") with
    {
        Text = "请各支部于月底前报送第1项工作情况，并附台账。", Files = ["台账"], Checklist = ["学了没有"], Lead = "D1-B1", Joint = ["D1-B2"],
    };

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString()!)];

    private static string Pick(JsonElement item, params string[] fields) => string.Join('|', fields.Select(field =>
        item.TryGetProperty(field, out var value) ? value.ToString() : "-"));

    [Fact]
    public async Task A_view_names_the_notice_the_units_and_what_is_asked_for()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1"], [Report]));
        var view = await service.ReadAsync("branch", "D1-B1", $"/v1/assignments/{fanout.Id(1, "D1-B1")}");
        var notice = view.GetProperty("notice");
        Assert.Equal("关于报送工作情况的通知|测发〔2016〕1号", Pick(notice, "title", "documentNumber"));
        Assert.Equal("CITY|单位CITY", Pick(notice.GetProperty("issuer"), "code", "name"));
        Assert.Equal("单位D1-B1", view.GetProperty("unitName").GetString());
        Assert.Equal(["简CITY", "简D1"], Texts(view.GetProperty("path")));
        Assert.Equal("D1|单位D1", Pick(view.GetProperty("assigner"), "code", "name"));
        Assert.Equal(Report.Text, view.GetProperty("text").GetString());
        Assert.Equal(["sessions", "people"], Texts(view.GetProperty("figures")));
        Assert.Equal(["台账"], Texts(view.GetProperty("files")));
        Assert.Equal(["学了没有"], Texts(view.GetProperty("checklist")));
        Assert.Equal("单位D1-B1", view.GetProperty("lead").GetProperty("name").GetString());
        Assert.Equal("单位D1-B2", view.GetProperty("joint")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_view_of_what_was_issued_before_more_was_kept_has_the_quote_and_nothing_it_does_not_know()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["CITY"], [Fanout.Duty(1, null)]));
        var view = await service.ReadAsync("branch", "CITY", $"/v1/assignments/{fanout.Id(1, "CITY")}");
        Assert.Equal(view.GetProperty("quote").GetString(), view.GetProperty("text").GetString());
        Assert.Empty(Texts(view.GetProperty("path")));
        Assert.Equal("CITY", view.GetProperty("assigner").GetProperty("code").GetString());
        Assert.Empty(Texts(view.GetProperty("files")));
        Assert.False(view.TryGetProperty("lead", out _));
    }

    [Fact]
    public async Task The_history_tells_every_act_in_order_by_whom_and_why()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1"], [Fanout.Duty(1, "2016-04-30T15:59:59Z")]));
        var id = fanout.Id(1, "D1-B1");
        await service.ActAsync("branch", "D1-B1", id, "acknowledgement");
        await service.ActAsync("branch", "D1-B1", id, "responsible-person", new { role = "支部书记" });
        await service.ActAsync("branch", "D1-B1", id, "reports", new { text = "done" });
        await service.ActAsync("officer", "D1", id, "return", new { reason = "请补台账", dueAt = "2016-05-09T15:59:59Z" });
        await service.ActAsync("branch", "D1-B1", id, "reports", new { text = "done now" });
        await service.ActAsync("officer", "CITY", id, "acceptance");
        await service.ActAsync("officer", "CITY", id, "closure");

        var items = (await service.ReadAsync("branch", "D1-B1", $"/v1/assignments/{id}")).GetProperty("history").EnumerateArray().ToList();
        // The deadline had passed before anybody acted: when it was judged is the sweep's own time.
        Assert.Equal("missed|-|-|-", Pick(items.Single(item => Pick(item, "kind") == "missed"), "kind", "unit", "role", "reason"));
        Assert.Equal(
        [
            "dispatched|CITY|-|-|-", "acknowledged|D1-B1|branch|-|-", "person-named|D1-B1|branch|-|-", "reported|D1-B1|branch|-|1",
            "returned|D1|officer|请补台账|1", "deadline-moved|D1|officer|-|-", "reported|D1-B1|branch|-|2", "accepted|CITY|officer|-|2",
            "closed|CITY|officer|-|-",
        ], items.Where(item => Pick(item, "kind") != "missed").Select(item => Pick(item, "kind", "unit", "role", "reason", "report")));
        Assert.All(items.Where(item => Pick(item, "kind") is not ("dispatched" or "missed")),
            item => Assert.NotEqual("-", Pick(item, "by")));
        Assert.Equal("return", Pick(items.Single(item => Pick(item, "kind") == "deadline-moved"), "origin"));

        var then = await service.ReadAsync("officer", "CITY", $"/v1/assignments?notice={fanout.Notice}");
        Assert.Equal(items.Count, then.GetProperty("items")[0].GetProperty("history").GetArrayLength());
    }

    [Fact]
    public async Task Counts_are_what_the_lists_of_the_same_tabs_hold()
    {
        await service.EstablishAsync("COUNTED");
        var fanout = await service.IssueAsync(Fanout.Of(["COUNTED"],
        [
            Fanout.Duty(1, "2016-04-30T15:59:59Z"), Fanout.Duty(2, "2016-05-08T15:59:59Z"), Fanout.Duty(3, "2016-05-09T15:59:59Z"),
            Fanout.Duty(4, null), Fanout.Principle(5), Fanout.Principle(6), Fanout.Duty(7, null), Fanout.Duty(8, null),
        ]));
        await service.ActAsync("branch", "COUNTED", fanout.Id(5, "COUNTED"), "acknowledgement");
        foreach (var number in new[] { 7, 8 })
            await service.ActAsync("branch", "COUNTED", fanout.Id(number, "COUNTED"), "reports", new { text = "done" });
        await service.ActAsync("officer", "CITY", fanout.Id(8, "COUNTED"), "acceptance");
        await Eventually.HoldsAsync(async () => await service.CountAsync(
            "board where notice = $1 and requirement = 1 and verdict = 'missed'", fanout.Notice) == 1, "what has passed is judged");

        var counts = await service.ReadAsync("officer", "CITY", "/v1/assignments/counts?unit=COUNTED");
        Assert.Equal("""{"open":5,"overdue":1,"dueWithin7":1,"toJudge":1,"toDecide":0,"done":2}""", counts.GetRawText());
        foreach (var (view, requirements) in new[]
            { ("todo", "1,2,3,4,6"), ("overdue", "1"), ("to-judge", "7"), ("done", "5,8") })
        {
            var list = await service.ReadAsync("officer", "CITY", $"/v1/assignments?unit=COUNTED&order=due&view={view}");
            Assert.Equal(requirements, string.Join(',',
                list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("requirement").GetInt32()).Order()));
        }
        // Who judges nothing has nothing to judge.
        Assert.Equal(0, (await service.ReadAsync("branch", "COUNTED", "/v1/assignments/counts")).GetProperty("toJudge").GetInt32());
    }

    [Fact]
    public async Task What_awaits_a_judgement_is_listed_for_who_gives_it()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1", "D1-B1", "D1-B1-G1"], [Fanout.Duty(1, null)]));
        foreach (var unit in new[] { "D1", "D1-B1", "D1-B1-G1" })
            await service.ActAsync("branch", unit, fanout.Id(1, unit), "reports", new { text = "done" });
        Assert.Equal(["D1-B1"], await ToJudgeAsync("officer", "D1"));
        Assert.Equal(["D1", "D1-B1", "D1-B1-G1"], await ToJudgeAsync("officer", "CITY"));
        Assert.Empty(await ToJudgeAsync("inspector", "CITY"));

        async Task<string[]> ToJudgeAsync(string role, string unit) =>
            [.. (await service.ReadAsync(role, unit, $"/v1/assignments?notice={fanout.Notice}&view=to-judge")).GetProperty("items")
                .EnumerateArray().Select(item => item.GetProperty("unit").GetString()!).Order()];
    }

    [Theory]
    [InlineData("/v1/assignments?view=asleep", HttpStatusCode.BadRequest)]
    [InlineData("/v1/assignments?order=name", HttpStatusCode.BadRequest)]
    [InlineData("/v1/assignments/counts?unit=D2", HttpStatusCode.Forbidden)]
    [InlineData("/v1/assignments/counts?under=NOBODY", HttpStatusCode.NotFound)]
    public async Task A_question_that_cannot_be_answered_is_told_why(string path, HttpStatusCode status)
    {
        using var answer = await service.GetAsync("officer", "D1", path);
        Assert.Equal(status, answer.StatusCode);
    }
}
