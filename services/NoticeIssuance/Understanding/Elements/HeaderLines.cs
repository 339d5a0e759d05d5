namespace NoticeIssuance.Understanding;

/// <summary>Pulls apart what a lost line break ran together: number, title, addressees in front; signature and date at the end.</summary>
internal static partial class HeaderLines
{
    private const int Front = 8;
    private const int LongestName = 40;
    private const int LongestNames = 80;
    private const int MostDates = 50;

    public static IReadOnlyList<Line> Separate(NormalText text, IReadOnlyList<Line> lines, IReadOnlyList<DocumentNumber> numbers)
    {
        var separated = new List<Line>(lines.Count + 8);
        for (var i = 0; i < lines.Count; i++)
            separated.AddRange(i < Front ? FrontOf(text, lines[i], numbers) : [lines[i]]);
        var issuers = separated.Take(Front).Select(line => line.Of(text))
            .SelectMany(line => new[] { Bodies.OfTitle(line), Bodies.OfLetterhead(line) }).OfType<string>()
            .SelectMany(names => names.Split('、')).Where(name => name.Length > 3).Distinct().ToList();
        return [.. separated.SelectMany(line => Closed(text, line, issuers)).SelectMany(line => Signed(text, line))];
    }

    private static IEnumerable<Line> FrontOf(NormalText text, Line line, IReadOnlyList<DocumentNumber> numbers)
    {
        if (numbers.FirstOrDefault(number => number.Start > line.Start && number.End <= line.End) is { } behind
            && WrittenDate.EndOf(text.Text[line.Start..behind.Start]) is { At: 0 })
            return [new(line.Start, behind.Start), .. FrontOf(text, new(behind.Start, line.End), numbers)];
        if (line.Length < 24)
            return [line];
        var cuts = new SortedSet<int>();
        var from = line.Start;
        if (numbers.FirstOrDefault(number => number.Start >= line.Start && number.End < line.End) is { } leading
            && (leading.Start == line.Start || IsHead(text.Text[line.Start..leading.Start])))
            cuts.UnionWith([leading.Start, from = leading.End]);
        if (Twice().Match(text.Text, from, Math.Min(80, line.End - from)) is { Success: true } twice)
            cuts.Add(from += twice.Length);
        if (Marked().Match(text.Text, from, Math.Min(200, line.End - from)) is { Success: true } marked)
            cuts.Add(from += marked.Length);
        if (Titles.EndInside(text.Text[from..line.End]) is { } end && from + end < line.End)
            cuts.Add(from += end);
        if (cuts.Count > 0 && Dated().Match(text.Text, from, line.End - from) is { Success: true } dated && from + dated.Length < line.End)
            cuts.Add(from += dated.Length);
        if (numbers.FirstOrDefault(number => number.Start == from && number.End < line.End) is { } following)
            cuts.Add(from = following.End);
        if (Addressed().Match(text.Text, from, Math.Min(400, line.End - from)) is { Success: true } addressed
            && (cuts.Count > 0 || IsEveryone(text.Text[from..(from + addressed.Length - 1)])))
            cuts.Add(from + addressed.Length);
        return Cut(line, cuts.Where(cut => cut > line.Start));
    }

    // 海东市教育局文件, or the name of a body alone.
    private static bool IsHead(string front) =>
        Bodies.OfLetterhead(front) is not null || front.Length <= 70 && HeadOnly().IsMatch(front) && !Cites().IsMatch(front);

    /// <summary>
    /// A signature in the middle of a line that lost its breaks: a name and a date in front of a remark (此件发至…), a list of attachments
    /// or copies; and the issuer's own name with a date behind a sentence, whatever follows.
    /// </summary>
    private static IEnumerable<Line> Closed(NormalText text, Line line, List<string> issuers)
    {
        if (line.Length < (line.In(text).Contains('(') ? 24 : 60))
            return [line];
        var cuts = new SortedSet<int>();
        foreach (var date in InLine().Matches(text.Text[line.Start..line.End]).Take(MostDates).Cast<Match>())
        {
            var (start, end) = (line.Start + date.Index, line.Start + date.Index + date.Length);
            var front = text.Text[Math.Max(line.Start, start - LongestNames)..start];
            var name = SignedBy().Match(front).Groups["name"].Value;
            var issuer = issuers.Where(one => front.EndsWith(one, StringComparison.Ordinal)).MaxBy(one => one.Length);
            if (issuer is not null && Issuers(front, issuers) is var names
                && (date.Groups["closed"].Success || Ends().IsMatch(front[..^names.Sum()])))
                cuts.UnionWith([end, .. names.Select((_, at) => start - names.Take(at + 1).Sum())]);
            else if (date.Groups["closed"].Success && name.Length <= LongestName && Bodies.IsName(Unsealed(name)))
                cuts.UnionWith([start - name.Length, end]);
            else if (date.Groups["remark"].Success)
                cuts.UnionWith([start, end]);
        }
        return Cut(line, cuts.Where(cut => cut > line.Start));
    }

