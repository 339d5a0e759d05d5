using NoticeIssuance.Understanding;

namespace Intake.Evaluation;

/// <summary>
/// The same notice in other clothes. A reader that knows the language does not care: what it reads in a variant agrees with what it read
/// in the original, to the minute where no date was touched, else in what is asked and how it is due.
/// </summary>
internal sealed partial record Variation(string Name, bool KeepsDates, Func<string, Random, string> Of)
{
    public static IReadOnlyList<Variation> All { get; } =
    [
        new("width of signs", true, (text, random) => Signs().Replace(text, sign => Widened(sign.Value, random))),
        new("blanks in dates", true, (text, random) =>
            DateParts().Replace(text, part => random.Next(2) == 0 ? part.Value : $" {part.Value} ")),
        new("numerals of dates", true, (text, _) => Dates().Replace(text, date => Numbers().Replace(date.Value, Spelt))),
        new("line breaks", true, (text, random) => text.Replace("\n", random.Next(2) == 0 ? "\r\n　　" : "\n\n", StringComparison.Ordinal)),
        new("names", true, (text, random) => Renamed(text, random)),
        new("order of items", false, Reordered),
        new("days", false, (text, _) => Weekdays().IsMatch(text) ? text : Days().Replace(text, day => Moved(day, 26))),
        new("months", false, (text, _) => Weekdays().IsMatch(text) ? text : Months().Replace(text, month => Moved(month, 9))),
    ];

    /// <summary>What has to stay the same, as lines; the order of items makes no difference.</summary>
    public IEnumerable<string> Kept(Reading reading) => reading is not Reading.Understood { Content: var content }
        ? ["no notice"]
        : content.Requirements.Select(one => string.Join(' ',
            one.Disposition, one.Recurrence?.Every,
            KeepsDates ? one.Deadline?.DueAt?.ToString("s", CultureInfo.InvariantCulture) : one.Deadline?.DueAt is not null))
            .Order(StringComparer.Ordinal);

    private static string Widened(string sign, Random random) =>
        random.Next(2) == 0 ? sign : sign[0] switch
        {
            '，' => ",", '：' => ":", '；' => ";", '（' => "(", '）' => ")", '～' => "~",
            >= '0' and <= '9' => ((char)(sign[0] - '0' + '０')).ToString(),
            _ => sign,
        };

    private static string Renamed(string text, Random random) =>
        Places().Match(text) is { Success: true } place
            ? text.Replace(place.Value, random.Next(2) == 0 ? "安平" : "白溪", StringComparison.Ordinal)
            : text;

    /// <summary>Two neighbours of one list, each on a line of its own, change places; their numbers stay.</summary>
    private static string Reordered(string text, Random random)
    {
        var lines = text.Split('\n');
        var pairs = Enumerable.Range(0, Math.Max(0, lines.Length - 1))
            .Where(at => Item().IsMatch(lines[at]) && Item().IsMatch(lines[at + 1])
                && (at + 2 >= lines.Length || Item().IsMatch(lines[at + 2]) || at > 0 && Item().IsMatch(lines[at - 1]))
                && Item().Match(lines[at]).Length == Item().Match(lines[at + 1]).Length).ToList();
        if (pairs.Count == 0)
            return text;
        var first = pairs[random.Next(pairs.Count)];
        var (one, other) = (Item().Match(lines[first]).Value, Item().Match(lines[first + 1]).Value);
        (lines[first], lines[first + 1]) = (one + lines[first + 1][other.Length..], other + lines[first][one.Length..]);
        return string.Join('\n', lines);
    }

    private static string Spelt(Match number)
    {
        var value = int.Parse(number.ValueSpan, CultureInfo.InvariantCulture);
        const string digits = "〇一二三四五六七八九";
        return value > 99 || number.Length == 4 ? string.Concat(number.Value.Select(digit => digits[digit - '0']))
            : value < 10 ? digits[value].ToString()
            : $"{(value < 20 ? "" : digits[value / 10])}十{(value % 10 == 0 ? "" : digits[value % 10])}";
    }

    private static string Moved(Match number, int last) =>
        int.Parse(number.ValueSpan, CultureInfo.InvariantCulture) is var value && value <= last
            ? (value + 1).ToString(CultureInfo.InvariantCulture) : number.Value;

    [GeneratedRegex("[，：；（）～0-9]")] private static partial Regex Signs();
    [GeneratedRegex(@"(?<=\d)[年月日](?=\d)|(?<=[月年])\d{1,2}(?=[月日])")] private static partial Regex DateParts();
    [GeneratedRegex(@"(?<![\d.])(?:20\d\d年)?\d{1,2}月(?:\d{1,2}日)?")] private static partial Regex Dates();
    [GeneratedRegex(@"\d+")] private static partial Regex Numbers();
    [GeneratedRegex(@"(?<![\d.])\d{1,2}(?=日)")] private static partial Regex Days();
    [GeneratedRegex(@"(?<![\d.])\d{1,2}(?=月)")] private static partial Regex Months();
    [GeneratedRegex("星期|周[一二三四五六日]|农历|除夕")] private static partial Regex Weekdays();
    [GeneratedRegex("[\u4e00-\u9fff]{2}(?=[市县区](?:人民政府|教育|水务|财政|公安|委|[^各、，。]{2,6}局))")] private static partial Regex Places();
    [GeneratedRegex(@"^(?:（[一二三四五六七八九十]{1,2}）|\d{1,2}[.．、]|[一二三四五六七八九十]{1,2}、)(?=[^\n]{6,}$)")] private static partial Regex Item();
}
