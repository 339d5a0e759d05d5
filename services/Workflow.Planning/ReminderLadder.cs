using Workflow.Calendars;

namespace Workflow.Planning;

/// <summary>A step and the instant it falls due.</summary>
public sealed record LadderStep(ReminderStep Step, DateTimeOffset At);

/// <summary>A policy laid against one due instant.</summary>
/// <param name="Steps">What can be computed, in the order it falls due.</param>
/// <param name="Calendars">The calendars that working days were counted by.</param>
/// <param name="CalendarMissing">
/// The first year without a published calendar, for want of which the steps of <paramref name="Waiting"/> have no instant yet; null when
/// all have one.
/// </param>
/// <param name="Waiting">Names of the steps that wait for that calendar, in the policy's order.</param>
public sealed record Ladder(IReadOnlyList<LadderStep> Steps, IReadOnlyList<CalendarVersion> Calendars, int? CalendarMissing,
    IReadOnlyList<string> Waiting)
{
    /// <summary>Of an undated assignment: no steps.</summary>
    public static Ladder None { get; } = new([], [], CalendarMissing: null, []);

    /// <summary>The calendars as events name them: <c>cn/2016/1,cn/2017/1</c>; null when no step needed one.</summary>
    public string? CalendarNames => Calendars.Count == 0 ? null : string.Join(',', Calendars);
}

/// <summary>When the steps of a policy fall due. Pure: the service, rehearsal and replay share it.</summary>
public static class ReminderLadder
{
    /// <summary>Lays <paramref name="policy"/> against a due instant.</summary>
    /// <param name="policy">The steps.</param>
    /// <param name="dueAt">Inclusive; null = undated, which has no steps.</param>
    /// <param name="calendars">
    /// Where a year is missing, working days are not guessed: the step waits (<see cref="Ladder.Waiting"/>).
    /// </param>
    /// <param name="zone">The notice's zone, in which the due day and the clock time of the steps are meant; null = Asia/Shanghai.</param>
    /// <returns>The steps' instants in UTC.</returns>
    public static Ladder Of(ReminderPolicy policy, DateTimeOffset? dueAt, IWorkingCalendars calendars, TimeZoneInfo? zone = null)
    {
        if (dueAt is not { } due)
            return Ladder.None;
        var dueDay = OfficialTime.DayOf(due, zone);
        var days = policy.Steps.Select(step => (Step: step, Count: DayOf(step, dueDay, calendars))).ToList();
        var reached = days.Where(day => day.Count is WorkingDayCount.Reached)
            .Select(day => (day.Step, Day: (WorkingDayCount.Reached)day.Count)).ToList();
        return new([.. reached.Select(day => new LadderStep(day.Step, OfficialTime.At(day.Day.Day, policy.At, zone).ToUniversalTime()))
            .OrderBy(step => step.At)],
            [.. reached.SelectMany(day => day.Day.By).Distinct().OrderBy(calendar => calendar.Year)],
            days.Select(day => day.Count).OfType<WorkingDayCount.CalendarMissing>().FirstOrDefault()?.Year,
            [.. days.Where(day => day.Count is WorkingDayCount.CalendarMissing).Select(day => day.Step.Name)]);
    }

    private static WorkingDayCount DayOf(ReminderStep step, DateOnly dueDay, IWorkingCalendars calendars) => step.In switch
    {
        OffsetUnit.CalendarDays => new WorkingDayCount.Reached(dueDay.AddDays(step.Offset), []),
        _ => calendars.AddWorkingDays(dueDay, step.Offset),
    };
}
