using System.Text.RegularExpressions;

namespace NoticeIssuance.Understanding;

/// <summary>Names of organisations by the words they end with.</summary>
internal static partial class Bodies
{
    private const string Ends =
        "委员会|办公厅|办公室|领导小组|工作组|专班|指挥部|人民政府|政府|人民法院|法院|检察院|党组|党委|党工委|工委|纪委|团委|党总支|总支|支部|中心|公司|集团|银行|学院|大学|学校|中学|小学|幼儿园|医院|研究院|研究所|" +
        "协会|学会|联合会|工会|妇联|总队|支队|大队|街道|机关|军区|兵团|出版社|图书馆|[部委局厅办室院校会处科所站府组队司署镇乡村社馆厂团行]";

    /// <summary>Whether a line is nothing but the name of one or more bodies.</summary>
    public static bool IsName(string line) => line.Length is >= 2 and <= 60 && Name().IsMatch(line) && !Verb().IsMatch(line);

    /// <summary>Whether a phrase ends like the name of a body, a kind of body or of people, as addressees do.</summary>
    public static bool IsAddressee(string phrase) => phrase.Length is >= 2 and <= 200 && Addressed().IsMatch(phrase);

    /// <summary>A letterhead's body: what stands before 文件, up to the last word that ends a name.</summary>
    public static string? OfLetterhead(string line)
    {
        var match = Letterhead().Match(line);
        return match.Success ? match.Groups["name"].Value : null;
    }

    /// <summary>The bodies that a title starts with, before 关于, 转发 or 印发; those of one place, written together, are told apart.</summary>
    public static string? OfTitle(string title)
    {
        var match = Titled().Match(title);
        return match.Success && match.Groups["name"].Length <= 60 ? Apart().Replace(match.Groups["name"].Value, "、") : null;
    }

    [GeneratedRegex(@"^[\u4e00-\u9fff×*、()""\dA-Za-z·-]{1,58}(?:" + Ends + @")(?:\([^)]{1,12}\))?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"关于|做好|加强|进行|开展|[请将把须]|应(?!急|用)|组织召开|报送|附件", RegexOptions.CultureInvariant)]
    private static partial Regex Verb();

    [GeneratedRegex(@"(?:" + Ends + @"|[门位员者师生构区市县省州盟旗部级志友户乡]|党?组织|同学|家长|人员|员工|单位|企业|党员|干部|职工|教师)(?:\([^)]{1,20}\))?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Addressed();

    [GeneratedRegex(@"^(?<name>[\u4e00-\u9fff×*、()""]{1,40}(?:" + Ends + @"))[\u4e00-\u9fff()]{0,8}(?:文件|电报|明电|传真|便函|公文|信笺|通知|公告|通告)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Letterhead();

    // 海州市教育局海州市公安局: the place is named again.
    [GeneratedRegex(@"(?<=^(?<place>[\u4e00-\u9fff]{1,3}[省市县区])[\u4e00-\u9fff、]{1,50}[委部局厅办院会])(?=\k<place>[\u4e00-\u9fff])", RegexOptions.CultureInvariant)]
    private static partial Regex Apart();

    [GeneratedRegex(@"^(?<name>[\u4e00-\u9fff×*、()""]{1,60}?(?:" + Ends + @"))(?:关于|转发|印发|批转)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Titled();
}
