namespace NoticeIssuance.Tests.Understanding;

/// <summary>How offices of other fields write: fire safety, finance, health, schools, housing, statistics, party work.</summary>
public sealed class TurnsOfPhraseTests
{
    [Theory]
    [InlineData("请各单位于4月16日（本周二）中午12:00前将参会回执报市应急局办公室。", "2019-04-16 12:00")]
    [InlineData("各单位要于4月16日（下周二）前报送名单。", "2019-04-16 23:59")]
    [InlineData("各单位要于2020年1月24日（农历腊月三十）前报送值班表。", "2020-01-24 23:59")]
    [InlineData("各单位要于活动结束后1周内（6月8日前）报送总结。", "2019-06-08 23:59")]
    [InlineData("网上填报。系统开放时间为3月18日9:00至4月12日17:00，各单位要按时填报。", "2019-04-12 17:00")]
    [InlineData("单位审核。各推荐单位审核截止时间为4月16日17:00。", "2019-04-16 17:00")]
    [InlineData("网上缴费截止4月2日，请考生按时缴费。", "2019-04-02 23:59")]
    [InlineData("排查整治（3月12日至4月28日）。各单位要对照要点开展自查。", "2019-04-28 23:59")]
    [InlineData("动员部署（4月10日前）。各单位要明确专人负责。", "2019-04-10 23:59")]
    [InlineData("自2019年11月1日起，请每日16时前报送预报信息。", "2019-11-01 16:00")]
    [InlineData("自12月起，各单位要于每月25日前报送统计表。", "2019-12-25 23:59")]
    [InlineData("各街道排查情况实行日报告制度，每日17时前报区燃气办。", "2019-03-11 17:00")]
    [InlineData("9月底前，市住建局完成审批系统升级。（责任单位：市住建局；完成时限：2019年9月）", "2019-09-30 23:59")]
    [InlineData("各学院每周五16:00前将就业进展报学生处。", "2019-03-15 16:00")]
    [InlineData("各教研室主任5月20日前审核；", "2019-05-20 23:59")]
    [InlineData("各单位5月20日前提交自查报告。", "2019-05-20 23:59")]
    [InlineData("各单位须于5月20日前一次性缴清。", "2019-05-20 23:59")]
    [InlineData("各燃气经营企业自即日起至5月20日，对所有用户入户安检一遍。", "2019-05-20 23:59")]
    [InlineData("市发改委要在本季度末前完成规划纲要草案。", "2019-03-31 23:59")]
    [InlineData("国庆节前一周，各地要完成隐患清零。", "2019-09-24 23:59")]
    [InlineData("五一前3天，各校要报送值班表。", "2019-04-28 23:59")]
    [InlineData("个人网上申报：2019年9月2日-9月20日，各单位要通知到人。", "2019-09-20 23:59")]
    [InlineData("任课教师应在考试结束后5日内登录成绩，最迟不超过6月20日。", "2019-06-20 23:59")]
    public void Sets_a_day(string item, string due) => Assert.Equal(due, Notices.DueOf(item));

    [Theory]
    [InlineData("到2022年底，办理时间压缩至1个工作日内，各单位要抓好落实。")]
    [InlineData("一般登记业务办理时间要缩短到3个工作日以内。")]
    [InlineData("各校防疫物资储备应满足至少两周的用量，有效期至2022年底的消毒用品要及时更换。")]
    [InlineData("申报单位须在本市注册满1年（2018年3月1日前注册），具有独立法人资格。")]
    [InlineData("项目负责人年龄不超过60周岁（1959年1月1日后出生），各单位要严格审核。")]
    [InlineData("入党申请人须年满18周岁，入党积极分子须经过一年以上培养教育和考察。")]
    [InlineData("调查时点为2019年11月1日零时，各县要认真组织。")]
    [InlineData("市财政局将于3月15日至19日组织集中会审，具体时间另行通知。")]
    [InlineData("2018年1月1日以后新参加工作的职工，应以第二个月工资为基数。")]
    [InlineData("10月1日至8日放假，共8天。9月27日（星期日）、10月10日（星期六）上班，各单位要妥善安排。")]
    [InlineData("要优先选用近三年（2016年1月以后）出版的教材。")]
    [InlineData("资料保存期限不少于10年，各单位要指定专人保管。")]
    [InlineData("缴存基数调整执行时间为2018年7月1日至2019年6月30日，各单位要认真办理。")]
    [InlineData("考试定于2019年6月19日至20日举行，各单位要组织好。")]
    [InlineData("各单位于2019年4月第二个周五前报送总结。")]
    [InlineData("本办法自即日起至2020年5月20日有效，各单位要认真执行。")]
    [InlineData("要把安全作为前提条件，5月20日前期准备工作已经就绪。")]
    [InlineData("根据条例第二十五条“每年3月1日前，县级以上部门要公开年度报告”的规定，请各单位认真总结。")]
    [InlineData("任职年限计算截止2019年12月31日，业绩成果截止2019年8月31日，各单位要严格审核。")]
    [InlineData("继续教育学时截止时间为2019年8月31日。")]
    [InlineData("各单位应当于接到本通知3日内报送名单。")]
    [InlineData("准考证打印时间：6月14日—6月18日，考试成绩预计8月中旬公布。各单位要转告考生。")]
    public void Sets_none(string item) =>
        Assert.All(Notices.With(item).Content.Requirements, requirement => Assert.Null(requirement.Deadline?.DueAt));

