namespace NoticeIssuance.Understanding;

/// <summary>Names of organisations by the words they end with.</summary>
internal static partial class Bodies
{
    /// <summary>Whether a line is nothing but the name of one or more bodies.</summary>
    public static bool IsName(string line) => line.Length is >= 2 and <= 60 && Name().IsMatch(line) && !Verb().IsMatch(line);

    /// <summary>Whether a phrase ends like the name of a body, a kind of body or of people, as addressees do.</summary>
    public static bool IsAddressee(string phrase) =>
        phrase.Length is >= 2 and <= 200 && (Addressed().IsMatch(phrase) || Everyone().IsMatch(phrase));

    /// <summary>Each or all of some kind, whatever the noun: 各车间, 全体业主, 全厂各班组, 各位教工.</summary>
    public static bool IsEveryone(string phrase) => Everyone().IsMatch(phrase);

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
        return match.Success && match.Groups["name"].Length <= 60 ? ToldApart(match.Groups["name"].Value) : null;
    }

    /// <summary>Bodies of one place, written together: 海州市教育局海州市公安局, 中共海州市委海州市人民政府.</summary>
    public static string ToldApart(string names) => names.Contains('、', StringComparison.Ordinal) ? names : Apart().Replace(names, "、");

    [GeneratedRegex($$"""^[\u4e00-\u9fff×*、()"\dA-Za-z·-]{1,58}(?:{{Words.BodyEndings}})(?:\([^)]{1,12}\))?$""", Words.Options)]
    private static partial Regex Name();

    [GeneratedRegex("""
        ^[\u4e00-\u9fff\d×]{0,8}?(?:各|全体|所有|广大)
        (?![^、()]{0,10}(?:关于|做好|加强|进行|开展|要求|必须|应当|报送))
        [\u4e00-\u9fff、()"·\d]{1,36}$
        |^尊敬的[\u4e00-\u9fff、()]{2,16}$                                        # 尊敬的业主
        """, Words.Options)]
    private static partial Regex Everyone();

    [GeneratedRegex("关于|做好|加强|进行|开展|[请将把须]|应(?!急|用)|组织召开|报送|附件", Words.Options)]
    private static partial Regex Verb();

    [GeneratedRegex($$"""(?:{{Words.BodyEndings}}|{{Words.AddresseeEndings}})(?:\([^)]{1,20}\))?$""", Words.Options)]
    private static partial Regex Addressed();

    [GeneratedRegex($$"""
        ^(?<name>[\u4e00-\u9fff×*、()"]{1,40}(?:{{Words.BodyEndings}})(?<!内部))
        [\u4e00-\u9fff()]{0,8}(?:{{Words.Letterheads}})$  # 海东市教育局（通知）文件
        """, Words.Options)]
    private static partial Regex Letterhead();

    // 海州市教育局海州市公安局: the place is named again.
    [GeneratedRegex("""
        (?<=^(?:中共)?(?<place>[\u4e00-\u9fff]{1,3}[省市县区])[\u4e00-\u9fff、]{0,50}[委部局厅办院会])
        (?=\k<place>[\u4e00-\u9fff])
        """, Words.Options)]
    private static partial Regex Apart();

    [GeneratedRegex($$"""^(?<name>[\u4e00-\u9fff×*、()"]{1,60}?(?:{{Words.BodyEndings}}))(?:关于|转发|印发|批转)""", Words.Options)]
    private static partial Regex Titled();
}
