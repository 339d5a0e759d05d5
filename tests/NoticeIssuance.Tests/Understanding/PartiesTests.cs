namespace NoticeIssuance.Tests.Understanding;

/// <summary>Who acts, who leads, who joins, and whom it goes to.</summary>
public sealed class PartiesTests
{
    [Theory]
    [InlineData("由市直机关工委牵头,会同高新区党工委组织部、保税区党工委组织部,梳理问题。", "市直机关工委", "高新区党工委组织部|保税区党工委组织部")]
    [InlineData("由市教育局牵头,会同市财政局组织开展检查。", "市教育局", "市财政局")]
    [InlineData("会同财政、民政、教育等部门研究制定措施。", null, "财政|民政|教育")]
    [InlineData("(市教育局、市财政局负责)", "市教育局", "市财政局")]
    public void Who_leads_and_who_joins(string text, string? lead, string joint)
    {
        var parties = Duties.Parties(text);
        Assert.Equal((lead, joint), (parties.Lead, string.Join('|', parties.Joint)));
    }

    [Theory]
    [InlineData("各学校每学期组织一次应急疏散演练。", "各学校")]
    [InlineData("请各单位自收到通知之日起十个工作日内报送方案。", "各单位")]
    [InlineData("国庆节前一周，各地要完成隐患清零。", "各地")]
    [InlineData("各单位于每月5日前报送进展。", "各单位")]
    [InlineData("各区住建局从5月10日起每日17时前报送日报。", "各区住建局")]
    [InlineData("5月20日前各车间开展一次应急演练。", "各车间")]
    [InlineData("各单位分别于5月6日前报送值班表。", "各单位")]
    [InlineData("中期检查：5月13日，各学院进行中期检查，5月20日前提交总结。", "各学院")]
    [InlineData("评优：各学院按2%的比例推荐，6月12日前报送推荐表。", "各学院")]
    [InlineData("公共课考试由教务处统一安排，各学院要于5月20日前完成命题。", null)]
    public void The_actor_is_found(string item, string? actor) => Assert.Equal(actor, Notices.With(item).Content.Requirements[0].Actor);

    [Fact]
    public void Later_parts_of_a_sentence_have_the_same_actor()
    {
        var requirements = Notices.With("各党委应在6月底前召开一次专题会议，9月底前完成全年计划的80%，12月15日前全部完成。").Content.Requirements;
        Assert.Equal(["各党委", "各党委", "各党委"], requirements.Take(3).Select(requirement => requirement.Actor));
    }

    [Theory]
    [InlineData("市发改委要在6月底前完成草案，市统计局、市财政局配合。", "市发改委", "市统计局,市财政局")]
    [InlineData("10月底前，市医保中心会同市民政局、市残联等部门完成数据比对。", "市医保中心", "市民政局,市残联")]
    [InlineData("市财政局会同市审计局组成检查组，5月底前完成检查。", "市财政局", "市审计局")]
    [InlineData("要推进审批改革。（市住建局牵头，市行政审批局、市发改委配合）", "市住建局", "市行政审批局,市发改委")]
    [InlineData("要压缩登记时间。（牵头单位：市自然资源局；配合单位：市住建局、市税务局）", "市自然资源局", "市住建局,市税务局")]
    [InlineData("要推行绿色生产。（工业和信息化部、商务部等按职责分工负责）", "工业和信息化部", "商务部")]
    [InlineData("要做好验收。（责任单位：市教育局、市财政局；完成时限：2019年6月）", "市教育局", "市财政局")]
    public void Who_shares_the_work_stands_in_brackets(string item, string lead, string joint)
    {
        var requirement = Notices.First(item);
        Assert.Equal((lead, joint), (requirement.Lead, string.Join(',', requirement.Joint)));
    }

    [Theory]
    [InlineData("市生态环境局会同有关部门开展联合执法检查，推动部门联合惩戒。")]
    [InlineData("要建立市场监管、税务等部门联合监管机制，各单位要加强协商。")]
    public void Nobody_in_particular_is_no_joint_unit(string item) => Assert.Empty(Notices.First(item).Joint);

    [Theory]
    [InlineData("各校要合理安排学生分批返校。", "各校")]
    [InlineData("请你厅（局）于9月30日前组织完成清单修订。", "你厅(局)")]
    [InlineData("各单位请在7月31日前持调整表到管理部办理。", "各单位")]
    [InlineData("请各省级主管部门确定1名联络员，于4月8日前报我部。", "各省级主管部门")]
    [InlineData("各党委每半年向县委组织部报告一次发展党员工作情况。", "各党委")]
    [InlineData("市州统计局10月25日前完成对县级的业务培训。", "市州统计局")]
    public void Who_is_to_act(string item, string actor) => Assert.Equal(actor, Notices.First(item).Actor);

    [Theory]
    [InlineData("组织开展义诊活动。")]
    [InlineData("鼓励企业制定标准，要加强引导。")]
    [InlineData("要保证质量。（商务部负责）")]
    public void What_names_no_actor_has_none(string item) => Assert.Null(Notices.First(item).Actor);

    [Theory]
    [InlineData("各局应于3月12日前完成审核，并将汇总数据及分析报告上报我局。", "海东市教育局")]
    [InlineData("市交通局要于4月20日前形成总结报告报送市政府。", "市政府")]
    [InlineData("各单位要于5月8日前将信息表传真至市卫生健康委。", "市卫生健康委")]
    public void Whom_it_goes_to(string item, string to) => Assert.Equal(to, Notices.First(item).ReportTo);
}
