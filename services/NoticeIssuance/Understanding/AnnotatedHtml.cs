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
        Body(page, AnnotatedText.Of(text, html, content));
        page.Append("</pre><ol>");
        foreach (var requirement in content.Requirements)
            page.Append(CultureInfo.InvariantCulture, $"<li id=\"requirement-{requirement.Number}\" value=\"{requirement.Number}\">")
                .Append(CultureInfo.InvariantCulture, $"<a href=\"#at-{requirement.Number}\">{Encode(requirement.Quote)}</a>")
                .Append(CultureInfo.InvariantCulture, $" · {Encode(AnnotatedText.Said(requirement))}</li>");
        return page.Append("</ol></body></html>").ToString();
    }

    private static void Body(StringBuilder page, IEnumerable<AnnotatedRun> runs)
    {
        var shown = new HashSet<int>();
        foreach (var run in runs)
            page.Append(run.Marks.Count > 0 ? Opening(run.Marks, shown) : "").Append(Encode(run.Text))
                .Append(run.Marks.Count > 0 ? "</span>" : "");
    }

    private static string Opening(IReadOnlyList<AnnotatedText.Stretch> active, HashSet<int> shown)
    {
        var owner = active.LastOrDefault(stretch => stretch.Requirement is not null)?.Requirement;
        var id = owner is { } number && shown.Add(number) ? $" id=\"at-{number}\"" : "";
        var owned = owner is null ? "" : $" data-requirement=\"{owner}\"";
        var classes = string.Join(' ', active.Select(stretch => stretch.Class).Distinct(StringComparer.Ordinal));
        return $"<span{id} class=\"{classes}\" title=\"{Encode(active[^1].Says)}\"{owned}>";
    }

    private static string Encode(string? text) => WebUtility.HtmlEncode(text) ?? "";
}
