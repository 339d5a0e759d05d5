namespace NoticeIssuance.Tests.Understanding;

public sealed class ElementTests
{
    private const string Body = "各县区教育局：\n请于2019年5月20日前报送总结。\n海东市教育局\n2019年3月11日\n";

    [Theory]
    [InlineData("关于开展安全检查的通知", "关于开展安全检查的通知")]
    [InlineData("海东市教育局关于开展安全检查的通知", "海东市教育局关于开展安全检查的通知")]
    [InlineData("海东市教育局关于开展\n安全检查的通知", "海东市教育局关于开展安全检查的通知")]
    [InlineData("海东市教育局\n关于开展安全检查的\n通  知", "海东市教育局关于开展安全检查的通知")]
    [InlineData("海东市教育局文件\n海教发〔2019〕12号\n关于开展安全检查的通知", "关于开展安全检查的通知")]
    [InlineData("关于转发《省教育厅关于开展安全检查的通知》的通知", "关于转发《省教育厅关于开展安全检查的通知》的通知")]
    [InlineData("关于印发《安全检查方案》的通知", "关于印发《安全检查方案》的通知")]
    [InlineData("《关于开展安全检查的通知》", "关于开展安全检查的通知")]
    [InlineData("关于加强安全管理的指导意见", "关于加强安全管理的指导意见")]
    [InlineData("关于开展安全检查的通知（试行）", "关于开展安全检查的通知（试行）")]
    [InlineData("发布者：办公室 发布时间：2019-3-12 点击：8\n关于开展安全检查的通知", "关于开展安全检查的通知")]
    [InlineData("放假通知", "放假通知")]
    [InlineData("特急\n关于开展安全检查的紧急通知", "关于开展安全检查的紧急通知")]
    public void Title(string head, string title) => Assert.Equal(title, Notices.Read($"{head}\n{Body}").Content.Title);

    [Theory]
    [InlineData("海教发〔2019〕12号", "海教发〔2019〕12号")]
    [InlineData("海教发[2019]12号", "海教发[2019]12号")]
    [InlineData("海教发【2019】12号", "海教发【2019】12号")]
    [InlineData("海教发（2019）12号", "海教发（2019）12号")]
    [InlineData("海教发﹝2019﹞12号", "海教发﹝2019﹞12号")]
    [InlineData("海教发［2019］12号", "海教发［2019］12号")]
    [InlineData("海教发〔2019〕第12号", "海教发〔2019〕第12号")]
    [InlineData("海教发〔 2019 〕 12 号", "海教发〔2019〕12号")]
    [InlineData("海教发〔２０１９〕１２号", "海教发〔２０１９〕１２号")]
    [InlineData("文号：海教发〔2019〕12号", "海教发〔2019〕12号")]
    [InlineData("海东市教育局公告2019年第12号", "海东市教育局公告2019年第12号")]
    public void Own_number(string line, string number) =>
        Assert.Equal(number, Notices.Read($"{line}\n关于开展安全检查的通知\n{Body}").Content.DocumentNumber);

    [Fact]
    public void A_number_below_the_title_is_the_own_one() =>
        Assert.Equal("海教发〔2019〕12号", Notices.Read($"关于开展安全检查的通知\n海教发〔2019〕12号\n{Body}").Content.DocumentNumber);

    [Fact]
    public void A_number_in_an_attachment_named_like_the_notice_is_the_own_one() =>
        Assert.Equal("海教[2019]第43号", Notices.Read($"关于开展安全检查的通知\n{Body}海教[2019]第43号-关于开展安全检查的通知").Content.DocumentNumber);

    [Theory]
    [InlineData("根据《关于加强管理的通知》（青教发〔2018〕3号）要求，请于2019年5月20日前报送总结。", "青教发〔2018〕3号")]
    [InlineData("按照青教发〔2018〕3号文件要求，请于2019年5月20日前报送总结。", "青教发〔2018〕3号")]
    public void A_cited_number_is_not_the_own_one(string body, string cited)
    {
        var content = Notices.Read($"关于开展安全检查的通知\n各县区教育局：\n{body}\n海东市教育局\n2019年3月11日").Content;
        Assert.Null(content.DocumentNumber);
        Assert.Equal(cited, Assert.Single(content.References).DocumentNumber);
    }

    [Fact]
    public void A_standard_is_no_document_number() => Assert.Empty(Notices.With("各单位要执行《设计标准》（GB 50180）。").Content.References);

    [Theory]
    [InlineData("各县区教育局：", "各县区教育局")]
    [InlineData("各县区教育局:", "各县区教育局")]
    [InlineData("各县区教育局，市直各学校：", "各县区教育局|市直各学校")]
    [InlineData("各县区教育局, 市直各学校：", "各县区教育局|市直各学校")]
    [InlineData("各县（市、区）教育局、财政局，市直各学校（幼儿园）：", "各县（市、区）教育局、财政局|市直各学校（幼儿园）")]
    [InlineData("各县区教育局/市直各学校：", "各县区教育局|市直各学校")]
    [InlineData("主送：各县区教育局", "")]
    [InlineData("全体教师：", "全体教师")]
    [InlineData("现将有关事项通知如下：", "")]
    public void Addressees(string line, string phrases) => Assert.Equal(phrases, Notices.Phrases(
        Notices.Read($"关于开展安全检查的通知\n{line}\n请于2019年5月20日前报送总结。\n海东市教育局\n2019年3月11日").Content));

