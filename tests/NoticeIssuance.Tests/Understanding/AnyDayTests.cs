namespace NoticeIssuance.Tests.Understanding;

/// <summary>
/// Every form of the grammar in notices of any day from 1900 to 2199: read without an exception, into days of those years; what cannot be,
/// and what would be due before the notice, is asked about.
/// </summary>
public sealed class AnyDayTests
{
    private static readonly string[] Forms =
    [
        "9999个工作日内", "1000个工作日内", "1000个月内", "1000日内", "1000周内", "半个月内", "24小时内", "国庆节后第9999个工作日前", "国庆节后第1个工作日前",
        "春节前", "“七一”前", "上周五前", "下下周日前", "今天下班前", "明日12:00前", "1900年前", "1900年1月前", "1900年1月1日前", "2099年底前", "2099年12月31日前",
        "明年3月底前", "去年年底前", "上年12月前", "次年1月1日前", "年底前", "12月31日前", "1月1日前", "2月29日前", "6月中旬前", "月底前", "下月底前", "1日前",
        "本季度末前", "第四季度末前", "上半年前", "农历正月十二前", "腊月三十前", "每月25日前", "每月第23个工作日前", "每季度末前", "每年12月31日前", "每半年",
        "每周五前", "每天17时前", "收到本通知之日起1000个工作日内", "本通知印发之日起1000个月内", "春节前1000个工作日", "13月5日前",
    ];

    private static readonly string[] Days =
        ["1900-01-01", "1900-03-01", "1901-02-18", "1999-12-31", "2016-02-29", "2100-12-31", "2101-01-28", "2199-01-01", "2199-12-31"];

    public static TheoryData<string> EveryForm => [.. Forms];

    [Theory]
    [MemberData(nameof(EveryForm))]
    public void Is_read_or_asked_about_and_never_thrown_at(string form)
    {
        foreach (var day in Days.Select(day => DateOnly.Parse(day, null)))
        {
            var read = Assert.IsType<Reading.Understood>(NoticeReader.Read(
                $"关于报送材料的通知\n各县区教育局：\n一、请各单位于{form}报送总结。\n二、各单位要高度重视。\n海东市教育局", html: false,
                OfficialTime.EndOf(day), WorkingCalendars.Shipped, new GivenFields(IssuedOn: day)));
            foreach (var requirement in read.Content.Requirements.Where(requirement => requirement.Deadline is not null))
            {
                var (deadline, asked) = (requirement.Deadline!, read.Questions.FirstOrDefault(question =>
                    QuestionSubject.RequirementOf(question.About) == requirement.Number && Settling.IsAboutTime(question.Kind)));
                Assert.All(deadline.Alternatives.Select(other => other.DueAt).Append(deadline.DueAt ?? OfficialTime.EndOf(day)),
                    due => Assert.True(OfficialYears.Hold(due)));
                Assert.All(asked?.Proposals ?? [], proposal => Assert.True(DueTime.Problem(proposal.Value, day) is null));
                if (deadline.DueAt is { } early && OfficialTime.DayOf(early) < day)
                    Assert.NotNull(asked);
            }
        }
    }

    [Theory]
    [InlineData("2018年12月31日前", "2019-12-31T23:59:59+08:00")]
    [InlineData("上周五前", null)]
    [InlineData("3月5日前", "2020-03-05T23:59:59+08:00")]
    public void A_day_before_the_notice_is_asked_about_and_never_proposed(string form, string? proposed)
    {
        var question = Assert.Single(Notices.With($"各单位要于{form}报送总结。").Questions);
        Assert.Equal((QuestionKinds.DeadlineAmbiguous, proposed),
            (question.Kind, question.Proposals.Select(proposal => proposal.Value).SingleOrDefault()));
    }
}
