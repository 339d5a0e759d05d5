namespace NoticeIssuance.Understanding;

/// <summary>What the rest of the notice says about time.</summary>
/// <param name="IssuedOn">Date of writing.</param>
/// <param name="NumberYear">Year in the notice's own number.</param>
/// <param name="TextYear">The one year the title or the text itself names, where there is neither of them.</param>
internal sealed record TimeContext(DateOnly? IssuedOn, int? NumberYear, IWorkingCalendars Calendars, int? TextYear = null)
{
    /// <summary>Monday of the term's first week, where the notice says it: 本学期第1周周一为2月24日.</summary>
    public DateOnly? TermBegins { get; init; }

    /// <summary>It calls people to a meeting.</summary>
    public bool Gathers { get; init; }

    /// <summary>The year that the title names.</summary>
    public int? TitleYear { get; init; }

    /// <summary>Years of the days that the text names with theirs.</summary>
    public IReadOnlyDictionary<(int Month, int Day), int> Named { get; init; } = new Dictionary<(int, int), int>();
}

/// <summary>A limit made into an instant, as far as that goes.</summary>
/// <param name="NeedsYear">The words name no year and nothing else gives one.</param>
/// <param name="CalendarMissing">Counting needs this year's calendar, which is not published.</param>
/// <param name="Counted">What the day is counted from, where it is counted in working days.</param>
internal sealed record Dated(
    DateOnly? Day,
    TimeOnly? Time = null,
    InferredYear? Inferred = null,
    string? Calendar = null,
    (DateOnly Day, string Why)? Alternative = null,
    Anchor? Anchor = null,
    Recurrence? Recurrence = null,
    bool NeedsYear = false,
    int? CalendarMissing = null,
    WorkingDayLimit? Counted = null,
    bool Impossible = false);

/// <summary>Makes instants of limits: years inferred, periods ended, working days counted.</summary>
internal static partial class Dating
{
    // 2月底前 in a notice of November is next year's; 3月28日前 in one of April is more likely a slip.
    private const int LongestRolled = 270;

    private const int LongestBack = 7;

    private const int MostAhead = 6;

    /// <param name="earlier">The dated limit before it in the same sentence, whose year carries over.</param>
    /// <param name="since">First day of a recurring duty (2020年起), when the sentence says so.</param>
    public static Dated Date(Limit limit, TimeContext context, DateOnly? earlier = null, DateOnly? since = null)
    {
        var dated = Of(limit, context, earlier, since);
        if (limit.Or is { } or && dated.Day is not null && Of(limit with { When = or }, context, earlier, since).Day is { } other)
            dated = dated with { Alternative = (other, "文中另写有此日期") };
        return dated switch
        {
            { Day: { } day } when !OfficialYears.Hold(day) => new(null, dated.Time, Impossible: true),
            { Alternative: var (also, _) } when !OfficialYears.Hold(also) => dated with { Alternative = null },
            _ => dated,
        };
    }

    private static Dated Of(Limit limit, TimeContext context, DateOnly? earlier, DateOnly? since) => limit.When switch
    {
        When.OnDay day => OnDay(day, limit, context, earlier),
        When.BeforeFestival festival => FestivalDays.Before(festival, context),
        When.OnWeekday weekday => Weekday(weekday, context),
        When.DaysOn days => context.IssuedOn is { } issued
            ? new(issued.AddDays(days.Days), days.Time, new(issued.Year, "issuedOn"))
            : new(null, days.Time, NeedsYear: true),
        When.QuarterEnd => context.IssuedOn is { } day
            ? new(new DateOnly(day.Year, 1, 1).AddMonths((day.Month + 2) / 3 * 3).AddDays(-1), Inferred: new(day.Year, "issuedOn"))
            : new(null, NeedsYear: true),
        When.Within within => Within(within, limit, context),
        When.Every every => Every(every, context, since),
        When.OnLunarDay lunar => FestivalDays.Lunar(lunar, context),
        When.AfterFestival festival => FestivalDays.After(festival, context),
        When.InSchoolWeek week => SchoolTerm.Date(week, limit, context),
        When.BeforeEvent => new(null, Anchor: new Anchor("other", limit.Event!, 0, "days")),
        When.SameDay => new(null, Anchor: new Anchor("other", "当天", 0, "days")),
        When.Impossible => new(null, Impossible: true),
        _ => throw new ArgumentOutOfRangeException(nameof(limit)),
    };

