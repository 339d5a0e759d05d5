namespace DeadlineReminders.Tests;

public sealed class HostileCallerTests(RemindersFixture reminders) : IClassFixture<RemindersFixture>
{
    [Fact]
    public async Task Whatever_a_caller_sends_is_answered_and_never_by_a_fault()
    {
        var hostile = new HostileRequests(reminders.Service,
            [new("branch", Given.Branch), new("operator", Given.City), new("officer", Given.City), new("auditor", "DL")],
            new Dictionary<string, string> { ["code"] = Given.Branch, ["name"] = "default", ["year"] = "2016" });
        await hostile.NoneIsAFaultAsync(Ct);
        Assert.InRange(hostile.Sent, 500, int.MaxValue);
    }
}
