using static NoticeIssuance.Understanding.Pieces;

namespace NoticeIssuance.Understanding;

/// <summary>
/// The forms of what comes back: every period on a day, on several days, on working days, in the period after; or only how often.
/// A name that sounds like one (“每周一查”) stands in quotation marks, and is told by those.
/// </summary>
internal static class RecurringForms
{
    // 17:00, 下午4时, 20点30分
    private const string AnHour =
        "(?:凌晨|早上?|上午|中午|下午|傍晚|晚上?)?(?:" + HourDigits + ")(?::[0-5]\\d|[点时](?!间)(?:半|[0-5]?\\d分)?)";

    // 每月, 每个季度
    private const string Each = "每(?:个)?(?<every>年|半年|季|月|周|星期|工作日|[日天])度?的?";

    private const string WorkingDay = "个?工作日(?:之内|以内|内)?";

    public static IReadOnlyList<TimeForm> All { get; } =
    [
        new("recurring-year", "每年2月底; 每年6月30日前和12月31日前", Opening.Every, $"每年度?的?{Month}(?:{End}|{Day}){Aside}{Clock}?{MoreDays}",
            m => OnDays(Period.Year, m, month: m.MonthOf())),
        new("recurring-year", "每年5月; 每年3月、9月", Opening.Every,
            $"每年度?的?{Month}(?:[、和及](?<also>(?:{MonthDigits})月)(?!\\d)){{0,5}}", m => OnDays(Period.Year, m, month: m.MonthOf())),
        new("recurring-year-end", "每年底; 每个自然年末", Opening.Every, "每(?:个?自然)?年度?(?:[年的])?(?:[底末])", m => OnDays(Period.Year, m)),
        new("recurring-half-year", "每半年末", Opening.Every, $"每半年(?:度)?{End}", m => OnDays(Period.HalfYear, m)),
        new("recurring-working-day", "每月前3个工作日内; 每季度首个工作日; 每月第2个工作日; 每月最后一个工作日; 每月倒数第二个工作日",
            Opening.Every,
            $"""
            每(?:个)?(?<every>年|季|月)度?的?
            (?:(?:[前头首]|第)?{Number}{WorkingDay}|(?<first>首){WorkingDay}|(?<last>最后|末)(?:{Number})?{WorkingDay}
                |(?<back>倒数)第?{Number}{WorkingDay})的?{Clock}?
            """,
            m => OnWorkingDay(Of(m.Groups["every"].Value), m)),
        new("recurring-after-month", "月后3日前; 月后5日内", Opening.Word,
            $"""
            (?<![\d一二三四五六七八九十个当本上下次每])月后
            (?:{Number}{WorkingDay}|(?<day>\d{"{1,2}"}|[一二三四五六七八九十]{"{1,3}"})[日天](?:之内|以内|内)?)
            """,
            m => After(Period.Month, m)),
        new("recurring-next-working-day", "次月前3个工作日内; 下月第2个工作日", Opening.Word,
            $"(?:次|翌|下一?个?)月的?(?:(?:[前头首]|第)?{Number}{WorkingDay}|(?<first>首){WorkingDay})",
            m => OnWorkingDay(Period.Month, m)),
        new("recurring-quarter-day", "每季度首月10日; 每季度第二个月底", Opening.Every,
            $"每(?:个)?季度?(?:的)?(?:第?(?<nth>[一二三1-3])个月|(?<nth>首)月|(?<last>末月|最后(?:一)?个月))的?(?:{Day}|{End})",
            m => OnDays(Period.Quarter, m, month: m.Has("last") ? 3 : Nth(m))),
        new("recurring-week-of", "每月第一周; 每季度最后一周内; 每月初; 每月月初", Opening.Every,
            $"每(?:个)?(?<every>年|季|月)度?的?(?:[年季月](?=初))?(?:第?(?:{Number}|(?<first>首))个?(?:{Week})|(?<last>最后一?|末)个?(?:{Week})|初(?:一周)?)内?",
            m => InWeek(Of(m.Groups["every"].Value), m)),
        new("recurring-quarter", "每季度末; 每季度季末", Opening.Every, $"每(?:个)?季度?的?(?:季度?)?{LastDay}", m => OnDays(Period.Quarter, m)),
        new("recurring-quarter-after", "季后8日前", Opening.Word, $"季(?:度)?(?:末|终了|结束)?后{Day}", m => OnDays(Period.Quarter, m, month: 1)),
        new("recurring-after", "每月终了后7日内; 季度结束后10天内; 年度终了后20日内", Opening.Every | Opening.Word,
            $"""
            (?:每(?:个)?|(?<![\d个一二两三四五六七八九十]))(?<every>年|半年|季|月)度?(?:终了|结束|届满)(?:之日)?(?:起|后|之后|以后){"{0,2}"}的?
            (?:{Number}{WorkingDay}|(?<day>\d{"{1,2}"}|[一二三四五六七八九十]{"{1,3}"})[日天](?:之内|以内|内)?)
            """,
            m => After(Of(m.Groups["every"].Value), m)),
        new("recurring-after-period", "每月后10日前; 每季度后15日前; 每年后20日内; 季后12日前、年后20日前", Opening.Every | Opening.Word,
            $"""
            (?:每(?:个)?(?<every>年|半年|季|月)度?|(?<=[季月]度?后[^,。;:\n]{"{2,8}"}[、,和及])(?<every>年)度?)后的?
            (?:{Number}{WorkingDay}|(?<day>\d{"{1,2}"}|[一二三四五六七八九十]{"{1,3}"})[日天号](?:之内|以内|内)?)
            """,
            m => After(Of(m.Groups["every"].Value), m)),
        new("recurring-month", "每月25日; 每月最后一天; 每月月底; 每月10日、25日; 每月逢5日、15日; 每月15日和月末最后一日上午10时", Opening.Every,
            $"每[个逢]?月的?逢?(?:{Day}|月?{LastDay}){Aside}{Clock}?{MoreDays}{Clock}?", m => OnDays(Period.Month, m)),
        new("recurring-ten-days", "每旬末", Opening.Every, "每旬(?:[末底]|最后一天)", _ => new When.Every(new(Period.Month, Day: 10), Bare: false)
        {
            Also = [new(Period.Month, Day: 20), new(Period.Month, Day: -1)],
        }),
        new("frequency", "每旬通报一次", Opening.Every, "每旬", _ => new When.Every(new(Period.Month, Times: 3), Bare: true)),
        new("recurring-odd-month", "单月25日; 每逢双月5日", Opening.Every | Opening.Word, $"(?:每(?:逢)?)?(?<parity>[单双])月的?{Day}", OddOrEven),
        new("recurring-week", "每周五下午5点; 每周周五; 每周一、周四", Opening.Every,
            $"""
            每[个逢]?(?:{Week})的?(?:{Week})?(?<weekday>[一二三四五六日天末])
            (?:(?:[、,和及与]|以及)(?:每?(?:{Week}))?(?<also>[一二三四五六日天])(?![次个遍篇份])
                |(?<also>[二三四五六日])(?=[三四五六日])|(?<=[二三四五六])(?<also>[三四五六日])(?![次个遍篇份])){"{0,5}"}
            {Clock}?
            """,
            OnWeekdays),
        new("recurring-day", "每日17时; 每晚8点; 每日7时、17时", Opening.Every,
            $"每(?:(?:个工作)?[日天]|(?=[早晚])){Clock}(?:之?前)?(?:(?:[、,和及与]|以及)(?<alsotime>{AnHour})){{0,5}}", AtHours),
        new("frequency", "每月至少1次", Opening.Every,
            $$"""
            每(?:个)?(?<every>年度?|半年|季度?|月|周|星期|[日天])(?:度)?(?:都)?[要应须]?
            (?:至少|不少于|最少|不低于)?[^,。;:\n]{0,8}?{{Number}}[次期场篇份轮]
            """,
            m => Often(Of(m.Groups["every"].Value), m)),
        new("frequency", "一月一报; 一季一通报", Opening.Year | Opening.Month | Opening.Count | Opening.Quarter | Opening.Day,
            "(?<!第)一(?<every>年|季|月|周|日|天)度?一(?:报|次|通报|汇总|调度|检查|小结|更新|清理|公示|评比)(?!例|员|个|名)",
            m => new When.Every(new(Of(m.Groups["every"].Value), Times: 1), Bare: true)),
        new("frequency", "每半月开展一次", Opening.Every, "每半个?月", _ => new When.Every(new(Period.Month, Times: 2), Bare: true)),
        new("recurring-other", "逢双日下午4点前", Opening.Word | Opening.Every, $"每?逢[单双]日{Clock}?",
            m => new When.Every(new(Period.Day, Interval: 2, Time: m.TimeOf()), Bare: m.TimeOf() is null)),
        new("frequency", "半年报送一次", Opening.Word,
            "(?<![上下每近前后])半年[^,。;:\\n]{0,8}一次", _ => new When.Every(new(Period.HalfYear, Times: 1), Bare: true)),
        new("recurring-other", "每两个月; 每隔一周; 隔周; 双周; 每五天的下午4点前", Opening.Every | Opening.Word,
            $"(?:每(?<apart>隔)?{Number}(?:个)?(?<every>月|周|星期|[日天])|(?<second>(?<!间)每?隔|每[单双]|每逢[单双]|双|单(?=周))(?<every>周|星期|月|日|天))"
                + $"(?:(?:{Week})[一二三四五六日天])?(?:的?{Clock})?",
            m => new When.Every(new(Of(m.Groups["every"].Value), Interval: m.Int("n") is { } n && !(n == 1 && m.Has("apart")) ? n : 2,
                Time: m.TimeOf()), Bare: m.TimeOf() is null || Of(m.Groups["every"].Value) is not Period.Day)),
        new("frequency", "每两小时报告一次; 每4小时巡查一次", Opening.Every, $"每隔?{Number}个?小时",
            m => m.Int("n") is { } hours and > 0 and <= 24 ? new When.Every(new(Period.Day, Times: 24 / hours), Bare: true) : null),
        new("recurring-bare", "每季度报送; 每天与气象部门保持联系", Opening.Every, Each, m => new When.Every(new(Of(m.Groups["every"].Value)), Bare: true)),
        new("recurring-bare", "逐月检查; 按季度通报", Opening.Word, "(?<=[逐按])(?<every>年|季|月|周|日)度?", m =>
            new When.Every(new(Of(m.Groups["every"].Value)), Bare: true)),
    ];

