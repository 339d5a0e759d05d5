namespace NoticeIssuance.Tests.Understanding;

/// <summary>Headings, addressees and signatures as offices of other fields write them, and pages and texts that lost their lines.</summary>
public sealed class HeadingTests
{
    [Fact]
    public void A_document_on_one_line_is_cut_at_its_blanks()
    {
        var content = Notices.Read(
            "海州市文化和旅游局 海州市文物局 关于开展遗产日活动的通知 海文旅发〔2024〕31号 各区（县、市）文化和旅游局、文物局，局直属各单位： 现就有关事项通知如下。 一、活动时间 2024年6月1日至6月15日。 "
            + "二、有关要求 （一）请各地于5月24日前将计划表（附件1）报市局。 （二）请于6月21日前报送总结，图片5张以内。 附件：1.活动计划表 海州市文化和旅游局 海州市文物局 2024年5月9日").Content;
        Assert.Equal(("海州市文化和旅游局、海州市文物局", new DateOnly(2024, 5, 9)), (content.Issuer, content.IssuedOn));
        Assert.Equal(["活动计划表"], content.Attachments);
        Assert.Equal(["2024-05-24", "2024-06-21"], Notices.Days(content.Requirements).Where(day => day is not null));
    }

    [Theory]
    [InlineData("海州市教育局海州市公安局海州市交通运输局关于加强校车管理的通知\n各县教育局：\n一、各县要于6月5日前报送总结。\n2025年5月26日", "海州市教育局、海州市公安局、海州市交通运输局")]
    [InlineData("海州市应急管理局    海州市工业和信息化局\n关于开展整治工作的通知\n海应急联〔2025〕17号\n各县应急管理局：\n一、各县要于6月5日前报送总结。\n"
        + "海州市应急管理局    海州市工业和信息化局\n2025年5月26日", "海州市应急管理局、海州市工业和信息化局")]
    [InlineData("关于严明纪律的通知\n各单位：\n各单位要于6月5日前报送情况。\n中共海州市纪委机关\n中共海州市委组织部\n2025年5月26日", "中共海州市纪委机关、中共海州市委组织部")]
    [InlineData("海州大学教务处通知\n关于做好考试工作的通知\n各学院：\n各学院要于6月5日前完成命题。\n教务处\n2025年5月26日", "海州大学教务处")]
    [InlineData("海州市住房和城乡建设局文件\n海州市住房和城乡建设局关于开展排查的通知\n各区住建局：\n各区要于6月5日前完成排查。\n海州市住房和城乡建设局办公室  2025年5月26日印发", "海州市住房和城乡建设局")]
    public void Who_signs_is_the_issuer_by_the_full_name(string text, string issuer) =>
        Assert.Equal(issuer, Notices.Read(text).Content.Issuer);

    [Fact]
    public void A_number_in_brackets_below_the_title_is_no_addressee() => Assert.Equal("各区县卫健局、市直医疗机构", Notices.Phrases(Notices.Read(
        "关于报送年报的通知\n（海卫办函〔2025〕212号）\n各区县卫健局、市直医疗机构：\n请于12月31日前报送。\n海州市卫生健康委员会\n2025年12月1日").Content));

    [Fact]
    public void Party_organisations_are_addressees() => Assert.Equal("各区市县委组织部|市直各单位党组织", Notices.Phrases(Notices.Read(
        "关于开展评议工作的通知\n各区市县委组织部，市直各单位党组织：\n请于12月31日前报送总结。\n中共海州市委组织部\n2025年12月1日").Content));

    [Fact]
    public void Member_units_are_addressed_and_urgency_is_no_part_of_the_first()
    {
        var content = Notices.Read("关于开展燃气安全排查的紧急通知\n特急\n各街道办事处，市安委会各成员单位：\n各单位要于4月16日前报送台账。\n区安全生产委员会\n2019年3月14日").Content;
        Assert.Equal("各街道办事处|市安委会各成员单位", Notices.Phrases(content));
        Assert.Equal("特急", content.Urgency);
    }

    [Fact]
    public void Masked_names_are_names()
    {
        var content = Notices.Read("××市财政局关于做好资产报告编制工作的通知\n×财资〔2021〕5号\n市级各部门：\n各部门应于2021年2月26日前报送资产报告。\n×市财政局\n2021年1月8日").Content;
        Assert.Equal(("×财资〔2021〕5号", "×市财政局"), (content.DocumentNumber, content.Issuer));
    }

    [Fact]
    public void A_document_on_one_line_is_read_all_the_same()
    {
        var content = Notices.Read("关于做好2023届毕业生就业工作的通知各学院：现将有关事项通知如下：一、各学院要成立工作专班。二、各学院须于2023年3月20日前完成摸底，3月底前建立台账。学生工作处2023年3月6日").Content;
        Assert.Equal(("关于做好2023届毕业生就业工作的通知", "学生工作处", new DateOnly(2023, 3, 6)), (content.Title, content.Issuer, content.IssuedOn));
        Assert.Equal(["2023-03-20", "2023-03-31"], Notices.Days(content.Requirements.Skip(1)));
    }

    [Fact]
    public void A_page_s_own_title_and_columns_are_no_title()
    {
        var content = Notices.Read("""
            <html><head><title>通知公告_某局</title></head><body><div>通知公告</div><table><tr><td><b>关于报送统计年报的通知</b></td></tr></table><p>各有关企业：</p>
            <table><tr><th>报表名称</th><th>报送时间</th></tr><tr><td>从业人员情况表</td><td>2023年1月10日前</td></tr>
            <tr><td>财务状况表</td><td>2&#26376;28日17:00前</td></tr></table>
            <p>请各单位按时报送。</p><p>区统计局<br>2022&#24180;12月20日</p></body></html>
            """, html: true).Content;
        Assert.Equal(("关于报送统计年报的通知", "区统计局"), (content.Title, content.Issuer));
        Assert.Equal(["2023-01-10 23:59", "2023-02-28 17:00"],
            content.Requirements.Select(one => one.Deadline?.DueAt?.ToString("yyyy-MM-dd HH:mm", null)).OfType<string>());
    }

    [Fact]
    public void A_cited_title_is_kept_as_written() =>
        Assert.Equal("关于开展“万里行”活动的通知", Notices.With("要落实《关于开展“万里行”活动的通知》（银办发〔2019〕77号）要求。").Content.References[0].Title);
}
