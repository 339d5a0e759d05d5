namespace NoticeIssuance.Understanding;

/// <summary>A part of the received text in which the same marks hold.</summary>
/// <param name="Text">As a reader sees it: mark-up of the text itself is left out.</param>
/// <param name="Start">Where it begins in the stored text.</param>
/// <param name="Marks">What was found here, the innermost last; none for plain text.</param>
internal sealed record AnnotatedRun(string Text, int Start, IReadOnlyList<AnnotatedText.Stretch> Marks);

/// <summary>
/// The received text cut where the marks change: every element, requirement and deadline, and every time-like run as a limit, as none (with
/// why), or as asked about. Marks may cross.
/// </summary>
internal static class AnnotatedText
{
    /// <param name="Class">What it is: an element's name, <c>requirement</c>, <c>deadline</c>, <c>time-none</c> …</param>
    /// <param name="Says">What was made of it.</param>
    internal sealed record Stretch(TextSpan Span, string Class, string Says, int? Requirement);

    public static IEnumerable<AnnotatedRun> Of(string text, bool html, NoticeContent content)
    {
        var boundaries = Stretches(content).SelectMany(Ends).OrderBy(boundary => boundary.At).ToList();
        var active = new List<Stretch>();
        var (run, start, next) = (new StringBuilder(), 0, 0);
        foreach (var (sign, at) in Visible(text, html))
        {
            if (next < boundaries.Count && boundaries[next].At <= at)
            {
                if (run.Length > 0)
                    yield return new(run.ToString(), start, [.. active]);
                run.Clear();
                for (; next < boundaries.Count && boundaries[next].At <= at; next++)
                    if (boundaries[next].Opens)
                        active.Add(boundaries[next].Of);
                    else
                        active.Remove(boundaries[next].Of);
            }
            if (run.Length == 0)
                start = at;
            run.Append(sign);
        }
        if (run.Length > 0)
            yield return new(run.ToString(), start, [.. active]);

        static (int At, bool Opens, Stretch Of)[] Ends(Stretch stretch) =>
            [(stretch.Span.Start, true, stretch), (stretch.Span.Start + stretch.Span.Length, false, stretch)];
    }

    private static List<Stretch> Stretches(NoticeContent content) =>
    [
        .. content.Marks.Select(mark => new Stretch(mark.Span, mark.Element, mark.Element, null)),
        .. content.Requirements.Where(one => one.Span is not null)
            .Select(one => new Stretch(one.Span!, "requirement", Said(one), one.Number)),
        .. content.Requirements.Where(one => one.Deadline is { Span.Length: > 0 })
            .Select(one => new Stretch(one.Deadline!.Span, "deadline", Due(one.Deadline), one.Number)),
        .. (content.Times ?? []).Select(run => new Stretch(run.Span, $"time-{run.As}", Accounted(run), null)),
    ];

    /// <summary>What a reader sees of the text, each sign with its place. Surrogate pairs stay together.</summary>
    private static IEnumerable<(string Sign, int At)> Visible(string text, bool html)
    {
        if (html || Markup.Is(text))
        {
            var normal = Markup.Read(text);
            for (var i = 0; i < normal.Length; i++)
                yield return (normal.Text[i] == '\n' ? "\n" : normal.Original(i, i + 1), normal.Span(i, i + 1).Start);
            yield break;
        }
        for (var i = 0; i < text.Length; i++)
        {
            var pair = i + 1 < text.Length && char.IsSurrogatePair(text, i);
            yield return (text.Substring(i, pair ? 2 : 1), i);
            i += pair ? 1 : 0;
        }
    }

    public static string Said(Requirement requirement) =>
        $"第{requirement.Number}项，{requirement.Disposition}，{requirement.Kind}" +
        (requirement.Deadline is { } deadline ? $"，{Due(deadline)}" : "");

    private static string Due(Deadline deadline) =>
        (deadline.DueAt?.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture) ?? deadline.Anchor?.Words ?? "未定") +
        $"（“{deadline.Words}”，{deadline.Rule}）";

    private static string Accounted(TimeRun run) => run.As switch
    {
        TimeRun.Limit => "时限",
        TimeRun.None => $"不是时限（{run.Kind}）",
        _ => "待确认是否为时限",
    };
}
