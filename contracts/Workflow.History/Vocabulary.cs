using System.Collections.Frozen;

namespace Workflow.History;

/// <summary>A stored event's name for ever, and the type it is read into today.</summary>
/// <param name="Source">The service whose streams hold it: notices, assignments, reminders, audit or directory.</param>
/// <param name="Name">As stored, with its version: <c>assignment.dispatched.v1</c>.</param>
/// <param name="Clr">Today's type; its own name is never stored as something to be read back.</param>
public sealed record StoredType(string Source, string Name, Type Clr);

/// <summary>Every stored event there is. The one place where names are given.</summary>
public static class Vocabulary
{
    /// <summary>All stored events, in the order the domain tells them.</summary>
    public static IReadOnlyList<StoredType> All { get; } =
    [
        new("notices", "notice.received.v1", typeof(NoticeEvent.Received)),
        new("notices", "notice.understood.v1", typeof(NoticeEvent.Understood)),
        new("notices", "notice.question-raised.v1", typeof(NoticeEvent.QuestionRaised)),
        new("notices", "notice.question-answered.v1", typeof(NoticeEvent.QuestionAnswered)),
        new("notices", "notice.addressees-resolved.v1", typeof(NoticeEvent.AddresseesResolved)),
        new("notices", "notice.alias-taught.v1", typeof(NoticeEvent.AliasTaught)),
        new("notices", "notice.requirement-corrected.v1", typeof(NoticeEvent.RequirementCorrected)),
        new("notices", "notice.issued.v1", typeof(NoticeEvent.Issued)),
        new("notices", "notice.deadline-recomputed.v1", typeof(NoticeEvent.DeadlineRecomputed)),
        new("notices", "notice.rejected.v1", typeof(NoticeEvent.Rejected)),

        new("assignments", "assignment.dispatched.v1", typeof(AssignmentEvent.Dispatched)),
        new("assignments", "assignment.acknowledged.v1", typeof(AssignmentEvent.Acknowledged)),
        new("assignments", "assignment.responsible-person-named.v1", typeof(AssignmentEvent.ResponsiblePersonNamed)),
        new("assignments", "assignment.report-submitted.v1", typeof(AssignmentEvent.ReportSubmitted)),
        new("assignments", "assignment.report-returned.v1", typeof(AssignmentEvent.ReportReturned)),
        new("assignments", "assignment.report-accepted.v1", typeof(AssignmentEvent.ReportAccepted)),
        new("assignments", "assignment.deadline-missed.v1", typeof(AssignmentEvent.DeadlineMissed)),
        new("assignments", "assignment.deadline-moved.v1", typeof(AssignmentEvent.DeadlineMoved)),
        new("assignments", "assignment.deadline-kept.v1", typeof(AssignmentEvent.DeadlineKept)),
        new("assignments", "assignment.closed.v1", typeof(AssignmentEvent.Closed)),

        new("reminders", "reminder.planned.v1", typeof(ReminderPlanEvent.Planned)),
        new("reminders", "reminder.sent.v1", typeof(ReminderPlanEvent.Sent)),
        new("reminders", "reminder.suppressed.v1", typeof(ReminderPlanEvent.Suppressed)),
        new("reminders", "reminder.escalated.v1", typeof(ReminderPlanEvent.Escalated)),
        new("reminders", "reminder.deadline-passed.v1", typeof(ReminderPlanEvent.DeadlinePassed)),
        new("reminders", "reminder.plan-stopped.v1", typeof(ReminderPlanEvent.Stopped)),
        new("reminders", "reminder.plan-revised.v1", typeof(ReminderPlanEvent.Revised)),
        new("reminders", "reminder.rescheduled.v1", typeof(ReminderPlanEvent.Rescheduled)),
        new("reminders", "reminder.delivered.v1", typeof(ReminderPlanEvent.Delivered)),
        new("reminders", "reminder.dead-lettered.v1", typeof(ReminderPlanEvent.DeadLettered)),
        new("reminders", "channel.configured.v1", typeof(ChannelEvent.Configured)),

        new("directory", "unit.established.v1", typeof(UnitEvent.Established)),
        new("directory", "unit.renamed.v1", typeof(UnitEvent.Renamed)),
        new("directory", "unit.reclassified.v1", typeof(UnitEvent.Reclassified)),
        new("directory", "unit.moved.v1", typeof(UnitEvent.Moved)),
        new("directory", "unit.alias-added.v1", typeof(UnitEvent.AliasAdded)),
        new("directory", "unit.alias-removed.v1", typeof(UnitEvent.AliasRemoved)),
        new("directory", "calendar.published.v1", typeof(WorkingCalendarEvent.Published)),
        new("directory", "calendar.amended.v1", typeof(WorkingCalendarEvent.Amended)),

        new("audit", "access.recorded.v1", typeof(AccessEvent.Recorded)),
    ];

    private static readonly FrozenDictionary<string, StoredType> ByName = All.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);
    private static readonly FrozenDictionary<Type, StoredType> ByType = All.ToFrozenDictionary(t => t.Clr);

    /// <summary>The entry of a stored name; null when this version of the product does not know it.</summary>
    public static StoredType? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The stored name of an event.</summary>
    /// <exception cref="KeyNotFoundException">The type is no stored event.</exception>
    public static string NameOf(object @event) => ByType[@event.GetType()].Name;
}