    [Fact]
    public void A_heading_s_stage_and_the_day_within_it_are_one_requirement()
    {
        var requirements = Notices.With("总结提升（5月1日至31日）。各地要认真总结，5月25日前报送工作总结。").Content.Requirements;
        Assert.Equal("2019-05-25", Notices.Day(requirements[0]));
        Assert.Equal("二", requirements[1].Label);
    }

    [Fact]
    public void A_day_after_a_heading_s_stage_is_another_requirement() =>
        Assert.Equal(["2019-05-31", "2019-06-05"], Days("自查阶段（5月1日至31日）。各单位逐项自查，6月5日前提交自查报告。"));

    [Fact]
    public void Two_limits_of_one_sentence_are_two_requirements() =>
        Assert.Equal(["2019-06-10", "2019-06-15"], Days("工业企业：2019年6月10日12时前完成网上填报，6月15日前由县区统计局审核上报。"));

    [Fact]
    public void A_draft_and_its_final_text_are_two_requirements() =>
        Assert.Equal(["2019-05-20", "2019-06-10"], Days("初稿请于2019年5月20日前、定稿请于2019年6月10日前报送至市司法局。"));

    [Fact]
    public void The_event_a_limit_counts_from_is_named_whole() =>
        Assert.Equal("自查表开学后", Notices.First("学校完成自查，自查表开学后5个工作日内交监管所。").Deadline?.Anchor?.Words);

    [Fact]
    public void An_item_may_begin_with_a_date() => Assert.Equal([("1", "2025-05-29"), ("2", "2026-06-20")], Notices.Read(
        "关于开展安全生产月活动的通知\n各车间：\n1、5月29日前，各车间制定活动方案。\n2.2026年6月20日前，各车间报送总结。\n海州机械集团有限公司\n2025年5月23日")
        .Content.Requirements.Select(requirement => (requirement.Label, Notices.Day(requirement))));

    [Fact]
    public void A_quarterly_return_is_due_after_each_quarter() =>
        Assert.Equal(Period.Quarter, Notices.With("各单位要按季报送，季后8日前报送季报。").Content.Requirements[0].Recurrence?.Every);

    [Fact]
    public void A_list_of_limits_is_as_many_requirements()
    {
        var requirements = Notices.With("各地各部门要于4月28日前将五一值班表、9月20日前将国庆值班表分别报市委总值班室。").Content.Requirements;
        Assert.Equal(["2019-04-28", "2019-09-20"], Notices.Days(requirements.Take(2)));
    }

    [Fact]
    public void A_heading_that_names_a_topic_orders_nothing() => Assert.All(Notices.With("整治范围：全市作业场所10人以上的企业。").Content.Requirements,
        requirement => Assert.DoesNotContain("整治范围", requirement.Text, StringComparison.Ordinal));

    [Fact]
    public void A_plain_request_is_to_the_addressees_and_nobody_is_asked_whose_it_is() =>
        Assert.DoesNotContain("actor-missing", Notices.Kinds(Notices.With("请于5月20日前报送汇总表。")));

    private static IEnumerable<string?> Days(string item) =>
        Notices.Days(Notices.With(item).Content.Requirements).Where(day => day is not null);

    [Fact]
    public void A_plan_shares_out_its_work()
    {
        var content = Notices.Read("""
            海州发〔2020〕17号
            海州市人民政府关于印发三年行动计划的通知
            各县、区人民政府，市政府各部门：
            《三年行动计划》已经审议通过，现印发给你们，请认真贯彻落实。
            海州市人民政府
            2020年4月30日
            三年行动计划
            一、重点任务
            （一）简化流程。2020年6月底前，实现“一网通办”。（责任单位：市市场监管局、市税务局；完成时限：2020年6月）
            （二）提高效率。2020年底前，办理时间压缩至3个工作日以内。（牵头单位：市自然资源局；配合单位：市住建局）
            """).Content;
        Assert.Equal([("市市场监管局", "2020-06-30"), ("市自然资源局", "2020-12-31")],
            content.Requirements.Skip(1).Select(requirement => (requirement.Lead, Notices.Day(requirement))));
        Assert.All(content.Requirements.Skip(1), requirement => Assert.Equal(Disposition.Dated, requirement.Disposition));
    }

    [Theory]
    [InlineData("对2015年以前投用的设备要全面检测。"), InlineData("会议要求，2月底前完成的隐患整改要“回头看”。"), InlineData("有效期至2020年12月31日，各单位要及时换证。"),
        InlineData("险情发生后30分钟内要报告区防指办。")]
    public void What_was_done_by_a_day_or_hangs_on_an_event_sets_none(string item) =>
        Assert.All(Notices.With(item).Content.Requirements, requirement => Assert.Null(requirement.Deadline?.DueAt));

    [Fact]
    public void A_period_for_handing_in_is_no_period_of_validity() =>
        Assert.Equal("2019-12-15 23:59", Notices.DueOf("各单位纳税申报期限截止日期为12月15日。"));

    [Fact]
    public void Items_in_one_paragraph_are_quoted_without_their_是()
    {
        var requirements = Notices.Read("关于做好防汛工作的通知\n各镇：\n现通知如下。一是压实责任。各镇要于4月16日前开展检查。"
            + "二是备足物资。各单位须于4月20日前完成盘点。\n区防汛指挥部\n2019年3月11日").Content.Requirements;
        Assert.All(requirements, requirement => Assert.DoesNotContain("是", requirement.Quote[..1], StringComparison.Ordinal));
        Assert.Equal(["2019-04-16", "2019-04-20"], Notices.Days(requirements));
    }
}
