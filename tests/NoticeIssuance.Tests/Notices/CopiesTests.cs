namespace NoticeIssuance.Tests.Notices;

/// <summary>抄送: who is to know of a notice and owes nothing by it.</summary>
[Collection(nameof(NoticesCollection))]
public sealed class CopiesTests(NoticesFixture service)
{
    private static string Named(JsonNode notice) => string.Join(" | ", notice["copiedTo"]!.AsArray().Select(one =>
        $"{one!["phrase"] ?? "-"}: {string.Join(' ', one["units"]!.AsArray().Select(unit => (string)unit!["code"]!))}"));

    private async Task<JsonNode> SetAsync(string id, string body)
    {
        using var answer = await service.ActAsync(id, "copies", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        return await ReadAsync(answer);
    }

    private async Task<string> PostedAsync(string number, string copies)
    {
        var body = Notice(number);
        // Branches alone owe something.
        body["requirements"]!.AsArray().RemoveAt(2);
        body["text"] = Text(number) + $"\n抄送：{copies}\n";
        return await service.AcceptedAsync(body);
    }

    [Fact]
    public async Task Those_named_by_the_text_and_by_its_officer_get_one_at_the_issue_and_others_later()
    {
        await using var queue = await Tap.OnAsync(service.Broker, "Workflow.Contracts.Notices.V1:NoticeCopied", Ct);
        var id = await PostedAsync("港组发〔2016〕31001号", "山城市委组织部、西区委组织部，港城日报社。");
        Assert.Equal("山城市委组织部: D | 西区委组织部: C-2 | 港城日报社: ", Named(await service.ShownAsync(id)));
        // C-1 is taken out again, C-2-1 owes a part of it.
        await SetAsync(id, """{"add":["C-1","C-2-1"],"remove":["C-2"]}""");
        Assert.Equal("山城市委组织部: D | 西区委组织部:  | 港城日报社:  | -: C-1 C-2-1", Named(await SetAsync(id, """{"add":["C-1"]}""")));
        await SetAsync(id, """{"remove":["C-1"],"add":["C-2"]}""");

        Assert.Equal(HttpStatusCode.NotFound, (await service.GetAsync("officer", "D", $"/v1/notices/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await service.ActAsync(id, "issuance")).StatusCode);
        Assert.Equal(("copy", "C-2,D"), await HeardAsync(queue, id));
        Assert.Equal("-: C-2 D", Named(await service.ShownAsync(id)));
        foreach (var _ in new[] { 1, 2 })
            Assert.Equal("-: C C-2 D", Named(await SetAsync(id, """{"add":["C","D"]}""")));
        Assert.Equal(("copy", "C"), await HeardAsync(queue, id));
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("officer", "D", $"/v1/notices/{id}")).StatusCode);
        await PostingTests.RefusedAsync(await service.ActAsync(id, "copies", """{"remove":["D"]}"""), HttpStatusCode.Conflict,
            "copies-told");
        await PostingTests.RefusedAsync(await service.ActAsync(id, "copies", """{"add":["C-1-1"]}"""), HttpStatusCode.UnprocessableEntity,
            "copies-unusable");

        // What becomes of it is told to those that have one.
        Assert.Equal(HttpStatusCode.OK, (await service.ActAsync(id, "amendments",
            """{"reason":"衔接","change":[{"number":2,"text":"以支部为单位召开一次专题讨论会。"}]}""")).StatusCode);
        Assert.Equal(("copy-amended", "C,C-2,D"), await HeardAsync(queue, id));
        Assert.Equal(HttpStatusCode.OK, (await service.ActAsync(id, "withdrawal", """{"reason":"误发"}""")).StatusCode);
        Assert.Equal(("copy-withdrawn", "C,C-2,D"), await HeardAsync(queue, id));
        await PostingTests.RefusedAsync(await service.ActAsync(id, "copies", """{"add":["C-1"]}"""), HttpStatusCode.Conflict,
            "notice-withdrawn");
        Assert.Equal(["C-2,D", "C"], (await service.Database.Sql(
            """
            select convert_from(c.bytes, 'UTF8') from mt_events e join content c on c.sha256 = e.data ->> 'unitsSha256'
            where e.stream_id = $1 and e.type = 'notice.copied.v1' order by e.version
            """, Guid.Parse(id)).ReadAsync(row => string.Join(',', JsonSerializer.Deserialize<string[]>(row.GetString(0))!), Ct)));
    }

    [Fact]
    public async Task Of_a_notice_without_copies_nothing_is_told_and_whoever_is_added_later_reads_it()
    {
        await using var queue = await Tap.OnAsync(service.Broker, "Workflow.Contracts.Notices.V1:NoticeCopied", Ct);
        var id = await service.IssuedAsync("港组发〔2016〕31002号");
        Assert.Equal("", Named(await service.ShownAsync(id)));
        Assert.Equal(HttpStatusCode.NotFound, (await service.GetAsync("inspector", "D", $"/v1/notices/{id}")).StatusCode);
        await SetAsync(id, """{"add":["D"]}""");
        Assert.Equal(("copy", "D"), await HeardAsync(queue, id));
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("inspector", "D", $"/v1/notices/{id}")).StatusCode);
        using var list = await service.GetAsync("branch", "D", "/v1/notices?limit=500");
        Assert.Contains(id, await list.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    /// <summary>By code, not by where it stands in the text: what an officer said of the copies holds of another reading too.</summary>
    [Fact]
    public void What_an_officer_said_stays_when_it_is_read_again()
    {
        var file = Given.Received(Given.Requirement(1));
        var set = Workflow.History.Notice.Evolve(file.State, new NoticeEvent.CopiesSet(["D"], ["C"]));
        var again = (Workflow.History.Notice.Received)Workflow.History.Notice.Evolve(set, file.Facts.Content!);
        Assert.Equal(["D"], again.Facts.CopiesAdded);
        Assert.Equal(["C"], again.Facts.CopiesRemoved);
    }

    [Theory]
    [InlineData("""{}""", "$")]
    [InlineData("""{"add":[],"remove":[]}""", "$")]
    [InlineData("""{"add":["D","NOWHERE"]}""", "$.add[1]")]
    [InlineData("""{"add":["D"],"remove":["D"]}""", "$.remove[0]")]
    public async Task What_cannot_be_set_is_refused_with_its_place(string body, string path)
    {
        var id = await service.AcceptedAsync(Notice($"港组发〔2016〕{Random.Shared.Next(310_100, 319_999)}号"));
        using var answer = await service.ActAsync(id, "copies", body);
        var refused = await ReadAsync(answer);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "copies-unusable", path),
            (answer.StatusCode, (string)refused["code"]!, (string)refused["errors"]!.AsArray().Single()!["field"]!));
        Assert.Equal("", Named(await service.ShownAsync(id)));
        using var foreign = await service.PostAsync("officer", "C-1", $"/v1/notices/{id}/copies", Json(new JsonObject()));
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
    }

    private static async Task<(string Kind, string Units)> HeardAsync(Tap queue, string id)
    {
        var told = (await Eventually.ValueAsync(() => queue.NextAsync(message => (string?)message["head"]!["notice"] == id), "it is told",
            TimeSpan.FromMinutes(1)))["message"]!;
        return ((string)told["kind"]!, string.Join(',', told["units"]!.AsArray().Select(unit => (string)unit!)));
    }
}
