using Workflow.Contracts.Notices.V1;

namespace DeadlineReminders.Tests;

/// <summary>抄送: whoever is to know of a notice and owes nothing by it gets it once, acknowledges it, hears what becomes of it.</summary>
public sealed class CopiesTests(RemindersFixture reminders) : IClassFixture<RemindersFixture>
{
    private const string Title = "《关于开展专题学习的通知》（滨委组〔2016〕7号）";

    private static NoticeCopied Copy(NoticeHead notice, string kind, string? reason = null, params string[] units) =>
        new(notice, kind switch { "copy" => 8, "copy-amended" => 9, _ => 10 }, kind, notice.IssuedAt.AddHours(1), units, reason);

    private Task ToldAsync(NoticeHead notice, string unit, int messages) => reminders.CountsAsync(messages, "the unit is told",
        "inbox where unit = $2 and plan = $1", Ids.Plan(notice.Notice, unit), unit);

    private async Task<List<JsonElement>> CopiesAsync(string role, string unit, string query)
    {
        using var http = reminders.Service.As(role, unit);
        return [.. (await http.GetFromJsonAsync<JsonElement>($"/v1/copies?{query}", Ct)).GetProperty("items").EnumerateArray()];
    }

    [Fact]
    public async Task A_copy_is_told_once_read_and_acknowledged_and_so_is_what_becomes_of_the_notice()
    {
        var notice = Given.Notice(reminders.Now);
        foreach (var _ in new[] { 1, 2 })
            await reminders.PublishAsync(Copy(notice, "copy", null, "D2", Given.Branch, "D2"));
        await ToldAsync(notice, "D2", 1);
        await ToldAsync(notice, Given.Branch, 1);
        var message = Assert.Single(await reminders.InboxAsync("D2", notice.Notice));
        var data = message.GetProperty("data");
        Assert.Equal(("workflow.copy.v1", $"南区：{Title}抄送你单位，请知悉。", JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.Null),
            (message.GetProperty("type").GetString(), data.GetProperty("text").GetString(), data.GetProperty("assignmentId").ValueKind,
                data.GetProperty("requirement").ValueKind, data.GetProperty("quote").ValueKind));
        Assert.EndsWith($"/v1/notices/{notice.Notice}", data.GetProperty("link").GetString(), StringComparison.Ordinal);

        // Its receiver sees its own, the issuer all of its notice, a stranger none.
        var mine = Assert.Single(await CopiesAsync("officer", "D2", $"notice={notice.Notice}&open=true"));
        Assert.Equal((message.GetProperty("id").GetString(), "D2", Given.City), (mine.GetProperty("id").GetString(),
            mine.GetProperty("unit").GetProperty("code").GetString(), mine.GetProperty("issuedBy").GetProperty("code").GetString()));
        Assert.Equal(2, (await CopiesAsync("officer", Given.City, $"notice={notice.Notice}")).Count);
        Assert.Empty(await CopiesAsync("officer", "D2", $"notice={notice.Notice}&unit={Given.Branch}"));
        Assert.Single(await CopiesAsync("branch", Given.Branch, $"unit={Given.Branch}&limit=500"));
        using (var officer = reminders.Service.As("officer", "D2"))
            Assert.Equal(HttpStatusCode.NoContent, (await officer.PostAsync(
                $"/v1/units/D2/inbox/{mine.GetProperty("id").GetString()}/receipt", null, Ct)).StatusCode);
        Assert.Empty(await CopiesAsync("officer", "D2", $"notice={notice.Notice}&open=true"));
        Assert.True((await CopiesAsync("officer", Given.City, $"notice={notice.Notice}&unit=D2"))[0].TryGetProperty("receiptAt", out _));

        await reminders.PublishAsync(Copy(notice, "copy-amended", "衔接", "D2", Given.Branch));
        await ToldAsync(notice, "D2", 2);
        await reminders.PublishAsync(Copy(notice, "copy-withdrawn", null, "D2", Given.Branch) with
        {
            By = new(Guid.NewGuid(), "关于深化专题学习的通知", null),
        });
        await ToldAsync(notice, "D2", 3);
        Assert.Equal([$"南区：抄送你单位的{Title}已变更（原因：衔接），请知悉。", $"南区：抄送你单位的{Title}已由《关于深化专题学习的通知》代替，请知悉。"],
            (await reminders.InboxAsync("D2", notice.Notice))[1..]
                .Select(told => told.GetProperty("data").GetProperty("text").GetString()));
        await ToldAsync(notice, Given.Branch, 3);
        // What is over waits for nobody's acknowledgement.
        Assert.Empty(await CopiesAsync("branch", Given.Branch, $"notice={notice.Notice}&open=true"));
        Assert.True((await CopiesAsync("branch", Given.Branch, $"notice={notice.Notice}"))[0].TryGetProperty("withdrawnAt", out _));
        await MadeAgain.IsInUseAsync(reminders);
    }

