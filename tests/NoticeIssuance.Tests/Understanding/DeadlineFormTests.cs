namespace NoticeIssuance.Tests.Understanding;

/// <summary>Each form of the grammar; the notice is of Monday 2019-03-11.</summary>
public sealed class DeadlineFormTests
{
    [Theory]
    [InlineData("2019年5月20日前", "2019-05-20 23:59")]
    [InlineData("2019年5月20日以前", "2019-05-20 23:59")]
    [InlineData("2019年5月20日之前", "2019-05-20 23:59")]
    [InlineData("于2019年5月20日前", "2019-05-20 23:59")]
    [InlineData("务必在2019年5月20日前", "2019-05-20 23:59")]
    [InlineData("５月２０日前", "2019-05-20 23:59")]
    [InlineData("5 月 20 日前", "2019-05-20 23:59")]
    [InlineData("5月20 日前", "2019-05-20 23:59")]
    [InlineData("5月20号前", "2019-05-20 23:59")]
    [InlineData("5月20日（星期一）前", "2019-05-20 23:59")]
    [InlineData("5月20日(周一)前", "2019-05-20 23:59")]
    [InlineData("五月二十日前", "2019-05-20 23:59")]
    [InlineData("二〇一九年五月二十日前", "2019-05-20 23:59")]
    [InlineData("二○一九年十二月三十一日前", "2019-12-31 23:59")]
    [InlineData("5月20前", "2019-05-20 23:59")]
    [InlineData("2019.5.20前", "2019-05-20 23:59")]
    [InlineData("2019-05-20前", "2019-05-20 23:59")]
    [InlineData("2019/5/20日前", "2019-05-20 23:59")]
    [InlineData("5.20前", "2019-05-20 23:59")]
    [InlineData("2020年元月12日前", "2020-01-12 23:59")]
    [InlineData("今年5月20日前", "2019-05-20 23:59")]
    [InlineData("明年1月20日前", "2020-01-20 23:59")]
    [InlineData("20日前", "2019-03-20 23:59")]
    [InlineData("本月20日前", "2019-03-20 23:59")]
    [InlineData("下月5日前", "2019-04-05 23:59")]
    [InlineData("次月5日前", "2019-04-05 23:59")]
    public void A_day(string limit, string due) => Assert.Equal(due, Notices.DueOf($"各单位要{limit}报送自查报告。"));

    [Theory]
    [InlineData("5月20日17:00前", "2019-05-20 17:00")]
    [InlineData("5月20日17：00前", "2019-05-20 17:00")]
    [InlineData("5月20日下午5点前", "2019-05-20 17:00")]
    [InlineData("5月20日下午五点前", "2019-05-20 17:00")]
    [InlineData("5月20日下午17：00前", "2019-05-20 17:00")]
    [InlineData("5月20日下午5时30分前", "2019-05-20 17:30")]
    [InlineData("5月20日下午3点半前", "2019-05-20 15:30")]
    [InlineData("5月20日上午9:30前", "2019-05-20 09:30")]
    [InlineData("5月20日中午12点前", "2019-05-20 12:00")]
    [InlineData("5月20日晚8点前", "2019-05-20 20:00")]
    [InlineData("5月20日24时前", "2019-05-20 23:59")]
    [InlineData("5月20日（星期一）18时前", "2019-05-20 18:00")]
    [InlineData("5月20日中午前", "2019-05-20 12:00")]
    [InlineData("5月20日下班前", "2019-05-20 23:59")]
    [InlineData("20日16:30前", "2019-03-20 16:30")]
    [InlineData("2019-05-20 16:30前", "2019-05-20 16:30")]
    public void A_clock_time(string limit, string due) => Assert.Equal(due, Notices.DueOf($"各单位要{limit}报送自查报告。"));

