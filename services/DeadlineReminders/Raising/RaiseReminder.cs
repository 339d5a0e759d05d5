using DeadlineReminders.Rows;
using Workflow.Planning;

namespace DeadlineReminders.Raising;

/// <summary>Who is who when a step falls due.</summary>
/// <param name="Notice">The notice's id.</param>
/// <param name="Unit">Code of the unit that owes the assignment.</param>
/// <param name="Parent">Of the unit in the tree of today; null at the top.</param>
/// <param name="Issuer">Code of the unit that issued the notice.</param>
internal sealed record Parties(Guid Notice, string Unit, string? Parent, string Issuer);

/// <summary>A timer says only that a time has come; the present state decides what is sent.</summary>
internal static class RaiseReminder
{
    /// <summary>
    /// Decides one wake-up of the ladder: sent to each audience (and escalated to those above), or suppressed with the reason.
    /// </summary>
    public static IReadOnlyList<ReminderPlanEvent> Decide(PlanItem item, WakeUp wake, Parties parties, ReminderPolicy policy)
    {
        if (wake.DeadlineVersion != item.DeadlineVersion)
            return Suppressed(wake, ReminderReason.DeadlineMoved);
        if (item.Stopped is { } reason)
            return Suppressed(wake, reason);
        var step = policy.Find(wake.Step) ?? throw new InvalidOperationException($"Policy {policy.Id} has no step {wake.Step}.");
        var audiences = step.Audiences.Select(audience => Code(audience, parties)).OfType<string>().Distinct().ToList();
        if (audiences.Count == 0)
            return Suppressed(wake, ReminderReason.NobodyAbove);
        var level = Name(step.Level);
        return
        [
            .. audiences.Select(to => new ReminderPlanEvent.Sent(
                wake.Assignment, wake.Step, wake.DeadlineVersion, item.AssignmentVersion, level, to,
                Ids.Reminder(parties.Notice, wake.Assignment, wake.DeadlineVersion, wake.Step, to))),
            .. audiences.Where(to => to != parties.Unit)
                .Select(to => new ReminderPlanEvent.Escalated(wake.Assignment, wake.Step, level, to)),
        ];
    }

    /// <summary>Decides the due instant itself: missed, unless reported before or moved.</summary>
    public static IReadOnlyList<ReminderPlanEvent> DecideDeadline(PlanItem item, WakeUp wake) =>
        wake.DeadlineVersion == item.DeadlineVersion && item is { Stopped: null, DeadlinePassed: false, DueAt: { } dueAt }
            ? [new ReminderPlanEvent.DeadlinePassed(wake.Assignment, wake.DeadlineVersion, dueAt)]
            : [];

    private static IReadOnlyList<ReminderPlanEvent> Suppressed(WakeUp wake, string reason) =>
        [new ReminderPlanEvent.Suppressed(wake.Assignment, wake.Step, wake.DeadlineVersion, reason)];

    /// <summary>As events and messages name it.</summary>
    private static string Name(ReminderLevel level) => level switch
    {
        ReminderLevel.Remind => "remind",
        ReminderLevel.Urge => "urge",
        ReminderLevel.Blue => "blue",
        ReminderLevel.Yellow => "yellow",
        ReminderLevel.Red => "red",
        _ => throw new UnreachableException(),
    };

    private static string? Code(ReminderAudience audience, Parties parties) => audience switch
    {
        ReminderAudience.Unit => parties.Unit,
        ReminderAudience.Parent => parties.Parent,
        _ => parties.Issuer,
    };
}
