namespace TaskAssignment.Tests;

public sealed class DecisionTests
{
    /// <summary>Every command in every state, in the order of the columns.</summary>
    public static TheoryData<string, string, string> Table()
    {
        string[] states = ["none", "dispatched", "acknowledged", "reported", "returned", "reopened", "accepted", "closed", "declined",
            "reassigned", "cancelled"];
        (string Command, string[] Outcomes)[] lines =
        [
            ("acknowledge", [Unknown, "Acknowledged", .. Enumerable.Repeat("nothing", 6), Declined, Reassigned, Cancelled]),
            ("name-role", [Unknown, .. Enumerable.Repeat("ResponsiblePersonNamed", 6), Closed, Declined, Reassigned, Cancelled]),
            ("report", [Unknown, "ReportSubmitted", "ReportSubmitted", "nothing", "ReportSubmitted", "ReportSubmitted", Judged, Closed,
                Declined, Reassigned, Cancelled]),
            ("report-more", [Unknown, "ReportSubmitted", "ReportSubmitted", "report-awaits-judgement", "ReportSubmitted",
                "ReportSubmitted", Judged, Closed, Declined, Reassigned, Cancelled]),
            ("return", [Unknown, "not-reported", "not-reported", "ReportReturned DeadlineMoved", "nothing", "not-reported", Judged, Closed,
                Declined, Reassigned, Cancelled]),
            ("return-otherwise", [Unknown, "not-reported", "not-reported", "ReportReturned DeadlineMoved", "not-reported",
                "not-reported", Judged, Closed, Declined, Reassigned, Cancelled]),
            ("accept", [Unknown, "not-reported", "not-reported", "ReportAccepted", "not-reported", "not-reported", "nothing", "nothing",
                Declined, Reassigned, Cancelled]),
            ("close", [Unknown, .. Enumerable.Repeat("not-accepted", 5), "Closed", "nothing", Declined, Reassigned, Cancelled]),
            ("move", [Unknown, "DeadlineMoved", "DeadlineMoved", "DeadlineKept", "nothing", "nothing", "nothing", "nothing",
                "DeadlineMoved", "nothing", "nothing"]),
            ("miss", [Unknown, "DeadlineMissed", "DeadlineMissed", "nothing", "DeadlineMissed", "DeadlineMissed", "nothing", "nothing",
                "nothing", "nothing", "nothing"]),
            ("ask", [Unknown, "ExtensionRequested", "ExtensionRequested", "report-awaits-judgement", "ExtensionRequested",
                "ExtensionRequested", Judged, Closed, Declined, Reassigned, Cancelled]),
            ("grant", [Unknown, .. Enumerable.Repeat("extension-unknown", 9), Cancelled]),
            ("decline", [Unknown, "Declined", "Declined", .. Enumerable.Repeat("already-reported", 4), Closed, "nothing", Reassigned,
                Cancelled]),
            ("insist", [Unknown, .. Enumerable.Repeat("not-declined", 7), "DeclineRefused", "not-declined", Cancelled]),
            ("reassign", [Unknown, .. Enumerable.Repeat("not-declined", 7), "Reassigned", "nothing", Cancelled]),
            ("reopen", [Unknown, .. Enumerable.Repeat("not-closed", 4), "nothing", "not-closed", "Reopened DeadlineMoved", "not-closed",
                Reassigned, Cancelled]),
            ("urge", [Unknown, "Urged", "Urged", "report-awaits-judgement", "Urged", "Urged", Judged, Closed, Declined, Reassigned,
                Cancelled]),
            ("cancel", [Unknown, .. Enumerable.Repeat("Cancelled", 6), "nothing", "Cancelled", "nothing", "nothing"]),
        ];
        var table = new TheoryData<string, string, string>();
        foreach (var (command, outcomes) in lines)
            for (var i = 0; i < states.Length; i++)
                table.Add(command, states[i], outcomes[i]);
        return table;
    }

    private const string Unknown = "assignment-unknown";
    private const string Closed = "assignment-closed";
    private const string Declined = "assignment-declined";
    private const string Reassigned = "assignment-reassigned";
    private const string Cancelled = "assignment-cancelled";
    private const string Judged = "report-already-accepted";

