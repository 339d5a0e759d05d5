namespace NoticeIssuance.Tests.Notices;

/// <summary>变更 over HTTP: looked at before, stored once, told, shown, counted by calendars no more than it should.</summary>
[Collection(nameof(NoticesCollection))]
public sealed class AmendedNoticeTests(NoticesFixture service)
{
    private const string Body =
        """{"reason":"与上级部署衔接","add":[{"text":"各支部要组织一次专题党课。","dueAt":"2026-12-31","owes":{"level":"branch"}}]}""";

    [Fact]
    public async Task It_is_looked_at_then_stored_once_told_and_shown()
    {
        await using var amended = await Tap.OnAsync(service.Broker, "Workflow.Contracts.Notices.V1:NoticeAmended", Ct);
        await using var chunks = await Tap.OnAsync(service.Broker, "Workflow.Contracts.Notices.V1:NoticeDistributed", Ct);
        var id = await service.IssuedAsync("港组发〔2016〕30701号");
        var before = await service.ShownAsync(id);
        Assert.Contains("amend", before["allowed"]!.AsArray().Select(act => (string)act!));
        var numbers = before["requirements"]!.AsArray().Select(it => (int)it!["number"]!).ToList();
        var body = Body.Replace("\"add\"", $"\"drop\":[{numbers[0]}],\"add\"", StringComparison.Ordinal);

        using (var rehearsed = await service.ActAsync(id, "amendments/rehearsal", body))
        {
            var rehearsal = await ReadAsync(rehearsed);
            Assert.Equal(["added", "dropped"], rehearsal["requirements"]!.AsArray().Select(it => (string)it!["change"]!));
            Assert.True((int)rehearsal["made"]! > 0 && (int)rehearsal["noLonger"]! > 0 && rehearsal["byUnit"]!.AsArray().Count > 0);
        }
        Assert.Equal((long)before["version"]!, (long)(await service.ShownAsync(id))["version"]!);

        using (var answer = await service.ActAsync(id, "amendments", body))
        {
            var notice = await ReadAsync(answer);
            Assert.Equal(("issued", 1), ((string)notice["state"]!, notice["amendments"]!.AsArray().Count));
            Assert.Equal([.. numbers.Skip(1), numbers.Max() + 1], notice["requirements"]!.AsArray().Select(it => (int)it!["number"]!));
            Assert.Equal(1, (int)notice["requirements"]!.AsArray()[^1]!["amendment"]!);
            Assert.Equal(numbers[0], (int)notice["amendments"]![0]!["dropped"]![0]!["number"]!);
        }
        var told = (await Eventually.ValueAsync(() => amended.NextAsync(message => (string?)message["head"]!["notice"] == id), "it is told",
            TimeSpan.FromMinutes(1)))["message"]!;
        Assert.Equal((1, "与上级部署衔接", numbers[0]), ((int)told["number"]!, (string)told["reason"]!, (int)told["dropped"]![0]!["number"]!));
        var made = (await Eventually.ValueAsync(() => chunks.NextAsync(message => (string?)message["head"]!["notice"] == id
            && (int)message["amendment"]! == 1), "what is new is distributed", TimeSpan.FromMinutes(1)))["message"]!;
        Assert.All(made["assignments"]!.AsArray(), one => Assert.Equal(numbers.Max() + 1, (int)one!["requirement"]!));
        // As it was before.
        using var earlier = await service.GetAsync("officer", "C", $"/v1/notices/{id}?version={(long)before["version"]!}");
        Assert.Equal(numbers, (await ReadAsync(earlier))["requirements"]!.AsArray().Select(it => (int)it!["number"]!));
        Assert.Equal(HttpStatusCode.OK, (await service.ActAsync(id, "withdrawal", """{"reason":"另有部署"}""")).StatusCode);
    }

