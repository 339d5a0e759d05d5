namespace NoticeIssuance.Understanding;

/// <summary>A title: the lines <c>[First, Last]</c> it takes up, and its stretch of the normal text.</summary>
internal sealed record Title(string Wording, int First, int Last, int Start, int End);

/// <summary>Finds the title: what is about something (关于…) and ends in a word for a kind of document, perhaps over several lines.</summary>
internal static partial class Titles
{
    private const int Window = 25;
    private const int MostLines = 6;

    public static Title? Find(NormalText text, IReadOnlyList<Line> lines)
    {
        for (var first = 0; first < Math.Min(Window, lines.Count); first++)
        {
            var line = lines[first].Of(text);
            // 特此通知 closes what had no title; what stands below is an attachment's.
            if (line.StartsWith("特此", StringComparison.Ordinal))
                break;
            if (Noise().IsMatch(line) || IsLetterhead(line) && IsTitledBelow(text, lines, first)
                || Bodies.IsName(line) && first + 1 < lines.Count && lines[first + 1].In(text).StartsWith(line))
                continue;
            if (StartsTitle(line) && Whole(text, lines, first) is { } title)
                return title;
        }
        // 2025年年终报账时间安排: no kind of document, and a title all the same.
        return Enumerable.Range(0, Math.Min(3, lines.Count)).Where(at => lines[at].Of(text) is var line && !Noise().IsMatch(line)
            && Untyped().IsMatch(line) && Labels.At(line, 0, line.Length) is null)
            .Select(at => Of(text, at, at, lines[at].Start, lines[at].End)).FirstOrDefault();
    }

    /// <summary>Where in a line that holds more the title ends: at the first 通知 outside brackets that nothing continues.</summary>
    public static int? EndInside(string line)
    {
        if (Bare().Match(line) is { Success: true } bare)
            return bare.Length;
        var about = line.IndexOf("关于", StringComparison.Ordinal);
        if (about is < 0 or > 90)
            return null;
        var (depth, at) = (0, 0);
        foreach (var match in KindInside().Matches(line, about).Cast<Match>())
        {
            for (; at < match.Index; at++)
                depth += line[at] switch { '《' or '(' => 1, '》' or ')' => -1, '。' => 1000, _ => 0 };
            if (depth == 0)
                return match.Index + match.Length;
        }
        return null;
    }

    /// <summary>某大学教务处通知 is a letterhead where a title of its own follows.</summary>
    private static bool IsLetterhead(string line) => !About().IsMatch(line) && Bodies.OfLetterhead(line) is not null;

    private static bool IsTitledBelow(NormalText text, IReadOnlyList<Line> lines, int letterhead) =>
        Enumerable.Range(letterhead + 1, Math.Min(3, lines.Count - letterhead - 1))
            .Any(first => lines[first].In(text).StartsWith("关于") && Whole(text, lines, first) is not null);

    private static bool StartsTitle(string line) => Labels.At(line, 0, line.Length) is not { Rank: <= 2 }
        && (line.IndexOf("关于", StringComparison.Ordinal) is >= 0 and < 45 && !line.Contains('。', StringComparison.Ordinal)
            || line.Length <= 45 && Announces().IsMatch(line)
            || Bodies.IsName(line) && line.Length <= 30);

    private static Title? Whole(NormalText text, IReadOnlyList<Line> lines, int first)
    {
        var joined = "";
        Title? found = null;
        for (var last = first; last < Math.Min(lines.Count, first + MostLines); last++)
        {
            var line = lines[last].Of(text);
            if (last > first && (line[0] == '《' && Bodies.IsName(joined) || EndsTitle(line)))
                break;
            joined += line;
            if (joined.Length > 160 || last > first && !About().IsMatch(joined))
                break;
            if (!Kind().IsMatch(joined) || !IsTitle(joined) || Balance(joined) != 0)
                continue;
            found = Of(text, first, last, lines[first].Start, lines[last].End);
            if (Final().IsMatch(joined))
                break;
        }
        return found;
    }

    private static bool EndsTitle(string line) =>
        line.Contains('。', StringComparison.Ordinal) || line.EndsWith(':')
        || Noise().IsMatch(line) || Labels.At(line, 0, line.Length) is not null;

    private static Title Of(NormalText text, int first, int last, int start, int end)
    {
        if (text.Text[start] == '《' && text.Text[end - 1] == '》')
            (start, end) = (start + 1, end - 1);
        if (Prefix().Match(text.Text, start, end - start) is { Success: true } prefix)
            start += prefix.Length;
        return new(text.Original(start, end), first, last, start, end);
    }

    private static bool IsTitle(string joined) => About().IsMatch(joined) || Announces().IsMatch(joined);

    private static int Balance(string joined) => joined.Count(sign => sign is '《' or '(') - joined.Count(sign => sign is '》' or ')');

    [GeneratedRegex($$"""(?:{{Words.Documents}})(?:\([^)]{1,14}\))?》?$""", Words.Options)] private static partial Regex Kind();
    [GeneratedRegex($$"""(?:{{Words.FinalDocuments}})(?:\([^)]{1,14}\))?》?$""", Words.Options)] private static partial Regex Final();

    [GeneratedRegex($$"""
        (?:(?:{{Words.Announcements}})
          |(?<=的)(?:函|意见|决定|批复|请示|报告|汇报)(?=[^,。;:《》][^。;《》]{0,398}?:))  # 的函某局、某局：
        (?!如下|要求|精神|中|后|书|的|》|和|及|、|,|:|;|。|事项)  # 通知如下
        (?:\([^)]{1,14}\))?
        """, Words.Options)]
    private static partial Regex KindInside();

    [GeneratedRegex($$"""^[^。,;:!?]{0,40}(?:{{Words.Announcements}}|{{Words.Letters}})(?:\([^)]{1,14}\))?$""", Words.Options)]
    private static partial Regex Announces();

    /// <summary>紧急通知各村：… : a title without a subject, and the addressees at once behind it.</summary>
    [GeneratedRegex("""
        ^(?!根据|按照|依据|接|经|据)(?:[\u4e00-\u9fff]{0,4}|[\u4e00-\u9fff]{4,30}(?:委员会|办公室|办公厅|[局厅部处院校会司]))通知   # 紧急通知, 中共某市委机关工作委员会通知
        (?=各|全体|广大|[省市县区]直|本部|所属)
        """, Words.Options)] private static partial Regex Bare();

    [GeneratedRegex("^[^。,;:!?]{4,45}(?:安排|提示|提醒|须知|说明|日程|时间表)$", Words.Options)] private static partial Regex Untyped();

    [GeneratedRegex("关于|转发|印发|批转", Words.Options)] private static partial Regex About();
    [GeneratedRegex("^(?:标题|题目|主题|文件名称?|名称):", Words.Options)] private static partial Regex Prefix();
    [GeneratedRegex($"^(?:{Words.PageLines})|点击数?:|阅读次数|发布时间|电头|记者", Words.Options)] private static partial Regex Noise();
}
