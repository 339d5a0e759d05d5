namespace NoticeIssuance.Tests;

[Collection(nameof(NoticesCollection))]
public sealed class HostileCallerTests(NoticesFixture notices)
{
    [Fact]
    public async Task Whatever_a_caller_sends_is_answered_and_never_by_a_fault()
    {
        var known = new Dictionary<string, string> { ["name"] = "national", ["year"] = "2016", ["sha256"] = new('0', 64) };
        // Each operation has a notice of its own: some of what is sent is right, and ends it.
        foreach (var (n, act) in new[] { "", "/answers", "/issuance", "/approval", "/agreement",
            "/rejection", "/amendments", "/amendments/rehearsal", "/amendment-proposals", "/withdrawal", "/supersession",
            "/rereading", "/source", "/copies" }.Index())
            known[$"/v1/notices/{{id}}{act} id"] = await notices.AcceptedAsync(NoticesFixture.Notice($"港组发〔2016〕{900 + n}号"));
        var hostile = new HostileRequests(notices.Service,
            [new("officer", "C"), new("upstream", "C"), new("operator", "C"), new("auditor", "DL")], known);
        await hostile.NoneIsAFaultAsync(Ct);
        Assert.InRange(hostile.Sent, 2_000, int.MaxValue);
    }
}
