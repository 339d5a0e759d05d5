namespace Workflow.Calendars;

/// <summary>The outcome of counting working days.</summary>
public abstract record WorkingDayCount
{
    private WorkingDayCount() { }

    /// <summary>The day reached, and every calendar that was consulted on the way.</summary>
    public sealed record Reached(DateOnly Day, IReadOnlyList<CalendarVersion> By) : WorkingDayCount;

    /// <summary>Counting needs a year that has no published calendar: somebody must be asked.</summary>
    public sealed record CalendarMissing(int Year) : WorkingDayCount;
}

/// <summary>Counting in working days, over holidays, make-up days and turns of the year.</summary>
public static class WorkingDays
{
    /// <summary>More than this is a misreading rather than a limit; it also bounds the work.</summary>
    public const int Most = 2500;

    /// <summary>
    /// The <paramref name="count"/>-th working day after <paramref name="day"/>, which itself is not counted;
    /// before it, when <paramref name="count"/> is negative. Zero is the day itself, worked or not.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="Most"/> in either direction.</exception>
    public static WorkingDayCount AddWorkingDays(this IWorkingCalendars calendars, DateOnly day, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(count), Most, nameof(count));
        var by = new List<CalendarVersion>();
        for (var left = Math.Abs(count); left > 0;)
        {
            day = day.AddDays(Math.Sign(count));
            if (calendars.For(day.Year) is not { } calendar)
                return new WorkingDayCount.CalendarMissing(day.Year);
            if (by.Count == 0 || by[^1] != calendar.Version)
                by.Add(calendar.Version);
            if (calendar.IsWorkingDay(day))
                left--;
        }
        return new WorkingDayCount.Reached(day, by);
    }

    /// <summary>Whether <paramref name="day"/> is worked; null when its year has no published calendar.</summary>
    public static bool? IsWorkingDay(this IWorkingCalendars calendars, DateOnly day) => calendars.For(day.Year)?.IsWorkingDay(day);
}
