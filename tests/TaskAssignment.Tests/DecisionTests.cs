using TaskAssignment.Assignments;
using Workflow.EventSourcing;
using Workflow.History;
using Xunit;

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
            ("report", ["assignment-unknown", "ReportSubmitted", "ReportSubmitted", "nothing", "ReportSubmitted", "report-already-accepted", "assignment-closed"]),
            ("report-more", ["assignment-unknown", "ReportSubmitted", "ReportSubmitted", "report-awaits-judgement", "ReportSubmitted", "report-already-accepted", "assignment-closed"]),
            ("return", ["assignment-unknown", "not-reported", "not-reported", "ReportReturned", "nothing", "report-already-accepted", "assignment-closed"]),
            ("return-otherwise", ["assignment-unknown", "not-reported", "not-reported", "ReportReturned", "not-reported", "report-already-accepted", "assignment-closed"]),
            ("accept", ["assignment-unknown", "not-reported", "not-reported", "ReportAccepted", "not-reported", "nothing", "nothing"]),
            ("close", ["assignment-unknown", "not-accepted", "not-accepted", "not-accepted", "not-accepted", "Closed", "nothing"]),
            ("miss", ["assignment-unknown", "DeadlineMissed", "DeadlineMissed", "nothing", "DeadlineMissed", "nothing", "nothing"]),
        ];
        var table = new TheoryData<string, string, string>();
        foreach (var (command, outcomes) in lines)
            for (var i = 0; i < states.Length; i++) table.Add(command, states[i], outcomes[i]);
        return table;
    }

    private static readonly Dictionary<string, Func<Assignment, Decision<AssignmentEvent>>> Commands = new()
    {
        ["acknowledge"] = Acknowledge.Decide,
        ["name-role"] = state => NameResponsiblePerson.Decide(state, new("secretary", null)),
        ["report"] = state => SubmitReport.Decide(state, Repeated),
        ["report-more"] = state => SubmitReport.Decide(state, Repeated with { Figures = new Dictionary<string, long> { ["sessions"] = 4 } }),
        ["return"] = state => ReturnReport.Decide(state, new("no figures")),
        ["return-otherwise"] = state => ReturnReport.Decide(state, new("no minutes")),
        ["accept"] = AcceptReport.Decide,
        ["close"] = state => CloseAssignment.Decide(state, new(OpenJointParts: 0)),
        ["miss"] = state => MissDeadline.Decide(state, new(Given.DueAt, DeadlineVersion: 1)),
    };

    private static SubmitReport Repeated => new(Given.Report.TextSha256, new Dictionary<string, long> { ["sessions"] = 3 }, [Given.Minutes with { }]);

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_command_is_decided_in_every_state(string command, string state, string outcome) =>
        Assert.Equal(outcome, Commands[command](Given.State(state)).InAWord());

    [Theory]
    [InlineData("acknowledge"), InlineData("name-role"), InlineData("report"), InlineData("return"), InlineData("accept"), InlineData("close"), InlineData("miss")]
    public void Repeating_the_command_appends_nothing(string command)
    {
        foreach (var history in Given.Histories.Values)
        {
            if (Commands[command](Given.After(history)) is not Decision<AssignmentEvent>.Accepted { Events: not [] } first) continue;
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
        Assert.Equal("assignment-closed", AcceptReport.Decide(Given.After(Given.Principle, new AssignmentEvent.Acknowledged(), new AssignmentEvent.Closed())).InAWord());

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
        Assert.Equal(outcome, CloseAssignment.Decide(Given.After([Given.Dispatch with { Part = part }, .. Given.Histories["accepted"][1..]]), new(open)).InAWord());

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
        Assert.Equal("nothing", MissDeadline.Decide(Given.After(Given.Dispatch with { DueAt = null }), new(Given.DueAt, DeadlineVersion: 1)).InAWord());
}
