namespace NoticeIssuance.Understanding;

/// <summary>Second stage: the paragraphs. Mends lines wrapped at a fixed width, and splits a text whose line breaks were lost.</summary>
internal static class Lines
{
    private const int Long = 18;
    private const int LostBreaks = 400;
    private const int LongestDate = 16;

    /// <summary>A text without the line breaks that a page's width put into its sentences.</summary>
    public static NormalText Unwrap(NormalText text)
    {
        var lines = Broken(text);
        var open = lines.Where(line => line.Length >= Long && !EndsSentence(text, line) && !line.In(text).Contains('\t')).ToList();
        if (open.Count < 3)
            return text;
        var width = open.GroupBy(line => line.Length / 2).MaxBy(group => group.Count())!.Key * 2;
        var full = open.Count(line => Math.Abs(line.Length - width) <= 3);
        var wrapped = full >= 3 && full * 2 >= open.Count && lines.Count(line => line.Length > width + 3) * 4 <= full;
        if (!wrapped)
            return text;
        var breaks = lines.Zip(lines.Skip(1))
            .Where(pair => !EndsSentence(text, pair.First) && pair.First.Length >= width - 3 && !pair.First.In(text).Contains('\t'))
            .Where(pair => Labels.At(text.Text, pair.Second.Start, pair.Second.End) is null)
            .Select(pair => pair.First.End)
            .ToList();
        return text.Without(breaks);
    }

    public static IReadOnlyList<Line> Lay(NormalText text) => [.. Broken(text).SelectMany(line => Split(text, line))];

    private static List<Line> Broken(NormalText text)
    {
        var lines = new List<Line>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.Text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            if (end > start)
                lines.Add(new(start, end));
            start = end + 1;
        }
        return lines;
    }

    private static bool EndsSentence(NormalText text, Line line) =>
        text.Text[line.End - 1] is '。' or ';' or ':' or '!' or '?' or '"' or '》';

    /// <summary>
    /// 一、 or （一） in the middle of a line starts a paragraph when a sentence ended or a blank stands before it, 一要 only after a full stop;
    /// 1. only where all breaks are lost. So does 附件： behind a blank, and a date that closes the text.
    /// </summary>
    private static IEnumerable<Line> Split(NormalText text, Line line)
    {
        var lost = line.Length > LostBreaks;
        var (start, last) = (line.Start, lost ? Counted(text, line.Start, line.End) : null);
        for (var at = line.Start + 1; at < line.End; at++)
        {
            var (before, blank) = (text.Text[at - 1], text.GapBefore(at));
            var stopped = before is '。' or ';' or ':' or '!' or '?';
            var counted = lost ? Counted(text, at, line.End) : null;
            var goesOn = counted is not null && counted == last + 1 && before is not ('第' or '、' or '-');
            if (counted is not null && (goesOn || stopped || blank))
                last = counted;
            if (!stopped && !blank && !goesOn)
                continue;
            var starts = Labels.At(text.Text, at, line.End)?.Rank switch
            {
                1 or 2 => stopped || goesOn || line.Length > Long,
                3 => stopped && lost,
                4 => stopped && (lost || before == '。'),
                _ => blank && text.Text.AsSpan(at, line.End - at).StartsWith("附件:") || before == '。' && IsLastDate(text, at, line.End),
            };
            if (!starts)
                continue;
            yield return new(start, at);
            start = at;
        }
        yield return new(start, line.End);
    }

    /// <summary>…择优确定。 二〇〇九年四月三十日: the date of writing, and nothing behind it.</summary>
    private static bool IsLastDate(NormalText text, int at, int end) => end - at <= LongestDate
        && text.Text.AsSpan(end).IsWhiteSpace() && WrittenDate.EndOf(text.Text[at..end]) is { At: 0 };

    /// <summary>The number of a 一、: behind 一、…, 二、 begins a paragraph even where no sentence ended. 三、四年级 is none.</summary>
    private static int? Counted(NormalText text, int at, int end) =>
        at + 2 < end && "一二三四五六七八九十".Contains(text.Text[at], StringComparison.Ordinal)
        && Labels.At(text.Text, at, end) is { Rank: 1, Printed: var printed, Length: var length } && printed[0] != '第'
        && text.Text[at + length - 1] == '、' && at + length < end
        && !"一二三四五六七八九十两".Contains(text.Text[at + length], StringComparison.Ordinal)
            ? Numerals.Read(printed) : null;
}