    /// <summary>
    /// The day a recurring duty starts with: 2020年起, 自11月1日起, 从2019年9月开始. A month without a year is the next one after writing.
    /// </summary>
    public static DateOnly? Since(string sentence, TimeContext context)
    {
        if (Starts().Match(sentence) is not { Success: true } match)
            return null;
        var month = match.Int("month") ?? 1;
        var next = context.IssuedOn is { } issued ? issued.Year + (month < issued.Month ? 1 : 0) : context.NumberYear;
        var year = match.Int("year") ?? next;
        return WrittenDate.Valid(year, month, match.Int("day") ?? 1);
    }

    private static Dated OnDay(When.OnDay when, Limit limit, TimeContext context, DateOnly? earlier)
    {
        if (YearAndMonth(when, context, when.Month is null && limit.Rule != "day" ? null : earlier) is not var (year, month, from))
            return new(null, when.Time, NeedsYear: true);
        if (year is < 1900 or > 2199 || when.Day > DateTime.DaysInMonth(year, month))
            return new(null, when.Time, Impossible: true);
        var day = new DateOnly(year, month, when.Day > 0 ? when.Day : DateTime.DaysInMonth(year, month));
        var inferred = from is null ? null : new InferredYear(year, from);
        if (Contradicted(day, when, limit, context) is { } contradicted)
            return new(day, when.Time, inferred, Alternative: contradicted);
        if (!limit.Before || when.Began is not { } began)
            return new(day, when.Time, inferred);
        var eve = limit.Rule == "year" ? new DateOnly(year, 1, 1).AddDays(-1) : new DateOnly(year, month, began).AddDays(-1);
        return limit.Rule == "month-part"
            ? new(day, when.Time, inferred, Alternative: (eve, "也可理解为该旬开始之前"))
            : new(eve, when.Time, inferred, Alternative: (day, "也可理解为含该月（年）在内"));
    }

    /// <summary>
    /// The day that the words mean if not this one: where a weekday beside it is another day's, or where it lies before the notice itself.
    /// </summary>
    private static (DateOnly Day, string Why)? Contradicted(DateOnly day, When.OnDay when, Limit limit, TimeContext context)
    {
        if (when.Weekday is { } weekday && weekday != day.DayOfWeek)
        {
            var ahead = ((int)weekday - (int)day.DayOfWeek + 7) % 7;
            return (day.AddDays(ahead <= 3 ? ahead : ahead - 7), "以所写星期为准");
        }
        if (context.IssuedOn is { } written && when.Year is null && when.YearShift is null && day.Year == written.Year + 1
            && day.AddYears(-1) < written && day.DayNumber - written.DayNumber > LongestRolled)
            return (day.AddYears(-1), "所写日期早于成文日期，或为当年");
        if (context.IssuedOn is not { } issued || day >= issued || when.Year is not null && !limit.Insists || limit.Rule == "range")
            return null;
        var sameYear = WrittenDate.Valid(issued.Year, day.Month, day.Day);
        return sameYear >= issued ? (sameYear.Value, "所写日期早于成文日期，或为当年") : (day.AddYears(1), "所写日期早于成文日期，或为次年");
    }

