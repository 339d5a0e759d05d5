using System.Buffers;
using System.Text.RegularExpressions;
using Workflow.Calendars;

namespace NoticeIssuance.Understanding;

/// <summary>The kinds of sign that time expressions start with.</summary>
[Flags]
internal enum Opening
{
    None = 0,

    /// <summary>A run of numerals with a word of time behind it.</summary>
    Numeral = 1,

    /// <summary>今, 本, 下, 每, 周 … in front of another sign of time.</summary>
    Word = 2,

    /// <summary>每.</summary>
    Every = 4,

    /// <summary>The first sign of a festival's name, or a quotation mark before it.</summary>
    Festival = 8,

    Any = Numeral | Word | Festival,
}

/// <summary>Finds every time expression of the grammar, left to right, without overlaps, in one pass.</summary>
internal static class TimePoints
{
    private const string Numerals = "0123456789一二两三四五六七八九十";
    private const string MoreNumerals = "百〇零Oo";
    private const string Quotes = "\"'《";
    private const int LongestNumeral = 7;

    // What may stand behind the sign: most occurrences of 本 or 上 have nothing to do with time.
    private static readonly Dictionary<char, string> Words = new()
    {
        ['今'] = "年天日", ['明'] = "年天日", ['后'] = "天", ['翌'] = "年", ['来'] = "年", ['去'] = "年", ['上'] = "年半周个星礼", ['下'] = "个月半周星礼下",
        ['本'] = "年月周个星礼季", ['当'] = "年月季", ['季'] = "后度", ['次'] = "年月", ['这'] = "个周星礼", ['个'] = "周星礼", ['元'] = "月旦宵", ['正'] = "月", ['第'] = "一二三四1234",
        ['年'] = "底末终内", ['月'] = "底末", ['周'] = "一二三四五六日天末", ['星'] = "期", ['礼'] = "拜",
    };

    // 春 + 节, 七 + 一: the first two signs of every festival's name.
    private static readonly Dictionary<char, string> FestivalNames = Festivals.Names.GroupBy(name => name[0]).ToDictionary(names => names.Key, names => string.Concat(names.Select(name => name[1]).Distinct()));

    private static readonly SearchValues<char> BehindNumeral = SearchValues.Create(
        "年月日号天周个工自星礼小点时:.-/季半底至到~前度次期场篇份轮节\"'》假放长" + string.Concat(FestivalNames.Where(names => Numerals.Contains(names.Key, StringComparison.Ordinal)).Select(names => names.Value)));

    private static readonly SearchValues<char> Begins = SearchValues.Create(Numerals + MoreNumerals + Quotes + "每" + string.Concat(Words.Keys) + string.Concat(FestivalNames.Keys));

    private static readonly Dictionary<Opening, FormSet> Sets = new[] { Opening.Numeral, Opening.Word, Opening.Every, Opening.Festival }.ToDictionary(opening => opening, FormSet.Of);

    public static IReadOnlyList<TimePoint> In(string text)
    {
        var points = new List<TimePoint>();
        for (var at = Next(text, 0); at >= 0;)
        {
            var found = OpeningAt(text, at) is not Opening.None and var opening ? Sets[opening].Match(text, at) : null;
            if (found is var (form, match) && form.Read(match) is { } when)
                points.Add(new(form.Name, match.Index, match.Index + match.Length, when));
            at = Next(text, found is null ? at + 1 : at + found.Value.Match.Length);
        }
        return points;
    }

    private static int Next(string text, int from) => text.AsSpan(from).IndexOfAny(Begins) is >= 0 and var at ? from + at : -1;

    private static Opening OpeningAt(string text, int at)
    {
        var sign = text[at];
        var behind = at + 1 < text.Length ? text[at + 1] : '\0';
        if (Numerals.Contains(sign, StringComparison.Ordinal) || MoreNumerals.Contains(sign, StringComparison.Ordinal))
            return IsNumeral(text, at) ? Opening.Numeral : Opening.None;
        if (sign == '每')
            return Opening.Every;
        if (Words.TryGetValue(sign, out var next) && next.Contains(behind, StringComparison.Ordinal))
            return Opening.Word;
        return Names(text, Quotes.Contains(sign, StringComparison.Ordinal) ? at + 1 : at) ? Opening.Festival : Opening.None;
    }

    private static bool Names(string text, int at) =>
        at + 1 < text.Length && FestivalNames.TryGetValue(text[at], out var next) && next.Contains(text[at + 1], StringComparison.Ordinal);

    /// <summary>The start of a run of numerals that a word of time follows.</summary>
    private static bool IsNumeral(string text, int at)
    {
        if (at > 0 && Numerals.Contains(text[at - 1], StringComparison.Ordinal))
            return false;
        var end = at;
        while (end < text.Length && end - at < LongestNumeral && (Numerals.Contains(text[end], StringComparison.Ordinal) || MoreNumerals.Contains(text[end], StringComparison.Ordinal)))
            end++;
        return end < text.Length && BehindNumeral.Contains(text[end]);
    }

    /// <summary>The forms with one opening, joined into one expression and run once. Every quantifier in them is bounded, so a place costs a bounded number of steps.</summary>
    private sealed class FormSet(IReadOnlyList<TimeForm> forms, Regex joined)
    {
        private readonly int[] _groups = [.. forms.Select((_, i) => joined.GroupNumberFromName($"form{i}"))];

        public static FormSet Of(Opening opening)
        {
            List<TimeForm> forms = [.. TimeForms.All.Where(form => form.Opens.HasFlag(opening))];
            return new(forms, new(
                $"\\G(?:{string.Join('|', forms.Select((form, i) => $"(?<form{i}>{form.Pattern})"))})", RegexOptions.Compiled | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture));
        }

        public (TimeForm Form, Match Match)? Match(string text, int at)
        {
            var match = joined.Match(text, at);
            return match.Success ? (forms[Array.FindIndex(_groups, group => match.Groups[group].Success)], match) : null;
        }
    }
}
