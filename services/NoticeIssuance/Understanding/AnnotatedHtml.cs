namespace NoticeIssuance.Understanding;

/// <summary>
/// The received text as an HTML page in which every element, requirement and deadline is marked and linked to what was made of it, and
/// every time-like run as a limit, as none (with why), or as asked about.
/// Everything taken from the text is encoded, mark-up of the text itself is not shown, and there is no script: safe whatever was received.
/// </summary>
internal static class AnnotatedHtml
{
    private const string Style =
        "body{font:16px/1.8 serif;margin:2em auto;max-width:60em}pre{white-space:pre-wrap;font:inherit}.title{font-weight:bold}" +
        ".requirement{background:#eef5ff}.deadline{background:#ffe2b8;border-bottom:2px solid #d80}" +
        ".time-none{border-bottom:1px dashed #888;color:#555}.time-question{background:#fcc;border-bottom:2px solid #c00}" +
        ".documentNumber,.issuedOn,.signature,.addressee,.reference,.attachment,.copies{border-bottom:1px dotted #777}";

    public static string Render(string text, bool html, NoticeContent content)
    {
        var page = new StringBuilder(text.Length * 2);
        page.Append("<!doctype html><html lang=\"zh\"><head><meta charset=\"utf-8\">")
            .Append(CultureInfo.InvariantCulture, $"<title>{Encode(content.Title)}</title><style>{Style}</style></head><body><pre>");
        Body(page, text, html, Stretches(content));
        page.Append("</pre><ol>");
        foreach (var requirement in content.Requirements)
            page.Append(CultureInfo.InvariantCulture, $"<li id=\"requirement-{requirement.Number}\" value=\"{requirement.Number}\">")
                .Append(CultureInfo.InvariantCulture, $"<a href=\"#at-{requirement.Number}\">{Encode(requirement.Quote)}</a>")
                .Append(CultureInfo.InvariantCulture, $" · {Encode(Said(requirement))}</li>");
        return page.Append("</ol></body></html>").ToString();
    }

    private sealed record Stretch(TextSpan Span, string Class, string Says, int? Requirement);

    private static List<Stretch> Stretches(NoticeContent content) =>
    [
        .. content.Marks.Select(mark => new Stretch(mark.Span, mark.Element, mark.Element, null)),
        .. content.Requirements.Where(one => one.Span is not null)
            .Select(one => new Stretch(one.Span!, "requirement", Said(one), one.Number)),
        .. content.Requirements.Where(one => one.Deadline is { Span.Length: > 0 })
            .Select(one => new Stretch(one.Deadline!.Span, "deadline", Due(one.Deadline), one.Number)),
        .. (content.Times ?? []).Select(run => new Stretch(run.Span, $"time-{run.As}", Accounted(run), null)),
    ];

    /// <summary>
    /// Between two boundaries the same marks hold: one span each, so that marks may cross and the page is well formed all the same.
    /// </summary>
    private static void Body(StringBuilder page, string text, bool html, List<Stretch> stretches)
    {
        var boundaries = stretches.SelectMany(Ends).OrderBy(boundary => boundary.At).ToList();
        var active = new List<Stretch>();
        var shown = new HashSet<int>();
        var (next, open) = (0, false);
        foreach (var (sign, at) in Visible(text, html))
        {
            if (next < boundaries.Count && boundaries[next].At <= at)
            {
                for (; next < boundaries.Count && boundaries[next].At <= at; next++)
                    if (boundaries[next].Opens)
                        active.Add(boundaries[next].Of);
                    else
                        active.Remove(boundaries[next].Of);
                page.Append(open ? "</span>" : "");
                open = active.Count > 0;
                page.Append(open ? Opening(active, shown) : "");
            }
            page.Append(Encode(sign));
        }
        page.Append(open ? "</span>" : "");

        static (int At, bool Opens, Stretch Of)[] Ends(Stretch stretch) =>
            [(stretch.Span.Start, true, stretch), (stretch.Span.Start + stretch.Span.Length, false, stretch)];
    }

    private static string Opening(List<Stretch> active, HashSet<int> shown)
    {
        var owner = active.FindLast(stretch => stretch.Requirement is not null)?.Requirement;
        var id = owner is { } number && shown.Add(number) ? $" id=\"at-{number}\"" : "";
        var owned = owner is null ? "" : $" data-requirement=\"{owner}\"";
        var classes = string.Join(' ', active.Select(stretch => stretch.Class).Distinct(StringComparer.Ordinal));
        return $"<span{id} class=\"{classes}\" title=\"{Encode(active[^1].Says)}\"{owned}>";
    }

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

    private static string Said(Requirement requirement) =>
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

    private static string Encode(string? text) => WebUtility.HtmlEncode(text) ?? "";
}