    private static (int Year, int Month, string? From)? YearAndMonth(When.OnDay when, TimeContext context, DateOnly? earlier)
    {
        // 4月10日前…，20日前: of the same month.
        if (when.Month is null && earlier is { } named && when.Day > named.Day)
            return (named.Year, named.Month, "text");
        if (when.Month is not { } month)
            return context.IssuedOn is { } issued ? MonthOf(when, issued) : null;
        if (when.Year is { } year)
            return (year, month, null);
        if (context.IssuedOn is null && when.YearShift is null && context.Named.TryGetValue((month, when.Day), out var said))
            return (said, month, "text");
        // 2025年春运 in a notice numbered 〔2024〕: 1月10日 is in the year that is coming.
        if (context is { IssuedOn: null, NumberYear: { } number, TitleYear: { } coming } && coming == number + 1 && month <= MostAhead
            && when.YearShift is null)
            return (coming, month, "text");
        var writing = context.IssuedOn?.Year ?? context.NumberYear ?? context.TextYear;
        var source = context.IssuedOn is not null ? "issuedOn" : context.NumberYear is not null ? "documentNumber" : "text";
        if (when.YearShift is { } shift)
            return writing is { } now ? (now + shift, month, source) : null;
        // 7月20日…；3月9日 goes back within the year, 11月20日…，1月10日 on into the next.
        if (earlier is { } before)
            return (before.Month - month > LongestBack || month < before.Month && before.Year == context.IssuedOn?.Year
                && month < context.IssuedOn?.Month ? before.Year + 1 : before.Year, month, "text");
        if (context.IssuedOn is { } written)
            return (month < written.Month ? written.Year + 1 : written.Year, month, source);
        return writing is { } numbered ? (numbered, month, source) : null;
    }

    private static (int Year, int Month, string? From) MonthOf(When.OnDay when, DateOnly issued)
    {
        var passed = when.Day > 0 && when.Day < issued.Day && when.MonthShift == 0 ? 1 : 0;
        var month = new DateOnly(issued.Year, issued.Month, 1).AddMonths(when.MonthShift + passed);
        return (month.Year, month.Month, "issuedOn");
    }

    private static Dated Weekday(When.OnWeekday when, TimeContext context)
    {
        if (context.IssuedOn is not { } issued)
            return new(null, when.Time, NeedsYear: true);
        var monday = issued.AddDays(-(((int)issued.DayOfWeek + 6) % 7));
        var inWeek = ((int)when.Day + 6) % 7;
        var next = monday.AddDays(inWeek);
        var day = when.WeekShift is { } shift ? next.AddDays(7 * shift) : next >= issued ? next : next.AddDays(7);
        return new(day, when.Time, new(day.Year, "issuedOn"));
    }

    private static Dated Within(When.Within within, Limit limit, TimeContext context)
    {
        if (within.Amount < 0 && limit.Event is { } name && FestivalDays.Named(name) is { } festival)
            return FestivalDays.Before(new(festival, null, null), context) is { Day: { } eve } before && within.Unit == "days"
                ? before with { Day = eve.AddDays(within.Amount + 1) }
                : new(null, NeedsYear: true);
        var anchor = limit.Event is null ? null : new Anchor(EventOf(limit.Event), limit.Event, within.Amount, within.Unit);
        if (anchor is { Event: not "issue" } || within.Unit is "hours" or "minutes")
            return new(null, Anchor: anchor);
        if (context.IssuedOn is not { } from)
            return new(null, Anchor: anchor ?? new Anchor("issue", "", within.Amount, within.Unit));
        var inferred = new InferredYear(from.Year, "issuedOn");
        return within.Unit switch
        {
            "months" => new(from.AddMonths(within.Amount), Inferred: inferred, Anchor: anchor),
            "days" => new(from.AddDays(within.Amount), Inferred: inferred, Anchor: anchor),
            _ => InWorkingDays(new(from, within.Amount), context.Calendars) with { Inferred = inferred, Anchor = anchor },
        };
    }

    public static Dated InWorkingDays(WorkingDayLimit limit, IWorkingCalendars calendars)
    {
        if (Math.Abs(limit.Days) > WorkingDays.Most)
            return new(null, Impossible: true);
        var counted = limit.Count(calendars);
        DateOnly? day = counted.DueAt is { } due ? OfficialTime.DayOf(due) : null;
        return new(day, Calendar: counted.Calendar, CalendarMissing: counted.Missing, Counted: limit);
    }

