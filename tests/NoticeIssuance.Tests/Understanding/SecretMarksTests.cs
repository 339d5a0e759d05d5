namespace NoticeIssuance.Tests.Understanding;

/// <summary>What marks a text as a state secret, and what only speaks of secrets.</summary>
public sealed class SecretMarksTests
{
    private const string Notice =
        "中共港城市委组织部文件\n港组发〔2016〕9号\n关于开展主题活动的通知\n各区委组织部：\n4月底前，各支部要组织一次集中学习。\n中共港城市委组织部\n2016年3月28日";

    public static TheoryData<string, string> Marks => new()
    {
        { "秘密", "秘密" }, { "机密", "机密" }, { "绝密", "绝密" },
        { "机密★", "机密" }, { "机密★3年", "机密" }, { "秘密★1年", "秘密" }, { "绝密★长期", "绝密" }, { "机密★10年", "机密" },
        { "机密☆5年", "机密" }, { "秘密*5年", "秘密" }, { "秘密＊５年", "秘密" }, { "秘密★6个月", "秘密" }, { "绝密★三十年", "绝密" },
        { "机 密 ★ 3 年", "机密" }, { "　秘　密　★　一　年", "秘密" }, { "机密　3年", "机密" }, { "绝密\t长期", "绝密" },
        { "【机密】", "机密" }, { "（秘密）", "秘密" }, { "[绝密★10年]", "绝密" }, { "［机密］", "机密" }, { "【机密★长期】", "机密" },
        { "密级：机密★3年", "机密" }, { "密级 机密", "机密" }, { "密级:秘密", "秘密" }, { "密　级：机　密", "机密" }, { "密级：【绝密】", "绝密" },
        { "密级：机密 保密期限：3年", "机密" }, { "密级和保密期限：秘密★1年", "秘密" }, { "保密等级：机密级", "机密" },
        { "份号：000012 密级：机密★1年 紧急程度：特急", "机密" }, { "000012 机密★1年 特急", "机密" }, { "特急　机密", "机密" },
        { "★机密★", "机密" }, { "**机密**", "机密" }, { "# 秘密★1年", "秘密" }, { "—机密—", "机密" }, { "機密★3年", "机密" }, { "绝密★启用前", "绝密" },
        { "机密★2026年5月1日前", "机密" }, { "机密文件", "机密" }, { "秘密级", "秘密" }, { "机\u200B密★1年", "机密" },
        { "机密★1年中共港城市委组织部文件", "机密" }, { "【机密】关于做好有关工作的通知", "机密" }, { "港组发〔2016〕9号　机密★1年", "机密" },
        { "发文字号：港组发〔2016〕9号　密级：秘密", "秘密" },
    };

    public static TheoryData<string> Speech =>
    [
        "要做好保密工作。", "严守国家秘密。", "涉及机密的材料不得外传。", "保守秘密，慎之又慎。", "国家秘密", "国家秘密载体管理规定", "机密文件的管理",
        "秘密级以上文件由专人保管。", "不得泄露国家秘密、工作秘密和商业秘密", "绝密、机密、秘密三级", "（一）机密文件管理", "一、秘密", "1.机密", "工作秘密",
        "密级为机密的文件由机要部门传递。", "凡标有“机密★”字样的文件一律登记。", "“秘密”", "《机密》", "机密员", "秘密战线", "绝密飞行",
        "密级：公开", "密级：无", "密级：内部", "内部", "内部资料", "内部文件★", "内部资料，注意保存", "紧密结合实际", "密切联系群众", "周密部署",
        "文件密级机密以上的，不得上网。", "加强机密", "泄露秘密的，依法处理", "严格执行保密期限，机密级文件不超过20年。", "观看影片《秘密》。",
        "高度机密事项由主要负责人掌握", "机密打印机★推荐", "核心商密★3年",
    ];

    [Theory]
    [MemberData(nameof(Marks))]
    public void A_mark_of_its_own_is_found_wherever_it_stands(string mark, string level)
    {
        Assert.Equal(level, SecretMarks.In($"{mark}\n{Notice}", html: false));
        Assert.Equal(level, SecretMarks.In($"{Notice}\n{mark}\n附件", html: false));
        Assert.Equal(level, SecretMarks.In($"<html><body><p>{mark}</p><p>{Notice}</p></body></html>", html: true));
        Assert.Equal(level, SecretMarks.In($"<div>{Notice}</div><pre>一\n{mark}\n二</pre>", html: true));
    }

    [Theory]
    [MemberData(nameof(Speech))]
    public void What_speaks_of_secrets_is_no_mark(string speech)
    {
        Assert.Null(SecretMarks.In($"{speech}\n{Notice}", html: false));
        Assert.Null(SecretMarks.In($"{Notice}\n{speech}\n附件", html: false));
        Assert.Null(SecretMarks.In($"<html><body><p>{speech}</p><p>{Notice}</p></body></html>", html: true));
    }

    [Theory]
    [InlineData("<table><tr><td>密级</td><td>机密★3年</td><td>签发人</td><td>张</td></tr></table>", "机密")]
    [InlineData("<table><tr><td>密级</td><td>机密</td><td>签发人</td><td>张</td></tr></table>", "机密")]
    [InlineData("<table><tr><td>序号</td><td>机密★1年</td><td>本</td></tr></table>", "机密")]
    [InlineData("<p>&#26426;&#23494;★1年</p><p></p>", "机密")]
    [InlineData("<p><span>机</span><b>密</b><i>★</i>1年</p>", "机密")]
    [InlineData("<table><tr><td>绝密</td><td>5件</td></tr><tr><td>机密</td><td>7件</td></tr></table>", null)]
    [InlineData("<p>机密处理</p><p>流程</p>", null)]
    public void In_a_page_it_may_be_a_cell_and_in_pieces(string page, string? level) =>
        Assert.Equal(level, SecretMarks.In(page, html: true));

    [Theory]
    [InlineData("内部", "内部"), InlineData("内部资料", "内部"), InlineData("内部文件★", "内部"), InlineData("密级：内部", "内部"),
        InlineData("（内部资料）", "内部"), InlineData("严守国家秘密", null), InlineData("机密★1年", "机密")]
    public void The_head_says_how_the_notice_is_classified(string mark, string? classification) =>
        Assert.Equal(classification, Notices.Read($"{mark}\n{Notice}").Content.Classification);

    [Fact]
    public void What_is_long_takes_no_longer_than_it_is()
    {
        var began = TimeProvider.System.GetTimestamp();
        foreach (var piece in new[] { "机密", "机密★", "<pre>", "★", "0000", "密级:", "=", "机密=" })
            _ = SecretMarks.In(string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length)), html: false);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }
}
