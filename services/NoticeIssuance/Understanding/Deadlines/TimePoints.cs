using System.Buffers;

namespace NoticeIssuance.Understanding;

/// <summary>What a time expression starts with; forms are tried only at their own.</summary>
[Flags]
internal enum Opening
{
    None = 0,

    /// <summary>Numerals before 年.</summary>
    Year = 1,

    /// <summary>Numerals before 月.</summary>
    Month = 2,

    /// <summary>Numerals before 日, 号 or 天.</summary>
    Day = 4,

    /// <summary>Numerals before another unit: 个, 工作日, 周, 小时 …</summary>
    Count = 8,

    /// <summary>Numerals before 季.</summary>
    Quarter = 16,

    /// <summary>Digits before a dot, a dash or a slash and another digit.</summary>
    Dot = 32,

    /// <summary>今, 本, 下, 周 … in front of another sign of time.</summary>
    Word = 64,

    /// <summary>每.</summary>
    Every = 128,

    /// <summary>A festival's name, perhaps behind a quotation mark.</summary>
    Festival = 256,

    /// <summary>前, behind the word of an event.</summary>
    Event = 512,
}

/// <summary>Finds every time expression of the grammar, left to right, without overlaps, in one pass.</summary>
internal static class TimePoints
{
    private const string Numerals = "0123456789一二两三四五六七八九十";
    private const string MoreNumerals = "百〇零Oo";
    private const string Periods = "年月日天周星礼季旬早晚半个工隔逢单双一两二三四五六七八九十123456789";
    private const string Quotes = "\"'《";
    private const int LongestNumeral = 7;

    // A megabyte of real text holds a tenth of this.
    private const int Most = 10_000;

    // What may stand behind the sign: most occurrences of 本 or 上 have nothing to do with time.
    private static readonly Dictionary<char, string> Signs = new()
    {
        ['今'] = "年天日晚早晨", ['明'] = "年天日晚早晨", ['后'] = "天", ['来'] = "年", ['去'] = "年",
        ['上'] = "年半周个星礼", ['下'] = "个月半周星礼下一", ['本'] = "年月周个星礼季", ['当'] = "年月季天日", ['季'] = "后度终结末",
        ['这'] = "个周星礼", ['个'] = "周星礼", ['元'] = "月旦宵", ['第'] = "一二三四1234", ['次'] = "年月", ['翌'] = "年月",
        ['单'] = "月周", ['半'] = "个年", ['正'] = "月", ['腊'] = "月", ['农'] = "历", ['双'] = "月周", ['隔'] = "月周星日天", ['逢'] = "单双",
        ['年'] = "底末终内度后", ['月'] = "底末度终结后", ['周'] = "一二三四五六日天末", ['星'] = "期", ['礼'] = "拜",
    };

    // 春 + 节, 七 + 一: the first two signs of every festival's name.
    private static readonly Dictionary<char, string> FestivalNames = Festivals.Names.GroupBy(name => name[0])
        .ToDictionary(names => names.Key, names => string.Concat(names.Select(name => name[1]).Distinct()));

    private static readonly SearchValues<char> Begins =
        SearchValues.Create([.. Numerals, .. MoreNumerals, .. Quotes, '每', '季', '日', '前', .. Signs.Keys, .. FestivalNames.Keys]);

    private static readonly Dictionary<Opening, FormSet> Sets =
        Enum.GetValues<Opening>().Where(opening => opening != Opening.None).ToDictionary(opening => opening, FormSet.Of);

    public static IReadOnlyList<TimePoint> In(string text)
    {
        var points = new List<TimePoint>();
        for (var at = Next(text, 0); at >= 0 && points.Count < Most;)
        {
            var found = OpeningAt(text, at) is not Opening.None and var opening ? Sets[opening].Match(text, at) : null;
            if (found is null && Names(text, Quotes.Contains(text[at], StringComparison.Ordinal) ? at + 1 : at))
                found = Sets[Opening.Festival].Match(text, at);
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
        if (at > 0 && text[at - 1] is '逐' or '按' && "年月季周日".Contains(sign, StringComparison.Ordinal))
            return Opening.Word;
        if (IsNumeral(sign) || MoreNumerals.Contains(sign, StringComparison.Ordinal))
            return OfNumerals(text, at);
        if (sign == '每')
            return at + 1 < text.Length && Periods.Contains(text[at + 1], StringComparison.Ordinal) ? Opening.Every : Opening.None;
        if (sign == '前')
            return Opening.Event;
        if (sign == '第')
            return text.AsSpan(at, Math.Min(6, text.Length - at)).IndexOfAny('季', '周') > 1 ? Opening.Word : Opening.None;
        return at + 1 < text.Length && Signs.TryGetValue(sign, out var next) && next.Contains(text[at + 1], StringComparison.Ordinal)
            ? Opening.Word
            : Opening.None;
    }

    /// <summary>At the start of a run of numerals: what the sign behind it makes of it.</summary>
    private static Opening OfNumerals(string text, int at)
    {
        if (at > 0 && IsNumeral(text[at - 1]))
            return Opening.None;
        var end = at;
        while (end < text.Length && end - at < LongestNumeral
            && (IsNumeral(text[end]) || MoreNumerals.Contains(text[end], StringComparison.Ordinal)))
            end++;
        return end >= text.Length ? Opening.None : text[end] switch
        {
            '年' => Opening.Year,
            '月' => Opening.Month,
            '日' or '号' or '天' => Opening.Day,
            '个' or '工' or '自' or '周' or '星' or '小' or '分' or '底' => Opening.Count,
            '季' => Opening.Quarter,
            '.' or '-' or '/' when end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]) && char.IsAsciiDigit(text[at]) => Opening.Dot,
            _ => Opening.None,
        };
    }

    private static bool IsNumeral(char sign) => char.IsAsciiDigit(sign) || Numerals.Contains(sign, StringComparison.Ordinal);

    /// <summary>Whether a festival's name may stand here, and not another numeral before it.</summary>
    private static bool Names(string text, int at) =>
        at + 1 < text.Length && FestivalNames.TryGetValue(text[at], out var next) && next.Contains(text[at + 1], StringComparison.Ordinal)
        && !(at > 0 && IsNumeral(text[at]) && IsNumeral(text[at - 1]));

    /// <summary>
    /// The forms with one opening, joined into one expression and run once. Every quantifier in them is bounded, so a place costs a
    /// bounded number of steps.
    /// </summary>
    private sealed class FormSet(IReadOnlyList<TimeForm> forms, Regex joined)
    {
        private readonly int[] _groups = [.. forms.Select((_, i) => joined.GroupNumberFromName($"form{i}"))];

        public static FormSet Of(Opening opening)
        {
            List<TimeForm> forms = [.. TimeForms.All.Where(form => form.Opens.HasFlag(opening))];
            // A form's last line may end in a remark.
            var each = forms.Select((form, i) => $"(?<form{i}>{form.Pattern}\n)");
            return new(forms, new($@"\G(?:{string.Join('|', each)})", RegexOptions.Compiled | Words.Options));
        }

        public (TimeForm Form, Match Match)? Match(string text, int at)
        {
            var match = joined.Match(text, at);
            return match.Success ? (forms[Array.FindIndex(_groups, group => match.Groups[group].Success)], match) : null;
        }
    }
}
