namespace DeadlineReminders.Tests;

/// <summary>提醒缘由 by notice, unit, day and outcome; channels as they are.</summary>
public sealed class ListRemindersTests(RemindersFixture reminders) : IClassFixture<RemindersFixture>
{
    private async Task<NoticeHead> PlannedAsync(string unit, string issuer = Given.City)
    {
        var notice = Given.Notice(reminders.Now, issuer);
        await reminders.PublishAsync(Given.Chunk(notice,
            [.. new[] { 1, 2 }.Select(n => Given.Assignment(notice, n, unit, Given.EndOf("2016-04-08")))]));
        await reminders.PlannedAsync(Ids.Assignment(notice.Notice, 2, unit, null));
        return notice;
    }

    private async Task<List<JsonElement>> ItemsAsync(string role, string unit, string query)
    {
        var (items, after) = (new List<JsonElement>(), "");
        using var http = reminders.Service.As(role, unit);
        do
        {
            var page = await http.GetFromJsonAsync<JsonElement>($"/v1/reminders?{query}&limit=3{after}", Ct);
            items.AddRange(page.GetProperty("items").EnumerateArray());
            after = page.GetProperty("next").GetString() is { } next ? $"&after={Uri.EscapeDataString(next)}" : "";
        }
        while (after.Length > 0);
        return items;
    }

    private static string Told(JsonElement item) => string.Join(' ', item.GetProperty("requirement").GetProperty("number"),
        item.GetProperty("step").GetString(), item.GetProperty("outcome").GetString());

    [Fact]
    public async Task Steps_are_listed_as_they_fall_due_with_what_came_of_them_and_why()
    {
        var notice = await PlannedAsync(Given.Branch);
        var query = $"notice={notice.Notice}";
        var items = await ItemsAsync("officer", Given.City, query);
        Assert.Equal(16, items.Count);
        Assert.Equal(16, items.Select(item => $"{item.GetProperty("assignment")} {item.GetProperty("step")}").Distinct().Count());
        Assert.Equal(items.Select(item => item.GetProperty("at").GetDateTimeOffset()).Order(),
            items.Select(item => item.GetProperty("at").GetDateTimeOffset()));
        Assert.Equal(["1 -7d suppressed", "2 -7d suppressed"], items.Take(2).Select(Told).Order());
        Assert.Equal("""{"code":"past-at-issue","zh":"交办时已过该时点","en":"its time had passed when the notice was issued"}""",
            items[0].GetProperty("reason").GetRawText());
        Assert.Equal("""{"code":"D1-B1","name":"北区第一支部"}""", items[0].GetProperty("unit").GetRawText());
        Assert.Equal("关于开展专题学习的通知", items[0].GetProperty("notice").GetProperty("title").GetString());
        Assert.StartsWith("专题学习之", items[0].GetProperty("requirement").GetProperty("title").GetString(), StringComparison.Ordinal);

        Assert.Equal(2, (await ItemsAsync("officer", Given.City, query + "&outcome=suppressed")).Count);
        Assert.Equal(["1 -3d pending", "2 -3d pending"], (await ItemsAsync("officer", Given.City, query + "&day=2016-04-05")).Select(Told)
            .Order());
        Assert.Equal(16, (await ItemsAsync("branch", Given.Branch, query + "&unit=D1-B1")).Count);
        Assert.Empty(await ItemsAsync("officer", "D2", query));

        await reminders.SetClockAsync(Given.Instant("2016-04-05T09:00:01+08:00"));
        await Eventually.HoldsAsync(async () => (await ItemsAsync("branch", Given.Branch, query + "&outcome=sent")).Count == 2,
            "they are sent");
        var sent = (await ItemsAsync("branch", Given.Branch, query + "&outcome=sent"))[0];
        var message = Assert.Single(sent.GetProperty("messages").EnumerateArray());
        Assert.Equal(("北区第一支部", "inbox"),
            (message.GetProperty("to").GetProperty("name").GetString(), message.GetProperty("delivery").GetString()));
    }

    [Theory]
    [InlineData("branch", "D1-B2", "unit=D1-B2", HttpStatusCode.OK)]
    [InlineData("branch", "D1-B2", "unit=D1-B1", HttpStatusCode.Forbidden)]
    [InlineData("officer", "D2", "unit=D1-B1", HttpStatusCode.Forbidden)]
    [InlineData("officer", "D1", "unit=NOBODY", HttpStatusCode.NotFound)]
    [InlineData("officer", "D1", "outcome=sent", HttpStatusCode.BadRequest)]
    [InlineData("officer", "D1", "unit=D1&outcome=lost", HttpStatusCode.BadRequest)]
    [InlineData("officer", "D1", "unit=D1&day=today", HttpStatusCode.BadRequest)]
    [InlineData("officer", "D1", "unit=D1&after=x", HttpStatusCode.BadRequest)]
    [InlineData("operator", "C1", "unit=D1", HttpStatusCode.Forbidden)]
    [InlineData("auditor", "OUTSIDE", "unit=D1", HttpStatusCode.OK)]
    public async Task Who_may_not_ask_is_told_so(string role, string unit, string query, HttpStatusCode expected)
    {
        using var http = reminders.Service.As(role, unit);
        Assert.Equal(expected, (await http.GetAsync($"/v1/reminders?{query}", Ct)).StatusCode);
    }

    [Fact]
    public async Task The_issuer_sees_what_became_of_what_it_issued_elsewhere()
    {
        var notice = await PlannedAsync("D1-B2", issuer: "D2");
        Assert.NotEmpty(await ItemsAsync("officer", "D2", $"notice={notice.Notice}&unit=D1-B2"));
    }

    [Fact]
    public async Task A_channel_is_shown_with_the_queues_that_take_it_and_never_a_password()
    {
        using var city = reminders.Service.As("operator", Given.City);
        using var set = await city.PutAsJsonAsync("/v1/units/D2/channel", new { kind = "queue", subtree = true }, Ct);
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        using var branch = reminders.Service.As("branch", "D2-B1");
        Assert.Equal("""
            {"unit":{"code":"D2-B1","name":"南区第一支部"},"kind":"inbox","subtree":false,
            "queues":[{"queue":"branch.D2","of":{"code":"D2","name":"南区区委"}}]}
            """.ReplaceLineEndings(""), await branch.GetStringAsync("/v1/units/D2-B1/channel", Ct));
        Assert.StartsWith("""{"unit":{"code":"D2","name":"南区区委"},"kind":"queue","subtree":true,""",
            await city.GetStringAsync("/v1/units/D2/channel", Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await branch.GetAsync("/v1/units/D2/channel", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await city.GetAsync("/v1/units/NOBODY/channel", Ct)).StatusCode);
    }
}
