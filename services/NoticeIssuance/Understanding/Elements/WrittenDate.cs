namespace NoticeIssuance.Understanding;

/// <summary>A complete date as a date line writes it: Arabic, Chinese numerals, dotted, 元月, without 日.</summary>
internal static partial class WrittenDate
{
    /// <summary>A quick look: whether a line can end with a date at all.</summary>
    public static bool MayEnd(ReadOnlySpan<char> line) =>
        line.Length >= 6 && "日号分时天0123456789一二三四五六七八九十发布).".Contains(line[^1], StringComparison.Ordinal);

    /// <summary>The date a line ends with, and where in the line it begins; null for any other line.</summary>
    public static (DateOnly Day, int At)? EndOf(string line)
    {
        var match = Pattern().Match(line, Math.Max(0, line.Length - 40), Math.Min(40, line.Length));
        if (!match.Success)
            return null;
        var year = Numerals.Read(match.Groups["year"].ValueSpan);
        year += year < 100 ? 2000 : 0;
        var month = match.Groups["month"].ValueSpan is "元" or "正" ? 1 : Numerals.Read(match.Groups["month"].ValueSpan);
        var day = Numerals.Read(match.Groups["day"].ValueSpan);
        return Valid(year, month, day) is { } date ? (date, match.Index) : null;
    }

    public static DateOnly? Valid(int? year, int? month, int? day) =>
        year is >= 1900 and <= 2199 && month is >= 1 and <= 12 && day is >= 1 && day <= DateTime.DaysInMonth(year.Value, month.Value)
            ? new(year.Value, month.Value, day.Value)
            : null;

    [GeneratedRegex("""
        \(?(?:
          (?<year>(?:19|20)\d\d|[一二][〇零Oo0九一二三四五六七八]{3}|(?<!\d)[12]\d)年      # 2019年, 二〇一九年, 二0一九年
          (?<month>\d{1,2}|[元正]|十[一二]?|[一二三四五六七八九])月         # 3月, 元月, 十二月
          (?<day>\d{1,2}|[一二三四五六七八九十]{1,3})[日号]?                 # 11日, 十一日, 11
        | (?<year>(?:19|20)\d\d)[.\-/](?<month>\d{1,2})[.\-/](?<day>\d{1,2})(?:日|\.)?  # 2019.3.11, 2019.3.11.
        )(?:\(?(?:星期|周)[一二三四五六日天]\)?)?                          # 3月10日（星期一）
        (?:\d{1,2}(?:时|点|:)(?:\d{1,2}分?)?)?                           # 7月14日16时30分
        (?:印发|发布)?\)?$
        """, Words.Options)]
    private static partial Regex Pattern();
}
