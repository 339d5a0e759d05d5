namespace DeadlineReminders.Tests;

/// <summary>
/// Messages about an assignment may repeat, be lost in between and come in any order: the plan ends as the newest of them says.
/// </summary>
public sealed class MessageOrderTests
{
    private static readonly NoticeHead Head = Given.Notice(Given.Start);
    private static readonly DispatchedAssignment Dispatched = Given.Assignment(Head, 1, Given.Branch, Given.EndOf("2016-04-30"));

    // What one assignment may go through; the deadline moves twice.
    private static readonly AssignmentChanged[] Life = [
        Change(2, "acknowledged", 1, "2016-04-30"), Change(3, "reported", 1, "2016-04-30"), Change(4, "returned", 1, "2016-04-30"),
        Change(5, "returned", 2, "2016-05-31"), Change(6, "reported", 2, "2016-05-31"), Change(7, "reported", 3, "2016-06-20"),
        Change(8, "returned", 3, "2016-06-20"), Change(9, "reported", 3, "2016-06-20"), Change(10, "accepted", 3, "2016-06-20"),
        Change(11, "closed", 3, "2016-06-20"),
    ];

    private static readonly Arbitrary<int[]> Arrivals = Gen.Choose(0, Life.Length - 1).ArrayOf().ToArbitrary();

    [Fact]
    public void Whatever_arrives_in_whatever_order_the_plan_ends_as_the_newest_message_says() => Prop.ForAll(Arrivals, arrivals =>
    {
        var (state, pending) = Plan([], null);
        foreach (var arrival in arrivals)
            (state, pending) = Follow(state, pending, Life[arrival]);
        return Agrees(state, pending, arrivals.Length == 0 ? null : Life[arrivals.Max()]);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_change_that_comes_before_the_assignment_counts_the_same() => Prop.ForAll(Arrivals, arrivals =>
    {
        var early = arrivals.Length == 0 ? null : Life[arrivals[0]];
        var (state, pending) = Plan([], early);
        foreach (var arrival in arrivals.Skip(1))
            (state, pending) = Follow(state, pending, Life[arrival]);
        return Agrees(state, pending, arrivals.Length == 0 ? null : Life[arrivals.Max()]);
    }).QuickCheckThrowOnFailure();

    private static bool Agrees((ReminderPlan.Active Plan, long Seen) state, HashSet<string> pending, AssignmentChanged? newest)
    {
        var item = state.Plan.Items[Dispatched.Assignment];
        var stopped = newest?.State switch { "reported" or "accepted" => "already-reported", "closed" => "closed", _ => null };
        return state.Seen == (newest?.Version ?? 1) && item.Stopped == stopped
            && item.DeadlineVersion == (newest?.DeadlineVersion ?? 1) && item.DueAt == (newest is null ? Dispatched.DueAt : newest.DueAt)
            && !pending.Overlaps(item.PastSteps);
    }

    private static ((ReminderPlan.Active Plan, long Seen), HashSet<string>) Plan(HashSet<string> pending, AssignmentChanged? early)
    {
        var changes = early is null ? [] : new Dictionary<Guid, AssignmentChanged> { [early.Assignment] = early };
        var events = PlanAssignments.Decide(Head, Given.Branch, [Dispatched], changes, WorkingCalendars.Shipped, Given.Start);
        return ((Fold(ReminderPlan.Initial, pending, events), early?.Version ?? 1), pending);
    }

    private static ((ReminderPlan.Active, long), HashSet<string>) Follow((ReminderPlan.Active Plan, long Seen) state,
        HashSet<string> pending, AssignmentChanged change)
    {
        var item = state.Plan.Items[Dispatched.Assignment] with { AssignmentVersion = state.Seen };
        var events = FollowAssignment.Decide(item, change, [.. pending], WorkingCalendars.Shipped, Given.Start);
        return ((Fold(state.Plan, pending, events), Math.Max(state.Seen, change.Version)), pending);
    }

    /// <summary>The plan, and beside it the steps that still wake: what the rows hold.</summary>
    private static ReminderPlan.Active Fold(ReminderPlan state, HashSet<string> pending, IReadOnlyList<ReminderPlanEvent> events)
    {
        foreach (var @event in events)
        {
            state = ReminderPlan.Evolve(state, @event);
            if (@event is ReminderPlanEvent.Planned planned)
                pending.UnionWith(planned.Assignments[0].Steps.Select(step => step.Step));
            if (@event is ReminderPlanEvent.Suppressed suppressed && !pending.Remove(suppressed.Step))
                throw new InvalidOperationException($"{suppressed.Step} was suppressed twice.");
            if (@event is ReminderPlanEvent.Revised revised)
                pending.UnionWith(revised.Steps.Select(step => step.Step));
        }
        return (ReminderPlan.Active)state;
    }

    private static AssignmentChanged Change(long version, string state, int deadlineVersion, string dueDay) =>
        new(Dispatched.Assignment, version, Head.Notice, 1, Given.Branch, null, state, Given.EndOf(dueDay), deadlineVersion, MovedAt: null,
            Verdict: "pending");
}