    private static When.Every OnDays(Period every, Match m, int? month = null) =>
        new(new(every, month, m.Int("day") ?? -1, Time: m.TimeOf()), Bare: false)
        {
            Also = [.. m.Groups["also"].Captures.Select(also => also.Value.TrimEnd('日', '号').Split('月')).Select(also =>
                new Recurrence(every, also.Length > 1 ? Numerals.Read(also[0]) : month, DayOf(also[^1]), Time: m.TimeOf()))],
        };

    private static int? DayOf(string written) => written is "底" or "末" or "" ? -1 : Numerals.Read(written);

    private static When.Every OnWeekdays(Match m) => new(new(Period.Week, Weekday: m.WeekdayOf(), Time: m.TimeOf()), Bare: false)
    {
        Also = [.. m.Groups["also"].Captures
            .Select(also => new Recurrence(Period.Week, Weekday: WeekdayOf(also.Value[0]), Time: m.TimeOf()))],
    };

    private static When.Every AtHours(Match m) => new(new(Period.Day, Time: m.TimeOf()), Bare: false)
    {
        Also = [.. m.Groups["alsotime"].Captures.Select(also => new Recurrence(Period.Day, Time: ClockAt(also.Value)))],
    };

    private static When.Every? OnWorkingDay(Period every, Match m) =>
        (m.Has("last") ? -1 : m.Has("first") ? 1 : m.Has("back") ? -m.Int("n") : m.Int("n")) is { } nth and >= -23 and <= 23
            ? new(new(every, nth < 0 ? null : 1, WorkingDay: nth, Time: m.TimeOf()), Bare: false)
            : null;

