namespace DeadlineReminders.Tests;

public sealed class DecisionTests
{
    private static readonly DateTimeOffset DueAt = Given.EndOf("2016-04-30");
    private static readonly Guid Notice = Guid.Parse("01930000-0000-7000-8000-000000000001");
    private static readonly Guid Assignment = Ids.Assignment(Notice, 1, Given.Branch, null);
    private static readonly PlanItem Armed =
        new(1, DueAt, DeadlineVersion: 1, AssignmentVersion: 2, Stopped: null, DeadlinePassed: false, []);
    private static readonly Parties Parties = new(Notice, Given.Branch, Given.District, Given.City);

    [Theory]
    [InlineData("-7d", "remind D1-B1")]
    [InlineData("-1d", "remind D1-B1")]
    [InlineData("due", "urge D1-B1")]
    [InlineData("+1wd", "urge D1-B1, urge D1, escalated D1")]
    [InlineData("+3wd", "blue D1, escalated D1")]
    [InlineData("+5wd", "yellow D1, escalated D1")]
    [InlineData("+10wd", "red D1, red C1, escalated D1, escalated C1")]
    public void While_armed_each_step_goes_to_its_audiences(string step, string expected) =>
        Assert.Equal(expected, Said(Armed, step, Parties));

    [Theory]
    [InlineData("+1wd", "urge C1")]
    [InlineData("+3wd", "suppressed nobody-above")]
    [InlineData("+10wd", "red C1")]
    public void At_the_top_of_the_tree_nobody_above_is_told(string step, string expected) =>
        Assert.Equal(expected, Said(Armed, step, new(Notice, Given.City, Parent: null, Given.City)));

    [Theory]
    [InlineData("+1wd +3wd", "suppressed nobody-above, urge C1")]
    [InlineData("+3wd +5wd", "suppressed nobody-above, suppressed nobody-above")]
    public void At_the_top_what_goes_to_nobody_leaves_nothing_out_that_was_to_be_said(string due, string expected) =>
        Assert.Equal(expected, string.Join(", ", Said(RaiseReminder.Decide(Armed, [.. due.Split(' ')
            .Select(step => new WakeUp(Assignment, step, 1))], "missed", new(Notice, Given.City, Parent: null, Given.City),
            ReminderPolicy.Default, Given.Instant("2016-05-09T10:00+08:00"))!).Split(", ").Order()));

    [Theory]
    [InlineData(3, 1, "dispatched", "2016-04-30", false)]
    [InlineData(2, 1, "dispatched", "2016-04-30", false)]
    [InlineData(1, 1, "dispatched", "2016-04-30", true)]
    [InlineData(3, 0, "dispatched", "2016-04-30", true)]
    [InlineData(3, 1, "dispatched", "2016-05-30", true)]
    [InlineData(3, 2, "returned", "2016-05-30", false)]
    [InlineData(2, 1, "reported", "2016-04-30", true)]
    public void An_owner_whose_database_was_set_back_is_found_out_whatever_happened_since(long version, int deadline, string state,
        string due, bool expected) => Assert.Equal(expected, FollowAssignment.Contradicts(Armed,
            Change(state, version) with { DueAt = Given.EndOf(due), DeadlineVersion = deadline }));

    [Fact]
    public void A_parent_that_issued_the_notice_is_told_once() =>
        Assert.Equal("red D1, escalated D1", Said(Armed, "+10wd", Parties with { Issuer = Given.District }));

    [Theory]
    [InlineData("already-reported")]
    [InlineData("closed")]
    public void While_stopped_a_step_is_suppressed_with_the_reason(string reason) =>
        Assert.Equal($"suppressed {reason}", Said(Armed with { Stopped = reason }, "-3d", Parties));

    [Fact]
    public void A_step_of_an_earlier_deadline_is_ignored() =>
        Assert.Equal("suppressed deadline-moved", Said(Armed with { DeadlineVersion = 2 }, "-3d", Parties));

