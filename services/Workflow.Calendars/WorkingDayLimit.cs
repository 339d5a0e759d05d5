namespace Workflow.Calendars;

/// <summary>
/// A limit of so many working days after a day, as the words of a notice set it: from it a deadline can be counted again by other
/// calendars.
/// </summary>
/// <param name="From">The day it counts from, which itself is not counted.</param>
/// <param name="Days">How many working days; negative: before it. At most <see cref="WorkingDays.Most"/> in either direction.</param>
public sealed record WorkingDayLimit(DateOnly From, int Days)
{
    /// <summary>When the limit ends by these calendars.</summary>
    public CountedDeadline Count(IWorkingCalendars calendars) => calendars.AddWorkingDays(From, Days) switch
    {
        WorkingDayCount.Reached reached => new(OfficialTime.EndOf(reached.Day).ToUniversalTime(), reached.By, Missing: null),
        WorkingDayCount.CalendarMissing missing => new(DueAt: null, [], missing.Year),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>A limit counted out.</summary>
/// <param name="DueAt">End of the last day, in UTC; null when a calendar is missing.</param>
/// <param name="By">The calendars it was counted by, in the order of counting; none when one is missing.</param>
/// <param name="Missing">The year whose calendar is not published; null when none was needed that is not.</param>
public sealed record CountedDeadline(DateTimeOffset? DueAt, IReadOnlyList<CalendarVersion> By, int? Missing)
{
    /// <summary>The calendars as events name them: <c>cn/2026/1,cn/2027/1</c>; null when one is missing.</summary>
    public string? Calendar => By.Count == 0 ? null : string.Join(',', By);
}
