namespace NoticeIssuance.Tests.Notices;

/// <summary>From the posted notice to the chunks on the broker, and who may do what on the way.</summary>
[Collection(nameof(NoticesCollection))]
public sealed class NoticeLifeTests(NoticesFixture notices)
{
    [Fact]
    public async Task Questions_are_answered_the_notice_issued_and_its_chunks_published_with_every_assignment_once()
    {
        await using var queue = await Tap.OnAsync(notices.Broker, "Workflow.Contracts.Notices.V1:NoticeDistributed", Ct);
        var body = Notice("港组发〔2016〕30号");
        body["addressees"] = new JsonArray("各有关单位");
        var id = await notices.AcceptedAsync(body);
        await PostingTests.RefusedAsync(await notices.ActAsync(id, "issuance"), HttpStatusCode.Conflict, "questions-open");

        var open = await notices.ShownAsync(id);
        var question = Assert.Single(open["questions"]!.AsArray(), asked => (string)asked!["kind"]! == "addressee-unresolved")!["id"];
        using var answered = await notices.ActAsync(id, "answers", $$"""
            {"acceptProposals":true,"answers":[{"question":"{{question}}","value":["C-1","C-2"]}],
                "requirements":[{"number":2,"dueAt":"2016-05-31"}]}
            """);
        var notice = await ReadAsync(answered);
        Assert.Equal((0, "2016-05-31T23:59:59+08:00"),
            (notice["questions"]!.AsArray().Count, (string)notice["requirements"]![1]!["deadline"]!["dueAt"]!));

        using var issued = await notices.ActAsync(id, "issuance");
        Assert.Equal((HttpStatusCode.Accepted, 14), (issued.StatusCode, (int)(await ReadAsync(issued))["assignments"]!));
        using var again = await notices.ActAsync(id, "issuance");
        Assert.Equal((HttpStatusCode.Accepted, 14), (again.StatusCode, (int)(await ReadAsync(again))["assignments"]!));

        var chunk = await Eventually.ValueAsync(() => queue.NextAsync(message => (string?)message["head"]?["notice"] == id),
            "the chunk is on the broker", TimeSpan.FromMinutes(2));
        var expected = Enumerable.Range(0, 6).SelectMany(n => new[] { (1, $"C-{1 + (n / 3)}-{n % 3}"), (2, $"C-{1 + (n / 3)}-{n % 3}") })
            .Concat([(3, "C-1"), (3, "C-2")]);
        Assert.Equal(expected.Order(),
            chunk["message"]!["assignments"]!.AsArray().Select(a => ((int)a!["requirement"]!, (string)a["unit"]!)).Order());
        Assert.Equal(id, (string)chunk["correlationId"]!);
    }

    [Fact]
    public async Task What_an_answer_teaches_is_told_to_the_directory_and_then_known()
    {
        await using var queue = await Tap.OnAsync(notices.Broker, "Workflow.Contracts.Notices.V1:AliasTaught", Ct);
        var body = Notice("港组发〔2016〕40号");
        body["addressees"] = new JsonArray("市直机关支部");
        var id = await notices.AcceptedAsync(body);
        var open = await notices.ShownAsync(id);
        var question = (string)Assert.Single(open["questions"]!.AsArray())!["id"]!;
        var answer = $$"""{"answers":[{"question":"{{question}}","value":["C-1-0","C-1-1"],"teach":true}]}""";
        Assert.Equal(HttpStatusCode.OK, (await notices.ActAsync(id, "answers", answer)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await notices.ActAsync(id, "answers", answer)).StatusCode);

        var message = (await Eventually.ValueAsync(() => queue.NextAsync(taught => (string?)taught["notice"] == id),
            "the directory is told", TimeSpan.FromMinutes(2)))["message"]!;
        Assert.Equal(("市直机关支部", "C-1-0,C-1-1"),
            ((string)message["phrase"]!, string.Join(',', message["units"]!.AsArray().Select(unit => (string)unit!))));
        await notices.PublishAsync(2, [.. new[] { "C-1-0", "C-1-1" }
            .Select(code => Unit(code, $"支部{code}", "党支部", "branch", "C-1", "市直机关支部") with { Version = 2 })]);
        var tree = await Eventually.ValueAsync(
            async () => (await PostedAsync(body))["questions"]!.AsArray() is { Count: 0 } none ? none : null,
            "later notices resolve it", TimeSpan.FromMinutes(2));
        Assert.Empty(tree);

        async Task<JsonNode> PostedAsync(JsonObject notice)
        {
            notice["documentNumber"] = $"港组发〔2016〕{Random.Shared.Next(1000, 9999)}号";
            return await ReadAsync(await notices.PostNoticeAsync(Json(notice)));
        }
    }

