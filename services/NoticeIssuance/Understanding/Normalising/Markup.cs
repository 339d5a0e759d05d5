using System.Collections.Frozen;

namespace NoticeIssuance.Understanding;

/// <summary>
/// HTML as text: blocks become lines, cells stay apart, entities are read, scripts and styles go; so does what an office's site puts around
/// a text (<see cref="PageParts"/>). Never fails, one pass.
/// </summary>
internal static class Markup
{
    private static readonly FrozenSet<string> Blocks = new[]
    {
        "address", "article", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "fieldset", "footer", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "li", "main", "nav", "ol", "option", "p", "pre",
        "section", "select", "table", "tbody", "tfoot", "thead", "tr", "ul",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Silent =
        FrozenSet.Create("title", "script", "style", "noscript", "template", "iframe", "object", "svg");

    private static readonly FrozenSet<string> Telling =
        FrozenSet.Create("html", "body", "table", "tr", "td", "div", "p", "br", "span", "font", "li", "h1", "h2", "h3");

    /// <summary>Whether a text that is called plain is HTML: it holds at least two of HTML's usual tags.</summary>
    public static bool Is(string text)
    {
        var tags = 0;
        for (var i = text.IndexOf('<', StringComparison.Ordinal); i >= 0 && tags < 2; i = text.IndexOf('<', i + 1))
            if (Telling.Contains(Name(text, i, out var after)) && after < text.Length
                && text[after] is '>' or ' ' or '/' or '\t' or '\r' or '\n')
                tags++;
        return tags == 2;
    }

    public static NormalText Read(string text)
    {
        var into = new NormalTextBuilder(text);
        var parts = new PageParts(into);
        var lastClose = text.LastIndexOf('>');
        for (var i = 0; i < text.Length;)
        {
            i = text[i] switch
            {
                '<' when i < lastClose && StartsTag(text, i) => Tag(text, i, into, parts),
                '&' => Entity(text, i, into),
                '\n' or '\r' => LineFeed(text, i, into),
                _ => Plain(text, i, into),
            };
        }
        return into.Build();
    }

    private static bool StartsTag(string text, int at) => char.IsAsciiLetter(text[at + 1]) || text[at + 1] is '/' or '!' or '?';

    private static int Tag(string text, int at, NormalTextBuilder into, PageParts parts)
    {
        if (text.AsSpan(at).StartsWith("<!--"))
            return After(text, "-->", at + 4);
        var name = Name(text, at, out _);
        var end = After(text, ">", at);
        if (Silent.Contains(name) && text[at + 1] != '/' && text[end - 2] != '/')
            return After(text, $"</{name}", end) is var close && close < text.Length ? After(text, ">", close) : close;
        if (Blocks.Contains(name))
            into.Break(at, end);
        else if (name is "td" or "th")
            into.Cell(at, end);
        parts.Tag(name, text.AsSpan(at, end - at));
        return end;
    }

    // In HTML a line feed is a blank; an empty line between texts is meant as one all the same.
    private static int LineFeed(string text, int at, NormalTextBuilder into)
    {
        var end = at;
        var feeds = 0;
        for (; end < text.Length && char.IsWhiteSpace(text[end]); end++)
            feeds += text[end] == '\n' ? 1 : 0;
        if (feeds > 1)
            into.Break(at, end);
        else
            into.Add(' ', at, end);
        return end;
    }

    private static int Entity(string text, int at, NormalTextBuilder into)
    {
        var end = text.AsSpan(at, Math.Min(12, text.Length - at)).IndexOf(';');
        var decoded = end > 1 ? WebUtility.HtmlDecode(text.Substring(at, end + 1)) : null;
        if (decoded is null || decoded[0] == '&' && decoded.Length > 1)
            return Plain(text, at, into);
        foreach (var sign in decoded)
            into.Add(sign, at, at + end + 1);
        return at + end + 1;
    }

    private static int Plain(string text, int at, NormalTextBuilder into)
    {
        into.Add(text[at], at, at + 1);
        return at + 1;
    }

    private static string Name(string text, int at, out int after)
    {
        var start = at + 1 < text.Length && text[at + 1] == '/' ? at + 2 : at + 1;
        for (after = start; after < text.Length && after - start < 12 && char.IsAsciiLetterOrDigit(text[after]); after++) { }
        return text[start..after].ToLowerInvariant();
    }

    private static int After(string text, string mark, int from)
    {
        var at = text.IndexOf(mark, Math.Min(from, text.Length), StringComparison.OrdinalIgnoreCase);
        return at < 0 ? text.Length : at + mark.Length;
    }
}
