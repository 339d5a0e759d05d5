namespace Workflow.History.Tests;

public sealed class EvolveTests
{
    private static readonly AssignmentEvent.Dispatched Dispatched = Sample<AssignmentEvent.Dispatched>();
    private static readonly AssignmentEvent.ReportSubmitted Report = Sample<AssignmentEvent.ReportSubmitted>();
    private static readonly ReminderPlanEvent.Planned Planned = Sample<ReminderPlanEvent.Planned>();
    private static readonly ReminderPlanEvent.Sent Sent = Sample<ReminderPlanEvent.Sent>();

    [Fact]
    public void A_notice_is_received_understood_answered_and_issued()
    {
        var state = Fold(StoredEventSamples.All.OfType<NoticeEvent>().Where(e => e is not (NoticeEvent.Rejected
            or NoticeEvent.Amended or NoticeEvent.Withdrawn or NoticeEvent.Superseded)));
        var issued = Assert.IsType<Notice.Issued>(state);
        Assert.Equal(1500, issued.Issuance.Assignments);
        Assert.Equal("大委组传〔2016〕29号", issued.Facts.Content!.DocumentNumber);
        Assert.Empty(issued.Facts.OpenQuestions());
        Assert.Equal(12, issued.Facts.Addressees[1].Units);
        Assert.Equal(StoredEventSamples.DueAt, Assert.Single(issued.Facts.Corrections).DueAt);
        Assert.Equal(("DL-XCB", "DL-ZFB", 3), (Assert.Single(issued.Facts.CopiesAdded), Assert.Single(issued.Facts.CopiesRemoved),
            Assert.Single(issued.Facts.Copied).Units));
    }

    [Fact]
    public void An_issued_notice_is_amended_concluded_resumed_withdrawn_or_superseded()
    {
        NoticeEvent[] issued = [Sample<NoticeEvent.Received>(), Sample<NoticeEvent.Understood>(), Sample<NoticeEvent.Issued>()];
        Assert.Equal(9_600, Assert.IsType<Notice.Concluded>(Fold([.. issued, Sample<NoticeEvent.Concluded>()])).Facts.Through);
        Assert.Equal(9_602, Assert.IsType<Notice.Issued>(Fold([.. issued, Sample<NoticeEvent.Concluded>(),
            Sample<NoticeEvent.Resumed>()])).Facts.Through);
        var amended = Assert.IsType<Notice.Issued>(Fold([.. issued, Sample<NoticeEvent.RequirementCorrected>(),
            Sample<NoticeEvent.Amended>()]));
        Assert.Equal((1_480, 1_500, true, false), (amended.Assignments, amended.Issuance.Assignments, amended.Facts.IsDropped(2),
            amended.Facts.IsDropped(3)));
        Assert.Equal("要求与上级部署不一致", Assert.IsType<Notice.Withdrawn>(Fold([.. issued, Sample<NoticeEvent.Withdrawn>()])).Reason);
        var superseded = Assert.IsType<Notice.Superseded>(Fold([.. issued, Sample<NoticeEvent.Concluded>(),
            Sample<NoticeEvent.Superseded>()]));
        Assert.Equal((StoredEventSamples.Second, 1500), (superseded.By.By, superseded.Issuance.Assignments));
        // A unit may be told late that it does what another declined.
        Assert.Single(((Notice.GivenOut)Notice.Evolve(superseded, Sample<NoticeEvent.UnitJoined>())).Facts.Joined);
        Assert.Throws<ImpossibleEventException>(() => Notice.Evolve(superseded, Sample<NoticeEvent.Withdrawn>()));
        Assert.Throws<ImpossibleEventException>(() => Fold([.. issued[..2], Sample<NoticeEvent.Withdrawn>()]));
    }

