namespace NoticeIssuance.Tests.Notices;

/// <summary>A notice whose stream cannot be read harms itself alone.</summary>
[Collection(nameof(NoticesCollection))]
public sealed class UnreadableNoticeTests(NoticesFixture notices)
{
    [Fact]
    public async Task An_unreadable_notice_leaves_the_others_to_the_directory_and_the_calendar()
    {
        var (bad, good) = (Guid.Parse(await notices.AcceptedAsync(Counted(501))), await notices.AcceptedAsync(Counted(502)));
        await UnknownEvent.AppendAsync(notices.Database, bad);
        using var alone = await notices.GetAsync("officer", "C", $"/v1/notices/{bad}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, alone.StatusCode);
        Assert.Equal("stream-unreadable", (string?)(await ReadAsync(alone))["code"]);
        await Eventually.HoldsAsync(async () => (string?)(await ListedAsync(bad))["state"] == "unreadable", "the list says so");
        Assert.Equal("received", (string?)(await ListedAsync(Guid.Parse(good)))["state"]);

        await notices.Service.Services.GetRequiredService<IBus>().Publish(new CalendarPublished("cn", 2076, 1, [], [], null), Ct);
        await notices.CountsAsync(1, "the other is counted", Rows(good));
        await notices.CountsAsync(1, "this one is set aside", $"quarantine where place = 'calendar' and item = '{bad}'");
        await UnknownEvent.BecomesAsync(notices.Database, bad, "notice.question-answered.v1", """{"question": "none", "value": "none"}""");
        await notices.CountsAsync(1, "it is counted too", Rows(bad.ToString()));
        await notices.CountsAsync(0, "it is set aside no more", $"quarantine where item = '{bad}'");
        Assert.Equal("received", (string?)(await ListedAsync(bad))["state"]);

        static string Rows(string id) => $"counted_deadline where notice = '{id}' and due_at is not null";
    }

    private async Task<JsonNode> ListedAsync(Guid id)
    {
        using var answer = await notices.GetAsync("officer", "C", "/v1/notices?limit=500");
        return (await ReadAsync(answer))["items"]!.AsArray().Single(item => (Guid)item!["id"]! == id)!;
    }

    /// <summary>A notice with a limit of ten working days of a year that has no calendar.</summary>
    private static JsonObject Counted(int number)
    {
        var notice = Notice($"港组发〔2076〕{number}号");
        notice["issuedOn"] = "2076-03-02";
        notice["requirements"] =
            new JsonArray(new JsonObject { ["text"] = "以支部为单位于10个工作日内组织一次集中学习。", ["owes"] = new JsonObject { ["level"] = "branch" } });
        return notice;
    }
}
