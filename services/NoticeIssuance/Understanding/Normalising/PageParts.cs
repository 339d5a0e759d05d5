using System.Collections.Frozen;

namespace NoticeIssuance.Understanding;

/// <summary>
/// What a page holds beside its text: menus, where one is, share buttons, related pages, who made it. Told by the element (nav, aside,
/// footer, form) or by the words of its class or id; taken back when it ends without having told anything (no full stop, no attachment).
/// Links that lead to other pages are told to the builder, which drops lines of nothing else.
/// </summary>
internal sealed partial class PageParts(NormalTextBuilder into)
{
    // Nobody nests them deeper; what goes on beyond is text.
    private const int Deepest = 64;

    private const int LongestTag = 2_000;

    private static readonly FrozenSet<string> Elements = FrozenSet.Create("nav", "aside", "footer", "button", "select", "textarea");

    /// <summary>Elements whose class or id may say so.</summary>
    private static readonly FrozenSet<string> Boxes = FrozenSet.Create("div", "ul", "ol", "dl", "section", "table", "p", "span", "header");

    // Open boxes of the page, each with how many elements of its name are open in it.
    private readonly List<(string Name, int From, int Open)> _open = [];

    private bool _heading;

    /// <summary>A tag was read; what stands before it was added already.</summary>
    public void Tag(string name, ReadOnlySpan<char> tag)
    {
        var closes = tag.Length > 1 && tag[1] == '/';
        if (name == "a")
            into.InLink = !closes && !_heading && LeadsAway(tag);
        else if (name is "h1" or "h2" or "h3")
            _heading = !closes;
        else if (_open.Count > 0 && _open[^1] is var (inside, from, open) && inside == name)
            Nested(closes, from, open);
        else if (!closes && !tag.EndsWith("/>") && _open.Count < Deepest && IsBesideText(name, tag))
            _open.Add((name, into.Length, 1));
    }

    private void Nested(bool closes, int from, int open)
    {
        _open[^1] = _open[^1] with { Open = open + (closes ? -1 : 1) };
        if (_open[^1].Open > 0)
            return;
        _open.RemoveAt(_open.Count - 1);
        into.TakeBack(from);
    }

    private static bool IsBesideText(string name, ReadOnlySpan<char> tag) =>
        Elements.Contains(name) || Boxes.Contains(name) && tag.Length < LongestTag && Named().IsMatch(tag);

    // A name to jump to (<a name=…>), a place in the page and a file to be fetched are no other page.
    private static bool LeadsAway(ReadOnlySpan<char> tag) =>
        tag.Length < LongestTag && Link().IsMatch(tag) && !File().IsMatch(tag);

    [GeneratedRegex(@"\shref\s*=\s*[""']?(?!\#)[^""'\s>]", Words.Options | RegexOptions.IgnoreCase)] private static partial Regex Link();

    [GeneratedRegex("""
        \.(?:docx?|xlsx?|pptx?|pdf|ofd|wps|et|zip|rar|7z|txt|csv)\b    # files/2026/推荐表.docx
        |download|attach|附件
        """, Words.Options | RegexOptions.IgnoreCase)]
    private static partial Regex File();

    [GeneratedRegex("""
        \s(?:class|id)\s*=\s*["']?[^"'>]{0,200}?
        (?<![a-z])(?:
           nav(?:bar|igation)?|menu|bread-?crumbs?|crumbs?|position|location|dqwz      # 当前位置
         | share|bdsharebuttonbox|social|fenxiang|toolbar|tools|print                  # 分享, 打印
         | related|recommend|relevant|xgwz|hot|sidebar|side|aside                      # 相关文章
         | prev|next|pager|pagination|page-?turn|updown                                # 上一篇
         | foot(?:er)?|copyright|friend-?links?|links|login|search
        )(?![a-z])
        """, Words.Options | RegexOptions.IgnoreCase)]
    private static partial Regex Named();
}