    [Fact]
    public void What_was_closed_is_reopened_and_what_is_not_over_is_cancelled()
    {
        AssignmentEvent[] reported = [Dispatched, new AssignmentEvent.Acknowledged(), Sample<AssignmentEvent.ReportSubmitted>()];
        AssignmentEvent[] closed = [.. reported, new AssignmentEvent.ReportAccepted(1), new AssignmentEvent.Closed()];
        var reopened = Assert.IsType<Assignment.Reopened>(Fold([.. closed, Sample<AssignmentEvent.Reopened>()]));
        Assert.Equal("台账不全", reopened.Reason);
        Assert.IsType<Assignment.Reported>(Assignment.Evolve(reopened, Sample<AssignmentEvent.ReportSubmitted>() with { Number = 2 }));

        var cancelled = Sample<AssignmentEvent.Cancelled>();
        foreach (var open in new AssignmentEvent[][] { [Dispatched], reported, [.. reported, new AssignmentEvent.ReportAccepted(1)] })
            Assert.Equal(cancelled.Reason, Assert.IsType<Assignment.Cancelled>(Fold([.. open, cancelled])).Reason);
        Assert.Throws<ImpossibleEventException>(() => Fold([.. closed, cancelled]));
        Assert.Throws<ImpossibleEventException>(() => Fold([Dispatched, cancelled, cancelled]));
        Assert.Throws<ImpossibleEventException>(() => Fold([.. reported, Sample<AssignmentEvent.Reopened>()]));
    }

    [Fact]
    public void A_notice_read_again_forgets_what_was_asked_and_said_of_the_earlier_reading()
    {
        NoticeEvent[] events = [Sample<NoticeEvent.Received>(), Sample<NoticeEvent.Understood>(), Sample<NoticeEvent.QuestionRaised>(),
            Sample<NoticeEvent.RequirementCorrected>(), Sample<NoticeEvent.Understood>() with { GrammarVersion = 2 }];
        var facts = Assert.IsType<Notice.Received>(Fold(events)).Facts;
        Assert.Equal((2, 0, 0), (facts.Content!.GrammarVersion, facts.Questions.Count, facts.Corrections.Count));
        Assert.Equal(Sample<NoticeEvent.Received>(), facts.Source);
    }

    [Fact]
    public void A_question_is_open_until_it_is_answered()
    {
        var state = Assert.IsType<Notice.Received>(Fold([Sample<NoticeEvent.Received>(), Sample<NoticeEvent.QuestionRaised>()]));
        Assert.Equal("requirement-3-deadline", Assert.Single(state.Facts.OpenQuestions()).Question);
    }

    [Fact]
    public void A_deadline_counted_again_stands_until_a_person_sets_another()
    {
        var recomputed = Sample<NoticeEvent.DeadlineRecomputed>();
        var counted =
            Assert.IsType<Notice.Received>(Fold([Sample<NoticeEvent.Received>(), Sample<NoticeEvent.RequirementCorrected>(), recomputed]));
        Assert.Equal(recomputed, counted.Facts.Recomputed[3]);
        var set = Assert.IsType<Notice.Received>(Notice.Evolve(counted, Sample<NoticeEvent.RequirementCorrected>()));
        Assert.Empty(set.Facts.Recomputed);
        Assert.Throws<ImpossibleEventException>(() => Notice.Evolve(Notice.Evolve(counted, Sample<NoticeEvent.Rejected>()), recomputed));
    }

    [Fact]
    public void A_request_for_more_time_stands_no_longer_than_a_report_is_owed()
    {
        var asked = Sample<AssignmentEvent.ExtensionRequested>();
        var open = Assert.IsType<Assignment.Dispatched>(Fold([Dispatched, asked]));
        Assert.Equal(ExtensionOutcome.Pending, open.Facts.Asked!.Outcome);
        Assert.Equal(ExtensionOutcome.Lapsed, Outcome(Report));
        Assert.Equal(ExtensionOutcome.Lapsed, Outcome(Sample<AssignmentEvent.Declined>()));
        Assert.Equal(ExtensionOutcome.Granted, Outcome(Sample<AssignmentEvent.ExtensionGranted>()));
        Assert.Equal(ExtensionOutcome.Refused, Outcome(new AssignmentEvent.ExtensionRefused(1, "no")));

        ExtensionOutcome Outcome(AssignmentEvent next) =>
            Assert.IsType<Assignment.Known>(Assignment.Evolve(open, next), exactMatch: false).Facts.Extensions[^1].Outcome;
    }

