namespace OrganisationDirectory.Tests;

public sealed class HostileCallerTests(DirectoryFixture directory) : IClassFixture<DirectoryFixture>
{
    [Fact]
    public async Task Whatever_a_caller_sends_is_answered_and_never_by_a_fault()
    {
        var hostile = new HostileRequests(directory.Service, [new("operator", "R"), new("officer", "R"), new("auditor", "DL")],
            new Dictionary<string, string> { ["code"] = "R", ["name"] = "national", ["year"] = "2016" });
        await hostile.NoneIsAFaultAsync(Ct);
        Assert.InRange(hostile.Sent, 750, int.MaxValue);
    }
}