    [Theory]
    [InlineData("4月底前", "2019-04-30 23:59"), InlineData("4月末前", "2019-04-30 23:59"), InlineData("2020年2月底前", "2020-02-29 23:59"),
        InlineData("2月底前", "2020-02-29 23:59"), InlineData("四月底前", "2019-04-30 23:59"), InlineData("12月底前", "2019-12-31 23:59"),
        InlineData("月底前", "2019-03-31 23:59"), InlineData("本月底前", "2019-03-31 23:59"), InlineData("下月底前", "2019-04-30 23:59"),
        InlineData("年底前", "2019-12-31 23:59"), InlineData("今年底前", "2019-12-31 23:59"), InlineData("2020年底前", "2020-12-31 23:59"),
        InlineData("明年底前", "2020-12-31 23:59"), InlineData("二季度末前", "2019-06-30 23:59"), InlineData("第三季度末前", "2019-09-30 23:59"),
        InlineData("2020年一季度前", "2020-03-31 23:59"), InlineData("上半年前", "2019-06-30 23:59"),
        InlineData("2019年下半年前", "2019-12-31 23:59")]
    public void The_end_of_a_period(string limit, string due) => Assert.Equal(due, Notices.DueOf($"各单位要在{limit}完成整改。"));

    [Theory]
    [InlineData("6月上旬前", "2019-06-10 23:59", "2019-05-31")]
    [InlineData("6月中旬前", "2019-06-20 23:59", "2019-06-10")]
    [InlineData("6月下旬前", "2019-06-30 23:59", "2019-06-20")]
    [InlineData("2020年1月中旬前", "2020-01-20 23:59", "2020-01-10")]
    [InlineData("8月前", "2019-07-31 23:59", "2019-08-31")]
    [InlineData("8月份前", "2019-07-31 23:59", "2019-08-31")]
    [InlineData("2021年前", "2020-12-31 23:59", "2021-12-31")]
    public void A_period_named_before_it_begins_reads_two_ways(string limit, string due, string other)
    {
        var read = Notices.With($"各单位要在{limit}完成整改。");
        var deadline = read.Content.Requirements[0].Deadline!;
        Assert.Equal(due, deadline.DueAt?.ToString("yyyy-MM-dd HH:mm", null));
        Assert.Equal(other, deadline.Alternatives[0].DueAt.ToString("yyyy-MM-dd", null));
        var question = Assert.Single(read.Questions, question => question.Kind == QuestionKinds.DeadlineAmbiguous);
        Assert.Equal("requirement:1", question.About);
        Assert.Equal(2, question.Proposals.Count);
        Assert.StartsWith(due[..10], question.Proposals[0].Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("“七一”前夕", "2019-06-30 23:59"), InlineData("\"七一\"前", "2019-06-30 23:59"), InlineData("“五一”前", "2019-04-30 23:59"),
        InlineData("国庆节前", "2019-09-30 23:59"), InlineData("国庆节前夕", "2019-09-30 23:59"), InlineData("春节前", "2020-01-24 23:59"),
        InlineData("2020年春节前", "2020-01-24 23:59"), InlineData("元旦前", "2019-12-31 23:59"), InlineData("清明节前", "2019-04-04 23:59"),
        InlineData("端午节前", "2019-06-06 23:59"), InlineData("中秋节前", "2019-09-12 23:59"), InlineData("教师节前", "2019-09-09 23:59"),
        InlineData("“八一”建军节前", "2019-07-31 23:59")]
    public void Before_a_festival_is_the_day_before_it(string limit, string due) =>
        Assert.Equal(due, Notices.DueOf($"{limit}，各单位要报送活动总结。"));

    [Theory]
    [InlineData("本周五前", "2019-03-15 23:59")]
    [InlineData("本周五下午3点前", "2019-03-15 15:00")]
    [InlineData("下周三前", "2019-03-20 23:59")]
    [InlineData("下周一上午10:00前", "2019-03-18 10:00")]
    [InlineData("周四前", "2019-03-14 23:59")]
    [InlineData("星期五前", "2019-03-15 23:59")]
    [InlineData("今天下班前", "2019-03-11 23:59")]
    [InlineData("今日17:00前", "2019-03-11 17:00")]
    [InlineData("明天12:00前", "2019-03-12 12:00")]
    [InlineData("明日上午10点前", "2019-03-12 10:00")]
    [InlineData("后天下午4点前", "2019-03-13 16:00")]
    public void Days_relative_to_the_date_of_writing(string limit, string due) => Assert.Equal(due, Notices.DueOf($"请各单位于{limit}报送参会名单。"));

    [Theory]
    [InlineData("5个工作日内", "2019年3月11日", "2019-03-18 23:59")]
    [InlineData("五个工作日内", "2019年3月11日", "2019-03-18 23:59")]
    [InlineData("3个工作日之内", "2019年3月14日", "2019-03-19 23:59")]
    [InlineData("5个工作日内", "2019年9月23日", "2019-09-29 23:59")] // ends on a make-up Sunday
    [InlineData("2个工作日内", "2019年9月30日", "2019-10-09 23:59")]
    [InlineData("1个工作日内", "2014年1月30日", "2014-02-07 23:59")]
    [InlineData("1个工作日内", "2015年9月2日", "2015-09-06 23:59")]
    [InlineData("1个工作日内", "2016年2月5日", "2016-02-06 23:59")]
    [InlineData("1个工作日内", "2017年1月26日", "2017-02-03 23:59")]
    [InlineData("1个工作日内", "2018年2月14日", "2018-02-22 23:59")]
    [InlineData("1个工作日内", "2020年1月23日", "2020-02-03 23:59")]
    [InlineData("1个工作日内", "2021年2月10日", "2021-02-18 23:59")]
    [InlineData("1个工作日内", "2022年4月29日", "2022-05-05 23:59")]
    [InlineData("1个工作日内", "2023年4月28日", "2023-05-04 23:59")]
    [InlineData("1个工作日内", "2024年9月14日", "2024-09-18 23:59")]
    [InlineData("1个工作日内", "2025年9月30日", "2025-10-09 23:59")]
    [InlineData("1个工作日内", "2026年2月14日", "2026-02-24 23:59")]
    [InlineData("5个工作日内", "2018年12月28日", "2019-01-07 23:59")] // over the turn of the year
    [InlineData("3日内", "2019年3月11日", "2019-03-14 23:59")]
    [InlineData("10天内", "2019年3月11日", "2019-03-21 23:59")]
    [InlineData("两周内", "2019年3月11日", "2019-03-25 23:59")]
    [InlineData("1个月内", "2019年3月11日", "2019-04-11 23:59")]
    [InlineData("本通知印发之日起30日内", "2019年3月11日", "2019-04-10 23:59")]
    [InlineData("自本通知印发之日起10个工作日内", "2019年3月11日", "2019-03-25 23:59")]
    [InlineData("本通知下发后5日内", "2019年3月11日", "2019-03-16 23:59")]
    public void Spans_count_from_the_next_day(string limit, string date, string due) =>
        Assert.Equal(due, Notices.DueOf($"请各单位在{limit}报送实施方案。", date));

    [Theory]
    [InlineData("收到本通知之日起5个工作日内", "receipt", 5, "working-days")]
    [InlineData("接到本通知后3日内", "receipt", 3, "days")]
    [InlineData("检查结束后5个工作日内", "other", 5, "working-days")]
    [InlineData("自决定作出之日起20个工作日内", "other", 20, "working-days")]
    [InlineData("项目完成后1个月内", "other", 1, "months")]
    [InlineData("会议召开前3个工作日", "other", -3, "working-days")]
    public void A_limit_that_hangs_on_an_event_has_an_anchor_and_no_instant(string limit, string @event, int amount, string unit)
    {
        var deadline = Notices.First($"各单位要在{limit}报送情况报告。").Deadline!;
        Assert.Null(deadline.DueAt);
        Assert.Equal((@event, amount, unit), (deadline.Anchor!.Event, deadline.Anchor.Amount, deadline.Anchor.Unit));
    }

    [Theory]
    [InlineData("截止时间为5月20日", "2019-05-20 23:59")]
    [InlineData("报送时间：5月20日", "2019-05-20 23:59")]
    [InlineData("最迟5月20日", "2019-05-20 23:59")]
    [InlineData("截至5月20日前", "2019-05-20 23:59")]
    [InlineData("5月20日止", "2019-05-20 23:59")]
    [InlineData("5月20日为止", "2019-05-20 23:59")]
    public void Words_that_lead_in_or_close(string limit, string due) => Assert.Equal(due, Notices.DueOf($"各单位要认真填报，{limit}。"));

    [Theory]
    [InlineData("请于5月20日报送总结材料。", "2019-05-20 23:59")]
    [InlineData("各单位要于5月20日上报名单。", "2019-05-20 23:59")]
    [InlineData("年内完成整改。", "2019-12-31 23:59")]
    [InlineData("全面自查自纠（6月25日前）", "2019-06-25 23:59")]
    [InlineData("自查阶段（5月1日至5月20日）。各单位要开展自查。", "2019-05-20 23:59")]
    [InlineData("自查阶段（5月1日-20日）。各单位要开展自查。", "2019-05-20 23:59")]
    [InlineData("申报时间：5月1日至5月20日。", "2019-05-20 23:59")]
    [InlineData("各单位于5月10日至20日前完成排查。", "2019-05-20 23:59")]
    public void Other_ways_to_bind(string item, string due) => Assert.Equal(due, Notices.DueOf(item));

    [Theory]
    [InlineData("每年2月底前", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "2020-02-29")]
    [InlineData("每年1月31日前", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31", "2020-01-31")]
    [InlineData("每年12月10日前", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10", "2019-12-10")]
    [InlineData("每月25日前", "FREQ=MONTHLY;BYMONTHDAY=25", "2019-03-25")]
    [InlineData("每月5日前", "FREQ=MONTHLY;BYMONTHDAY=5", "2019-04-05")]
    [InlineData("每月底前", "FREQ=MONTHLY;BYMONTHDAY=-1", "2019-03-31")]
    [InlineData("每季度末前", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1", "2019-03-31")]
    [InlineData("每年底前", "FREQ=YEARLY;BYMONTHDAY=-1", "2019-12-31")]
    [InlineData("每周五前", "FREQ=WEEKLY;BYDAY=FR", "2019-03-15")]
    [InlineData("每周五下午5点前", "FREQ=WEEKLY;BYDAY=FR;BYHOUR=17;BYMINUTE=0", "2019-03-15")]
    [InlineData("每月最后一天前", "FREQ=MONTHLY;BYMONTHDAY=-1", "2019-03-31")]
    public void Every_period(string limit, string rule, string first)
    {
        var requirement = Notices.First($"各单位要于{limit}报送进展情况。");
        Assert.Equal(Workflow.History.Disposition.Recurring, requirement.Disposition);
        Assert.Equal(rule, requirement.Recurrence!.ToString());
        Assert.Equal(first, Notices.Day(requirement));
    }

    [Fact]
    public void A_frequency_recurs_without_a_day_of_its_own()
    {
        var requirement = Notices.First("各支部要每月至少2次开展集中学习。");
        Assert.Equal(2, requirement.Recurrence!.Times);
        Assert.Null(requirement.Deadline!.DueAt);
    }

    [Fact]
    public void A_yearly_duty_can_start_later_and_hands_its_period_on()
    {
        var requirements = Notices.With("2021年起，每年2月底前各县区完成考核，3月底前市教育局完成汇总。").Content.Requirements;
        Assert.Equal("2021-02-28", Notices.Day(requirements[0]));
        Assert.Equal("2021-03-31", Notices.Day(requirements[1]));
        Assert.Equal("recurring-inherited", requirements[1].Deadline!.Rule);
    }
}
