using Workflow.Calendars;

namespace TaskAssignment.Tests;

/// <summary>What a view allows is what the endpoints let in and the deciders act on, in every state there is.</summary>
public sealed class AllowedTests(AssignmentsFixture service)
{
    private static readonly DateTimeOffset Now = Given.DueAt.AddDays(-1);

    /// <summary>By act: what comes of it on a state, in a word.</summary>
    internal static readonly Dictionary<string, Func<Assignment, Decision<AssignmentEvent>>> Deciders = new()
    {
        ["acknowledge"] = Acknowledge.Decide,
        ["name-responsible"] = state => NameResponsiblePerson.Decide(state, new("secretary", null)),
        ["report"] = state => SubmitReport.Decide(state, new(new string('f', 64), Given.Report.Figures, [], Now, "p-1")),
        ["return"] = state => ReturnReport.Decide(state, new("again"), WorkingCalendars.Shipped, Now),
        ["accept"] = AcceptReport.Decide,
        ["close"] = state => CloseAssignment.Decide(state, new(0)),
        ["ask-for-time"] = state => AskForTime.Decide(state, new("later", Given.Term.AddDays(9)), Now),
        ["decide-on-time"] = state => DecideOnTime.Decide(state, 1, new(Granted: true), Now),
        ["decline"] = state => DeclineAssignment.Decide(state, new("not ours, really"), Now),
        ["insist"] = state => InsistOnAssignment.Decide(state, new("again"), WorkingCalendars.Shipped, Now),
        ["reassign"] = state => ReassignAssignment.Decide(state, new("D1-B2")),
        ["urge"] = state => UrgeAssignment.Decide(state, new("CITY", "please"), Now),
        ["reopen"] = state => ReopenAssignment.Decide(state, new("again"), WorkingCalendars.Shipped, Now),
    };

    public static TheoryData<string> States => [.. Given.Histories.Keys.Where(state => state != "none"), "principle"];

    [Theory]
    [MemberData(nameof(States))]
    public void An_act_is_allowed_exactly_where_something_comes_of_it(string name)
    {
        var state = (Assignment.Known)(name == "principle" ? Given.After(Given.Principle) : Given.State(name));
        var standing = service.Service.Services.GetRequiredService<Standing>();
        var allowed = Allowed("branch", "D1-B1").Union(Allowed("officer", "CITY")).Order();
        Assert.Equal(Deciders.Where(act => act.Value(state) is Decision<AssignmentEvent>.Accepted { Events: not [] })
            .Select(act => act.Key).Order(), allowed);
        Assert.Empty(Allowed("branch", "D1-B2").Union(Allowed("inspector", "CITY")).Union(Allowed("auditor", "CITY")));
        Assert.Equal(Allowed("officer", "CITY"), Allowed("officer", "D1"));
        Assert.Empty(Allowed("officer", "D1-B1"));

        IReadOnlyList<string> Allowed(string role, string unit) =>
            standing.Allowed(new("p-1", unit, new HashSet<string> { role }), state, openJointParts: 0);
    }

    [Fact]
    public async Task A_view_says_what_its_caller_may_do_now_and_nothing_of_the_past()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1"], [Fanout.Duty(1, "2016-05-31T15:59:59Z")]));
        var id = fanout.Id(1, "D1-B1");
        Assert.Equal("acknowledge name-responsible report ask-for-time decline", await AllowedAsync("branch", "D1-B1", id));
        Assert.Equal("urge", await AllowedAsync("officer", "D1", id));
        await service.ActAsync("branch", "D1-B1", id, "reports", new { text = "done" });
        Assert.Equal("name-responsible", await AllowedAsync("branch", "D1-B1", id));
        Assert.Equal("return accept", await AllowedAsync("officer", "D1", id));
        Assert.Equal("return accept", await AllowedAsync("officer", "CITY", id));
        Assert.Equal("", await AllowedAsync("inspector", "CITY", id));
        Assert.Equal("", await AllowedAsync("officer", "CITY", id, "?at=2016-05-01T09:00:00%2B08:00"));
        await service.ActAsync("officer", "CITY", id, "acceptance");
        Assert.Equal("close", await AllowedAsync("officer", "CITY", id));
        var listed = await service.ReadAsync("officer", "CITY", $"/v1/assignments?notice={fanout.Notice}");
        Assert.Equal("close", Said(listed.GetProperty("items")[0]));
    }

    [Fact]
    public void A_lead_is_not_to_be_closed_while_other_parts_are_open()
    {
        var standing = service.Service.Services.GetRequiredService<Standing>();
        var (officer, state) = (new Caller("p-1", "CITY", new HashSet<string> { "officer" }), (Assignment.Known)Given.State("accepted"));
        Assert.Equal(["close"], standing.Allowed(officer, state, openJointParts: 0));
        Assert.Empty(standing.Allowed(officer, state, openJointParts: 1));
    }

    private async Task<string> AllowedAsync(string role, string unit, Guid id, string query = "") =>
        Said(await service.ReadAsync(role, unit, $"/v1/assignments/{id}{query}"));

    private static string Said(JsonElement view) => string.Join(' ', view.GetProperty("allowed").EnumerateArray());
}
