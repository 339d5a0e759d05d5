namespace NoticeIssuance.Tests.Understanding;

public sealed class RequirementTests
{
    [Theory]
    [InlineData("充分认识开展学习的重要意义。各单位要提高站位。", Disposition.Principle)]
    [InlineData("高度重视，加强领导。各单位要精心组织，确保取得实效。", Disposition.Principle)]
    [InlineData("各单位要持续开展宣传活动。", Disposition.Standing)]
    [InlineData("重大情况要及时报告市教育局。", Disposition.Standing)]
    [InlineData("各单位要制定实施方案。", Disposition.Once)]
    [InlineData("各单位要于5月20日前报送总结。", Disposition.Dated)]
    [InlineData("各单位要于每月25日前报送进度。", Disposition.Recurring)]
    public void Disposition_is_proposed(string item, Disposition disposition) => Assert.Equal(disposition, Notices.First(item).Disposition);

    [Theory]
    [InlineData("要撰写一篇心得体会。", "essay")]
    [InlineData("要召开一次专题会议。", "meeting")]
    [InlineData("要组织一次座谈交流。", "discussion")]
    [InlineData("要对困难家庭进行摸底，建立台账。", "register")]
    [InlineData("要填报统计表。", "return")]
    [InlineData("要报送工作总结。", "report")]
    [InlineData("要开展全面自查。", "inspection")]
    [InlineData("要开展主题活动。", "activity")]
    [InlineData("要组织集中学习。", "study")]
    [InlineData("要做好宣传报道。", "publicity")]
    public void Kind_is_read_from_the_words(string item, string kind) => Assert.Equal(kind, Notices.First(item).Kind);

    [Theory]
    [InlineData("5月底前，要以党支部为单位召开会议。", UnitLevel.Branch)]
    [InlineData("基层党组织要制定实施方案。", UnitLevel.Branch)]
    [InlineData("各党支部要开展学习讨论。", UnitLevel.Branch)]
    [InlineData("各乡镇要报送名单。", UnitLevel.Township)]
    [InlineData("各县区要报送名单。", UnitLevel.County)]
    [InlineData("各市（州）要报送名单。", UnitLevel.City)]
    [InlineData("各单位要报送名单。", null)]
    [InlineData("各地区、各部门要报送名单。", null)]
    public void The_level_that_owes_is_proposed_from_the_actor(string item, UnitLevel? level) =>
        Assert.Equal(level, Notices.First(item).Owes.Level);

    [Fact]
    public void Persons_are_a_role()
    {
        var requirement = Notices.First("县处级以上党员领导干部要带头撰写心得体会。");
        Assert.Equal("县处级以上党员领导干部", requirement.Owes.Role);
        Assert.Null(requirement.Owes.Level);
    }

    [Theory]
    [InlineData("各单位要于5月20日前将总结报送市教育局。", "市教育局")]
    [InlineData("有关情况请及时报告市委组织部。", "市委组织部")]
    [InlineData("各单位要于5月20日前向市政府报送自查报告。", "市政府")]
    [InlineData("各单位要于5月20日前制定方案，并报市司法局备案。", "市司法局")]
    [InlineData("各单位要于5月20日前将总结报我局。", "海东市教育局")]
    [InlineData("各学院要于5月20日前将材料交教务处。", "教务处")]
    public void Whom_it_is_reported_to(string item, string to) => Assert.Equal(to, Notices.First(item).ReportTo);

    [Fact]
    public void Lead_and_joint_units()
    {
        var together = Notices.First("各级教育部门要会同财政、民政、卫生健康等部门制定帮扶措施。");
        Assert.Equal(["财政", "民政", "卫生健康"], together.Joint);
        var tail = Notices.First("各单位要建立台账。（教育局、财政局负责）");
        Assert.Equal(("教育局", "财政局"), (tail.Lead, Assert.Single(tail.Joint)));
    }

    [Fact]
    public void Two_actors_with_two_limits_in_one_sentence_are_two_requirements()
    {
        var requirements = Notices.With("各县区于5月10日前完成初审，市教育局于5月20日前完成复审。").Content.Requirements;
        Assert.Equal(["2019-05-10", "2019-05-20"], Notices.Days(requirements.Take(2)));
    }