    private static readonly Dictionary<string, Func<Assignment, Decision<AssignmentEvent>>> Commands = new()
    {
        ["acknowledge"] = Acknowledge.Decide,
        ["name-role"] = state => NameResponsiblePerson.Decide(state, new("secretary", null)),
        ["report"] = state => SubmitReport.Decide(state, Repeated),
        ["report-more"] = state =>
            SubmitReport.Decide(state, Repeated with { Figures = new Dictionary<string, long> { ["sessions"] = 4 } }),
        ["return"] = state => Return(state, "no figures"),
        ["return-otherwise"] = state => Return(state, "no minutes"),
        ["accept"] = AcceptReport.Decide,
        ["close"] = state => CloseAssignment.Decide(state, new(OpenJointParts: 0)),
        ["move"] = state => MoveDeadline.Decide(state, Later, Given.DueAt),
        ["miss"] = state => MissDeadline.Decide(state, Given.Term),
        ["ask"] = state => AskForTime.Decide(state, new("flood", Given.Term.AddDays(7)), BeforeDue),
        ["grant"] = state => DecideOnTime.Decide(state, 1, new(Granted: true), BeforeDue),
        ["decline"] = state => DeclineAssignment.Decide(state, new(Given.Declined.Reason, Given.Declined.Rather), BeforeDue),
        ["insist"] = state => InsistOnAssignment.Decide(state, new("yours"), WorkingCalendars.Shipped, BeforeDue),
        ["reassign"] = state => ReassignAssignment.Decide(state, new("D1-B2")),
        ["reopen"] = state => ReopenAssignment.Decide(state, new("no figures"), WorkingCalendars.Shipped, BeforeDue),
        ["urge"] = state => UrgeAssignment.Decide(state, new("CITY", "please"), BeforeDue),
        ["cancel"] = state => CancelAssignment.Decide(state, new(CancelCause.Withdrawal, "otherwise now", 9), BeforeDue),
    };

    private static readonly DateTimeOffset BeforeDue = Fanout.At("2016-04-25T02:00:00Z");

    private static MoveDeadline Later => new(Given.DueAt.AddDays(2), NoticeVersion: 9, "cn/2016/2", RecountReason.CalendarAmended);

    private static SubmitReport Repeated => HandedIn(Given.DueAt);

    private static SubmitReport HandedIn(DateTimeOffset at) =>
        new(Given.Report.TextSha256, new Dictionary<string, long> { ["sessions"] = 3 }, [Given.Minutes with { }], at, "p-1");

    private static Decision<AssignmentEvent> Return(Assignment state, string reason, DateTimeOffset? dueAt = null, string? now = null) =>
        ReturnReport.Decide(state, new(reason, dueAt), WorkingCalendars.Shipped, Fanout.At(now ?? "2016-04-25T02:00:00Z"));

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_command_is_decided_in_every_state(string command, string state, string outcome) =>
        Assert.Equal(outcome, Commands[command](Given.State(state)).InAWord());

    [Theory]
    [InlineData("acknowledge"), InlineData("name-role"), InlineData("report"), InlineData("return"), InlineData("accept"),
        InlineData("close"), InlineData("move"), InlineData("miss"), InlineData("ask"), InlineData("grant"), InlineData("decline"),
        InlineData("insist"), InlineData("reassign"), InlineData("reopen"), InlineData("cancel")]
    public void Repeating_the_command_appends_nothing(string command)
    {
        foreach (var history in Given.Histories.Values)
        {
            if (Commands[command](Given.After(history)) is not Decision<AssignmentEvent>.Accepted { Events: not [] } first)
                continue;
            Assert.Equal("nothing", Commands[command](Given.After([.. history, .. first.Events])).InAWord());
        }
    }

    [Fact]
    public void A_principle_is_closed_by_acknowledging_it() =>
        Assert.Equal("Acknowledged Closed", Acknowledge.Decide(Given.After(Given.Principle)).InAWord());

    [Fact]
    public void A_principle_owes_no_report() =>
        Assert.Equal("principle-is-acknowledged", SubmitReport.Decide(Given.After(Given.Principle), Repeated).InAWord());

