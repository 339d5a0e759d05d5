namespace NoticeIssuance.Tests.Notices;

/// <summary>A newer grammar compares; it never edits.</summary>
[Collection(nameof(NoticesCollection))]
public sealed class RereadingTests(NoticesFixture notices)
{
    private const string Body = "关于开展检查的通知\n海教发〔2019〕3号\n各学校：\n一、各学校要于5月20日前报送总结。\n二、各学校要制定方案。\n海东市教育局\n2019年3月11日";

    [Fact]
    public void What_is_read_differently_is_told_span_by_span()
    {
        var now = Assert.IsType<Reading.Understood>(NoticeReader.Read(Body, html: false, Given.Now, WorkingCalendars.Shipped));
        var (first, second) = (now.Content.Requirements[0], now.Content.Requirements[1]);
        var then = now.Content with
        {
            GrammarVersion = 1,
            Title = "检查的通知",
            Requirements = [first with { Actor = null, Deadline = null }, first with { Number = 2, Span = new(0, 5) }],
        };
        var reread = RereadNotice.Of(then, now);
        Assert.Equal((1, NoticeReader.GrammarVersion, true, false), (reread.GrammarThen, reread.GrammarNow, reread.IsNotice, reread.Same));
        Assert.Equal(new Difference("title", "检查的通知", "关于开展检查的通知"), Assert.Single(reread.Elements));
        Assert.Equal([(2, null), (1, 1), (null, 2)], reread.Requirements.Select(difference => (difference.Then, difference.Now)));
        Assert.Contains(new Difference("dueAt", null, "2019-05-20T15:59:59Z"), reread.Requirements[1].Differences);
        Assert.Contains(new Difference("actor", null, "各学校"), reread.Requirements[1].Differences);
        Assert.Equal((second.Span, "各学校要制定方案。"), (reread.Requirements[2].Span, reread.Requirements[2].Quote));
    }

    [Fact]
    public void The_same_reading_differs_in_nothing()
    {
        var now = Assert.IsType<Reading.Understood>(NoticeReader.Read(Body, html: false, Given.Now, WorkingCalendars.Shipped));
        Assert.True(RereadNotice.Of(now.Content, now).Same);
    }

    [Fact]
    public void A_text_that_is_no_notice_any_more_has_lost_its_requirements()
    {
        var now = Assert.IsType<Reading.Understood>(NoticeReader.Read(Body, html: false, Given.Now, WorkingCalendars.Shipped));
        var reread = RereadNotice.Of(now.Content, new Reading.NotANotice("nothing"));
        Assert.Equal((false, false, 2), (reread.IsNotice, reread.Same, reread.Requirements.Count(difference => difference.Now is null)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_issued_notice_is_read_again_and_stays_as_it_is(bool structured)
    {
        var number = structured ? "港组发〔2016〕61号" : "港组发〔2016〕62号";
        var posted = await ReadAsync(await notices.PostNoticeAsync(structured ? Json(Notice(number))
            : Bytes(Encoding.UTF8.GetBytes(Text(number)), "text/plain; charset=utf-8")));
        var id = (string)posted["id"]!;
        Assert.Equal(HttpStatusCode.OK, (await notices.ActAsync(id, "answers", """{"acceptProposals":true}""")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await notices.ActAsync(id, "issuance", "{}")).StatusCode);
        var before = await notices.ShownAsync(id);
        var events = await notices.CountAsync($"mt_events where stream_id = '{id}'");

        var reread = await ReadAsync(await notices.GetAsync("officer", "C", $"/v1/notices/{id}/rereading"));
        Assert.True((bool)reread["same"]!, reread.ToJsonString());
        Assert.Equal((NoticeReader.GrammarVersion, NoticeReader.GrammarVersion), ((int)reread["grammarThen"]!, (int)reread["grammarNow"]!));

        Assert.True(JsonNode.DeepEquals(before, await notices.ShownAsync(id)));
        Assert.Equal(events, await notices.CountAsync($"mt_events where stream_id = '{id}'"));
        Assert.Equal(HttpStatusCode.NotFound, (await notices.GetAsync("officer", "D", $"/v1/notices/{id}/rereading")).StatusCode);
    }
}
