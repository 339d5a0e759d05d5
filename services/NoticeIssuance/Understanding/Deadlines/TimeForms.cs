using static NoticeIssuance.Understanding.Pieces;

namespace NoticeIssuance.Understanding;

/// <summary>One form of the grammar: what it looks like, and what it means.</summary>
/// <param name="Examples">What it reads, apart by "; "; the page of rules is made of them.</param>
/// <param name="Opens">The kinds of sign it can start with; at any other sign it is not tried.</param>
internal sealed record TimeForm(string Name, string Examples, Opening Opens, string Pattern, Func<Match, When?> Read);

/// <summary>The forms, in the order they are tried at a place: the more a form says, the earlier it stands.</summary>
internal static class TimeForms
{
    private const string Units = "(?<unit>个?工作日|个?自然日|日历日|[日天]|个?周|个?星期|个月|个?小时|分钟)";

    // What a month may open with: 2019年4月, 4月, 本月.
    private const Opening AMonth = Opening.Year | Opening.Month | Opening.Word;

    public static IReadOnlyList<TimeForm> All { get; } =
    [
        .. RecurringForms.All,

        new("within", "5个工作日内; 三日之内", Opening.Day | Opening.Count, $"{Number}{Units}(?:之|以)?内", m => Span(m, 1)),
        new("within", "半个月内", Opening.Word, "半个月(?:之|以)?内", _ => new When.Within(15, "days")),
        new("days-before", "会议召开前3个工作日", Opening.Day | Opening.Count,
            $$"""(?<=(?<!提)前)(?<n>\d{1,3}|[一二两三四五六七八九十]{1,3}){{Units}}(?!内|以内|之内)""", m => Span(m, -1)),

        new("days-until", "疗休养开始10个工作日前; 会议召开3日前", Opening.Day | Opening.Count,
            $"(?<=(?:{Words.Happenings}|款日|会))(?:的)?{Number}{Units}(?:之|以)?前", m => Span(m, -1)),
        new("before-event", "放假前; 学期结束之前", Opening.Event, $"(?<=(?:{Words.Happenings})(?:之|以)?)前", _ => new When.BeforeEvent()),

        new("date", "2019.9.2; 2019-09-02; 2019/9/2", Opening.Dot,
            $$"""
            (?<![\d.])(?<year>(?:19|20)\d\d)(?<sep>[.\-/])(?<month>{{MonthDigits}})\k<sep>(?<day>{{DayDigits}})
            (?:(?=(?:[01]\d|2[0-4]):[0-5])|(?![\d%]))日?{{Aside}}{{Clock}}?
            """,
            Date),
        new("impossible", "13月5日; 4月0日; 4月32日; 4月8日25时", AMonth,
            $$"""
            {{Year}}?(?:(?:1[3-9]|[2-9]\d|十[三四五六七八九]|[二三四五六七八九]十[一二三四五六七八九]?)月(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号]
              |{{Month}}(?:00?|3[2-9]|[4-9]\d)[日号]
              |{{Month}}{{Day}}{{Aside}}(?:上午|下午)?(?:2[5-9]|[3-9]\d)(?:[点时]|:[0-5]\d))
            """,
            _ => new When.Impossible()),
        new("date", "2019年4月20日下午5点; 6月20日18:00; 元月12日; 5月10-15日", AMonth,
            $"{Year}?{Month}(?:(?:{DayDigits})[日号]?[-~至到])?{Day}{Aside}{Clock}?", Date),
        new("month-end", "4月底; 2019年12月末", AMonth, $"{Year}?{Month}(?:底|末|最后一天)", m => OnDay(m, -1)),
        new("month-week", "12月初一周内; 7月第一周", AMonth,
            $"{Year}?{Month}(?:初的?(?:第?一周)|的?第{Number}个?(?:{Week})|(?<last>的?最后一?个?(?:{Week})))(?![一二三四五六日天])内?",
            m => OnDay(m, m.Has("last") ? -1 : Math.Min(28, 7 * (m.Int("n") ?? 1)))),
        new("month-part", "6月中旬; 本月初; 4月中下旬", AMonth,
            $"{Year}?{Month}(?<part>[上中]{{1,2}}旬|中?下旬|上半月|下半月|初)", m => m.Groups["part"].Value switch
        {
            "下旬" => OnDay(m, -1, began: 21),
            "中下旬" => OnDay(m, -1, began: 11),
            "上中旬" or "中上旬" => OnDay(m, 20, began: 1),
            "中旬" => OnDay(m, 20, began: 11),
            "上半月" => OnDay(m, 15, began: 1),
            "下半月" => OnDay(m, -1, began: 16),
            _ => OnDay(m, 10, began: 1),
        }),
        new("date-day-word-missing", "7月10前; 4月8至4月10日", AMonth,
            $@"{Year}?{Month}(?<day>{DayDigits})(?=之?前|[-~至到](?:(?:19|20)\d\d年)?\d{{1,2}}月\d{{1,2}}[日号])", Date),
        new("month-word-missing", "4底前", Opening.Year | Opening.Count, $"{Year}?(?<month>{MonthDigits})底(?=之?前)", m => OnDay(m, -1)),
        new("month-dot-day", "5.20前; 3/14前; 4.20上午10点", Opening.Dot,
            $@"(?<![\d./])(?<month>{MonthDigits})[./](?<day>{DayDigits})日?(?:(?=之?前(?!期))|(?=[上下中]午){Clock})", Date),
        new("month", "8月前; 2020年8月", AMonth, $"{Year}?{Month}", m => OnDay(m, -1, began: 1)),
        new("quarter-after", "一季度后8日前; 2019年四季度后10日内", Opening.Year | Opening.Quarter | Opening.Word,
            $"{Year}?第?(?<quarter>[一二三四1-4])季度?(?:末|终了|结束)?后{Day}{Clock}?", m => AfterQuarter(m, m.Int("quarter")!.Value)),
        new("quarter", "第二季度末; 2019年四季度", Opening.Year | Opening.Quarter | Opening.Word,
            $"{Year}?第?(?<quarter>[一二三四1-4])季度(?:[底末])?",
            m => m.Int("quarter") is { } quarter ? OnDay(m, -1, quarter * 3) : null),
        new("quarter", "本季度末", Opening.Word, "(?:本|当|这个?)季度?[底末]", _ => new When.QuarterEnd()),
        new("half-year", "上半年; 2019年下半年底", Opening.Year | Opening.Word, $"{Year}?(?<half>[上下])半年(?:[底末])?",
            m => OnDay(m, -1, m.Groups["half"].Value == "上" ? 6 : 12)),
        new("year-end", "2020年底; 年底; 年内", Opening.Year | Opening.Word,
            $$"""(?:{{Year}}|(?<![\d一二三四五六七八九〇每周历近往几多半成青少老前]))(?:(?<=年)|年)(?:[底末终](?!考)|内)""",
            m => OnDay(m, -1, 12)),
        new("year", "2020年前", Opening.Year | Opening.Word, Year, m => m.Has("year") ? OnDay(m, -1, 12, began: 1) : null),
        new("lunar", "农历正月十二; 腊月廿三", Opening.Word,
            """
            (?:农历)?(?<lunarmonth>正|腊|(?<=农历)[二三四五六七八九十])月
            (?<lunarday>初[一二三四五六七八九十]|十[一二三四五六七八九]?|[二廿]十?[一二三四五六七八九]?|三十)日?
            """,
            Lunar),
        new("after-festival", "国庆节后第一个工作日", Opening.Year | Opening.Word | Opening.Festival,
            $"[\"'《]?(?<festival>{Names})[\"'》]?节?(?:假期|长假|放假|假)?(?:结束)?后的?(?:首|第?{Number})个?工作日",
            m => new When.AfterFestival(m.Groups["festival"].Value, m.Int("n") ?? 1)),
        new("festival", "春节; “七一”", Opening.Year | Opening.Word | Opening.Festival,
            $$"""
            {{Year}}?(?:["'《](?<festival>{{Names}})(?:节)?["'》]
                       |(?<![一二三四五六七八九十第(])(?<festival>{{Names}})(?:节)?
                     )(?:假期|放假|长假|小长假)?
            """,
            m => new When.BeforeFestival(m.Groups["festival"].Value, m.YearOf(), m.YearShiftOf())),
        new("date", "本周五（11月14日）晚上7点", Opening.Word,
            $"(?:本|这|下)?个?(?:{Week})(?<aside>[一二三四五六日天])\\({Year}?{Month}{Day}\\){Clock}?", Date),
        new("date", "第八周周五（4月24日）; 15周（12月13日）前", Opening.Word | Opening.Count,
            $"第?{Number}个?(?:教学)?周(?:的?(?:{Week})(?<aside>[一二三四五六日天]))?\\((?:即|截至)?{Year}?{Month}{Day}\\){Clock}?", Date),
        new("school-week", "第4教学周周五; 第二周内", Opening.Word,
            $"第{Number}个?(?:教学)?周(?:的?(?:{Week})(?<weekday>[一二三四五六日天]){Clock}?|末)?",
            m => m.Int("n") is { } week and <= 30
                ? new When.InSchoolWeek(week, m.Has("weekday") ? m.WeekdayOf() : null, m.TimeOf())
                : null),
        new("weekday", "本周五下午3点; 下周三", Opening.Word,
            $$"""
            (?<![第一二三四五1-5]个?|周|教学)(?<weekword>本|这|上|下下|下)?个?
            (?:{{Week}})(?<weekday>[一二三四五六日天末])(?![一二三四五六日月年]){{Clock}}?
            """,
            m => new When.OnWeekday(WeekShift(m), m.WeekdayOf(), m.TimeOf())),
        new("weekday", "本周内; 下周内", Opening.Word, $"(?<weekword>本|这|下下|下)个?(?:{Week})(?=之?内|以内)",
            m => new When.OnWeekday(WeekShift(m), DayOfWeek.Sunday, null)),
        new("day-word", "今天下班前; 明日12:00; 今晚8时; 明早7点", Opening.Word,
            $$"""(?<dayword>今[天日]|明[天日]|后天|[今明](?=[晚早晨]))(?:[早晨](?=\d|[七八九]))?(?:\([^)]{1,8}\))?{{Clock}}?""",
            m => new When.DaysOn(m.Groups["dayword"].Value[0] switch { '今' => 0, '明' => 1, _ => 2 }, m.TimeOf())),
        new("month-end", "月底; 下月末", Opening.Word, @"(?<![\d一二三四五六七八九十个每])(?<monthword>本|当|下个?|次)?月(?:底|末)", m => OnDay(m, -1)),
        // 考试当日 is the exam's day.
        new("same-day", "当天下午5点; 当日17:00", Opening.Word,
            $"(?<![\u4e00-\u9fff-[于在后须应请并将且再均都]])当[天日]{Clock}", m => m.TimeOf() is { } time ? new When.SameDay(time) : null),
        new("day", "20日", Opening.Day, $@"(?<![\d月.\-年/第])(?<day>{DayDigits})[日号]{Aside}{Clock}?", Date),
    ];