    private static string EventOf(string words) => Receipt().IsMatch(words) ? "receipt" : Issue().IsMatch(words) ? "issue" : "other";

    private static Dated Every(When.Every every, TimeContext context, DateOnly? since)
    {
        var recurrence = InTerm(every, context, since);
        var begins = recurrence.From ?? since;
        if (every.Bare || (context.IssuedOn ?? begins) is not { } start)
            return new(null, recurrence.Time, Recurrence: recurrence);
        var first = recurrence.DaysFrom(start, context.Calendars).Take(1).ToList();
        return new(first.Count > 0 ? first[0] : null, recurrence.Time, Recurrence: recurrence,
            CalendarMissing: first.Count > 0 || recurrence.WorkingDay is null ? null : start.Year);
    }

    /// <summary>
    /// With its term, in which it has to come back: 3月1日至31日，每月10日前 is none, nor is what has passed. Where no year is said, the next one
    /// is tried too: 11月15日至3月15日，每周一, written in March.
    /// </summary>
    private static Recurrence InTerm(When.Every every, TimeContext context, DateOnly? since)
    {
        var recurrence = every.Recurrence;
        if (every.Until is { } last && LastOf(last, context) is { } until)
            foreach (var end in last.Year is null ? [until, until.AddYears(1)] : new[] { until })
            {
                var begins = every.From is { } first ? FirstOf(first, end) : since;
                var within = recurrence with { From = begins <= context.IssuedOn ? null : begins, Until = end };
                if ((context.IssuedOn ?? begins ?? end) is var from && from <= end
                    && (within.WorkingDay is not null || within.DaysFrom(from).Take(2).Count() == 2))
                    return within;
            }
        return since > context.IssuedOn ? recurrence with { From = since } : recurrence;
    }

    private static DateOnly? LastOf(When.OnDay day, TimeContext context) =>
        YearAndMonth(day, context, earlier: null) is var (year, month, _) ? DayOf(year, month, day.Day) : null;

    /// <summary>The last such day that is not after the end: 10月至3月 begins the year before. Of a month its first day.</summary>
    private static DateOnly? FirstOf(When.OnDay day, DateOnly until)
    {
        var year = day.Year ?? (day.Month > until.Month ? until.Year - 1 : until.Year);
        return DayOf(year, day.Month!.Value, day.Began ?? day.Day);
    }

    private static DateOnly? DayOf(int year, int month, int day) => day > 0 ? WrittenDate.Valid(year, month, day)
        : WrittenDate.Valid(year, month, 1) is { } first ? first.AddMonths(1).AddDays(-1) : null;

    [GeneratedRegex("""
        (?:(?<year>(?:19|20)\d\d)年度?(?:(?<month>\d{1,2})月(?:份|底)?(?:(?<day>\d{1,2})日)?)?  # 2020年起, 2020年3月1日起
          |(?<=[自从于在]|(?:^|[,。;:\n])(?:\(?[\d一二三四五六七八九十]{1,2}[、.)])?)(?<month>\d{1,2})月份?(?:(?<day>\d{1,2})日)?)   # 自11月1日起
        (?:起|开始)
        """, Words.Options)]
    private static partial Regex Starts();

    [GeneratedRegex("""
        (?:收到|接到|接收|接|收)(?:本|此|该|到)?(?:通知|文件|函|通报|方案|意见|文)  # 收到本通知
        |收文|接通知
        """, Words.Options)]
    private static partial Regex Receipt();

    [GeneratedRegex("""
        ^(?:自|从|在)?(?:本|此|该)?(?:通知|文件|意见|办法|方案|决定|公告|规定|函|细则|通告)?      # 本通知
        (?:印发|下发|发布|发文|公布|发出|签发|颁布|实施|施行)                       # 印发
        (?:之日|之后|当日|后|起|以后|日)*$                                          # 之日起
        """, Words.Options)]
    private static partial Regex Issue();
}
