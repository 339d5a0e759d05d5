using System.Collections.Frozen;

namespace Workflow.Calendars;

/// <summary>Which calendar a decision rested on.</summary>
/// <param name="Name">Name of the calendar, such as <see cref="WorkingCalendar.National"/>.</param>
/// <param name="Year">The year it covers.</param>
/// <param name="Version">1 as it ships or, where none ships, as first published; one more for each amendment.</param>
public readonly record struct CalendarVersion(string Name, int Year, int Version)
{
    /// <summary><c>cn/2020/2</c>: the form in which events name a calendar.</summary>
    public override string ToString() => $"{Name}/{Year}/{Version}";
}

/// <summary>One year's working days. Immutable; an amendment is a new version.</summary>
public sealed class WorkingCalendar
{
    /// <summary>Name of the calendar the State Council's yearly notices make.</summary>
    public const string National = "cn";

    private readonly FrozenSet<DateOnly> _holidays;
    private readonly FrozenSet<DateOnly> _workdays;

    /// <exception cref="ArgumentException">The document names days outside the year or contradicts itself.</exception>
    public WorkingCalendar(CalendarVersion version, CalendarDocument document)
    {
        if (document.ProblemsIn(version.Year).FirstOrDefault() is { } problem)
            throw new ArgumentException(problem, nameof(document));
        (Version, Document) = (version, document);
        _holidays = document.Holidays.ToFrozenSet();
        _workdays = document.Workdays.ToFrozenSet();
    }

    /// <summary>Name, year and version.</summary>
    public CalendarVersion Version { get; }

    /// <summary>The calendar as it was published.</summary>
    public CalendarDocument Document { get; }

    /// <summary>Whether <paramref name="day"/> is worked: a make-up day, or Monday to Friday and no holiday.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The day is not in this calendar's year.</exception>
    public bool IsWorkingDay(DateOnly day)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(day.Year, Version.Year, nameof(day));
        return _workdays.Contains(day) || (!day.IsWeekend() && !_holidays.Contains(day));
    }
}

internal static class Weekends
{
    public static bool IsWeekend(this DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
}