    /// <summary>How long each of the issuers' names is that a text ends with, the last first.</summary>
    private static List<int> Issuers(string front, List<string> issuers)
    {
        var lengths = new List<int>();
        while (issuers.Where(one => front[..^lengths.Sum()].EndsWith(one, StringComparison.Ordinal)).MaxBy(one => one.Length) is { } name)
            lengths.Add(name.Length);
        return lengths;
    }

    private static string Unsealed(string name) => Seal().Replace(name, "");

    // 各车间、科室：关于… but not 请各校于3月14日下午17：00.
    private static bool IsEveryone(string phrase) =>
        phrase[0] != '请' && !phrase.Any(char.IsAsciiDigit) && Bodies.IsEveryone(phrase);

    private static IEnumerable<Line> Signed(NormalText text, Line line)
    {
        if (line.Length < 30 || !WrittenDate.MayEnd(line.In(text)))
            return [line];
        var tail = text.Text[Math.Max(line.Start, line.End - 120)..line.End];
        if (WrittenDate.EndOf(tail) is not { } date)
            return [line];
        var signed = tail[..date.At].LastIndexOfAny(['。', '!', ';']) + 1;
        if (signed > 0 && Bodies.IsName(tail[signed..date.At]))
            return Cut(line, [line.End - tail.Length + signed]);
        var names = Spaced(text, line.Start, line.End - tail.Length + date.At);
        return names > line.Start ? Cut(line, [names]) : [line];
    }

    /// <summary>Where names that blanks set apart begin before a date; the line's end part where there are none.</summary>
    private static int Spaced(NormalText text, int start, int date)
    {
        var first = -1;
        for (var (at, end) = (date - 1, date); at > start && end - at < LongestName; at--)
        {
            if (!text.GapBefore(at))
                continue;
            if (!Bodies.IsName(text.Text[at..end]))
                break;
            (first, end) = (at, at);
        }
        return first;
    }

    private static IEnumerable<Line> Cut(Line line, IEnumerable<int> cuts)
    {
        var start = line.Start;
        foreach (var cut in cuts.Where(cut => cut < line.End))
        {
            yield return new(start, cut);
            start = cut;
        }
        yield return new(start, line.End);
    }

    /// <summary>What is printed above a title, up to the last word that belongs to no title: 某公司内部事项, 某办公厅发电特急明电某发532号.</summary>
    [GeneratedRegex($$"""
        \G(?:(?!关于|转发|印发|批转)[\u4e00-\u9fff、()·,:\dA-Za-z-]){2,60}
        (?:文件|明电|稿纸|\d号\)?|{{Words.Urgencies}}|{{Words.Handling}})
        (?=(?!文件|精神|要求)(?:(?!关于|转发|印发|批转)[\u4e00-\u9fff、()]){0,60}(?:关于|转发|印发|批转))
        """, Words.Options)]
    private static partial Regex Marked();

    /// <summary>某省自然资源厅某省自然资源厅关于….</summary>
    [GeneratedRegex("\\G(?<name>[\u4e00-\u9fff]{4,30})(?=\\k<name>)", Words.Options)] private static partial Regex Twice();

    /// <summary>A date within a line, and what shows that it closes the notice.</summary>
    [GeneratedRegex("""
        (?:(?:19|20)\d\d年\d{1,2}月\d{1,2}日)(?![前后起至到、,以印召在。):;]|上午|下午)
        (?:(?<remark>(?<closed>(?=\([此本][件文])))                                              # (此件发至…)
          |(?<closed>(?=\((?:联系|信息公开)|附件|抄[送报]|联系人|主题词|$)))?
        """, Words.Options)]
    private static partial Regex InLine();

    /// <summary>Who signs: the words at once before the date, behind 特此函告.</summary>
    [GeneratedRegex($@"(?:特此[函通报公批][告知达复]|(?<![\u4e00-\u9fff、·]))(?<name>[\u4e00-\u9fff、·]+?(?:\((?:{Words.Seals})\))?)$", Words.Options)]
    private static partial Regex SignedBy();

    /// <summary>Above a title stand names, marks and copies' numbers, and no sentence.</summary>
    [GeneratedRegex(@"^[\u4e00-\u9fff、()·\dA-Za-z-]+$", Words.Options)] private static partial Regex HeadOnly();

    [GeneratedRegex("根据|按照|依据|关于|印发|转发|贯彻|落实|[请将为于]", Words.Options)] private static partial Regex Cites();

    /// <summary>What a signature may stand behind: a sentence, or a list of attachments.</summary>
    [GeneratedRegex("(?:^|[。!;)》]|附件[^。;]{2,60}|[表单件案函录卷章书])$", Words.Options)] private static partial Regex Ends();

    [GeneratedRegex($@"\((?:{Words.Seals})\)", Words.Options)] private static partial Regex Seal();

    [GeneratedRegex(@"\G[^。:]{2,398}:", Words.Options)] private static partial Regex Addressed();

    /// <summary>A date between the title and what follows, as pages print it: 2025-08-28.</summary>
    [GeneratedRegex(@"\G\(?20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?\)?", Words.Options)] private static partial Regex Dated();
}