    private static string Names => string.Join('|', Festivals.Names);

    private static When.OnDay? Date(Match m) => m.Int("day") is { } day and <= 31
        ? OnDay(m, day) with { Begins = m.BeginsOf(), Weekday = m.Has("aside") ? WeekdayOf(m.Groups["aside"].Value[0]) : null }
        : null;

    /// <summary>A day of the month behind a quarter; behind the fourth one it is the next year's.</summary>
    private static When.OnDay? AfterQuarter(Match m, int quarter) => m.Int("day") is not { } day || day > 31 ? null
        : quarter < 4 ? OnDay(m, day, (quarter * 3) + 1)
        : OnDay(m, day, 1) is { Year: var year, YearShift: var shift } last ? last with { Year = year + 1, YearShift = shift + 1 } : null;

    private static When.OnLunarDay? Lunar(Match m)
    {
        var day = m.Groups["lunarday"].Value.TrimStart('初').Replace("廿", "二十", StringComparison.Ordinal)
            .Replace("十十", "十", StringComparison.Ordinal);
        var month = m.Groups["lunarmonth"].Value switch { "正" => 1, "腊" => 12, var named => Numerals.Read(named) };
        return Numerals.Read(day) is { } read and <= 30 && month is { } inYear ? new(inYear, read) : null;
    }

    private static When.OnDay OnDay(Match m, int day, int? month = null, int? began = null) =>
        new(m.YearOf(), m.YearShiftOf(), month ?? m.MonthOf(), m.MonthShiftOf(), day, m.TimeOf(), began);

    private static When.Within? Span(Match m, int sign) => m.Int("n") is not { } n || n > 1000 ? null : m.Groups["unit"].Value switch
    {
        var unit when unit.EndsWith("工作日", StringComparison.Ordinal) => new(sign * n, "working-days"),
        var unit when unit.EndsWith("小时", StringComparison.Ordinal) => new(sign * n, "hours"),
        "分钟" => new(sign * n, "minutes"),
        var unit when unit.EndsWith('周') || unit.EndsWith("星期", StringComparison.Ordinal) => new(sign * n * 7, "days"),
        "个月" => new(sign * n, "months"),
        _ => new(sign * n, "days"),
    };

    private static int? WeekShift(Match m) => m.Groups["weekword"].Value switch { "" => null, "下" => 1, "下下" => 2, "上" => -1, _ => 0 };
}
