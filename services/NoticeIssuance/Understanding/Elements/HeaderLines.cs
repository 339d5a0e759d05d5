namespace NoticeIssuance.Understanding;

/// <summary>Pulls apart what a lost line break ran together: number, title, addressees in front; signature and date at the end.</summary>
internal static partial class HeaderLines
{
    private const int Front = 8;
    private const int LongestName = 40;

    public static IReadOnlyList<Line> Separate(NormalText text, IReadOnlyList<Line> lines, IReadOnlyList<DocumentNumber> numbers)
    {
        var separated = new List<Line>(lines.Count + 8);
        for (var i = 0; i < lines.Count; i++)
            separated.AddRange(i < Front ? FrontOf(text, lines[i], numbers) : [lines[i]]);
        return [.. separated.SelectMany(line => Signed(text, line))];
    }

    private static IEnumerable<Line> FrontOf(NormalText text, Line line, IReadOnlyList<DocumentNumber> numbers)
    {
        if (line.Length < 24)
            return [line];
        var cuts = new SortedSet<int>();
        var from = line.Start;
        if (numbers.FirstOrDefault(number => number.Start >= line.Start && number.End < line.End) is { } leading
            && (leading.Start == line.Start || Bodies.OfLetterhead(text.Text[line.Start..leading.Start]) is not null))
            cuts.UnionWith([leading.Start, from = leading.End]);
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

    [GeneratedRegex(@"\G[^。:]{2,398}:", Words.Options)] private static partial Regex Addressed();

    /// <summary>A date between the title and what follows, as pages print it: 2025-08-28.</summary>
    [GeneratedRegex(@"\G\(?20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?\)?", Words.Options)] private static partial Regex Dated();
}
