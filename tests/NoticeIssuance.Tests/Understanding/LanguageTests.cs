namespace NoticeIssuance.Tests.Understanding;

/// <summary>Turns of phrase by kind, each with its neighbours. The notice is of 2019-03-11, a Monday.</summary>
public sealed class LanguageTests
{
    [Theory]
    [InlineData("原定3月20日截止的论文申报延长至4月2日，请尚未申报的学校抓紧。", "2019-04-02")]
    [InlineData("各学校自查由3月22日推迟到3月29日前完成。", "2019-03-29")]
    [InlineData("3月18日至3月29日，各学校组织教师逐项自查。", "2019-03-29")]
    [InlineData("申报系统将于4月12日自动关闭，请各学校合理安排时间。", "2019-04-12")]
    [InlineData("各学校要在4月第一周内完成整改。", "2019-04-07")]
    [InlineData("各单位于农历四月初八前报送总结。", "2019-05-12")]
    [InlineData("请各学校于清明节后第一个工作日报送值班情况。", "2019-04-08")]
    [InlineData("定于3月14日上午9时在局三楼会议室召开推进会，请各单位负责人准时参加。", "2019-03-14")]
    public void Is_due(string item, string day) => Assert.Equal(day, Notices.Day(Notices.First(item)));

    [Theory]
    [InlineData("新进厨师须提供30日内开具的体检证明，请各学校严格审核。")]
    [InlineData("截至2月28日在册的教师均可参加，请各学校认真组织。")]
    [InlineData("3月18日至3月22日食堂停业，请各单位相互转告。")]
    [InlineData("名单公布后5日内，各学校要提交计划书。")]
    [InlineData("3月17日至18日，市委书记到联系点调研，同干部群众交流座谈，就做好各项工作发表了重要讲话。")]
    public void Sets_no_day(string item) =>
        Assert.All(Notices.With(item).Content.Requirements, requirement => Assert.Null(requirement.Deadline?.DueAt));

    [Theory]
    [InlineData("请各学校于3月22日（星期六）前报送名单。")]
    [InlineData("请各学校于3月22日或3月25日前报送名单。")]
    [InlineData("请各学校于2019年4月31日前报送名单。")]
    [InlineData("请各学校于14月5日前报送名单。")]
    [InlineData("请各学校于3月4日前报送名单。")]
    public void A_contradiction_is_asked(string item) =>
        Assert.Contains("deadline-ambiguous", Notices.Kinds(Notices.With(item)));

    [Theory]
    [InlineData("各学校每月8日、18日和28日前报送进度。", "2019-03-18|2019-03-28|2019-04-08")]
    [InlineData("各学校每月前2个工作日内报送上月报表。", "2019-04-02")]
    [InlineData("月度报表请各学校于次月6日前报送。", "2019-04-06")]
    [InlineData("各学校每季度终了后8日内报送小结。", "2019-04-08")]
    public void Recurs(string item, string first)
    {
        var recurring = Notices.With(item).Content.Requirements.Where(requirement => requirement.Recurrence is not null);
        Assert.Equal(first, string.Join('|', Notices.Days(recurring).Order()));
    }
}
