namespace AuditReplay.Tests;

public sealed class HostileCallerTests(AuditFixture audit) : IClassFixture<AuditFixture>
{
    [Fact]
    public async Task Whatever_a_caller_sends_is_answered_and_never_by_a_fault()
    {
        await audit.RootAsync();
        var hostile = new HostileRequests(audit.Service, [new("auditor", "DL"), new("operator", "ROOT"), new("inspector", "ROOT")],
            new Dictionary<string, string> { ["code"] = "DL", ["source"] = "audit" });
        await hostile.NoneIsAFaultAsync(Ct);
        Assert.InRange(hostile.Sent, 250, int.MaxValue);
    }
}
