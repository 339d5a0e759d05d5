using System.Net.ServerSentEvents;

namespace DeadlineReminders.Tests;

public sealed class InboxTests(RemindersFixture reminders) : IClassFixture<RemindersFixture>
{
    [Fact]
    public async Task An_inbox_is_paged_streamed_and_receipted()
    {
        var notice = Given.Notice(reminders.Now);
        await reminders.PublishAsync(Given.Chunk(notice,
            [.. Enumerable.Range(1, 5).Select(n => Given.Assignment(notice, n, Given.Branch, reminders.Now.AddDays(2)))]));
        using var branch = reminders.Service.As("branch", Given.Branch);
        await Eventually.HoldsAsync(async () => (await ItemsAsync(branch, "")).Items.Count == 5, "the news has come");

        var (first, next) = await ItemsAsync(branch, "?limit=3");
        var (rest, end) = await ItemsAsync(branch, $"?limit=3&after={next}");
        Assert.Equal([1, 2, 3, 4, 5],
            first.Concat(rest).Select(message => message.GetProperty("data").GetProperty("requirement").GetInt32()));
        Assert.Null(end);

        var id = first[0].GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.NoContent, await ReceiptAsync(branch, id));
        Assert.Equal(HttpStatusCode.NoContent, await ReceiptAsync(branch, id));
        Assert.Equal(4, (await ItemsAsync(branch, "?open=true")).Items.Count);
        Assert.Equal(HttpStatusCode.NotFound, await ReceiptAsync(branch, Guid.Empty));

        await using var stream = await branch.GetStreamAsync($"/v1/units/{Given.Branch}/inbox/stream?after=4", Ct);
        await using var events = SseParser.Create(stream).EnumerateAsync(Ct).GetAsyncEnumerator(Ct);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("5", events.Current.EventId);
        await reminders.SetClockAsync(reminders.Now.AddDays(1));
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("6", events.Current.EventId);
        var reminder = JsonSerializer.Deserialize<JsonElement>(events.Current.Data);
        Assert.Equal("workflow.reminder.v1", reminder.GetProperty("type").GetString());

