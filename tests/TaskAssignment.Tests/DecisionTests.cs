namespace TaskAssignment.Tests;

public sealed class DecisionTests
{
    /// <summary>Every command in every state. Columns: none, dispatched, acknowledged, reported, returned, accepted, closed.</summary>
    public static TheoryData<string, string, string> Table()
    {
        string[] states = ["none", "dispatched", "acknowledged", "reported", "returned", "accepted", "closed"];
        (string Command, string[] Outcomes)[] lines =
        [
            ("acknowledge", ["assignment-unknown", "Acknowledged", "nothing", "nothing", "nothing", "nothing", "nothing"]),
            ("name-role", ["assignment-unknown", .. Enumerable.Repeat("ResponsiblePersonNamed", 5), "assignment-closed"]),
            ("report", ["assignment-unknown", "ReportSubmitted", "ReportSubmitted", "nothing", "ReportSubmitted", "report-already-accepted",
                "assignment-closed"]),
            ("report-more", ["assignment-unknown", "ReportSubmitted", "ReportSubmitted", "report-awaits-judgement", "ReportSubmitted",
                "report-already-accepted", "assignment-closed"]),
            ("return", ["assignment-unknown", "not-reported", "not-reported", "ReportReturned", "nothing", "report-already-accepted",
                "assignment-closed"]),
            ("return-otherwise",
                ["assignment-unknown", "not-reported", "not-reported", "ReportReturned", "not-reported", "report-already-accepted",
                "assignment-closed"]),
            ("accept", ["assignment-unknown", "not-reported", "not-reported", "ReportAccepted", "not-reported", "nothing", "nothing"]),
            ("close", ["assignment-unknown", "not-accepted", "not-accepted", "not-accepted", "not-accepted", "Closed", "nothing"]),
            ("move", ["assignment-unknown", "DeadlineMoved", "DeadlineMoved", "DeadlineKept", "DeadlineMoved", "nothing", "nothing"]),
            ("miss", ["assignment-unknown", "DeadlineMissed", "DeadlineMissed", "nothing", "DeadlineMissed", "nothing", "nothing"]),
        ];
        var table = new TheoryData<string, string, string>();
        foreach (var (command, outcomes) in lines)
            for (var i = 0; i < states.Length; i++)
                table.Add(command, states[i], outcomes[i]);
        return table;
    }

    private static readonly Dictionary<string, Func<Assignment, Decision<AssignmentEvent>>> Commands = new()
    {
        ["acknowledge"] = Acknowledge.Decide,
        ["name-role"] = state => NameResponsiblePerson.Decide(state, new("secretary", null)),
        ["report"] = state => SubmitReport.Decide(state, Repeated),
        ["report-more"] = state =>
            SubmitReport.Decide(state, Repeated with { Figures = new Dictionary<string, long> { ["sessions"] = 4 } }),
        ["return"] = state => ReturnReport.Decide(state, new("no figures")),
        ["return-otherwise"] = state => ReturnReport.Decide(state, new("no minutes")),
        ["accept"] = AcceptReport.Decide,
        ["close"] = state => CloseAssignment.Decide(state, new(OpenJointParts: 0)),
        ["move"] = state => MoveDeadline.Decide(state, Later, Given.DueAt),
        ["miss"] = state => MissDeadline.Decide(state, new(Given.DueAt, DeadlineVersion: 1)),
    };

    private static MoveDeadline Later => new(Given.DueAt.AddDays(2), NoticeVersion: 9, "cn/2016/2", RecountReason.CalendarAmended);

    private static SubmitReport Repeated =>
        new(Given.Report.TextSha256, new Dictionary<string, long> { ["sessions"] = 3 }, [Given.Minutes with { }]);

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_command_is_decided_in_every_state(string command, string state, string outcome) =>
        Assert.Equal(outcome, Commands[command](Given.State(state)).InAWord());

    [Theory]
    [InlineData("acknowledge"), InlineData("name-role"), InlineData("report"), InlineData("return"), InlineData("accept"),
        InlineData("close"), InlineData("move"), InlineData("miss")]
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
    public void An_older_deadline_is_not_missed() =>
        Assert.Equal("nothing", MissDeadline.Decide(Given.State("dispatched"), new(Given.DueAt, DeadlineVersion: 0)).InAWord());

    [Fact]
    public void An_undated_duty_misses_no_deadline() =>
        Assert.Equal("nothing", MissDeadline.Decide(Given.After(Given.Dispatch with { DueAt = null }), new(Given.DueAt, DeadlineVersion: 1))
            .InAWord());

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

    [Fact]
    public void A_returned_report_brings_the_later_deadline_into_force_and_never_an_earlier_one()
    {
        Assignment Reported(int days) =>
            Given.After([.. Given.Histories["reported"],
            .. Accepted(MoveDeadline.Decide(Given.State("reported"), Later with { DueAt = Given.DueAt.AddDays(days) },
            Given.DueAt.AddDays(-9)))]);
        Assert.Equal("ReportReturned DeadlineMoved", ReturnReport.Decide(Reported(2), new("no figures")).InAWord());
        Assert.Equal("ReportReturned", ReturnReport.Decide(Reported(-2), new("no figures")).InAWord());

        var amendedBack =
            Given.After([.. Given.Histories["reported"],
            new AssignmentEvent.DeadlineKept(Given.DueAt.AddDays(2), 9, "cn/2016/2", RecountReason.CalendarAmended),
            .. Accepted(MoveDeadline.Decide(Reported(2), Later with { DueAt = Given.DueAt, NoticeVersion = 10 },
                Given.DueAt.AddDays(-9)))]);
        Assert.Equal("ReportReturned", ReturnReport.Decide(amendedBack, new("no figures")).InAWord());
    }

    private static IReadOnlyList<AssignmentEvent> Accepted(Decision<AssignmentEvent> decision) =>
        Assert.IsType<Decision<AssignmentEvent>.Accepted>(decision).Events;
}