    [Fact]
    public void The_message_of_a_step_has_the_same_id_whenever_it_is_decided_and_another_for_each_audience()
    {
        var sent = Decide(Armed, "+1wd", Parties).OfType<ReminderPlanEvent.Sent>().ToList();
        Assert.Equal(sent.Select(s => s.Message),
            Decide(Armed with { AssignmentVersion = 9 }, "+1wd", Parties).OfType<ReminderPlanEvent.Sent>().Select(s => s.Message));
        Assert.Equal(2, sent.Select(s => s.Message).Distinct().Count());
        Assert.All(sent, s => Assert.Equal(Armed.AssignmentVersion, s.AssignmentVersion));
    }

    /// <summary>What is due, the owner's verdict, now: what is said.</summary>
    [Theory]
    [InlineData("-7d -3d", "pending", "2016-04-27T10:00+08:00", "-7d overtaken, -3d remind D1-B1")]
    [InlineData("-7d -3d -1d due", "missed", "2016-05-01T10:00+08:00", "-7d overtaken, -3d overtaken, -1d overtaken, due urge D1-B1")]
    [InlineData("-1d", "missed", "2016-05-01T00:00+08:00", "-1d overtaken")]
    [InlineData("-1d", "pending", "2016-05-01T00:00+08:00", "-1d overtaken")]
    [InlineData("due +1wd +3wd", "missed", "2016-05-06T10:00+08:00", "due overtaken, +1wd overtaken, +3wd blue D1, escalated D1")]
    [InlineData("due +1wd +3wd", "pending", "2016-05-06T10:00+08:00", "waits")]
    [InlineData("due", "pending", "2016-05-01T00:00+08:00", "waits")]
    [InlineData("due", "pending", "2016-04-30T09:00+08:00", "due urge D1-B1")]
    [InlineData("+1wd", "met", "2016-05-06T10:00+08:00", "+1wd not-late")]
    public void One_message_for_an_assignment_and_only_what_holds(string due, string verdict, string now, string expected)
    {
        var decided = RaiseReminder.Decide(Armed, [.. due.Split(' ').Select(step => new WakeUp(Assignment, step, 1))], verdict, Parties,
            ReminderPolicy.Default, Given.Instant(now));
        Assert.Equal(expected, decided is null ? "waits" : string.Join(", ", decided.Select(e => e switch
        {
            ReminderPlanEvent.Suppressed suppressed => $"{suppressed.Step} {suppressed.Reason}",
            ReminderPlanEvent.Sent sent => $"{sent.Step} {sent.Level} {sent.Audience}",
            _ => Said([e]),
        })));
    }

    [Theory]
    [InlineData("-7d", "2016-04-27T09:00+08:00", "until the next for the same audience")]
    [InlineData("due", "2016-04-30T23:59:59+08:00", "until the deadline, before anything that follows it")]
    [InlineData("+3wd", "2016-05-09T09:00+08:00", "the parent's next")]
    [InlineData("+10wd", "2016-06-15T09:00+08:00", "a month after the last")]
    public void Words_hold_until_something_else_is_so(string step, string until, string because)
    {
        var ladder = ReminderLadder.Of(ReminderPolicy.Default, DueAt, WorkingCalendars.Shipped).Steps;
        var now = ladder.First(s => s.Step.Name == step).At;
        var pending = ladder.Where(s => s.At >= now).Select(s => new StepRow(new(Assignment, s.Step.Name, 1), Guid.Empty, s.At));
        var found = RaiseReminder.ValidUntil(Armed, step, pending, ReminderPolicy.Default.Find(step)!.Audiences[0], ReminderPolicy.Default,
            now);
        Assert.True(Given.Instant(until) == found, $"{because}: {found:O}");
    }

