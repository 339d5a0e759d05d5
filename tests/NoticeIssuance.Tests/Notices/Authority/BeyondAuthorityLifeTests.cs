namespace NoticeIssuance.Tests.Notices;

/// <summary>
/// Whom a notice may go to and who may read it, over HTTP. C stands over C-1 and C-2, each over three branches; D stands beside C.
/// </summary>
[Collection(nameof(NoticesCollection))]
public sealed class BeyondAuthorityLifeTests(NoticesFixture notices)
{
    [Theory]
    [InlineData("C-1-0", "东区委组织部", "C-1", "a branch its district")]
    [InlineData("C-1-0", "港城市委组织部", "C", "a branch its city")]
    [InlineData("C-1", "西区委组织部", "C", "a district its sibling")]
    [InlineData("C-1", "第3支部", "C", "a district its sibling's branch")]
    public async Task It_goes_beyond_with_the_approval_of_who_stands_above_both(string issuer, string addressee, string approver,
        string what)
    {
        var id = await PostAsync(issuer, addressee);
        await PostingTests.RefusedAsync(await ActAsync(issuer, id, "issuance"), HttpStatusCode.Conflict, "questions-open");
        var shown = await ReadAsync(await notices.GetAsync("officer", issuer, $"/v1/notices/{id}"));
        Assert.Equal("beyond-authority", (string?)Assert.Single(shown["questions"]!.AsArray())!["kind"]);
        foreach (var other in new[] { issuer, "C-2", "C-2-0", "D" }.Where(unit => unit != approver))
            Assert.NotEqual(HttpStatusCode.OK, (await ActAsync(other, id, "approval")).StatusCode);

        using var approved = await ActAsync(approver, id, "approval");
        Assert.True(approved.StatusCode == HttpStatusCode.OK, what);
        Assert.Empty((await ReadAsync(approved))["questions"]!.AsArray());
        Assert.Equal(HttpStatusCode.OK, (await ActAsync(approver, id, "approval")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await ActAsync(issuer, id, "issuance")).StatusCode);
    }

