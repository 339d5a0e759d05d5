namespace Workflow.Calendars;

/// <summary>How long a period of a recurring duty is.</summary>
public enum Period
{
    /// <summary>每日.</summary>
    Day,

    /// <summary>每周.</summary>
    Week,

    /// <summary>每月.</summary>
    Month,

    /// <summary>每季度.</summary>
    Quarter,

    /// <summary>每半年.</summary>
    HalfYear,

    /// <summary>每年.</summary>
    Year,
}

/// <summary>A duty that comes back every period: when in the period it is due.</summary>
/// <param name="Every">Length of the period.</param>
/// <param name="Month">Month within a quarter (1–3), half year (1–6) or year (1–12); null: the last one.</param>
/// <param name="Day">
/// Day of that month, the last one when it has fewer; -1: the last day. Null where the day is not said: the period's end.
/// </param>
/// <param name="Weekday">Day of the week, for weekly duties; null: the week's last day, Sunday.</param>
/// <param name="Time">Clock time; null: 23:59:59.</param>
/// <param name="Times">How often in each period at least (每月至少2次).</param>
/// <param name="WorkingDay">
/// Which working day of that month, by the calendars, instead of a day: 1 the first, -1 the last, -2 the last but one.
/// </param>
/// <param name="Interval">Every so many periods: 2 for 每两个月, 隔周. Months count from January.</param>
/// <param name="From">The first day on which it can be due, inclusive (6月至9月每日: 1 June); null: at once.</param>
/// <param name="Until">The last such day, inclusive; null: without end.</param>
public sealed record Recurrence(
    Period Every,
    int? Month = null,
    int? Day = null,
    DayOfWeek? Weekday = null,
    TimeOnly? Time = null,
    int Times = 1,
    int? WorkingDay = null,
    int Interval = 1,
    DateOnly? From = null,
    DateOnly? Until = null)
{
    private int MonthsInPeriod => Interval * Every switch { Period.Month => 1, Period.Quarter => 3, Period.HalfYear => 6, _ => 12 };

    /// <summary>
    /// Due days from <paramref name="from"/> on (inclusive), in order; the caller takes what it needs. Where no end is said there is none,
    /// save for working days: those end with the calendars, and there are none without.
    /// </summary>
    public IEnumerable<DateOnly> DaysFrom(DateOnly from, IWorkingCalendars? calendars = null)
    {
        var days = AllFrom(From > from ? From.Value : from, calendars ?? WorkingCalendars.None);
        return Until is { } last ? days.TakeWhile(day => day <= last) : days;
    }

    /// <summary>The same as instants in the zone.</summary>
    public IEnumerable<DateTimeOffset> InstantsFrom(DateOnly from, TimeZoneInfo? zone = null, IWorkingCalendars? calendars = null) =>
        DaysFrom(from, calendars).Select(day => OfficialTime.At(day, Time ?? OfficialTime.DayEnds, zone));

    /// <summary>
    /// In the manner of an RFC 5545 RRULE: <c>FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1;UNTIL=20251231</c>; the day it begins as X-FROM.
    /// </summary>
    public override string ToString()
    {
        var (rule, interval) = Every switch
        {
            Period.Day => ("FREQ=DAILY", Interval),
            Period.Week => ("FREQ=WEEKLY", Interval),
            Period.Year => ("FREQ=YEARLY", Interval),
            _ => ("FREQ=MONTHLY", MonthsInPeriod),
        };
        if (interval > 1)
            rule += string.Create(CultureInfo.InvariantCulture, $";INTERVAL={interval}");
        if (Weekday is { } weekday)
            rule += $";BYDAY={weekday.ToString()[..2].ToUpperInvariant()}";
        if (Every is Period.Year && Month is { } month)
            rule += string.Create(CultureInfo.InvariantCulture, $";BYMONTH={month}");
        if (Day is { } day)
            rule += string.Create(CultureInfo.InvariantCulture, $";BYMONTHDAY={day}");
        if (WorkingDay is { } nth)
            rule += string.Create(CultureInfo.InvariantCulture, $";X-WORKINGDAY={nth}");
        if (Time is { } time)
            rule += string.Create(CultureInfo.InvariantCulture, $";BYHOUR={time.Hour};BYMINUTE={time.Minute}");
        if (From is { } first)
            rule += string.Create(CultureInfo.InvariantCulture, $";X-FROM={first:yyyyMMdd}");
        return Until is { } last ? string.Create(CultureInfo.InvariantCulture, $"{rule};UNTIL={last:yyyyMMdd}") : rule;
    }

    private IEnumerable<DateOnly> AllFrom(DateOnly from, IWorkingCalendars calendars) => Every switch
    {
        Period.Day => Steps(from, day => day.AddDays(Interval)),
        Period.Week => Steps(
            from.AddDays((((int)(Weekday ?? DayOfWeek.Sunday)) - (int)from.DayOfWeek + 7) % 7), day => day.AddDays(7 * Interval)),
        _ => Monthly(from, calendars),
    };

    private IEnumerable<DateOnly> Monthly(DateOnly from, IWorkingCalendars calendars)
    {
        var period = new DateOnly(from.Year, 1 + ((from.Month - 1) / MonthsInPeriod * MonthsInPeriod), 1);
        return Steps(period, start => start.AddMonths(MonthsInPeriod)).Select(start => DueIn(start, calendars))
            .TakeWhile(day => day is not null).OfType<DateOnly>().SkipWhile(day => day < from);
    }

    private DateOnly? DueIn(DateOnly period, IWorkingCalendars calendars)
    {
        var month = period.AddMonths((Month ?? MonthsInPeriod) - 1);
        if (WorkingDay is { } nth)
            return calendars.AddWorkingDays(nth > 0 ? month.AddDays(-1) : month.AddMonths(1), nth) is WorkingDayCount.Reached reached
                ? reached.Day
                : null;
        var length = DateTime.DaysInMonth(month.Year, month.Month);
        return new(month.Year, month.Month, Day is { } day and > 0 ? Math.Min(day, length) : length);
    }

    private static IEnumerable<DateOnly> Steps(DateOnly first, Func<DateOnly, DateOnly> next)
    {
        for (var day = first; day.Year < 9990; day = next(day))
            yield return day;
    }
}
