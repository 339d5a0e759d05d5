namespace NoticeIssuance.Understanding;

/// <summary>
/// The marks of state secrets (密级和保密期限, GB/T 9704-2012, 7.2.2) as texts carry them: 绝密, 机密 or 秘密 with or without ★ and a term,
/// alone on a line or cut short by lost line breaks. A sentence that speaks of secrets is none. Pure, in time linear in the length.
/// </summary>
internal static partial class SecretMarks
{
    private const int LongestMark = 80;

    private const string Level = "(?<level>[绝絕]密|[机機]密|[秘祕]密)";
    private const string Star = "[★☆✩⭐]";

    private const string Term =
        @"至?(?:\d{4}年\d{1,2}月(?:\d{1,2}日)?[前止]?|[\d一二两三四五六七八九十百半壹贰叁伍拾]{1,4}(?:年|个?月)|长期|永久|(?:启[用封]|解密|公[布开])前)";

    /// <summary>What stands around a mark: brackets, strokes, signs. A backslash before what regular expressions know.</summary>
    private const string Frame = @"[\-\[\](){}<>|~=_.。:;,、!*\#+★☆✩⭐※\t]";

    /// <summary>The level that a text is marked with, in today's characters; null where it is not marked.</summary>
    /// <param name="text">As received.</param>
    /// <param name="html">It is HTML, though nobody may see that.</param>
    public static string? In(string text, bool html)
    {
        if (!text.Contains('密', StringComparison.Ordinal) && !text.Contains("&#", StringComparison.Ordinal))
            return null;
        // In HTML line breaks count in one element alone.
        var preformatted = Preformatted(text)
            .Select(part => Normaliser.Normalise(part.Replace("\n", "<br>", StringComparison.Ordinal), html: true));
        return preformatted.Prepend(Normaliser.Normalise(text, html))
            .SelectMany(normal => Lines.Lay(normal).Select(line => Of(normal, line))).FirstOrDefault(level => level is not null);
    }

    /// <summary>The level that a line marks the text with; null where it is no mark.</summary>
    public static string? Of(NormalText text, Line line)
    {
        var words = line.Of(text);
        if (!words.Contains('密', StringComparison.Ordinal))
            return null;
        if (words.Length <= LongestMark && Alone().Match(words) is { Groups: var alone } && alone["level"].Success)
            return Named(alone["level"].Value);
        if (Begins().Match(words) is { Success: true } begins)
            return Named(begins.Groups["level"].Value);
        if (Labelled().Match(words) is { Success: true } labelled && IsApart(text, line.Start + labelled.Index + labelled.Length, line.End))
            return Named(labelled.Groups["level"].Value);
        return Ends().Match(words) is { Success: true } ends && text.GapBefore(line.Start + ends.Index) ? Named(ends.Groups["level"].Value)
            : null;
    }

    private static IEnumerable<string> Preformatted(string text)
    {
        for (var at = Next("<pre", 0); at >= 0 && Next("</pre", at) is var end and >= 0; at = Next("<pre", end))
            yield return text[at..end];

        int Next(string tag, int from) => text.IndexOf(tag, from, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether nothing, or something that a blank or a sign sets apart, follows.</summary>
    private static bool IsApart(NormalText text, int at, int end) =>
        at == end || text.GapBefore(at) || text.Text[at] is '★' or '☆' or '✩' or '⭐' or '*' or '\t' or ')' or ']' or ',' or ';' or '。';

    private static string Named(string level) => level[0] switch { '绝' or '絕' => "绝密", '机' or '機' => "机密", _ => "秘密" };

    // 密级：机密★3年　特急, 000012 机密 ☆ 长期, 【秘密】; each piece is taken as it is read first, so that none is tried twice.
    [GeneratedRegex($"""
        ^(?>{Level}(?:级|件|文件|资料|材料)?
          |(?:文件)?密级(?:标[识志])?|[和及]?保密(?:等级|级别|期限?)|{Term}
          |紧急程度|缓急|特急|加急|平急|急件|特提
          |份号|N[Oo]\.?|第?\d{"{4,8}"}[号份]?
          |{Frame})+$
        """, Words.Options)]
    private static partial Regex Alone();

    // 机密★1年中共…文件, where breaks are lost; 【机密】关于…; a cell of a table too.
    [GeneratedRegex($@"(?:^|\t){Frame}*(?:{Level}级?{Star}|[\[(]{Level}级?[*]?(?:{Term})?[\])])", Words.Options)]
    private static partial Regex Begins();

    // 发文字号：…　密级：机密; not 密级机密以上的.
    [GeneratedRegex($@"密级(?:标[识志])?[:\t\[(]*{Level}级?", Words.Options)] private static partial Regex Labelled();

    // 大组通〔2016〕12号　机密★1年.
    [GeneratedRegex($"{Level}级?{Star}(?:{Term})?{Frame}*$", Words.Options)] private static partial Regex Ends();
}