    private static When.Every InWeek(Period every, Match m) => m.Has("last")
        ? new(new(every, Day: -1), Bare: false)
        : new(new(every, 1, Day: Math.Min(28, 7 * (m.Int("n") ?? 1))), Bare: false);

    /// <summary>So many days after a period's end: days of the first month of the next one.</summary>
    private static When.Every After(Period every, Match m) => m.Int("n") is { } nth and <= 23
        ? new(new(every, 1, WorkingDay: nth), Bare: false)
        : m.Int("day") is { } day and <= 31 ? new(new(every, 1, day), Bare: false) : new(new(every), Bare: true);

    private static When.Every OddOrEven(Match m) =>
        new(new(Period.Month, m.Groups["parity"].Value == "单" ? 1 : 2, m.Int("day"), Interval: 2), Bare: false);

    private static When.Every Often(Period every, Match m) => new(new(every, Times: m.Int("n") ?? 1), Bare: true);

    private static Period Of(string every) => every[0] switch
    {
        '年' => Period.Year,
        '半' => Period.HalfYear,
        '季' => Period.Quarter,
        '月' => Period.Month,
        '日' or '天' or '工' => Period.Day,
        _ => Period.Week,
    };

    private static int Nth(Match m) => m.Groups["nth"].Value switch { "首" or "一" or "1" => 1, "二" or "2" => 2, _ => 3 };
}
