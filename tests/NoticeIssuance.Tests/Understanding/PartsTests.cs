namespace NoticeIssuance.Tests.Understanding;

/// <summary>Several documents in one text, what else stands in a notice, and what it changes about another.</summary>
public sealed class PartsTests
{
    private const string Signed = "海东市教育局\n2019年3月11日\n";

    [Fact]
    public void Every_part_is_named_and_the_outer_date_wins()
    {
        var read = Notices.Read($"各学校：\n现将市教育局通知转给你们，请于3月20日前反馈。\n关于开展检查的通知\n各区教育局：\n一、各区教育局要于5月20日前报送总结。\n{Signed}"
            + "备注：总结须盖章。\n关于调整课时的通知\n各学校：\n请各学校于6月1日前调整课时。\n海东市教研室\n2019年2月1日\n"
            + "检查要点\n一、查记录。");
        Assert.Equal(["passing-on", "notice", "below-signature", "second-document", "annex"],
            read.Content.Beside!.Parts.Select(part => part.Kind));
        Assert.Equal(["关于开展检查的通知", "关于调整课时的通知"], read.Content.Beside.Parts.Select(part => part.Title).OfType<string>());
        Assert.Equal((new DateOnly(2019, 3, 11), new DateOnly(2019, 2, 1)), (read.Content.IssuedOn, read.Content.Beside.Parts[3].IssuedOn));
        Assert.Contains(QuestionKinds.EmbeddedNotice, Notices.Kinds(read));
    }

    [Theory]
    [InlineData("机密★1年", "机密", "1年")]
    [InlineData("000012机密★长期特急", "机密", "长期")]
    [InlineData("秘密", "秘密", null)]
    [InlineData("特急", null, null)]
    public void A_classification_stands_on_a_line_of_its_own(string line, string? level, string? period)
    {
        var content = Notices.Read($"{line}\n关于保护商业秘密和国家机密的通知\n各学校：\n一、各学校要于5月20日前报送总结。\n{Signed}").Content;
        Assert.Equal((level, period), (content.Classification, content.Beside!.SecrecyPeriod));
    }

    [Fact]
    public void Contacts_are_listed_and_order_nothing()
    {
        var content = Notices.Read($"关于报送总结的通知\n各学校：\n一、各学校要于5月20日前报送总结。\n联系人：张明，电话：8341122\n监督电话：12345\n{Signed}").Content;
        Assert.Equal(["联系人：张明，电话：8341122", "监督电话：12345"], content.Beside!.Contacts.Select(contact => contact.Words));
        Assert.Equal("一、各学校要于5月20日前报送总结。", Assert.Single(content.Requirements).Text);
    }

    [Fact]
    public void What_is_named_to_be_studied_and_links_are_listed()
    {
        var materials = Notices.With("各学校要组织学习《师德十讲》、《教育法》，登录https://study.example.edu.cn/a?b=1完成答题。").Content.Beside!.Materials;
        Assert.Equal(["师德十讲", "教育法"], materials.Select(material => material.Name).OfType<string>());
        Assert.Equal(["https://study.example.edu.cn/a?b=1"], materials.Select(material => material.Link).OfType<string>());
    }

    [Fact]
    public void Who_answers_for_bodies_outside_the_tree_is_asked() =>
        Assert.Contains(QuestionKinds.OwingLevel, Notices.Kinds(Notices.With("各新闻媒体要于5月20日前刊发专题报道。")));

    [Theory]
    [InlineData("《关于申报课题的通知》（海教发〔2019〕8号）规定的申报期限由5月10日延长至5月20日。", "海教发〔2019〕8号", "5月10日", "5月20日")]
    [InlineData("海教发〔2019〕8号第三条中“每周一次”修改为“每月一次”。", "海教发〔2019〕8号", "每周一次", "每月一次")]
    [InlineData("《关于印发课时管理办法的通知》同时废止。", null, null, null)]
    public void What_it_changes_about_an_earlier_notice_is_a_proposal(string item, string? number, string? from, string? to)
    {
        var read = Notices.With(item);
        var amends = Assert.Single(read.Content.Beside!.Amends);
        Assert.Equal((number, from, to), (amends.DocumentNumber, amends.From, amends.To));
        Assert.Equal(AnswerValues.Amends, Assert.Single(read.Questions, one => one.Kind == QuestionKinds.Amendment).Proposals[0].Value);
    }

    [Fact]
    public void A_limit_moved_in_a_notice_that_cites_none_changes_no_other() =>
        Assert.Empty(Notices.With("报名时间由5月10日延长至5月20日，请各学校抓紧。").Content.Beside!.Amends);
}
