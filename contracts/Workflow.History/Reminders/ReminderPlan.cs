using System.Collections.Immutable;

namespace Workflow.History;

/// <summary>The reminders of one unit for one notice.</summary>
public abstract record ReminderPlan : IAggregate<ReminderPlan, ReminderPlanEvent>
{
    private ReminderPlan() { }

    /// <summary>Nothing planned.</summary>
    public sealed record None : ReminderPlan;

    /// <summary>Planned; each assignment is armed or stopped on its own.</summary>
    public sealed record Active(Guid Notice, string Unit, ImmutableSortedDictionary<Guid, PlanItem> Items) : ReminderPlan;

    /// <inheritdoc />
    public static ReminderPlan Initial { get; } = new None();

    /// <inheritdoc />
    public static ReminderPlan Evolve(ReminderPlan state, ReminderPlanEvent @event) => (state, @event) switch
    {
        (None, ReminderPlanEvent.Planned e) => Add(new Active(e.Notice, e.Unit, ImmutableSortedDictionary<Guid, PlanItem>.Empty), e),
        (Active s, ReminderPlanEvent.Planned e) when !e.Assignments.Any(a => s.Items.ContainsKey(a.Assignment)) => Add(s, e),
        (Active s, ReminderPlanEvent.Sent e) => Change(s, e, e.Assignment, i => i.Past(e.Step)),
        (Active s, ReminderPlanEvent.Suppressed e) => Change(s, e, e.Assignment, i => i.Past(e.Step)),
        (Active s, ReminderPlanEvent.DeadlinePassed e) => Change(s, e, e.Assignment, i => i with { DeadlinePassed = true }),
        (Active s, ReminderPlanEvent.Stopped e) =>
            Change(s, e, e.Assignment, i => i with { Stopped = e.Reason, AssignmentVersion = e.AssignmentVersion }),
        (Active s, ReminderPlanEvent.Revised e) => Change(s, e, e.Assignment, i => i.Revise(e)),
        (Active s, ReminderPlanEvent.Rescheduled e) when s.Items.ContainsKey(e.Assignment) => s,
        (Active s, ReminderPlanEvent.Followed e) => Change(s, e, e.Assignment, i => i.Follow(e)),
        (Active s, ReminderPlanEvent.NotMissed e) when s.Items.ContainsKey(e.Assignment) => s,
        // The news may come before the assignments are planned.
        (None, ReminderPlanEvent.UnitTold e) => new Active(e.Notice, e.Unit, ImmutableSortedDictionary<Guid, PlanItem>.Empty),
        (Active s, ReminderPlanEvent.UnitTold) => s,
        (Active s, ReminderPlanEvent.Escalated or ReminderPlanEvent.Delivered or ReminderPlanEvent.DeadLettered
            or ReminderPlanEvent.Withdrawn or ReminderPlanEvent.MessageRead) => s,
        _ => throw new ImpossibleEventException(state, @event),
    };

    private static Active Add(Active state, ReminderPlanEvent.Planned e) =>
        state with { Items = state.Items.AddRange(e.Assignments.Select(a => KeyValuePair.Create(a.Assignment, PlanItem.Of(a)))) };

    private static Active Change(Active state, ReminderPlanEvent @event, Guid assignment, Func<PlanItem, PlanItem> change) =>
        state.Items.TryGetValue(assignment, out var item)
            ? state with { Items = state.Items.SetItem(assignment, change(item)) }
            : throw new ImpossibleEventException(state, @event);
}

/// <summary>One assignment's place in its ladder.</summary>
/// <param name="Requirement">The requirement's number in the notice.</param>
/// <param name="DueAt">Inclusive; null when undated.</param>
/// <param name="DeadlineVersion">Steps of an older version are ignored.</param>
/// <param name="AssignmentVersion">The newest version of the assignment the plan has seen; older messages are ignored.</param>
/// <param name="Stopped">Why no reminder goes out now; null while armed.</param>
/// <param name="DeadlinePassed">Whether the due instant passed without a report.</param>
/// <param name="PastSteps">Steps that have fallen due, sent or suppressed, of the deadline in force.</param>
public sealed record PlanItem(
    int Requirement, DateTimeOffset? DueAt, int DeadlineVersion, long AssignmentVersion, string? Stopped, bool DeadlinePassed,
        ImmutableSortedSet<string> PastSteps)
{
    internal static PlanItem Of(PlannedAssignment a) => new(
        a.Requirement, a.DueAt, a.DeadlineVersion, a.AssignmentVersion, Stopped: null, DeadlinePassed: false,
            ImmutableSortedSet.Create<string>(StringComparer.Ordinal));

    internal PlanItem Past(string step) => this with { PastSteps = PastSteps.Add(step) };

    internal PlanItem Follow(ReminderPlanEvent.Followed e) =>
        this with { AssignmentVersion = e.AssignmentVersion, DeadlinePassed = DeadlinePassed || e.Missed };

    internal PlanItem Revise(ReminderPlanEvent.Revised e) => e.DeadlineVersion == DeadlineVersion
        ? this with { AssignmentVersion = e.AssignmentVersion, Stopped = null }
        : this with
        {
            DueAt = e.DueAt, DeadlineVersion = e.DeadlineVersion, AssignmentVersion = e.AssignmentVersion,
            Stopped = null, DeadlinePassed = false, PastSteps = PastSteps.Clear(),
        };
}
