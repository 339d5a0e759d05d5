namespace NoticeIssuance.Tests.Understanding;

/// <summary>Every time-like run is a limit, known to be none with the reason why, or asked about.</summary>
public sealed class TimeRunsTests
{
    [Theory]
    [InlineData("各学校要于5月20日前报送总结。", "5月20日", "limit", null)]
    [InlineData("原定5月10日前完成的自查，推迟到5月20日前完成。", "5月10日", "none", "beside-limit")]
    [InlineData("培训时间不少于5天，各学校要于5月20日前报送总结。", "5天", "none", "duration")]
    [InlineData("截至4月30日在册的学校要于5月20日前报送总结。", "4月30日", "none", "state")]
    [InlineData("各学校自4月1日起启用新表，5月20日前报送总结。", "4月1日", "none", "start")]
    [InlineData("市教育局定于6月18日举行展演，各学校要于5月20日前报名。", "6月18日", "none", "event")]
    [InlineData("各学校要按照《关于2018年3月5日会议的通知》，于5月20日前报送总结。", "2018年3月5日", "none", "reference")]
    [InlineData("各学校到文化路18号领取资料，5月20日前报送总结。", "18号", "none", "name")]
    [InlineData("2018年12月5日我局检查了部分学校，各学校要于5月20日前报送总结。", "2018年12月5日", "none", "past")]
    [InlineData("各学校要完善2018年度台账，5月20日前报送总结。", "2018年度", "none", "past")]
    [InlineData("系统升级期间（4月8日至4月9日停用），各学校要于5月20日前报送总结。", "4月8日", "none", "in-force")]
    [InlineData("各学校要把6月5日的台账整理好。", "6月5日", "question", null)]
    public void Is_accounted_for(string item, string words, string expected, string? kind)
    {
        var run = Assert.Single(Notices.With(item).Content.Times!, run => run.Words.StartsWith(words, StringComparison.Ordinal));
        Assert.Equal((expected, kind), (run.As, run.Kind));
    }

    [Fact]
    public void What_is_asked_is_asked_of_the_requirement_it_stands_in()
    {
        var question = Assert.Single(Notices.With("各学校要把6月5日的台账整理好。").Questions, one => one.Kind == QuestionKinds.TimeUnread);
        Assert.Equal(("requirement:1", AnswerValues.NoLimit), (question.About, question.Proposals[0].Value));
    }

    [Fact]
    public void Of_our_own_notices_no_more_than_one_in_twenty_is_asked_about_a_time()
    {
        var read = OwnNoticesTests.Read.ToList();
        Assert.InRange(read.Count(one => one.Content.Times!.Any(run => run.As == TimeRun.Question)), 0, read.Count / 20);
    }

    [Fact]
    public void The_annotated_page_tells_the_three_apart()
    {
        const string text = "关于检查的通知\n各学校：\n一、各学校自4月1日起自查，5月20日前报送总结，把6月5日的台账整理好。\n海东市教育局\n2019年3月11日";
        var page = AnnotatedHtml.Render(text, html: false, Notices.Read(text).Content);
        Assert.Contains("time-limit", page, StringComparison.Ordinal);
        Assert.Contains("不是时限（start）", page, StringComparison.Ordinal);
        Assert.Contains("待确认是否为时限", page, StringComparison.Ordinal);
    }
}