        // What it says holds no longer than it says.
        var said = reminder.GetProperty("id").GetGuid();
        var until = reminder.GetProperty("data").GetProperty("validUntil").GetDateTimeOffset();
        Assert.Contains((await ItemsAsync(branch, "?open=true&limit=500")).Items, message => message.GetProperty("id").GetGuid() == said);
        await reminders.SetClockAsync(until.AddMinutes(1));
        Assert.DoesNotContain((await ItemsAsync(branch, "?open=true&limit=500")).Items,
            message => message.GetProperty("id").GetGuid() == said);
        var past = (await ItemsAsync(branch, "?limit=500")).Items.First(message => message.GetProperty("id").GetGuid() == said);
        Assert.Equal(("overtaken", until),
            (past.GetProperty("withdrawnfor").GetString(), past.GetProperty("withdrawnat").GetDateTimeOffset()));
    }

    [Theory]
    [InlineData("branch", Given.Branch, HttpStatusCode.OK)]
    [InlineData("branch", "D1-B2", HttpStatusCode.Forbidden)]
    [InlineData("branch", Given.District, HttpStatusCode.OK)]
    [InlineData("officer", Given.City, HttpStatusCode.OK)]
    [InlineData("officer", "D2", HttpStatusCode.Forbidden)]
    [InlineData("inspector", Given.District, HttpStatusCode.OK)]
    [InlineData("auditor", "OUTSIDE", HttpStatusCode.OK)]
    [InlineData("upstream", Given.Branch, HttpStatusCode.Forbidden)]
    [InlineData("operator", Given.City, HttpStatusCode.Forbidden)]
    public async Task Who_may_read_the_inbox_of_a_branch(string role, string unit, HttpStatusCode expected)
    {
        using var caller = reminders.Service.As(role, unit);
        Assert.Equal(expected, (await caller.GetAsync($"/v1/units/{Given.Branch}/inbox", Ct)).StatusCode);
        Assert.Equal(role is "branch" or "officer" && unit == Given.Branch ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden,
            await ReceiptAsync(caller, Guid.Empty));
    }

    /// <summary>In the other's unit and roles, and in none of one's own; a stream would outlive the delegation.</summary>
    [Fact]
    public async Task A_substitute_reads_the_inbox_and_opens_no_stream()
    {
        var (id, today) = (Guid.NewGuid(), OfficialTime.DayOf(reminders.Now));
        await reminders.PublishAsync(new DelegationChanged(id, 1, "p-away", Given.Branch, ["branch"], "p-stands-in", today,
            today.AddDays(1), IsEnded: false));
        using var acting = reminders.Service.As("officer", "D2", "p-stands-in");
        Assert.Equal(HttpStatusCode.Forbidden, (await acting.GetAsync($"/v1/units/{Given.Branch}/inbox", Ct)).StatusCode);
        acting.DefaultRequestHeaders.Add("X-Delegation", id.ToString());
        await Eventually.HoldsAsync(async () => (await acting.GetAsync($"/v1/units/{Given.Branch}/inbox", Ct)).IsSuccessStatusCode,
            "it is heard of");
        Assert.Equal(HttpStatusCode.Forbidden, (await acting.GetAsync("/v1/units/D2/inbox", Ct)).StatusCode);
        using var stream = await acting.GetAsync($"/v1/units/{Given.Branch}/inbox/stream", Ct);
        Assert.Equal("delegation-no-stream", (await stream.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString());
        await reminders.PublishAsync(new DelegationChanged(id, 2, "p-away", Given.Branch, ["branch"], "p-stands-in", today,
            today.AddDays(1), IsEnded: true));
        await Eventually.HoldsAsync(async () => !(await acting.GetAsync($"/v1/units/{Given.Branch}/inbox", Ct)).IsSuccessStatusCode,
            "it is over");
        // Nobody else's, and none that comes late, takes it up again.
        await reminders.PublishAsync(new DelegationChanged(id, 1, "p-away", Given.Branch, ["branch"], "p-stands-in", today,
            today.AddDays(1), IsEnded: false));
        Assert.Equal(HttpStatusCode.Forbidden, (await acting.GetAsync($"/v1/units/{Given.Branch}/inbox", Ct)).StatusCode);
    }

    [Fact]
    public async Task Reminders_are_read_by_the_unit_those_above_it_and_the_issuer_and_nobody_else_learns_of_them()
    {
        var notice = Given.Notice(reminders.Now, issuer: "D2");
        var assignment = Given.Assignment(notice, 1, "D1-B2", reminders.Now.AddDays(2));
        await reminders.PublishAsync(Given.Chunk(notice, assignment));
        await Eventually.HoldsAsync(async () => await reminders.StepsAsync("D1-B2", notice.Notice) == "news", "it is planned");
        foreach (var (role, unit, expected) in new[]
        {
            ("branch", "D1-B2", HttpStatusCode.OK), ("branch", Given.Branch, HttpStatusCode.NotFound),
            ("branch", Given.District, HttpStatusCode.OK), ("branch", "D2", HttpStatusCode.NotFound), ("officer", "D2", HttpStatusCode.OK),
            ("officer", Given.District, HttpStatusCode.OK), ("officer", "D2-B1", HttpStatusCode.NotFound),
            ("inspector", Given.City, HttpStatusCode.OK), ("inspector", "D2", HttpStatusCode.NotFound),
            ("auditor", "OUTSIDE", HttpStatusCode.OK), ("operator", Given.City, HttpStatusCode.Forbidden),
        })
        {
            using var caller = reminders.Service.As(role, unit);
            Assert.Equal((role, unit, expected),
                (role, unit, (await caller.GetAsync($"/v1/assignments/{assignment.Assignment}/reminders", Ct)).StatusCode));
        }
    }

    [Theory]
    [InlineData("/v1/units/NONE/inbox", HttpStatusCode.NotFound)]
    [InlineData("/v1/units/D1-B1/inbox?after=x", HttpStatusCode.BadRequest)]
    [InlineData("/v1/units/D1-B1/inbox?limit=501", HttpStatusCode.BadRequest)]
    [InlineData("/v1/assignments/00000000-0000-0000-0000-000000000001/reminders", HttpStatusCode.NotFound)]
    [InlineData("/v1/policies/none", HttpStatusCode.NotFound)]
    public async Task What_cannot_be_answered_is_said(string path, HttpStatusCode expected)
    {
        using var branch = reminders.Service.As("branch", Given.Branch);
        Assert.Equal(expected, (await branch.GetAsync(path, Ct)).StatusCode);
    }

    [Fact]
    public async Task The_default_policy_can_be_read()
    {
        using var branch = reminders.Service.As("branch", Given.Branch);
        var policy = await branch.GetFromJsonAsync<JsonElement>("/v1/policies/default", Ct);
        Assert.Equal(["-7d", "-3d", "-1d", "due", "+1wd", "+3wd", "+5wd", "+10wd"],
            policy.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("name").GetString()));
        Assert.Contains("""10,"in":"working-days","level":"red","audiences":["parent","issuer"]}""",
            policy.GetProperty("steps")[7].GetRawText(), StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> ReceiptAsync(HttpClient http, Guid message) =>
        (await http.PostAsync($"/v1/units/{Given.Branch}/inbox/{message}/receipt", null, Ct)).StatusCode;

    private static async Task<(List<JsonElement> Items, string? Next)> ItemsAsync(HttpClient http, string query)
    {
        var page = await http.GetFromJsonAsync<JsonElement>($"/v1/units/{Given.Branch}/inbox{query}", Ct);
        return ([.. page.GetProperty("items").EnumerateArray()], page.TryGetProperty("next", out var next) ? next.GetString() : null);
    }
}
