namespace NoticeIssuance.Understanding;

/// <summary>What stands below the body.</summary>
/// <param name="Body">Index of the first line that is no longer body.</param>
/// <param name="After">Index of the first line behind signature and date: attachments' texts, an embedded plan.</param>
internal sealed record Closing(IReadOnlyList<Line> Signature, DateOnly? Date, Line? DateLine, int Body, int After);

/// <summary>Finds the first signature: a date line with the names of bodies above it or before it.</summary>
internal static partial class Closings
{
    private const int MostNames = 8;

    public static Closing Read(NormalText text, IReadOnlyList<Line> lines, int from)
    {
        for (var at = from; at < lines.Count; at++)
        {
            if (lines[at].Length > 100 || !WrittenDate.MayEnd(lines[at].In(text))
                || WrittenDate.EndOf(Unsealed(lines[at].Of(text))) is not { } date)
                continue;
            if (date.At == 0 && Names(text, lines, from, at) is { Count: > 0 } names)
                return new(names, date.Day, lines[at], at - names.Count, at + 1);
            if (date.At == 0 && at - 1 > from && Contact().IsMatch(lines[at - 1].Of(text))
                && Names(text, lines, from, at - 1) is { Count: > 0 } above)
                return new(above, date.Day, lines[at], at - 1 - above.Count, at + 1);
            if (date.At == 0 && at + 1 < lines.Count && at + 1 >= lines.Count - 6 && at > from + 1
                && lines[at + 1].Length <= 30 && Bodies.IsName(Unsealed(lines[at + 1].Of(text))))
                return new([lines[at + 1]], date.Day, lines[at], at, at + 2);
            var (before, dateAt) = (lines[at].Of(text)[..date.At], lines[at].Start + date.At);
            if (date.At > 0 && Bodies.IsName(Unsealed(before)))
            {
                var signed = lines[at].In(text).EndsWith("印发") ? (Line?)null : lines[at] with { End = dateAt };
                return new(signed is { } name ? [name] : [], date.Day, lines[at] with { Start = dateAt }, at, at + 1);
            }
            if (date.At == 0 && (at <= from + 1 || at >= lines.Count - 6))
                return new([], date.Day, lines[at], at <= from + 1 ? lines.Count : at, at <= from + 1 ? lines.Count : at + 1);
        }
        return Undated(text, lines, from);
    }

    private static Closing Undated(NormalText text, IReadOnlyList<Line> lines, int from)
    {
        for (var at = lines.Count - 1; at > Math.Max(from, lines.Count - 6); at--)
            if (Bodies.IsName(Unsealed(lines[at].Of(text))) && lines[at].Length <= 30 && text.Text[lines[at - 1].End - 1] == '。')
                return new([lines[at]], null, null, at, at + 1);
        return new([], null, null, lines.Count, lines.Count);
    }

    private static List<Line> Names(NormalText text, IReadOnlyList<Line> lines, int from, int date)
    {
        var first = date;
        while (first > from && date - first < MostNames && Bodies.IsName(Unsealed(lines[first - 1].Of(text)))
            && Labels.At(text.Text, lines[first - 1].Start, lines[first - 1].End) is null)
            first--;
        return [.. lines.Skip(first).Take(date - first)];
    }

    private static string Unsealed(string line) => Seal().Replace(line, "");

    /// <summary>A line that may stand between who signs and the date: 联系电话：….</summary>
    [GeneratedRegex("^\\(?(?:联系|咨询|电话|传真|邮箱|电子邮箱|地址|经办)", Words.Options)] private static partial Regex Contact();

    [GeneratedRegex($@"\((?:{Words.Seals})\)", Words.Options)] private static partial Regex Seal();
}