    [Fact]
    public void What_is_declined_is_the_units_again_or_another_units()
    {
        AssignmentEvent[] declined = [Dispatched, new AssignmentEvent.Acknowledged(), Sample<AssignmentEvent.Declined>()];
        Assert.Equal("DL-XG", Assert.IsType<Assignment.Declined>(Fold(declined)).Rather);
        var again = Assert.IsType<Assignment.Dispatched>(Fold([.. declined, Sample<AssignmentEvent.DeclineRefused>()]));
        Assert.Equal(Sample<AssignmentEvent.DeclineRefused>().Reason, again.Facts.Insisted);
        var others = Assert.IsType<Assignment.Reassigned>(Fold([.. declined, Sample<AssignmentEvent.Reassigned>()]));
        Assert.Throws<ImpossibleEventException>(() => Assignment.Evolve(others, Report));
    }

    [Fact]
    public void A_moved_deadline_is_another_version_and_one_that_was_kept_waits_for_the_return()
    {
        var moved = Sample<AssignmentEvent.DeadlineMoved>();
        var open = Assert.IsType<Assignment.Dispatched>(Fold([Dispatched, moved]));
        Assert.Equal((moved.DueAt, 2), (open.Facts.DueAt, open.Facts.DeadlineVersion));

        var reported = Assert.IsType<Assignment.Reported>(Fold([Dispatched, Report, Sample<AssignmentEvent.DeadlineKept>()]));
        Assert.Equal((Dispatched.DueAt, 1), (reported.Facts.DueAt, reported.Facts.DeadlineVersion));
        Assert.Throws<ImpossibleEventException>(() => Assignment.Evolve(reported, moved));
        var returned =
            Assert.IsType<Assignment.Returned>(
            Fold([Dispatched, Report, Sample<AssignmentEvent.DeadlineKept>(), new AssignmentEvent.ReportReturned(1, "再报"), moved]));
        Assert.Equal((moved.DueAt, 2), (returned.Facts.DueAt, returned.Facts.DeadlineVersion));
        Assert.Null(returned.Facts.Kept);
    }

    [Fact]
    public void An_assignment_goes_from_dispatched_to_closed()
    {
        AssignmentEvent[] story =
        [
            Dispatched, new AssignmentEvent.Acknowledged(), Sample<AssignmentEvent.ResponsiblePersonNamed>(), Report,
            new AssignmentEvent.ReportReturned(1, "再报"), Report with { Number = 2 }, new AssignmentEvent.ReportAccepted(2),
                new AssignmentEvent.Closed(),
        ];
        Type[] expected =
        [
            typeof(Assignment.Dispatched), typeof(Assignment.Acknowledged), typeof(Assignment.Acknowledged), typeof(Assignment.Reported),
            typeof(Assignment.Returned), typeof(Assignment.Reported), typeof(Assignment.Accepted), typeof(Assignment.Closed),
        ];
        Assert.Equal(expected, Enumerable.Range(1, story.Length).Select(n => Fold(story.Take(n)).GetType()));

        var closed = Assert.IsType<Assignment.Closed>(Fold(story));
        Assert.Equal([1, 2], closed.Facts.Reports.Select(report => report.Number));
        Assert.Equal("组织委员", closed.Facts.Responsible!.Role);
        Assert.Empty(closed.Facts.Missed);
    }

    [Fact]
    public void A_missed_deadline_is_kept_and_changes_no_state()
    {
        var state = Assert.IsType<Assignment.Dispatched>(Fold([Dispatched, Sample<AssignmentEvent.DeadlineMissed>()]));
        Assert.Equal(StoredEventSamples.DueAt, Assert.Single(state.Facts.Missed).DueAt);
        Assert.Equal(Verdict.Missed, state.Facts.Verdict);
    }

    [Fact]
    public void Only_a_principle_is_closed_without_a_report()
    {
        AssignmentEvent[] rest = [new AssignmentEvent.Acknowledged(), new AssignmentEvent.Closed()];
        Assert.IsType<Assignment.Closed>(Fold(rest.Prepend(Dispatched with { Disposition = Disposition.Principle })));
        Assert.Throws<ImpossibleEventException>(() => Fold(rest.Prepend(Dispatched with { Disposition = Disposition.Dated })));
    }

    [Fact]
    public void A_plan_grows_by_chunks_and_remembers_the_steps_that_fell_due()
    {
        var third = Ids.Assignment(StoredEventSamples.Notice, 3, "DL-ZS-001", null);
        var state = Assert.IsType<ReminderPlan.Active>(Fold([Planned, Sent, Sample<ReminderPlanEvent.Suppressed>(),
            Planned with { Assignments = [Planned.Assignments[0] with { Assignment = third }] }]));
        Assert.Equal(3, state.Items.Count);
        Assert.Equal(["-3d", "-7d"], state.Items[StoredEventSamples.First].PastSteps);
        Assert.Empty(state.Items[third].PastSteps);
    }

