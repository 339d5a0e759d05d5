using System.Text.RegularExpressions;

namespace NoticeIssuance.Understanding;

/// <summary>What the words of a requirement say about it: kind, to whom it is reported, figures, evidence, checklist, who else takes part.</summary>
internal static partial class Duties
{
    // In this order where two begin at one place.
    private const string Kinds =
        "(?<essay>心得体会|征文|撰写[^,。;]{0,12}(?:文章|体会|论文|材料))" +
        "|(?<meeting>(?:召开|举行|举办)[^,。;]{0,24}会|组织生活会|民主生活会|动员会|推进会)" +
        "|(?<discussion>讨论|座谈|交流|研讨)" +
        "|(?<register>摸底|建档|台账|登记|调查|建卡|普查)" +
        "|(?<return>统计表|汇总表|报表|填报|数据(?:报送|上报)|(?:报送|上报)[^,。;]{0,12}(?:数据|表|名单))" +
        "|(?<report>报送|上报|报告|总结|反馈|备案|报至|报我)" +
        "|(?<inspection>督查|检查|抽查|巡查|督导|自查|排查|审查|检测|整改)" +
        "|(?<activity>活动)" +
        "|(?<study>学习|培训|传达|领会)" +
        "|(?<publicity>宣传|报道|舆论|推广)";

    /// <summary>Every kind there is; <c>other</c> last.</summary>
    public static IReadOnlyList<string> AllKinds { get; } = [.. Kind().GetGroupNames().Where(name => name != "0"), "other"];

    /// <summary>The kind whose words come first.</summary>
    public static string KindOf(string quote, string all) => First(quote) ?? First(all) ?? "other";

    public static string? ReportTo(string text)
    {
        var match = To().Match(text);
        return match.Success ? match.Groups["to"].Value : null;
    }

    public static bool IsReport(string sentence) => Reports().IsMatch(sentence);

    public static bool GoesOn(string sentence) => Ongoing().IsMatch(sentence);

    public static IReadOnlyList<string> Figures(string text) => Asks().IsMatch(text) ? Distinct(Figure(), text) : [];

    public static IReadOnlyList<string> Evidence(string text) => Distinct(Handed(), text, "what");

    /// <summary>一问…六问…: the questions, in order; null unless there are at least two.</summary>
    public static IReadOnlyList<string>? Checklist(string text)
    {
        if (!text.Contains('问', StringComparison.Ordinal))
            return null;
        var questions = Question().Matches(text).Select(match => match.Groups["what"].Value.TrimEnd(';', '。', ',')).ToList();
        return questions.Count >= 2 ? questions : null;
    }

    /// <summary>Who leads and who joins: 会同A、B, 由A牵头, （A牵头，B、C配合）, （A、B负责）.</summary>
    public static (string? Lead, IReadOnlyList<string> Joint) Parties(string text)
    {
        if (text.Contains('(', StringComparison.Ordinal) && Shared().Match(text) is { Success: true } tail)
        {
            var names = Names(tail.Groups["who"].Value);
            List<string> joint = [.. names.Skip(1), .. Names(tail.Groups["with"].Value)];
            return (names.FirstOrDefault(), joint);
        }
        var others = Helpers(text);
        return (text.Contains("牵头", StringComparison.Ordinal) && Leads().Match(text) is { Success: true } leads ? leads.Groups["who"].Value : null, others);
    }

    private static List<string> Helpers(string text)
    {
        if ((text.Contains("配合", StringComparison.Ordinal) || text.Contains("协助", StringComparison.Ordinal))
            && Assisting().Match(text) is { Success: true } assisting && Names(assisting.Groups["who"].Value) is { Count: > 0 } names && names.TrueForAll(Bodies.IsName))
            return names;
        return Together().Match(text) is { Success: true } together ? Names(together.Groups["who"].Value) : [];
    }

    /// <summary>Whether a bracket behind a sentence says who is to do it or by when, and so belongs to it.</summary>
    public static bool SharesOut(ReadOnlySpan<char> bracket) => SharedOut().IsMatch(bracket);

    public static bool BuildsOn(string text) => text.Contains('在', StringComparison.Ordinal) && Basis().IsMatch(text);

    private static string? First(string text)
    {
        var match = Kind().Match(text);
        return match.Success ? match.Groups.Cast<Group>().First(group => group.Success && group.Name != "0").Name : null;
    }

    private static List<string> Names(string list) =>
        [.. Between().Split(Others().Replace(list, "")).Where(name => name.Length > 1 && !Anybody().IsMatch(name))];

    private static List<string> Distinct(Regex words, string text, string? group = null) =>
        [.. words.Matches(text).Select(match => group is null ? match.Value : match.Groups[group].Value).Distinct(StringComparer.Ordinal)];

