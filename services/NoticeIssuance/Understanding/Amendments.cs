namespace NoticeIssuance.Understanding;

/// <summary>What a notice changes about an earlier one, as it is read: an officer confirms it.</summary>
/// <param name="DocumentNumber">Of the notice that is changed, as cited; null where it is named by its title or not at all.</param>
/// <param name="Title">Its title, where it is cited.</param>
/// <param name="Article">Which article or item of it: 第三条.</param>
/// <param name="From">The limit or wording until now, where it is said.</param>
/// <param name="To">The limit or wording from now on; null: what is changed is taken back.</param>
/// <param name="Span">The sentence that says so.</param>
internal sealed record Amendment(string? DocumentNumber, string? Title, string? Article, string? From, string? To, TextSpan Span);

/// <summary>
/// Reads 由A延长至B, “A”有误，应为“B”, 将《…》第三条中的“A”修改为“B”, and 《…》同时废止. Only what a notice says of another one that it cites, or of
/// 原通知, is an amendment.
/// </summary>
internal static partial class Amendments
{
    private const int Most = 50;
    private const int Furthest = 160;

    private static readonly char[] Stops = ['。', '\n', ';'];

    public static IReadOnlyList<Amendment> In(NormalText text, IReadOnlyList<TimePoint> points, Elements elements)
    {
        var found = new List<Amendment>();
        foreach (var words in Changes().Matches(text.Text).Take(Most).Cast<Match>())
        {
            var (start, end) = SentenceAround(text.Text, words);
            var sentence = text.Text[start..end];
            if (Of(text, points, elements, words, start, sentence) is { } amendment
                && found.TrueForAll(one => one with { Span = amendment.Span } != amendment))
                found.Add(amendment with { Span = text.Span(start, end) });
        }
        return found;
    }

    private static Amendment? Of(
        NormalText text, IReadOnlyList<TimePoint> points, Elements elements, Match words, int start, string sentence)
    {
        var own = elements.Heading.Title is { } heading ? text.Text[heading.Start..heading.End] : "";
        var changing = Changing().IsMatch(own);
        var number = DocumentNumbers.Within(elements.Cited, start, start + sentence.Length)
            ?? (changing && elements.Cited.Count > 0 ? elements.Cited[0] : null);
        var title = Cited().Match(sentence) is { Success: true } cited ? cited : changing ? Cited().Match(own) : Match.Empty;
        if (number is null && !title.Success && !Earlier().IsMatch(sentence))
            return null;
        var (from, to) = words.Groups["ends"].Success ? (null, null) : FromTo(text, points, words, start, sentence);
        if (to is null && !words.Groups["ends"].Success)
            return null;
        return new(number?.Written, title.Success ? title.Groups["title"].Value : null,
            Article().Match(sentence) is { Success: true } article ? article.Value : null, from, to, new(0, 0));
    }

    /// <summary>The time or the quotation behind the words, and the one before them in the sentence.</summary>
    private static (string? From, string? To) FromTo(
        NormalText text, IReadOnlyList<TimePoint> points, Match words, int start, string sentence)
    {
        var behind = words.Index + words.Length;
        if (behind < text.Length && text.Text[behind] != '"'
            && points.FirstOrDefault(point => point.Start >= behind && point.Start - behind <= 3) is { } to)
        {
            var from = points.LastOrDefault(point => point.Start >= start && point.End <= words.Index);
            return (from is null ? null : text.Original(from.Start, from.End), text.Original(to.Start, to.End));
        }
        var quoted = Quotation().Matches(sentence).Cast<Match>().ToList();
        var now = quoted.Find(one => start + one.Index >= behind - 1);
        var was = quoted.FindLast(one => start + one.Index + one.Length <= words.Index);
        return (Original(was), Original(now));

        string? Original(Match? quoted) => quoted?.Groups["words"] is { } of
            ? text.Original(start + of.Index, start + of.Index + of.Length) : null;
    }

    private static (int Start, int End) SentenceAround(string text, Match words)
    {
        var from = words.Index == 0 ? -1 : text.LastIndexOfAny(Stops, words.Index - 1, Math.Min(words.Index, Furthest));
        var end = words.Index + words.Length;
        var to = text.IndexOfAny(Stops, end, Math.Min(Furthest, text.Length - end));
        return (from < 0 ? Math.Max(0, words.Index - Furthest) : from + 1, to < 0 ? Math.Min(text.Length, end + Furthest) : to + 1);
    }

    [GeneratedRegex("""
        (?:延长|顺延|推迟|延迟|延期|延后|推后|提前|展期|调整|变更|更改|更正|修改|改|延)(?:至|到|为|成)[于在]?   # 延长至
        |应为                                                                                              # “A”有误，应为“B”
        |(?<ends>同时废止|予以废止|停止执行|予以撤销|(?:^|[,。\n])(?:废止|撤销)(?=《))                      # 同时废止
        """, Words.Options)]
    private static partial Regex Changes();

    [GeneratedRegex("《(?<title>[^《》\n]{2,80}(?:通知|办法|方案|规定|意见|细则|公告|通告|计划|制度))》", Words.Options)]
    private static partial Regex Cited();

    /// <summary>A title that says so: 关于延长…申报期限的通知.</summary>
    [GeneratedRegex("修改|修订|调整|延长|延期|更正|补充|变更|废止|推迟|撤销|提前", Words.Options)] private static partial Regex Changing();

    [GeneratedRegex("原(?:定|通知|文件|要求|规定|发|方案)|此前|前期(?:印发|通知)", Words.Options)] private static partial Regex Earlier();

    [GeneratedRegex("第[一二三四五六七八九十0-9]{1,3}[条项款点](?:第[一二三四五六七八九十0-9]{1,3}[项款])?", Words.Options)]
    private static partial Regex Article();

    [GeneratedRegex("\"(?<words>[^\"\n]{1,80})\"", Words.Options)] private static partial Regex Quotation();
}