    /// <summary>Whatever comes first: a copy of what is over says so.</summary>
    [Fact]
    public async Task A_copy_that_comes_after_the_withdrawal_is_written_as_withdrawn()
    {
        var notice = Given.Notice(reminders.Now);
        await reminders.PublishAsync(Copy(notice, "copy-withdrawn", "误发", "D2"));
        await ToldAsync(notice, "D2", 1);
        await reminders.PublishAsync(Copy(notice, "copy", null, "D2"));
        await ToldAsync(notice, "D2", 2);
        Assert.Equal(["", "cancelled"], await reminders.QueryAsync<string>(
            "select coalesce(withdrawn_for, '') from inbox where plan = $1 order by position", Ids.Plan(notice.Notice, "D2")));
        Assert.Equal(0, await reminders.CountAsync("delivery where plan = $1", Ids.Plan(notice.Notice, "D2")));
    }

    [Fact]
    public async Task A_unit_that_cannot_be_told_leaves_the_others_their_copies()
    {
        var notice = Given.Notice(reminders.Now);
        await reminders.PublishAsync(Copy(notice, "copy", null, "D2"));
        await ToldAsync(notice, "D2", 1);
        var (source, plan) = (reminders.Service.Services.GetRequiredService<NpgsqlDataSource>(), Ids.Plan(notice.Notice, "D2"));
        await UnknownEvent.AppendAsync(source, plan);
        await reminders.PublishAsync(Copy(notice, "copy-amended", null, "D2", Given.Branch, Given.District));
        await ToldAsync(notice, Given.Branch, 1);
        await ToldAsync(notice, Given.District, 1);
        var message = Assert.Single(await reminders.InboxAsync("D2", notice.Notice)).GetProperty("id").GetGuid();
        await UnknownEvent.BecomesAsync(source, plan, "reminder.message-read.v1", $$"""{"message": "{{message}}"}""");
    }

    [Fact]
    public async Task Copies_are_paged_the_last_first()
    {
        var notices = Enumerable.Range(0, 5).Select(n => Given.Notice(reminders.Now, "D1-B2")).ToList();
        foreach (var notice in notices)
        {
            await reminders.PublishAsync(Copy(notice, "copy", null, "D2-B1"));
            await ToldAsync(notice, "D2-B1", 1);
        }
        using var http = reminders.Service.As("branch", "D2-B1");
        var (seen, next) = (new List<Guid>(), "");
        for (var pages = 0; pages < 3; pages++)
        {
            var page = await http.GetFromJsonAsync<JsonElement>($"/v1/copies?unit=D2-B1&limit=2{next}", Ct);
            seen.AddRange(page.GetProperty("items").EnumerateArray()
                .Select(item => item.GetProperty("notice").GetProperty("id").GetGuid()));
            next = $"&after={page.GetProperty("next").GetString()}";
        }
        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync("/v1/copies", Ct)).StatusCode);
        Assert.Equal(notices.Select(notice => notice.Notice).Reverse(), seen);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync("/v1/copies?unit=D2&after=x", Ct)).StatusCode);
    }
}
