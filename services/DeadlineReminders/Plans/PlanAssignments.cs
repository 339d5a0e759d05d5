using DeadlineReminders.Following;
using Workflow.Contracts.Assignments.V1;
using Workflow.Contracts.Notices.V1;
using Workflow.Planning;

namespace DeadlineReminders.Plans;

/// <summary>Assignments of one unit were dispatched: their steps are planned.</summary>
internal static class PlanAssignments
{
    /// <summary>Keeps an event well below the 60 kB that one may have: an assignment with its eight steps takes half a kilobyte.</summary>
    private const int MostInOneEvent = 50;

    /// <summary>
    /// Plans what is new. A step that was past when the notice was issued is suppressed at once; one that passed since then is still due,
    /// and goes out late rather than never.
    /// An assignment that had changed before it was seen here is planned as dispatched, then follows the change.
    /// </summary>
    /// <param name="head">The notice.</param>
    /// <param name="unit">Code of the unit whose plan it is.</param>
    /// <param name="dispatched">Assignments of that unit that are not planned yet.</param>
    /// <param name="early">Changes that came first, by assignment.</param>
    /// <param name="calendars">To count working days by.</param>
    /// <param name="now">Business time.</param>
    public static IReadOnlyList<ReminderPlanEvent> Decide(
        NoticeHead head, string unit, IReadOnlyCollection<DispatchedAssignment> dispatched,
            IReadOnlyDictionary<Guid, AssignmentChanged> early, IWorkingCalendars calendars, DateTimeOffset now)
    {
        var events = new List<ReminderPlanEvent>();
        foreach (var some in dispatched.DistinctBy(a => a.Assignment).OrderBy(a => a.Requirement).ThenBy(a => a.Assignment)
            .Chunk(MostInOneEvent))
        {
            var ladders = some.Select(a => (Assignment: a, Ladder: ReminderLadder.Of(ReminderPolicy.Default, a.DueAt, calendars))).ToList();
            var counted = ladders.SelectMany(l => l.Ladder.Calendars).Distinct().OrderBy(c => c.Year).ToList();
            var planned = ladders.ConvertAll(l => Planned(l.Assignment, l.Ladder));
            events.Add(new ReminderPlanEvent.Planned(head.Notice, unit, ReminderPolicy.Default.Id, counted.Count == 0 ? null
                : string.Join(',', counted), planned));
            foreach (var (plan, since) in planned.Zip(ladders, (plan, ladder) => (plan, ladder.Assignment.At ?? head.IssuedAt)))
            {
                events.AddRange(plan.Steps.Where(step => step.At < since)
                    .Select(step =>
                        new ReminderPlanEvent.Suppressed(plan.Assignment, step.Step, plan.DeadlineVersion, ReminderReason.PastAtIssue)));
                if (early.TryGetValue(plan.Assignment, out var change))
                    events.AddRange(FollowAssignment.Follow(Item(plan), change, Pending(plan, since), calendars, now));
            }
        }
        return events;
    }

    private static PlannedAssignment Planned(DispatchedAssignment a, Ladder ladder) => new(
        a.Assignment, a.Requirement, a.DueAt, a.DeadlineVersion, a.Version,
            [.. ladder.Steps.Select(step => new PlannedStep(step.Step.Name, step.At))]);

    private static PlanItem Item(PlannedAssignment plan) => new(
        plan.Requirement, plan.DueAt, plan.DeadlineVersion, plan.AssignmentVersion, Stopped: null, DeadlinePassed: false, PastSteps: []);

    private static List<string> Pending(PlannedAssignment plan, DateTimeOffset since) =>
        [.. plan.Steps.Where(step => step.At >= since).Select(step => step.Step)];
}