    [Theory]
    [InlineData("acknowledged", null, "")]
    [InlineData("reported", null, "stopped already-reported")]
    [InlineData("accepted", "already-reported", "")]
    [InlineData("closed", "already-reported", "stopped closed")]
    [InlineData("returned", "already-reported", "revised 1")]
    [InlineData("cancelled", null, "stopped cancelled")]
    public void A_change_stops_or_re_arms(string state, string? stopped, string expected) =>
        Assert.Equal(expected,
            Said(FollowAssignment.Decide(Armed with { Stopped = stopped }, Change(state, 3), ["-1d"], WorkingCalendars.Shipped,
            Given.Start)));

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public void A_change_not_newer_than_what_was_seen_means_nothing(long version) =>
        Assert.Empty(FollowAssignment.Decide(Armed, Change("reported", version), ["-1d"], WorkingCalendars.Shipped, Given.Start));

    [Fact]
    public void A_moved_deadline_ends_the_pending_steps_and_makes_new_ones_of_which_past_ones_are_suppressed()
    {
        var moved = Change("returned", 3) with { DueAt = Given.EndOf("2016-04-06"), DeadlineVersion = 2 };
        Assert.Equal("suppressed deadline-moved, revised 2, suppressed past-at-issue",
            Said(FollowAssignment.Decide(Armed with { Stopped = "already-reported" }, moved, ["-1d"], WorkingCalendars.Shipped,
                Given.Start)));
    }

    [Fact]
    public void Steps_past_at_issue_are_suppressed_and_the_one_due_at_that_instant_is_not()
    {
        var notice = Given.Notice(Given.Instant("2016-04-27T09:00:00+08:00"));
        var events = PlanAssignments.Decide(notice, Given.Branch, [Given.Assignment(notice, 1, Given.Branch, DueAt)], Nothing,
            WorkingCalendars.Shipped, Given.Start);
        Assert.Equal("planned 8, suppressed past-at-issue", Said(events));
        Assert.Equal("-7d", Assert.IsType<ReminderPlanEvent.Suppressed>(events[1]).Step);
    }

    [Fact]
    public void Many_assignments_of_a_unit_never_make_an_event_that_is_too_large()
    {
        var notice = Given.Notice(Given.Start);
        var events = PlanAssignments.Decide(
            notice, Given.Branch, [.. Enumerable.Range(1, 500).Select(n => Given.Assignment(notice, n, Given.Branch, DueAt))], Nothing,
                WorkingCalendars.Shipped, Given.Start);
        Assert.Equal(10, events.Count);
        Assert.All(events, e => Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(e, e.GetType(), HistoryJson.Options).Length, 1, 40_000));
    }

    private static Dictionary<Guid, AssignmentChanged> Nothing => [];

    private static AssignmentChanged Change(string state, long version) =>
        new(Assignment, version, Notice, 1, Given.Branch, null, state, DueAt, 1, MovedAt: null, Verdict: "pending");

    private static IReadOnlyList<ReminderPlanEvent> Decide(PlanItem item, string step, Parties parties) =>
        RaiseReminder.Decide(item, [new(Assignment, step, DeadlineVersion: 1)], step[0] == '+' ? "missed" : "pending", parties,
            ReminderPolicy.Default, step[0] == '+' ? DueAt.AddDays(3) : DueAt.AddDays(-1))!;

    private static string Said(PlanItem item, string step, Parties parties) => Said(Decide(item, step, parties));

    private static string Said(IEnumerable<ReminderPlanEvent> events) => string.Join(", ", events.Select(e => e switch
    {
        ReminderPlanEvent.Sent sent => $"{sent.Level} {sent.Audience}",
        ReminderPlanEvent.Escalated escalated => $"escalated {escalated.To}",
        ReminderPlanEvent.Suppressed suppressed => $"suppressed {suppressed.Reason}",
        ReminderPlanEvent.Stopped stopped => $"stopped {stopped.Reason}",
        ReminderPlanEvent.Revised revised => $"revised {revised.DeadlineVersion}",
        ReminderPlanEvent.Planned planned => $"planned {planned.Assignments.Sum(a => a.Steps.Count)}",
        _ => e.ToString(),
    }));
}