    [Fact]
    public void A_partial_addressee_says_so() => Assert.Equal([false, true],
        Notices.Read("关于开展安全检查的通知\n各县区教育局，部分高等学校：\n请于5月20日前报送总结。").Content.Addressees.Select(one => one.Partial));

    [Theory]
    [InlineData("2019年3月11日", "2019-03-11"), InlineData("２０１９年３月１１日", "2019-03-11"), InlineData("二〇一九年三月十一日", "2019-03-11"),
        InlineData("二○一九年三月十一日", "2019-03-11"), InlineData("二O一九年十二月三十一日", "2019-12-31"), InlineData("2019.3.11", "2019-03-11"),
        InlineData("2019-03-11", "2019-03-11"), InlineData("2019年3月11 日", "2019-03-11"), InlineData("2019 年 3 月 11 日", "2019-03-11"),
        InlineData("2019年3月11", "2019-03-11"), InlineData("2019年元月3日", "2019-01-03"), InlineData("（2019年3月11日）", "2019-03-11")]
    public void Date_of_writing(string line, string day) => Assert.Equal(DateOnly.Parse(day, CultureInfo.InvariantCulture),
        Notices.Read($"关于开展安全检查的通知\n各县区教育局：\n请于12月31日前报送总结。\n海东市教育局\n{line}").Content.IssuedOn);

    [Theory]
    [InlineData("海东市教育局", "海东市教育局")]
    [InlineData("教 务 处", "教务处")]
    [InlineData("海东市教育局　海东市财政局", "海东市教育局、海东市财政局")]
    [InlineData("海东市教育局\n海东市财政局", "海东市教育局、海东市财政局")]
    [InlineData("海东市教育局（盖章）", "海东市教育局")]
    [InlineData("海东市安全生产领导小组", "海东市安全生产领导小组")]
    [InlineData("海东市人民政府办公室", "海东市人民政府办公室")]
    public void Issuer_from_the_signature(string signature, string issuer) =>
        Assert.Equal(issuer, Notices.Read($"关于开展安全检查的通知\n各县区教育局：\n请于12月31日前报送总结。\n{signature}\n2019年3月11日").Content.Issuer);

    [Theory]
    [InlineData("中共海东市委组织部文件\n海组发〔2019〕5号\n关于开展学习的通知", "中共海东市委组织部")]
    [InlineData("海东市教育局关于开展学习的通知", "海东市教育局")]
    [InlineData("国办发〔2019〕5号\n关于开展学习的通知", "国务院办公厅")]
    public void Issuer_from_letterhead_title_or_number(string head, string issuer) =>
        Assert.Equal(issuer, Notices.Read($"{head}\n各县区教育局：\n请于12月31日前报送总结。").Content.Issuer);

    [Theory]
    [InlineData("附件：安全检查表", "安全检查表")]
    [InlineData("附件：1.安全检查表\n2.汇总表", "安全检查表|汇总表")]
    [InlineData("附件1：安全检查表\n附件2：汇总表", "安全检查表|汇总表")]
    [InlineData("附件：1.安全检查表 2.汇总表", "安全检查表|汇总表")]
    [InlineData("附件：《安全检查表》", "安全检查表")]
    [InlineData("附：安全检查表", "安全检查表")]
    public void Attachments(string lines, string names) => Assert.Equal(names, string.Join('|', Notices.Read(
        $"关于开展安全检查的通知\n各县区教育局：\n请于12月31日前报送总结。\n{lines}\n海东市教育局\n2019年3月11日").Content.Attachments));

    [Fact]
    public void Urgency_secrecy_and_copies()
    {
        var content = Notices.Read($"机密★1年\n特急\n海东市教育局文件\n海教发〔2019〕12号\n关于开展安全检查的通知\n{Body}抄送：市委办公室，市政府办公室。").Content;
        Assert.Equal(("特急", "机密"), (content.Urgency, content.Classification));
        Assert.Equal("市委办公室,市政府办公室", Assert.Single(content.Copies));
    }

    [Fact]
    public void The_whole_document_on_one_line()
    {
        var content = Notices.Read("关于开展安全检查的通知海教发〔2019〕12号各县区教育局：为做好安全工作，现通知如下。一、开展自查。各单位要在4月底前完成自查。"
            + "二、报送总结。各单位要于5月20日前报送总结。海东市教育局2019年3月11日").Content;
        Assert.Equal(("关于开展安全检查的通知", "海教发〔2019〕12号", "海东市教育局"), (content.Title, content.DocumentNumber, content.Issuer));
        Assert.Equal("各县区教育局", Assert.Single(content.Addressees).Phrase);
        Assert.Equal(["2019-04-30", "2019-05-20"], Notices.Days(content.Requirements));
    }

    [Fact]
    public void Lines_wrapped_at_a_fixed_width_are_one_paragraph()
    {
        var content = Notices.Read("""
            关于开展安全检查的通知
            各县区教育局：
            为切实做好全市教育系统的安全生产和校园管理
            工作，经研究决定开展检查，请各单位务必于5
            月20日前将检查的情况和下一步的打算形成书面
            的材料并加盖公章报送我局办公室汇总。
            海东市教育局
            2019年3月11日
            """).Content;
        Assert.Equal("2019-05-20", Notices.Day(content.Requirements[0]));
    }
}
