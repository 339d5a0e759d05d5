namespace NoticeIssuance.Tests.Notices;

/// <summary>The sample notice in the sample city whose departments have no grants, over HTTP.</summary>
public sealed class SampleCityLifeTests(NoticesFixture notices) : IClassFixture<NoticesFixture>
{
    private const string Issuer = "BH-ZZB";

    [Fact]
    public async Task Without_grants_the_officer_of_the_city_committee_approves_and_it_is_issued()
    {
        await notices.PublishAsync(2, [.. SampleCityTests.Units().Select(unit => new UnitState(unit.Code, 2, unit.Name, unit.ShortName,
            unit.Kind, unit.Level.Name(), unit.Parent, unit.Aliases))]);
        var text = NoticesFixture.Bytes(await File.ReadAllBytesAsync(SampleCityTests.Sample("notice.txt"), Ct), "text/plain");
        using var posted = await notices.PostNoticeAsync(text, unit: Issuer);
        Assert.Equal(HttpStatusCode.Accepted, posted.StatusCode);
        var id = (string)(await NoticesFixture.ReadAsync(posted))["id"]!;

        using var answered = await ActAsync(Issuer, id, "answers", new() { ["acceptProposals"] = true });
        var question = Assert.Single((await NoticesFixture.ReadAsync(answered))["questions"]!.AsArray())!;
        Assert.Equal("beyond-authority", (string?)question["kind"]);
        await PostingTests.RefusedAsync(await ActAsync(Issuer, id, "issuance"), HttpStatusCode.Conflict, "questions-open");
        foreach (var other in new[] { Issuer, "BH-01", "BH-01-ZZB" })
            Assert.NotEqual(HttpStatusCode.OK, (await ActAsync(other, id, "approval")).StatusCode);

        using var approved = await ActAsync("BH", id, "approval");
        Assert.Empty((await NoticesFixture.ReadAsync(approved))["questions"]!.AsArray());
        using var issued = await ActAsync(Issuer, id, "issuance");
        Assert.Equal(HttpStatusCode.Accepted, issued.StatusCode);
        Assert.True((int)(await NoticesFixture.ReadAsync(issued))["assignments"]! > 300);
    }

    private Task<HttpResponseMessage> ActAsync(string unit, string id, string act, JsonObject? body = null) =>
        notices.PostAsync("officer", unit, $"/v1/notices/{id}/{act}", NoticesFixture.Json(body ?? []));
}
