using Workflow.Planning;

namespace DeadlineReminders.Plans;

/// <summary>A step of a plan as it stands.</summary>
/// <param name="At">When it falls due, or fell due.</param>
/// <param name="IsPending">Whether it is still to be decided.</param>
internal readonly record struct KnownStep(DateTimeOffset At, bool IsPending);

/// <summary>
/// A calendar was published or amended: steps in working days that have not fallen due get the instant it gives them, those that waited for
/// it get one at last. What was decided stays.
/// A step keeps the id of its message, and is decided once, whenever that is.
/// </summary>
internal static class RescheduleSteps
{
    /// <summary>
    /// The change, as one event; none when the calendars in force say what the plan says already, or when the calendar of
    /// <paramref name="year"/> has no part in it.
    /// </summary>
    /// <param name="assignment">Whose steps.</param>
    /// <param name="item">As it stands in the plan, armed or stopped: a returned report arms it again.</param>
    /// <param name="known">The steps of the deadline in force that have an instant, by name.</param>
    /// <param name="calendars">Those in force.</param>
    /// <param name="year">Whose calendar was published.</param>
    public static IEnumerable<ReminderPlanEvent> Decide(Guid assignment, PlanItem item, IReadOnlyDictionary<string, KnownStep> known,
        IWorkingCalendars calendars, int year)
    {
        var ladder = ReminderLadder.Of(ReminderPolicy.Default, item.DueAt, calendars);
        var changed = Changed(ladder, known);
        if (changed.Count == 0
            || ladder.Calendars.FirstOrDefault(calendar => calendar.Year == year) is not { Name: not null } published) yield break;
        var reason = changed.Any(step => step.Before is null) ? RecountReason.CalendarPublished : RecountReason.CalendarAmended;
        yield return new ReminderPlanEvent.Rescheduled(assignment, item.DeadlineVersion, ladder.CalendarNames!, published.ToString(),
            reason, changed);
    }

    /// <summary>The steps of a ladder that are to fall due at another instant than is known, or have none yet.</summary>
    public static IReadOnlyList<RescheduledStep> Changed(Ladder ladder, IReadOnlyDictionary<string, KnownStep> known) =>
    [
        .. from step in ladder.Steps
           let before = known.TryGetValue(step.Step.Name, out var found) ? found : (KnownStep?)null
           where before is null or { IsPending: true } && before?.At != step.At
           select new RescheduledStep(step.Step.Name, before?.At, step.At),
    ];
}