    [Fact]
    public async Task Where_nobody_stands_above_both_each_unit_agrees_for_itself()
    {
        var id = await PostAsync("D", "港城市委组织部、东区委组织部");
        await PostingTests.RefusedAsync(await ActAsync("D", id, "issuance"), HttpStatusCode.Conflict, "questions-open");
        // Who is asked may read what it is asked about; nobody else may know of it.
        Assert.Equal(HttpStatusCode.OK, (await notices.GetAsync("officer", "C", $"/v1/notices/{id}/source")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await notices.GetAsync("branch", "C", $"/v1/notices/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ActAsync("C-2", id, "agreement")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ActAsync("C", id, "approval")).StatusCode);

        Assert.Single((await ReadAsync(await ActAsync("C", id, "agreement")))["questions"]!.AsArray());
        Assert.Empty((await ReadAsync(await ActAsync("C-1", id, "agreement")))["questions"]!.AsArray());
        Assert.Equal(HttpStatusCode.Accepted, (await ActAsync("D", id, "issuance")).StatusCode);
    }

    [Fact]
    public async Task What_is_left_out_gets_nothing_and_reads_nothing()
    {
        var id = await PostAsync("C-1", "第2支部、西区委组织部");
        var question = (string)(await ReadAsync(await notices.GetAsync("officer", "C-1", $"/v1/notices/{id}")))["questions"]![0]!["id"]!;
        using var proposed = await ActAsync("C-1", id, "answers", """{"acceptProposals":true}""");
        Assert.Single((await ReadAsync(proposed))["questions"]!.AsArray());
        await PostingTests.RefusedAsync(
            await ActAsync("C-1", id, "answers", $$"""{"answers":[{"question":"{{question}}","value":"all"}]}"""),
            HttpStatusCode.UnprocessableContent, "answers-unusable");
        using var left = await ActAsync("C-1", id, "answers", $$"""{"answers":[{"question":"{{question}}","value":"leave-out"}]}""");
        Assert.Empty((await ReadAsync(left))["questions"]!.AsArray());
        using var issued = await ActAsync("C-1", id, "issuance");
        Assert.Equal((HttpStatusCode.Accepted, 1), (issued.StatusCode, (int)(await ReadAsync(issued))["assignments"]!));
        Assert.Equal(HttpStatusCode.NotFound, (await notices.GetAsync("officer", "C-2", $"/v1/notices/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await notices.GetAsync("branch", "C-1-2", $"/v1/notices/{id}")).StatusCode);
    }

    [Fact]
    public async Task Whom_it_binds_reads_it_from_the_issue_on_and_those_above_them_and_nobody_else()
    {
        var body = Notice($"港组发〔2018〕{Guid.NewGuid():N}号");
        body["addressees"] = new JsonArray("东区委组织部");
        body["text"] = Text("港组发〔2018〕1号") + "\n抄送：港城市长，山城市委组织部。\n";
        using var posted = await notices.PostNoticeAsync(Json(body));
        var id = (string)(await ReadAsync(posted))["id"]!;
        string[] bound = ["officer C-1", "branch C-1", "inspector C-1", "branch C-1-0", "officer C-1-2"];
        string[] others = ["officer C-2", "branch C-2-0", "upstream C-1", "upstream D"];
        Assert.All(await StatusesAsync(id, [.. bound, .. others]), status => Assert.Equal(404, status));

        Assert.Equal(HttpStatusCode.Accepted, (await notices.ActAsync(id, "issuance")).StatusCode);
        Assert.All(await StatusesAsync(id, bound), status => Assert.Equal(200, status));
        Assert.All(await StatusesAsync(id, others), status => Assert.Equal(404, status));
        var shown = await ReadAsync(await notices.GetAsync("branch", "C-1-0", $"/v1/notices/{id}"));
        Assert.Equal("港城市长,山城市委组织部", shown["copies"]!.AsArray().Single()!.ToString());
        Assert.Equal(200, (await StatusesAsync(id, ["officer D"]))[0]);
        foreach (var (unit, lists) in new[] { ("C-1-0", true), ("C-1", true), ("C-2", false), ("C-2-0", false) })
        {
            var listed = await ReadAsync(await notices.GetAsync("officer", unit, "/v1/notices?limit=500"));
            Assert.Equal(lists, listed["items"]!.AsArray().Any(item => (string?)item!["id"] == id));
        }
    }

    private async Task<string> PostAsync(string issuer, string addressee)
    {
        var body = Notice($"越权〔2016〕{Guid.NewGuid():N}号");
        body["addressees"] = new JsonArray([.. addressee.Split('、').Select(phrase => (JsonNode)phrase)]);
        body["requirements"] = new JsonArray(new JsonObject
        {
            ["text"] = "4月底前报送工作总结。", ["disposition"] = "dated", ["owes"] = new JsonObject { ["level"] = null },
            ["dueAt"] = "2016-04-30T23:59:59+08:00",
        });
        using var posted = await notices.PostNoticeAsync(Json(body), unit: issuer);
        Assert.Equal(HttpStatusCode.Accepted, posted.StatusCode);
        return (string)(await ReadAsync(posted))["id"]!;
    }

    private Task<HttpResponseMessage> ActAsync(string unit, string id, string act, string body = "{}") =>
        notices.PostAsync("officer", unit, $"/v1/notices/{id}/{act}", Json(JsonNode.Parse(body)!));

    private async Task<int[]> StatusesAsync(string id, string[] callers)
    {
        var statuses = new List<int>();
        foreach (var caller in callers.Select(caller => caller.Split(' ')))
        {
            var (shown, source) = (await notices.GetAsync(caller[0], caller[1], $"/v1/notices/{id}"),
                await notices.GetAsync(caller[0], caller[1], $"/v1/notices/{id}/annotated"));
            Assert.Equal(shown.StatusCode, source.StatusCode);
            statuses.Add((int)shown.StatusCode);
        }
        return [.. statuses];
    }
}