    /// <summary>A notice that moves the day of an earlier one is read, proposed as its amendment, and that is confirmed.</summary>
    [Fact]
    public async Task What_another_notice_says_of_it_is_proposed_and_confirmed()
    {
        var notice = Notice("港组发〔2016〕711号");
        notice["requirements"]![0]!.AsObject().Remove("dueAt");
        var id = await service.AcceptedAsync(notice);
        using (var issued = await service.ActAsync(id, "issuance"))
            Assert.Equal(HttpStatusCode.Accepted, issued.StatusCode);
        var changing = await service.AcceptedAsync(new JsonObject
        {
            ["text"] = """
                关于延长集中学习时限的通知
                各区委组织部：
                《关于开展主题活动的通知》（港组发〔2016〕711号）规定的集中学习时限由4月底延长至2027年5月20日，请抓好落实。
                此前，港组发〔2016〕799号通知要求的时限由3月1日调整为3月5日。
                中共港城市委组织部
                2016年4月6日
                """,
        });
        var proposals = await ReadAsync(await service.GetAsync("officer", "C", $"/v1/notices/{changing}/amendment-proposals"));
        var proposal = Assert.Single(proposals["items"]!.AsArray())!;
        Assert.Equal((id, "按《关于延长集中学习时限的通知》变更", false), ((string)proposal["notice"]!["id"]!, (string)proposal["reason"]!,
            (bool)proposal["supersedes"]!));
        var change = Assert.Single(proposal["change"]!.AsArray())!;
        Assert.Equal((1, "2027年5月20日前，以支部为单位组织一次集中学习。", "2027-05-20T23:59:59+08:00"), ((int)change["number"]!,
            (string)change["text"]!, (string)change["dueAt"]!));
        Assert.Equal("港组发〔2016〕799号", (string)Assert.Single(proposals["missing"]!.AsArray())!["documentNumber"]!);
        Assert.Equal(HttpStatusCode.NotFound,
            (await service.GetAsync("officer", "C-1", $"/v1/notices/{changing}/amendment-proposals")).StatusCode);
        var body = new JsonObject
        {
            ["reason"] = (string)proposal["reason"]!,
            ["change"] = new JsonArray(new JsonObject
            {
                ["number"] = 1, ["text"] = (string)change["text"]!, ["dueAt"] = (string)change["dueAt"]!,
            }),
        };
        using (var amended = await service.ActAsync(id, "amendments", body.ToJsonString()))
            Assert.Equal("2027-05-20T23:59:59+08:00", (string)(await ReadAsync(amended))["requirements"]![0]!["deadline"]!["dueAt"]!);
        foreach (var one in new[] { id, changing })
            Assert.Empty((await ReadAsync(await service.GetAsync("officer", "C", $"/v1/notices/{one}/amendment-proposals")))["items"]!
                .AsArray());
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_a_word_and_nothing_is_half_done()
    {
        var draft = await service.AcceptedAsync(Notice("港组发〔2016〕30702号"));
        await PostingTests.RefusedAsync(await service.ActAsync(draft, "amendments", Body), HttpStatusCode.Conflict, "notice-not-issued");
        var id = await service.IssuedAsync("港组发〔2016〕30703号");
        foreach (var path in new[] { "amendments", "amendments/rehearsal" })
        {
            await PostingTests.RefusedAsync(await service.ActAsync(id, path, """{"reason":"x","drop":[77]}"""),
                HttpStatusCode.UnprocessableEntity, "amendment-unusable");
            await PostingTests.RefusedAsync(await service.ActAsync(id, path, """{"reason":"x"}"""), HttpStatusCode.UnprocessableEntity,
                "amendment-unusable");
            await PostingTests.RefusedAsync(await service.ActAsync(id, path, """{"reason":" ","drop":[1]}"""),
                HttpStatusCode.UnprocessableEntity, "reason-missing");
            foreach (var malformed in new[] { "{}", "[]", """{"reason":"x","drop":["one"]}""", """{"reason":"x","dropp":[1]}""",
                """{"reason":"x","drop":null,"change":[null]}""",
                """{"reason":"x","add":[null]}""", """{"reason":"x","addUnits":[null]}""" })
            {
                using var answer = await service.ActAsync(id, path, malformed);
                Assert.InRange((int)answer.StatusCode, 400, 422);
            }
            using var foreign = await service.PostAsync("officer", "C-1", $"/v1/notices/{id}/{path}",
                Json(JsonNode.Parse(Body)!.AsObject()));
            Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        }
        Assert.Empty((await service.ShownAsync(id))["amendments"]!.AsArray());
    }
}
