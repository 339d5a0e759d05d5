using Workflow.Planning;

namespace TaskAssignment.Notices;

/// <summary>
/// From which due day on what is overdue has no colour yet, and from which it is blue or yellow: each the first day of its level.
/// Counted by the ladder that ships with the product, on the calendars as this service knows them; another ladder, or a step that was not
/// sent, does not change what colour it is.
/// </summary>
/// <param name="Uncoloured">When the first due day without a colour begins; null where the calendars do not reach so far back.</param>
/// <param name="Blue">The same of blue.</param>
/// <param name="Yellow">The same of yellow; what was due before is red.</param>
internal sealed record LateLevels(DateTimeOffset? Uncoloured, DateTimeOffset? Blue, DateTimeOffset? Yellow)
{
    /// <summary>At an instant. Pure.</summary>
    public static LateLevels At(DateTimeOffset now, IWorkingCalendars calendars)
    {
        var policy = ReminderPolicy.Default;
        // The last day of which the steps have been due.
        var today = OfficialTime.DayOf(now);
        var last = now >= OfficialTime.At(today, policy.At) ? today : today.AddDays(-1);
        return new(First(ReminderLevel.Blue), First(ReminderLevel.Yellow), First(ReminderLevel.Red));

        // A due day has reached the step when so many working days lie behind it: so the n-th working day back is the first that has not.
        DateTimeOffset? First(ReminderLevel level) =>
            calendars.AddWorkingDays(last.AddDays(1), -policy.Steps.First(step => step.Level == level).Offset)
                is WorkingDayCount.Reached { Day: var day } ? OfficialTime.At(day, TimeOnly.MinValue) : null;
    }
}
