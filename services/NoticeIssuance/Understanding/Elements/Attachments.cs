namespace NoticeIssuance.Understanding;

/// <summary>An attachment's name in the normal text.</summary>
internal sealed record Attachment(string Name, int Start, int End);

/// <summary>附件：1.… 2.…, one or many a line, above or below the signature; and what an 印发 notice carries in its own text.</summary>
internal static partial class Attachments
{
    // Nobody lists more; what goes on beyond is no list.
    private const int Most = 500;

    public static IReadOnlyList<Attachment> In(NormalText text, IReadOnlyList<Line> lines, int body, Closing closing, Title? title)
    {
        var found = new List<Attachment>();
        for (var at = body; at < lines.Count && found.Count < Most; at++)
        {
            if (text.Text[lines[at].Start] != '附'
                || Announced().Match(text.Text, lines[at].Start, lines[at].Length) is not { Success: true } announced)
                continue;
            found.AddRange(Listed(text, lines[at].Start + announced.Length, lines[at].End));
            for (; at + 1 < lines.Count && GoesOn(text, lines[at + 1]); at++)
                found.AddRange(Listed(text, lines[at + 1].Start, lines[at + 1].End));
        }
        if (found.Count == 0 && title is not null && closing.After < lines.Count)
            found.AddRange(Carried(text, lines, closing.After, title));
        return [.. found.Where(one => one.Name.Length > 1 && !Remark().IsMatch(one.Name)).DistinctBy(one => one.Name)];
    }

    /// <summary>Whether a line announces attachments, and so is no part of the body.</summary>
    public static bool IsAnnounced(NormalText text, Line line) => Announced().IsMatch(line.In(text));

    private static bool GoesOn(NormalText text, Line line) =>
        Labels.At(text.Text, line.Start, line.End) is { Rank: 3 } && !text.Text.AsSpan(line.Start, line.Length).Contains('。');

    private static IEnumerable<Attachment> Listed(NormalText text, int start, int end)
    {
        var starts = Numbered().Matches(text.Text[start..end]).Take(Most)
            .Select(item => (From: start + item.Index, Name: start + item.Index + item.Length)).ToList();
        if (starts.Count == 0 || starts[0].From > start)
            starts.Insert(0, (start, start));
        for (var i = 0; i < starts.Count; i++)
            if (Named(text, starts[i].Name, i + 1 < starts.Count ? starts[i + 1].From : end) is { } attachment)
                yield return attachment;
    }

    private static Attachment? Named(NormalText text, int start, int end)
    {
        while (end > start && text.Text[end - 1] is ';' or ',' or '。' or '、' or '\t')
            end--;
        if (end - start > 2 && text.Text[start] == '《' && text.Text[end - 1] == '》')
            (start, end) = (start + 1, end - 1);
        return end > start ? new(text.Original(start, end), start, end) : null;
    }

    private static IEnumerable<Attachment> Carried(NormalText text, IReadOnlyList<Line> lines, int after, Title title)
    {
        var wording = text.Text[title.Start..title.End].Replace("\n", "", StringComparison.Ordinal);
        for (var at = after; at < Math.Min(after + 4, lines.Count); at++)
        {
            var joined = "";
            for (var last = at; last < Math.Min(at + 3, lines.Count); last++)
            {
                joined += lines[last].Of(text);
                if (joined.Length > 5 && wording.Contains(joined, StringComparison.Ordinal) && Carries().IsMatch(wording))
                    return [new(text.Original(lines[at].Start, lines[last].End), lines[at].Start, lines[last].End)];
            }
        }
        return [];
    }

    [GeneratedRegex(@"\G附件?(?:\d{1,2}|[一二三四五六七八九十])?[:.、]", Words.Options)] private static partial Regex Announced();
    [GeneratedRegex(@"(?<![\d.第附件])\d{1,2}[.、](?!\d)", Words.Options)] private static partial Regex Numbered();
    [GeneratedRegex("^附件?[\\d-]+|^\\(?[此略]|另行|^[见请如]", Words.Options)] private static partial Regex Remark();
    [GeneratedRegex("印发|转发|批转|发布|公布", Words.Options)] private static partial Regex Carries();
}