    [Fact]
    public void A_closed_principle_has_no_report_to_accept() =>
        Assert.Equal("assignment-closed",
            AcceptReport.Decide(Given.After(Given.Principle, new AssignmentEvent.Acknowledged(), new AssignmentEvent.Closed())).InAWord());

    [Fact]
    public void A_second_report_has_the_next_number()
    {
        var decision = Assert.IsType<Decision<AssignmentEvent>.Accepted>(SubmitReport.Decide(Given.State("returned"), Repeated));
        Assert.Equal(2, Assert.IsType<AssignmentEvent.ReportSubmitted>(Assert.Single(decision.Events)).Number);
    }

    [Theory]
    [InlineData(Part.Lead, 2, "joint-parts-open")]
    [InlineData(Part.Lead, 0, "Closed")]
    [InlineData(Part.Joint, 1, "Closed")]
    public void The_lead_closes_last(Part part, int open, string outcome) =>
        Assert.Equal(outcome,
            CloseAssignment.Decide(Given.After([Given.Dispatch with { Part = part }, .. Given.Histories["accepted"][1..]]), new(open))
            .InAWord());

    [Fact]
    public void Another_person_takes_over()
    {
        var named = Given.After(Given.Dispatch, new AssignmentEvent.ResponsiblePersonNamed("secretary", "p-1"));
        Assert.Equal("ResponsiblePersonNamed", NameResponsiblePerson.Decide(named, new("secretary", "p-2")).InAWord());
    }

    [Fact]
    public void An_undated_duty_misses_no_deadline() =>
        Assert.Equal("nothing", MissDeadline.Decide(Given.After(Given.Dispatch with { DueAt = null }), Given.Term).InAWord());

    [Fact]
    public void What_was_missed_or_has_passed_stays_and_nobody_becomes_late()
    {
        var missed = Given.After(Given.Dispatch, new AssignmentEvent.DeadlineMissed(Given.DueAt, DeadlineVersion: 1));
        Assert.Equal("nothing", MoveDeadline.Decide(missed, Later, Given.DueAt).InAWord());
        Assert.Equal("nothing", MoveDeadline.Decide(Given.State("dispatched"), Later, Given.DueAt.AddTicks(1)).InAWord());
        Assert.Equal("nothing",
            MoveDeadline.Decide(Given.State("dispatched"), Later with { DueAt = Given.DueAt.AddDays(-2) }, Given.DueAt.AddDays(-1))
            .InAWord());
        Assert.Equal("DeadlineMoved",
            MoveDeadline.Decide(Given.State("dispatched"), Later with { DueAt = Given.DueAt.AddDays(-2) }, Given.DueAt.AddDays(-3))
            .InAWord());
    }

    [Theory]
    [InlineData("2016-04-30T15:59:59.999999Z", "ReportSubmitted", "the whole second is in time")]
    [InlineData("2016-04-30T16:00:00Z", "DeadlineMissed ReportSubmitted", "midnight is not")]
    [InlineData("2016-05-03T00:00:00Z", "DeadlineMissed ReportSubmitted", "nor is anything later")]
    public void A_report_is_in_time_until_midnight_and_a_late_one_says_so(string at, string outcome, string because)
    {
        Assert.True(outcome == SubmitReport.Decide(Given.State("dispatched"), HandedIn(Fanout.At(at))).InAWord(), because);
        var late = Given.After(Given.Dispatch, new AssignmentEvent.DeadlineMissed(Given.DueAt, 1));
        if (outcome != "ReportSubmitted")
            Assert.Equal("ReportSubmitted", SubmitReport.Decide(late, HandedIn(Fanout.At(at))).InAWord());
        else
            Assert.Throws<RefusedRequestException>(() => SubmitReport.Decide(late, HandedIn(Fanout.At(at))));
    }