    [Fact]
    public void What_refers_back_sets_the_limit_of_what_was_ordered()
    {
        var requirements = Notices.With("制定办法。各单位都要制定具体的实施办法。以上工作要在5月底前完成。").Content.Requirements;
        Assert.Equal("2019-05-31", Notices.Day(requirements[0]));
        Assert.Equal("二", requirements[1].Label);
    }

    [Fact]
    public void A_limit_in_a_heading_holds_for_what_is_below()
    {
        var content = Notices.Read("关于开展检查的通知\n各学校：\n一、自查自纠（6月25日前）\n1.各学校要检查校舍。\n2.各学校要检查食堂。\n"
            + "二、抽查\n1.各学校要配合抽查。\n海东市教育局\n2019年3月11日").Content;
        Assert.Equal(["2019-06-25", "2019-06-25", null], Notices.Days(content.Requirements));
    }

    [Fact]
    public void Numbering_may_jump_and_numbers_run_on()
    {
        var content = Notices.Read("关于开展检查的通知\n各学校：\n一、各学校要检查校舍。\n四、各学校要检查食堂。\n六、各学校要报送总结。\n海东市教育局\n2019年3月11日").Content;
        Assert.Equal(["一", "四", "六"], content.Requirements.Select(requirement => requirement.Label));
        Assert.Equal([1, 2, 3], content.Requirements.Select(requirement => requirement.Number));
    }

    [Fact]
    public void A_checklist_belongs_to_its_requirement()
    {
        var checklist = Notices.First("各支部要开展“三问”活动，即一问是否按时学习；二问是否认真讨论；三问是否立即整改。").Checklist;
        Assert.Equal(["是否按时学习", "是否认真讨论", "是否立即整改"], checklist);
    }

    [Fact]
    public void One_builds_on_another_and_takes_over_a_cited_notice()
    {
        var requirements = Notices.Read("关于开展学习的通知\n各单位：\n一要开展集中学习。各单位要组织集中学习。\n二要撰写心得体会。在集中学习的基础上，要撰写心得体会。"
            + "要认真落实《征文通知》（海组发〔2019〕8号）要求，做好征文工作。\n海东市委组织部\n2019年3月11日").Content.Requirements;
        Assert.Equal(1, requirements[1].After);
        Assert.Equal("海组发〔2019〕8号", requirements[2].Cites);
    }

    [Fact]
    public void Figures_and_evidence_asked_for()
    {
        var requirement = Notices.First("各单位要于5月20日前报送自查报告和汇总表，统计参学人数、场次。");
        Assert.Equal(["人数", "场次"], requirement.Figures);
        Assert.Contains("自查报告", requirement.Evidence);
    }

    [Theory]
    [InlineData("2019年元旦：2018年12月30日至2019年1月1日放假调休，共3天。")]
    [InlineData("组长由市长担任。")]
    public void What_only_arranges_is_no_requirement(string item)
    {
        var content = Notices.Read($"关于有关安排的通知\n各单位：\n一、{item}\n二、各单位要做好值班。\n海东市政府\n2018年12月4日").Content;
        Assert.Equal("二", Assert.Single(content.Requirements).Label);
    }

    [Fact]
    public void The_formula_counts_only_where_nothing_else_is_ordered()
    {
        var only = Notices.Read("关于印发规定的通知\n各单位：\n现将《规定》印发给你们，请认真贯彻执行。\n海东市政府\n2018年12月4日").Content;
        Assert.Equal("现将《规定》印发给你们，请认真贯彻执行。", Assert.Single(only.Requirements).Text);
    }

    [Fact]
    public void Spans_point_into_the_received_text()
    {
        const string text = "关于开展检查的通知\n各学校：\n一、各学校要于 ５ 月 ２０ 日 前报送总结。\n海东市教育局\n2019年3月11日";
        var requirement = Notices.Read(text).Content.Requirements[0];
        Assert.Equal("５ 月 ２０ 日 前", text.Substring(requirement.Deadline!.Span.Start, requirement.Deadline.Span.Length));
        Assert.StartsWith("一、各学校要于", text[requirement.Span!.Start..], StringComparison.Ordinal);
    }
}
