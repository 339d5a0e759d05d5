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

        Assert.Equal("C C-1", await WaitingAsync(id, "agreement", "C", "C-1", "C-1-0", "C-2", "D"));
        Assert.Equal("", await WaitingAsync(id, "approval", "C", "C-1", "D"));
        Assert.Single((await ReadAsync(await ActAsync("C", id, "agreement")))["questions"]!.AsArray());
        Assert.Equal("C-1", await WaitingAsync(id, "agreement", "C", "C-1"));
        Assert.Empty((await ReadAsync(await ActAsync("C-1", id, "agreement")))["questions"]!.AsArray());
        Assert.Equal("", await WaitingAsync(id, "agreement", "C", "C-1"));
        Assert.Equal(HttpStatusCode.Accepted, (await ActAsync("D", id, "issuance")).StatusCode);
        // They agreed to what they saw.
        await PostingTests.RefusedAsync(await ActAsync("D", id, "amendments",
            """{"reason":"提前","change":[{"number":1,"text":"报送工作总结和全部台账。"}]}"""), HttpStatusCode.Conflict, "beyond-authority");
    }

    [Fact]
    public async Task Consent_is_given_to_what_was_looked_at()
    {
        var id = await PostAsync("C-1", "西区委组织部");
        var seen = (long)(await ReadAsync(await notices.GetAsync("officer", "C", $"/v1/notices/{id}")))["version"]!;
        await ActAsync("C-1", id, "answers", """{"requirements":[{"number":1,"dueAt":"2016-05-31"}]}""");
        using var late = await notices.PostAsync("officer", "C", $"/v1/notices/{id}/approval", Json(new JsonObject()),
            ifMatch: $"\"{seen}\"");
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        Assert.Equal("C", await WaitingAsync(id, "approval", "C"));
        Assert.Equal(HttpStatusCode.OK, (await ActAsync("C", id, "approval")).StatusCode);
        // Asked anew, it is not answered by what was said before.
        await ActAsync("C-1", id, "answers", """{"requirements":[{"number":1,"dueAt":"2016-06-30"}]}""");
        Assert.Equal("C", await WaitingAsync(id, "approval", "C"));
    }

    [Fact]
    public async Task Where_all_that_was_addressed_is_left_out_nobody_of_it_reads_the_notice()
    {
        var id = await PostAsync("C-1", "西区委组织部");
        using var led = await ActAsync("C-1", id, "answers", """{"requirements":[{"number":1,"lead":"C-1-0"}]}""");
        var question = (string)(await ReadAsync(led))["questions"]![0]!["id"]!;
        await ActAsync("C-1", id, "answers", $$"""{"answers":[{"question":"{{question}}","value":"leave-out"}]}""");
        Assert.Equal(HttpStatusCode.Accepted, (await ActAsync("C-1", id, "issuance")).StatusCode);
        Assert.Equal("404 404 200", string.Join(' ', await StatusesAsync(id, ["officer C-2", "branch C-2-0", "branch C-1-0"])));
    }

    [Fact]
    public async Task Who_can_approve_finds_what_waits_for_it_until_it_has_or_the_notice_is_sent_back()
    {
        var id = await PostAsync("C-1", "西区委组织部、山城市委组织部");
        Assert.Equal("C", await WaitingAsync(id, "approval", "C", "C-1", "C-2", "D"));
        Assert.Equal("D", await WaitingAsync(id, "agreement", "C", "C-1", "C-2", "D"));
        Assert.Equal("C D", await WaitingAsync(id, "approval&consent=agreement", "C", "C-2", "D"));
        Assert.Single((await ReadAsync(await ActAsync("C", id, "approval")))["questions"]!.AsArray());
        Assert.Equal("", await WaitingAsync(id, "approval", "C"));
        await ActAsync("C-1", id, "rejection", """{"reason":"重复"}""");
        Assert.Equal("", await WaitingAsync(id, "agreement", "D"));
        using var other = await notices.GetAsync("officer", "C", "/v1/notices?consent=both");
        await PostingTests.RefusedAsync(other, HttpStatusCode.BadRequest, "invalid-consent");
    }

    [Fact]
    public async Task What_nobody_leads_is_not_issued_while_others_join()
    {
        var id = await PostAsync("C-1", "东区委组织部");
        using var joined = await ActAsync("C-1", id, "answers",
            """{"requirements":[{"number":1,"lead":"C-2","joint":["C-1-0"]}]}""");
        var question = (string)(await ReadAsync(joined))["questions"]![0]!["id"]!;
        await ActAsync("C-1", id, "answers", $$"""{"answers":[{"question":"{{question}}","value":"leave-out"}]}""");
        await PostingTests.RefusedAsync(await ActAsync("C-1", id, "issuance"), HttpStatusCode.Conflict, "lead-left-out");
        await ActAsync("C-1", id, "answers", """{"requirements":[{"number":1,"lead":"C-1","joint":["C-1-0"]}]}""");
        Assert.Equal(HttpStatusCode.Accepted, (await ActAsync("C-1", id, "issuance")).StatusCode);
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

    /// <summary>For which of the units' officers the notice stands in the list of what waits for their consent.</summary>
    private async Task<string> WaitingAsync(string id, string consent, params string[] units)
    {
        var waiting = new List<string>();
        foreach (var unit in units)
        {
            var listed = await ReadAsync(await notices.GetAsync("officer", unit, $"/v1/notices?limit=500&consent={consent}"));
            if (listed["items"]!.AsArray().Any(item => (string?)item!["id"] == id))
                waiting.Add(unit);
        }
        return string.Join(' ', waiting);
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
