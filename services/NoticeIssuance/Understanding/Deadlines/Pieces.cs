namespace NoticeIssuance.Understanding;

/// <summary>The pieces that forms are put together from, and how each is read off a match.</summary>
internal static partial class Pieces
{
    public const string MonthDigits = "1[0-2]|0?[1-9]";
    public const string DayDigits = @"3[01]|[12]\d|0?[1-9]";
    public const string HourDigits = @"2[0-4]|1\d|0?\d";
    public const string Week = "星期|周|礼拜";

    public const string Year = """
        (?:(?:(?<year>(?:19|20)\d\d|[一二][〇零Oo0九一二三四五六七八]{3})年度?   # 2019年, 二〇一九年度
             |(?<![\d第])(?<year>[12]\d)年(?=\d{1,2}月)                          # 25年4月
             |(?<yearword>今年|本年度?|当年|明年|次年|翌年|来年|去年|上年)
           )的?)
        """;

    public const string Month = $"(?:(?<month>{MonthDigits}|元|十[一二]?|[一二三四五六七八九])月份?|(?<monthword>本|当|下一?个?|次|翌|这个)月的?)";

    public const string Day = $"(?:(?<day>{DayDigits}|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])[日号])";

    /// <summary>More days of the same period: 、25日 behind 每月10日; 和12月31日 behind 每年6月30日前.</summary>
    public const string MoreDays =
        $"(?:之?前)?(?:(?:[、,和及与]|以及)(?:每[月年])?(?<also>(?:{MonthDigits})?月[底末]|(?:(?:{MonthDigits})月)?"
        + $"(?:{DayDigits}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号])(?:最后[一1][日天])?(?:之?前(?=[、,和及与]))?){{0,5}}";

    /// <summary>底, 末 of a period.</summary>
    public const string End = "(?<end>[底末])";

    /// <summary>The same, or its last day.</summary>
    public const string LastDay = "(?<end>[底末]|最后[一1][日天])";

    /// <summary>A bracketed weekday behind a date says nothing new.</summary>
    public const string Aside = $$"""
        (?:\([^)]{0,6}(?:{{Week}})(?<aside>[一二三四五六日天])[^)]{0,2}\)    # 5月8日（星期五）, （本周五）
          |(?:{{Week}})(?<aside>[一二三四五六日天])                # 5月8日星期五
          |\(农历[^)]{1,10}\)                                       # 1月24日（农历腊月三十）
          |\(含?(?:当|本|该)?[日天]?\)                              # 5月8日（含当日）
          # 4月6日（假期第3天）下午3点
          |\([^(),。;:\n]{2,10}\)(?=凌晨|早|上午|中午|午后|下午|傍晚|晚|夜间|(?:{{HourDigits}})(?::|[点时](?!间)))
        )?
        """;

    public const string Clock = $$"""
        (?:(?<half>凌晨|早上?|上午|中午|午后|下午|傍晚|晚上?|夜间)?(?:
             (?<hour>{{HourDigits}}):(?<minute>[0-5]\d)(?::[0-5]\d)?时?                       # 17:00, 17:00:00, 5:30时
             (?:[-~至到](?<tohour>{{HourDigits}}):(?<tominute>[0-5]\d))?                     # 15:00-16:00
            |(?<hour>{{HourDigits}})[-~至到](?<tohour>{{HourDigits}})[点时](?!间)            # 上午9-12时
            |(?<hour>{{HourDigits}}|十[一二]?|[零〇一二三四五六七八九两])[点时](?!间)        # 17时, 五点, 零时
             (?:(?<minute>[0-5]?\d)分?|(?<minute>半)|整|钟)?                                 # 30分, 半
           )
          |(?<half>中午|正午|上午|下午|晚上)(?=之?[前止])                                    # 下午前
          # 下班前, 下午放学前
          |(?<half>上午|中午|下午)?(?<close>下班|放学))
        """;

    public const string Number = @"(?<n>\d{1,4}|[一二两三四五六七八九十百]{1,4})";

    public static int? Int(this Match match, string group) =>
        match.Groups[group].Success ? Numerals.Read(match.Groups[group].ValueSpan) : null;

    public static bool Has(this Match match, string group) => match.Groups[group].Success;

    /// <summary>The year written; 25年 is this century's.</summary>
    public static int? YearOf(this Match match) => match.Int("year") is { } year ? year < 100 ? 2000 + year : year : null;

    public static int? MonthOf(this Match match) => match.Groups["month"].ValueSpan is "元" ? 1 : match.Int("month");

    public static int MonthShiftOf(this Match match) => match.Groups["monthword"].ValueSpan is "本" or "当" or "这个" or "" ? 0 : 1;

    public static int? YearShiftOf(this Match match) => match.Groups["yearword"].Value switch
    {
        "" => null,
        "明年" or "次年" or "翌年" or "来年" => 1,
        "去年" or "上年" => -1,
        _ => 0,
    };

    public static DayOfWeek WeekdayOf(this Match match) => WeekdayOf(match.Groups["weekday"].ValueSpan[0]);

    public static DayOfWeek WeekdayOf(char sign) => sign switch
    {
        '一' => DayOfWeek.Monday,
        '二' => DayOfWeek.Tuesday,
        '三' => DayOfWeek.Wednesday,
        '四' => DayOfWeek.Thursday,
        '五' => DayOfWeek.Friday,
        '六' => DayOfWeek.Saturday,
        _ => DayOfWeek.Sunday,
    };

    /// <summary>The clock time; null where none is said. 下班 says none either; 24时 is the day's last second.</summary>
    public static TimeOnly? TimeOf(this Match match)
    {
        var half = match.Groups["half"].Value;
        if (match.Int("tohour") is { } until)
            return Clocked(until, match.Int("tominute") ?? 0, half);
        if (match.Int("hour") is { } hour)
            return Clocked(hour, match.Groups["minute"].Value == "半" ? 30 : match.Int("minute") ?? 0, half);
        return half is "中午" or "正午" or "上午" ? new(12, 0) : half is "下午" && !match.Has("close") ? new(18, 0) : null;
    }

    /// <summary>An hour as it is written alone: 下午4时.</summary>
    public static TimeOnly? ClockAt(string written) => AnHour().Match(written) is { Success: true } hour ? hour.TimeOf() : null;

    [GeneratedRegex($"^{Clock}$", Words.Options)] private static partial Regex AnHour();

    /// <summary>When a span of hours begins: 9:00 of 9:00-11:00; null where there is no span.</summary>
    public static TimeOnly? BeginsOf(this Match match) => match.Has("tohour") && match.Int("hour") is { } hour
        ? Clocked(hour, match.Int("minute") ?? 0, match.Groups["half"].Value)
        : null;

    private static TimeOnly? Clocked(int hour, int minute, string half)
    {
        if (hour < 12 && half is "下午" or "午后" or "傍晚" or "晚" or "晚上" or "夜间" && hour < 12 || half is "中午" && hour < 11)
            hour += 12;
        return hour >= 24 ? new(23, 59, 59) : new(hour, minute);
    }
}
