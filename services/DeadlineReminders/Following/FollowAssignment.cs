using Workflow.Contracts.Assignments.V1;
using Workflow.Planning;

namespace DeadlineReminders.Following;

/// <summary>
/// An assignment changed: its reminders stop, go on, or follow a moved deadline. Nothing is cancelled; a step that falls due meets what is
/// decided here.
/// </summary>
internal static class FollowAssignment
{
    /// <summary>The verdict of a deadline that passed without a report, as messages name it.</summary>
    public static readonly string Missed = Verdict.Missed.Name();

    /// <summary>The verdict of a deadline that has not been judged.</summary>
    public static readonly string Pending = Verdict.Pending.Name();

    /// <summary>Decides what the change means for the plan. A change no newer than what was seen means nothing.</summary>
    /// <param name="item">The assignment in its plan; <see cref="PlanItem.AssignmentVersion"/> is the newest version seen.</param>
    /// <param name="change">Its present state.</param>
    /// <param name="pending">Names of the ladder's steps that have not fallen due.</param>
    /// <param name="calendars">To count working days by, where the deadline moved.</param>
    /// <param name="now">
    /// Business time. Steps that lie before the deadline moved are suppressed; before now, where the change does not say when it did.
    /// </param>
    public static IReadOnlyList<ReminderPlanEvent> Decide(PlanItem item, AssignmentChanged change, IEnumerable<string> pending,
        IWorkingCalendars calendars, DateTimeOffset now)
    {
        if (change.Version <= item.AssignmentVersion)
            return [];
        var events = new List<ReminderPlanEvent>();
        var moved = change.DeadlineVersion > item.DeadlineVersion;
        var reason = ReasonToStop(change.State);

        if (moved)
            events.AddRange(Move(item, change, pending, calendars, now));
        else if (item.Stopped is not null && reason is null)
            events.Add(new ReminderPlanEvent.Revised(change.Assignment, change.Version, item.DueAt, item.DeadlineVersion, Steps: []));

        if (change.Verdict == Missed && (moved || !item.DeadlinePassed))
            events.Add(new ReminderPlanEvent.Followed(change.Assignment, change.Version, Missed: true));
        var stopped = moved ? null : item.Stopped;
        var dueAt = moved ? change.DueAt : item.DueAt;
        if (reason is not null && reason != stopped && dueAt is not null)
            events.Add(new ReminderPlanEvent.Stopped(change.Assignment, change.Version, reason));
        return events;
    }

    /// <summary>The same, and that the change was seen where it means nothing to reminders: what comes later may not be older.</summary>
    public static IReadOnlyList<ReminderPlanEvent> Follow(PlanItem item, AssignmentChanged change, IEnumerable<string> pending,
        IWorkingCalendars calendars, DateTimeOffset now) =>
        Decide(item, change, pending, calendars, now) is [_, ..] events ? events
            : change.Version > item.AssignmentVersion ? [new ReminderPlanEvent.Followed(change.Assignment, change.Version)] : [];

    private static IEnumerable<ReminderPlanEvent> Move(PlanItem item, AssignmentChanged change, IEnumerable<string> pending,
        IWorkingCalendars calendars, DateTimeOffset now)
    {
        foreach (var step in pending)
            yield return new ReminderPlanEvent.Suppressed(change.Assignment, step, item.DeadlineVersion, ReminderReason.DeadlineMoved);
        var steps = ReminderLadder.Of(ReminderPolicy.Default, change.DueAt, calendars).Steps;
        yield return new ReminderPlanEvent.Revised(change.Assignment, change.Version, change.DueAt, change.DeadlineVersion,
            [.. steps.Select(step => new PlannedStep(step.Step.Name, step.At))]);
        foreach (var step in steps.Where(step => step.At < (change.MovedAt ?? now)))
            yield return new ReminderPlanEvent.Suppressed(change.Assignment, step.Step.Name, change.DeadlineVersion,
                ReminderReason.PastAtIssue);
    }

    /// <summary>
    /// Whether what the owner says cannot follow what was heard: it says less, or of the same version or deadline something else. Its
    /// database was set back then; what has gone on there past what was heard is followed.
    /// </summary>
    public static bool Contradicts(PlanItem item, AssignmentChanged state) =>
        state.Version < item.AssignmentVersion || state.DeadlineVersion < item.DeadlineVersion
        || (state.DeadlineVersion == item.DeadlineVersion && !IsSame(state.DueAt, item.DueAt))
        || (state.Version == item.AssignmentVersion && item.DueAt is not null && ReasonToStop(state.State) != item.Stopped);

    private static bool IsSame(DateTimeOffset? one, DateTimeOffset? other) =>
        (one is null && other is null) || (one - other)?.Duration() < TimeSpan.FromMilliseconds(1);

    /// <summary>Whether something may follow for the unit, by itself.</summary>
    public static bool MayGoOn(string state) =>
        ReasonToStop(state) is not (ReminderReason.Cancelled or ReminderReason.Reassigned or ReminderReason.Closed);

    /// <summary>Why what was to be said of a deadline is not so any more; null where it is.</summary>
    public static string? NoLongerSo(int deadlineVersion, AssignmentChanged state) =>
        state.DeadlineVersion != deadlineVersion ? ReminderReason.DeadlineMoved : ReasonToStop(state.State);

    /// <summary>Why nobody in that state is reminded; null where a report is owed.</summary>
    public static string? ReasonToStop(string state) => state switch
    {
        "dispatched" or "acknowledged" or "returned" or "reopened" => null,
        "reported" or "accepted" => ReminderReason.AlreadyReported,
        "declined" => ReminderReason.Declined,
        "reassigned" => ReminderReason.Reassigned,
        "cancelled" => ReminderReason.Cancelled,
        // Whatever else an assignment may come to, nobody waits for its report any more.
        _ => ReminderReason.Closed,
    };
}