    [Fact]
    public async Task A_notice_is_shown_as_it_was_at_a_version()
    {
        var id = await notices.AcceptedAsync(Notice("港组发〔2016〕31号"));
        var before = await notices.ShownAsync(id);
        await notices.ActAsync(id, "issuance");
        var after = await notices.ShownAsync(id);
        var then = await ReadAsync(await notices.GetAsync("officer", "C", $"/v1/notices/{id}?version={before["version"]}"));
        Assert.Equal(("received", "issued", "received"), ((string)before["state"]!, (string)after["state"]!, (string)then["state"]!));
        Assert.True(JsonNode.DeepEquals(before, then));
        Assert.Equal(HttpStatusCode.NotFound, (await notices.GetAsync("officer", "C", $"/v1/notices/{id}?version=99")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound,
            (await notices.GetAsync("officer", "C", $"/v1/notices/{id}?at=2001-01-01T00:00:00Z")).StatusCode);
        await PostingTests.RefusedAsync(await notices.GetAsync("officer", "C", $"/v1/notices/{id}?at=yesterday"),
            HttpStatusCode.BadRequest, "invalid-at");
    }

    [Fact]
    public async Task A_stale_version_is_refused_only_when_something_would_change()
    {
        var id = await notices.AcceptedAsync(Notice("港组发〔2016〕32号"));
        using var stale = await notices.PostAsync("officer", "C", $"/v1/notices/{id}/rejection",
            Json(JsonNode.Parse("""{"reason":"重复"}""")!), ifMatch: "\"1\"");
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        using var nothing = await notices.PostAsync("officer", "C", $"/v1/notices/{id}/answers", Json(new JsonObject()), ifMatch: "\"1\"");
        Assert.Equal(HttpStatusCode.OK, nothing.StatusCode);
    }

    [Fact]
    public async Task A_notice_sent_back_stays_readable_and_is_not_issued()
    {
        var id = await notices.AcceptedAsync(Notice("港组发〔2016〕33号"));
        using var rejected = await notices.ActAsync(id, "rejection", """{"reason":"行文不当"}""");
        var notice = await ReadAsync(rejected);
        Assert.Equal(("rejected", "行文不当"), ((string)notice["state"]!, (string)notice["rejectedFor"]!));
        await PostingTests.RefusedAsync(await notices.ActAsync(id, "issuance"), HttpStatusCode.Conflict, "notice-rejected");
        await PostingTests.RefusedAsync(await notices.ActAsync(id, "rejection", """{"reason":" "}"""),
            HttpStatusCode.UnprocessableEntity, "reason-missing");
    }

    [Fact]
    public async Task Units_that_arrive_later_settle_the_open_question()
    {
        var body = Notice("港组发〔2016〕34号");
        body["addressees"] = new JsonArray("南区委组织部");
        var id = await notices.AcceptedAsync(body);
        await notices.PublishAsync(2, Unit("C-3", "南区委组织部", "组织部", "county", "C"));
        await Eventually.PassesAsync(async () =>
        {
            var notice = await notices.ShownAsync(id);
            Assert.Equal("C-3", (string)Assert.Single(notice["addressees"]![0]!["units"]!.AsArray())!);
            Assert.Empty(notice["questions"]!.AsArray());
        });
    }

    [Fact]
    public async Task Unusable_answers_are_named_with_what_is_allowed()
    {
        var id = await notices.AcceptedAsync(Notice("港组发〔2016〕35号"));
        using var refused = await notices.ActAsync(id, "answers",
            """{"answers":[{"question":"nobody-asked","value":"x"}],"requirements":[{"number":9}]}""");
        var problem = await PostingTests.RefusedAsync(refused, HttpStatusCode.UnprocessableEntity, "answers-unusable");
        Assert.Equal(["$.answers[0].question", "$.requirements[0].number"],
            problem["errors"]!.AsArray().Select(error => (string)error!["field"]!));
    }

    [Fact]
    public async Task A_cited_notice_that_is_known_is_linked()
    {
        var cited = await notices.AcceptedAsync(Notice("港组发〔2016〕36号"));
        var body = Notice("港组发〔2016〕37号");
        body["text"] = Text("港组发〔2016〕37号").Replace("经研究", "根据《关于开展主题活动的通知》（港组发〔2016〕36号）", StringComparison.Ordinal);
        var notice = await notices.ShownAsync(await notices.AcceptedAsync(body));
        Assert.Contains(notice["references"]!.AsArray(), reference => reference!["notices"]!.AsArray().Any(id => (string)id! == cited));
    }

    [Fact]
    public async Task Lists_go_page_by_page_newest_first_and_hold_only_what_the_caller_may_read()
    {
        var ids = new List<string>();
        foreach (var number in Enumerable.Range(40, 3))
            ids.Insert(0, await notices.AcceptedAsync(Notice($"港组发〔2017〕{number}号")));
        var first = await ReadAsync(await notices.GetAsync("officer", "C", "/v1/notices?q=〔2017〕4&limit=2"));
        var second = await ReadAsync(await notices.GetAsync("officer", "C", $"/v1/notices?q=〔2017〕4&limit=2&after={first["next"]}"));
        Assert.Equal(ids, first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(item => (string)item!["id"]!));
        Assert.Null(second["next"]);
        Assert.Empty((await ReadAsync(await notices.GetAsync("officer", "D", "/v1/notices?q=〔2017〕4")))["items"]!.AsArray());
        Assert.Empty((await ReadAsync(await notices.GetAsync("officer", "C", "/v1/notices?state=issued&q=〔2017〕4")))["items"]!.AsArray());
        Assert.Equal(HttpStatusCode.BadRequest, (await notices.GetAsync("officer", "C", "/v1/notices?state=open")).StatusCode);
    }

    /// <summary>C-1 issues; C stands above, C-1-0 below, C-2 beside it.</summary>
    [Theory]
    [InlineData("upstream", "C-1:200 C:404 C-1-0:404 C-2:404", "C-1:403 C:403 C-1-0:404 C-2:404")]
    [InlineData("officer", "C-1:200 C:200 C-1-0:404 C-2:404", "C-1:200 C:403 C-1-0:404 C-2:404")]
    [InlineData("branch", "C-1:200 C:200 C-1-0:404 C-2:404", "C-1:403 C:403 C-1-0:403 C-2:403")]
    [InlineData("inspector", "C-1:200 C:200 C-1-0:404 C-2:404", "C-1:403 C:403 C-1-0:403 C-2:403")]
    [InlineData("operator", "C-1:403 C:403", "C-1:403 C:403")]
    [InlineData("auditor", "C-1:200 C:200 C-2:200 OUTSIDE:200", "C-1:403 C:403 C-2:403 OUTSIDE:403")]
    public async Task Each_role_reaches_what_it_may(string role, string reads, string acts)
    {
        using var posted = await notices.PostNoticeAsync(Json(Notice($"东组发〔2016〕{Guid.NewGuid():N}号")), unit: "C-1");
        var id = (string)(await ReadAsync(posted))["id"]!;
        Assert.Equal(reads, await StatusesAsync(reads, unit => notices.GetAsync(role, unit, $"/v1/notices/{id}")));
        Assert.Equal(reads, await StatusesAsync(reads, unit => notices.GetAsync(role, unit, $"/v1/notices/{id}/source")));
        Assert.Equal(acts, await StatusesAsync(acts, unit =>
            notices.PostAsync(role, unit, $"/v1/notices/{id}/answers", Json(new JsonObject()))));
        // Upstream systems may be let to answer, never to send back.
        var rejects = role == "upstream" ? acts.Replace("404", "403", StringComparison.Ordinal) : acts;
        Assert.Equal(rejects, await StatusesAsync(rejects, unit =>
            notices.PostAsync(role, unit, $"/v1/notices/{id}/rejection", Json(JsonNode.Parse("""{"reason":"重复"}""")!))));
        if (role is not ("upstream" or "officer"))
            Assert.Equal("C-1:403", await StatusesAsync("C-1:403", unit =>
                notices.PostAsync(role, unit, "/v1/notices", Json(Notice()), Guid.NewGuid().ToString())));
    }

    [Theory]
    [InlineData("GET", "/v1/notices")]
    [InlineData("GET", "/v1/notices/0195d2a0-0000-7000-8000-000000000001")]
    [InlineData("POST", "/v1/notices")]
    [InlineData("POST", "/v1/notices/0195d2a0-0000-7000-8000-000000000001/issuance")]
    public async Task Nothing_answers_without_a_token(string method, string path)
    {
        using var http = notices.Service.With(token: null);
        using var request = new HttpRequestMessage(new(method), path);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.SendAsync(request, Ct)).StatusCode);
    }

    private static async Task<string> StatusesAsync(string units, Func<string, Task<HttpResponseMessage>> call)
    {
        var statuses = new List<string>();
        foreach (var unit in units.Split(' ').Select(pair => pair.Split(':')[0]))
            statuses.Add($"{unit}:{(int)(await call(unit)).StatusCode}");
        return string.Join(' ', statuses);
    }
}
