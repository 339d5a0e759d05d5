namespace NoticeIssuance.Tests.Notices;

/// <summary>What is issued rests on the directory that is in force, whole; and on what it says of the unit's upstream systems.</summary>
public sealed class DirectoryInForceTests(NoticesFixture notices) : IClassFixture<NoticesFixture>
{
    [Fact]
    public async Task Nothing_is_issued_by_a_directory_that_an_importer_was_told_is_over()
    {
        var id = await notices.AcceptedAsync(Notice($"港组发〔2019〕{Guid.NewGuid():N}号"));
        var version = notices.Service.Services.GetRequiredService<UnitTree>().Now.DirectoryVersion;
        notices.Directory.Answers(version + 1);
        var issuing = notices.ActAsync(id, "issuance");
        using var behind = await issuing;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "directory-behind", true), (behind.StatusCode,
            (string?)(await ReadAsync(behind))["code"], behind.Headers.RetryAfter is not null));
        Assert.Equal("received", (string?)(await notices.ShownAsync(id))["state"]);

        // Half of the version is not it.
        issuing = notices.ActAsync(id, "issuance");
        var bus = notices.Service.Services.GetRequiredService<IBus>();
        await bus.Publish(new UnitChanged(version + 1, [Unit("C-1-7", "第七支部", "党支部", "branch", "C-1")], version, Part: 1, Parts: 2), Ct);
        await Task.Delay(500, Ct);
        Assert.False(issuing.IsCompleted);
        await bus.Publish(new UnitChanged(version + 1, [Unit("C-1-8", "第八支部", "党支部", "branch", "C-1")], version, Part: 2, Parts: 2), Ct);
        using var issued = await issuing;
        Assert.Equal((HttpStatusCode.Accepted, (2 * 8) + 2), (issued.StatusCode, (int)(await ReadAsync(issued))["assignments"]!));
        Assert.Equal(version + 1, (long)(await notices.ShownAsync(id))["directoryVersion"]!);

        // Who came later is named, and owes nothing.
        await notices.PublishAsync(version + 2, Unit("C-2-9", "第九支部", "党支部", "branch", "C-2"));
        var later = await ReadAsync(await notices.GetAsync("officer", "C", $"/v1/notices/{id}/units-added-later"));
        Assert.Equal(
            $$"""{"issuedBy":{{version + 1}},"today":{{version + 2}},"items":[{"unit":"C-2-9","name":"第九支部","requirements":[1,2]}]}""",
            later.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        await PostingTests.RefusedAsync(await notices.GetAsync("officer", "C-1", $"/v1/notices/{id}/units-added-later"),
            HttpStatusCode.NotFound,
            "unknown");

        notices.Directory.IsAway = true;
        using var asked = await notices.PostNoticeAsync(Json(Notice($"港组发〔2019〕{Guid.NewGuid():N}号")), query: "?issue=true");
        notices.Directory.IsAway = false;
        Assert.Equal((HttpStatusCode.Accepted, "issued"), (asked.StatusCode, (string?)(await ReadAsync(asked))["state"]));
    }

    [Fact]
    public async Task Upstream_systems_answer_and_issue_where_their_unit_lets_them()
    {
        var id = await notices.AcceptedAsync(Notice($"港组发〔2020〕{Guid.NewGuid():N}号"));
        Task<HttpResponseMessage> IssueAsync(string unit) =>
            notices.PostAsync("upstream", unit, $"/v1/notices/{id}/issuance", Json(new JsonObject()));
        await PostingTests.RefusedAsync(await IssueAsync("C"), HttpStatusCode.Forbidden, "upstream-may-not-issue");
        Assert.Equal(HttpStatusCode.NotFound, (await IssueAsync("C-1-0")).StatusCode);
        var tree = notices.Service.Services.GetRequiredService<UnitTree>();
        var city = tree.Now.Find("C")!;
        await notices.PublishAsync(tree.Now.DirectoryVersion + 1, Unit("C", city.Name, city.Kind, "city", null) with
        {
            Version = city.Version + 1, UpstreamMayIssue = true,
        });
        await Eventually.HoldsAsync(() => tree.Now.Find("C")!.UpstreamMayIssue, "it is heard of");
        Assert.Equal(HttpStatusCode.Accepted, (await IssueAsync("C")).StatusCode);
    }
}