    [Fact]
    public void A_stop_is_lifted_by_a_return_and_a_new_deadline_begins_anew()
    {
        var stopped = Fold([Planned, Sent, Sample<ReminderPlanEvent.Stopped>()]);
        Assert.Equal("reported", Item(stopped).Stopped);

        var returned = ReminderPlan.Evolve(stopped,
            new ReminderPlanEvent.Revised(StoredEventSamples.First, 4, StoredEventSamples.DueAt, DeadlineVersion: 1, []));
        Assert.Null(Item(returned).Stopped);
        Assert.Equal(["-7d"], Item(returned).PastSteps);

        var moved = ReminderPlan.Evolve(returned, Sample<ReminderPlanEvent.Revised>());
        Assert.Equal(2, Item(moved).DeadlineVersion);
        Assert.Empty(Item(moved).PastSteps);
    }

    [Fact]
    public void A_unit_is_what_its_last_changes_made_of_it()
    {
        var unit = Assert.IsType<Unit.Established>(StreamFold.Fold([.. StoredEventSamples.All.OfType<UnitEvent>()]));
        Assert.Equal(("中山区机关第一支部", "机关一支部", "企业", UnitLevel.Township, "DL-XG"),
            (unit.Name, unit.ShortName, unit.Kind, unit.Level, unit.Parent));
        Assert.Equal(["基层党支部", "机关支部"], unit.Aliases);
        Assert.True(unit.UpstreamMayIssue);
    }

    [Fact]
    public void A_grant_is_what_was_recorded_last_and_the_directory_counts_its_versions()
    {
        var recorded = Sample<GrantEvent.Recorded>();
        Assert.Equal(new Grant.Given(recorded.Issuer, recorded.Kind, recorded.Below, recorded.From, Until: null, recorded.Source),
            StreamFold.Fold([recorded, recorded with { Until = null }]));
        Assert.Equal(new DirectoryVersions(2), StreamFold.Fold([new DirectoryEvent.Changed(1, 0), new DirectoryEvent.Changed(0, 1)]));
    }

    [Fact]
    public void A_calendar_and_a_channel_are_what_was_said_last()
    {
        var calendar = Assert.IsType<CalendarYear.Published>(StreamFold.Fold([.. StoredEventSamples.All.OfType<WorkingCalendarEvent>()]));
        Assert.Equal(2, calendar.Holidays.Count);
        Assert.Equal(new Channel.Known("A", "inbox", Subtree: false), StreamFold.Fold(
        [new ChannelEvent.Configured("A", "queue", Subtree: true), new ChannelEvent.Configured("A", "inbox", Subtree: false)]));
}

    [Fact]
    public void A_call_is_recorded_once() =>
        Assert.Throws<ImpossibleEventException>(() => StreamFold.Fold([Sample<AccessEvent.Recorded>(), Sample<AccessEvent.Recorded>()]));

    [Fact]
    public void Calls_refused_in_an_hour_are_added_to_the_first()
    {
        var (first, sum) = (Sample<AccessEvent.Refused>(), Sample<AccessEvent.RefusalsSummed>());
        Assert.Equal(new Access.Refused(first.Method, first.Path, Further: 398, sum.LastAt), StreamFold.Fold([first, sum, sum]));
        Assert.Throws<ImpossibleEventException>(() => StreamFold.Fold([sum]));
    }

    private static T Sample<T>() => StoredEventSamples.All.OfType<T>().Single();

    private static Notice Fold(IEnumerable<NoticeEvent> events) => StreamFold.Fold<Notice, NoticeEvent>(events);

    private static Assignment Fold(IEnumerable<AssignmentEvent> events) => StreamFold.Fold<Assignment, AssignmentEvent>(events);

    private static ReminderPlan Fold(IEnumerable<ReminderPlanEvent> events) => StreamFold.Fold<ReminderPlan, ReminderPlanEvent>(events);

    private static PlanItem Item(ReminderPlan plan) => ((ReminderPlan.Active)plan).Items[StoredEventSamples.First];
}