    /// <summary>Return at, day named, term expected: of what was due at the end of 30 April, a Saturday.</summary>
    [Theory]
    [InlineData("2016-04-20T02:00:00Z", null, "2016-04-30T15:59:59Z", "the deadline in force is later than three working days")]
    [InlineData("2016-04-28T02:00:00Z", null, "2016-05-04T15:59:59Z", "the holiday does not count")]
    [InlineData("2016-05-20T02:00:00Z", null, "2016-05-25T15:59:59Z", "after the due day")]
    [InlineData("2016-04-20T02:00:00Z", "2016-04-22T09:00:00Z", "2016-04-22T09:00:00Z", "what the officer names, be it sooner")]
    [InlineData("2016-05-20T02:00:00Z", "2016-05-20T02:00:00Z", "term-unusable", "it must lie ahead")]
    [InlineData("2016-05-20T02:00:00Z", "2199-12-31T15:59:59Z", "2199-12-31T15:59:59Z", "the last day there is")]
    [InlineData("2016-05-20T02:00:00Z", "2199-12-31T16:00:00Z", "term-unusable", "beyond it")]
    [InlineData("2026-12-29T02:00:00Z", null, "term-unusable", "2027 has no calendar")]
    [InlineData("2026-12-29T02:00:00Z", "2027-01-20T02:00:00Z", "2027-01-20T02:00:00Z", "so a day is named")]
    public void A_return_gives_a_new_term(string at, string? named, string term, string because)
    {
        var decision = Return(Given.State("reported"), "no figures", named is null ? null : Fanout.At(named), at);
        if (term == "term-unusable")
        {
            Assert.Equal(term, Assert.IsType<Decision<AssignmentEvent>.Unfit>(decision).Input.Code);
            return;
        }
        var moved = Assert.IsType<AssignmentEvent.DeadlineMoved>(Accepted(decision)[^1]);
        Assert.True(Fanout.At(term) == moved.DueAt, $"{because}: {moved.DueAt:O}");
        Assert.Equal((DeadlineOrigin.Return, Verdict.Pending), (moved.Origin, Facts(Given.State("reported"), decision).Verdict!.Value));
    }

    [Fact]
    public void Each_version_of_a_deadline_has_its_own_verdict_and_those_given_stay()
    {
        AssignmentEvent[] story =
        [
            Given.Dispatch, new AssignmentEvent.DeadlineMissed(Given.DueAt, 1), Given.Report,
            .. Accepted(Return(Given.After(Given.Dispatch, new AssignmentEvent.DeadlineMissed(Given.DueAt, 1), Given.Report), "no figures",
                now: "2016-05-20T02:00:00Z")),
        ];
        Assert.Equal("DeadlineMissed", MissDeadline.Decide(Given.After(story), Fanout.At("2016-05-25T15:59:59Z")).InAWord());
        Assert.Equal("nothing", MissDeadline.Decide(Given.After(story), Fanout.At("2016-05-25T15:59:58Z")).InAWord());
        var facts = ((Assignment.Known)Given.After([.. story, new AssignmentEvent.DeadlineMissed(Fanout.At("2016-05-25T15:59:59Z"), 2)]))
            .Facts;
        Assert.Equal([1, 2], facts.Missed.Select(missed => missed.DeadlineVersion));
        Assert.Equal("nothing", MoveDeadline.Decide(Given.After(story), Later, Given.DueAt).InAWord());
    }

    [Fact]
    public void What_a_calendar_gave_while_the_report_stood_counts_as_in_force()
    {
        var kept = Given.After([.. Given.Histories["reported"],
            .. Accepted(MoveDeadline.Decide(Given.State("reported"), Later with { DueAt = Given.DueAt.AddDays(2) },
                Given.DueAt.AddDays(-9)))]);
        Assert.Equal(Given.DueAt.AddDays(2), Facts(kept, Return(kept, "no figures", now: "2016-04-20T02:00:00Z")).DueAt);
    }

    private static AssignmentFacts Facts(Assignment before, Decision<AssignmentEvent> decision) =>
        ((Assignment.Known)Accepted(decision).Aggregate(before, Assignment.Evolve)).Facts;

    private static IReadOnlyList<AssignmentEvent> Accepted(Decision<AssignmentEvent> decision) =>
        Assert.IsType<Decision<AssignmentEvent>.Accepted>(decision).Events;
}
