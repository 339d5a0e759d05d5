namespace TaskAssignment.Tests;

/// <summary>变更, decided on one assignment in whatever state it is.</summary>
public sealed class AmendAssignmentTests
{
    private const string Reason = "与上级部署衔接";

    /// <summary>What becomes of an assignment in each state, where its requirement is dropped, due later, worded otherwise.</summary>
    [Theory]
    [InlineData("dispatched", "Amended Cancelled", "Amended DeadlineMoved", "Amended")]
    [InlineData("acknowledged", "Amended Cancelled", "Amended DeadlineMoved", "Amended")]
    [InlineData("asked", "Amended Cancelled", "Amended DeadlineMoved", "Amended")]
    [InlineData("returned", "Amended Cancelled", "Amended DeadlineMoved", "Amended")]
    [InlineData("reopened", "Amended Cancelled", "Amended DeadlineMoved", "Amended")]
    [InlineData("declined", "Amended Cancelled", "Amended DeadlineMoved", "Amended")]
    [InlineData("reported", "Amended Cancelled", "Amended DeadlineKept", "Amended")]
    [InlineData("accepted", "Amended Cancelled", "", "")]
    [InlineData("closed", "", "", "")]
    [InlineData("reassigned", "", "", "")]
    [InlineData("cancelled", "", "", "")]
    [InlineData("none", "", "", "")]
    public void Every_state_has_its_answer(string state, string dropped, string moved, string reworded)
    {
        var duty = Fanout.Duty(1, "2016-04-30T15:59:59Z");
        foreach (var (requirement, expected) in new (DistributedRequirement?, string)[] { (null, dropped),
            (duty with { DueAt = Given.Term.AddDays(5), DueAmendment = 1 }, moved), (duty with { TextAmendment = 1 }, reworded),
            (duty, "") })
        {
            var amended = Notice(requirement);
            var events = AmendAssignment.Decide(Given.State(state), amended, Given.DueAt.AddDays(-3));
            Assert.Equal((state, expected), (state, string.Join(' ', events.Select(e => e.GetType().Name))));
            Assert.Empty(AmendAssignment.Decide(Given.After([.. Given.Histories[state], .. events]), amended, Given.DueAt.AddDays(-3)));
        }
    }

    [Fact]
    public void A_later_day_of_the_units_own_stays_and_nobody_becomes_late()
    {
        var duty = Fanout.Duty(1, "2016-04-30T15:59:59Z");
        var sooner = Notice(duty with { DueAt = Given.DueAt.AddDays(5), DueAmendment = 1 });
        // Returned until the tenth day after; the notice says the fifth.
        Assert.Equal("Amended", Words(Given.State("returned"), sooner, Given.DueAt));
        Assert.Equal("Amended DeadlineMoved", Words(Given.State("dispatched"), sooner, Given.DueAt));
        // Heard of when the new day has passed: no verdict comes of that.
        Assert.Equal("Amended", Words(Given.State("dispatched"), Notice(duty with { DueAt = Given.DueAt.AddDays(-2), DueAmendment = 1 }),
            Given.DueAt.AddDays(-1)));
        Assert.Throws<RefusedRequestException>(() => AmendAssignment.DecideUnit([(Guid.NewGuid(), Given.State("dispatched"))], sooner,
            Given.DueAt.AddSeconds(2)));

        static string Words(Assignment state, AmendedNotice amended, DateTimeOffset now) =>
            string.Join(' ', AmendAssignment.Decide(state, amended, now).Select(e => e.GetType().Name));
    }

    /// <summary>A report keeps its day, and waits for the one that the last amendment named; back to the first, for none.</summary>
    [Fact]
    public void What_waits_behind_a_report_is_the_day_of_the_last_amendment()
    {
        var duty = Fanout.Duty(1, "2016-04-30T15:59:59Z");
        var first = AmendAssignment.Decide(Given.State("reported"), Notice(duty with { DueAt = Given.Term, DueAmendment = 1 }),
            Given.DueAt);
        Assert.Empty(((AssignmentEvent.Amended)first[0]).Changes);
        var second = AmendAssignment.Decide(Given.After([.. Given.Histories["reported"], .. first]),
            Notice(duty with { DueAmendment = 2 }, number: 2), Given.DueAt);
        Assert.Equal(Given.DueAt, Assert.IsType<AssignmentEvent.DeadlineKept>(second[1]).Instead);
    }

    private static AmendedNotice Notice(DistributedRequirement? requirement, int number = 1) => new(new NoticeAmended(
        new(Given.Notice, "CITY", "t", null, null, null, Given.DueAt, ""), 7, number, Reason, requirement is null ? [] : [requirement],
        requirement is null ? [new(1, "报送第1项")] : [], [], [], 1, 3));
}