    [GeneratedRegex(Kinds, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Kind();

    [GeneratedRegex("(?:报送|上报|报告|反馈|提交|报至|送至|发送至|发至|传真至|寄至|寄送|交至|交到|汇总至|送|交|报)(?:给|至|到)?(?<to>(?!告|送|名|到|请|经|纸|的|情|材|相|上报|报|并|通|易|流|底)[\\u4e00-\\u9fff]{1,24}?(?:部|委|局|厅|办|办公室|办公厅|处|科|室|司|政府|国务院|领导小组|小组|中心|机构|部门|委员会|单位|院|校|秘书处|组织部|教务处))(?=备案|审批|审核|审定|汇总|[,。;:)(、\\n]|同意|核准|$)|向(?<to>[\\u4e00-\\u9fff]{2,24}?)(?:报送|报告|上报|提交|反馈|提出|备案|汇报)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex To();

    [GeneratedRegex("报送|上报|报告[^,。;]{0,20}(?:部|委|局|厅|办|院|组|处)|报[^,。;告名表刊纸]{1,20}(?:备案|审批|审定|核准)|向[^,。;]{2,24}(?:报告|提出|汇报|备案|反馈)|反馈(?:至|给|我)|逐级上报", RegexOptions.CultureInvariant)]
    private static partial Regex Reports();

    [GeneratedRegex("持续|长期|常态化|定期|经常|不断|随时|及时(?:报|上报|反馈|总结)|立即逐级|日常|始终", RegexOptions.CultureInvariant)]
    private static partial Regex Ongoing();

    [GeneratedRegex("统计|填报|填写|报送|上报|登记|台账|反馈", RegexOptions.CultureInvariant)]
    private static partial Regex Asks();

    [GeneratedRegex("人数|人次|户数|场次|次数|篇数|数量|金额|比例|覆盖率|完成率|参与率|面积|场数", RegexOptions.CultureInvariant)]
    private static partial Regex Figure();

    [GeneratedRegex("(?:报送|上报|提交|上传|形成|撰写|制定|填写|填报|交|将|附)[^,。;:]{0,24}?(?<what>自查报告|总结报告|工作总结|情况报告|工作报告|调研报告|整改报告|检查报告|总结|统计表|汇总表|登记表|申请表|推荐表|检查表|反馈表|名单|清单|台账|实施方案|工作方案|方案|计划|心得体会|照片|截图|会议记录|影像资料|音像资料|佐证材料|电子文档|纸质稿|报告)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Handed();

    [GeneratedRegex("[一二三四五六七八九十]问(?![\"'》])(?<what>[^;。?]{2,120}[;。?])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Question();

    [GeneratedRegex("\\((?:责任|牵头|主办|承办|负责)(?:单位|部门|处室|科室)?:(?<who>[^);]{2,200})(?:;(?:配合|协同|协办|参加|参与|责任)(?:单位|部门|处室|科室)?:?(?<with>[^);]{2,200}))?[^)]{0,60}\\)" +
        "|\\((?<who>[^),;]{2,60}?)牵头(?:负责)?[,;、]?(?:(?<with>[^);]{2,200}?)(?:等[^)、]{0,12})?(?:按(?:照)?职责分工)?(?:配合|参与|参加|负责|落实)[^)]{0,60})?\\)" +
        "|\\((?<who>[^)]{2,200}?)(?:等[^)、]{0,12})?(?:按(?:照)?职责分工)?负责[^)]{0,60}\\)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Shared();

    [GeneratedRegex("(?:责任|牵头|主办|承办|配合)(?:单位|部门|处室|科室)?:|牵头|负责|配合|(?:完成|办理)?时限:", RegexOptions.CultureInvariant)]
    private static partial Regex SharedOut();

    [GeneratedRegex("(?:会同|协同|联合(?!惩戒|监管|执法|检查|审|印发|发文|行动|会议|办公|体|国|激励|奖)|(?<![工协电招通客厂微外])商(?![务业品贸会标铺家户场店圈定讨议量榷]))(?<who>[\\u4e00-\\u9fff、]{2,80}?)(?:等(?:有关|相关|[一-九两\\d]*个?)?(?:部门|单位|机构)?|部门|单位|机构)?(?=研究|制定|组建|组成|成立|召开|完成|按照|负责|组织(?!部|人事)|开展|做好|进行|共同|加强|指导|统筹|,|。|;|尽快|及时|对|提出|抓好|落实|建立)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Together();

    [GeneratedRegex("[,;](?:由)?(?<who>[\\u4e00-\\u9fff、]{2,80}?)(?:等[^,。;、]{0,8})?(?:予以|做好)?(?:配合|协助)(?=[。;,]|$)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Assisting();

    [GeneratedRegex("由(?<who>[\\u4e00-\\u9fff、]{2,60}?)(?:负责)?牵头", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Leads();

    [GeneratedRegex("在[^,。;]{2,30}(?:基础上|之后),", RegexOptions.CultureInvariant)]
    private static partial Regex Basis();

    [GeneratedRegex("等?(?:有关|相关)?(?:部门|单位)和?单位?$|会同有关部门$|等$|按职责分工$", RegexOptions.CultureInvariant)]
    private static partial Regex Others();

    // 有关部门 names nobody.
    [GeneratedRegex("^(?:各)?(?:有关|相关|其他)", RegexOptions.CultureInvariant)]
    private static partial Regex Anybody();

    // 财政部和民政部 are two, 工业和信息化部 is one.
    [GeneratedRegex("[、,]|(?<=[部委局厅办院会处科室司府队])[和及]", RegexOptions.CultureInvariant)]
    private static partial Regex Between();
}
