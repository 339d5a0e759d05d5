using Workflow.Contracts.Assignments.V1;

namespace NoticeIssuance.Tests.Notices;

/// <summary>What becomes of a notice after its issue: withdrawn, superseded, concluded, resumed.</summary>
[Collection(nameof(NoticesCollection))]
public sealed class WithdrawalTests(NoticesFixture service)
{
    [Fact]
    public async Task A_notice_is_withdrawn_once_told_and_read_on()
    {
        await using var queue = await Tap.OnAsync(service.Broker, "Workflow.Contracts.Notices.V1:NoticeWithdrawn", Ct);
        var id = await service.IssuedAsync("港组发〔2016〕30501号");
        Assert.Contains("withdraw", (await service.ShownAsync(id))["allowed"]!.AsArray().Select(act => (string)act!));
        foreach (var _ in new[] { 1, 2 })
        {
            using var answer = await service.ActAsync(id, "withdrawal", """{"reason":"要求与上级部署不一致"}""");
            var notice = await ReadAsync(answer);
            Assert.Equal(("withdrawn", "要求与上级部署不一致", 0),
                ((string)notice["state"]!, (string)notice["withdrawnFor"]!, notice["allowed"]!.AsArray().Count));
        }
        var told = (await Eventually.ValueAsync(() => queue.NextAsync(message => (string?)message["notice"] == id), "it is told",
            TimeSpan.FromMinutes(1)))["message"]!;
        Assert.Equal(("要求与上级部署不一致", null), ((string)told["reason"]!, told["by"]));
        Assert.Equal(1, await service.Database.Sql("select count(*) from mt_events where stream_id = $1 and type = 'notice.withdrawn.v1'",
            Guid.Parse(id)).ScalarAsync<long>(Ct));

        // Whom it was addressed to reads what became of it, and finds it in the list.
        using var addressed = await service.GetAsync("officer", "C-1", $"/v1/notices/{id}");
        Assert.Equal("withdrawn", (string)(await ReadAsync(addressed))["state"]!);
        using var list = await service.GetAsync("officer", "C-1", "/v1/notices?state=withdrawn&limit=500");
        Assert.Contains(id, await list.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        foreach (var (act, body) in new[] { ("issuance", "{}"), ("answers", "{}"), ("rejection", """{"reason":"x"}"""),
            ("supersession", $$"""{"by":"{{id}}"}""") })
            await PostingTests.RefusedAsync(await service.ActAsync(id, act, body), HttpStatusCode.Conflict, "notice-withdrawn");
    }

    [Fact]
    public async Task Another_notice_of_the_unit_takes_its_place_and_is_named()
    {
        await using var queue = await Tap.OnAsync(service.Broker, "Workflow.Contracts.Notices.V1:NoticeWithdrawn", Ct);
        var (id, other) = (await service.IssuedAsync("港组发〔2016〕30502号"), await service.IssuedAsync("港组发〔2016〕30503号"));
        var draft = await service.AcceptedAsync(Notice("港组发〔2016〕30504号"));
        foreach (var unfit in new[] { id, draft, $"{Guid.NewGuid()}" })
            await PostingTests.RefusedAsync(await service.ActAsync(id, "supersession", $$"""{"by":"{{unfit}}"}"""),
                HttpStatusCode.UnprocessableEntity, "superseding-unusable");
        using var answer = await service.ActAsync(id, "supersession", $$"""{"by":"{{other}}","reason":"按新部署执行"}""");
        var by = (await ReadAsync(answer))["supersededBy"]!;
        Assert.Equal((other, "港组发〔2016〕30503号", "按新部署执行"), ((string)by["id"]!, (string)by["documentNumber"]!, (string)by["reason"]!));
        var told = (await Eventually.ValueAsync(() => queue.NextAsync(message => (string?)message["notice"] == id), "it is told",
            TimeSpan.FromMinutes(1)))["message"]!;
        Assert.Equal((other, "按新部署执行"), ((string)told["by"]!["notice"]!, (string)told["reason"]!));
        await PostingTests.RefusedAsync(await service.ActAsync(id, "withdrawal", """{"reason":"x"}"""), HttpStatusCode.Conflict,
            "notice-superseded");
        Assert.Equal("issued", (string)(await service.ShownAsync(other))["state"]!);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_a_word()
    {
        var draft = await service.AcceptedAsync(Notice("港组发〔2016〕30505号"));
        await PostingTests.RefusedAsync(await service.ActAsync(draft, "withdrawal", """{"reason":"x"}"""), HttpStatusCode.Conflict,
            "notice-not-issued");
        var id = await service.IssuedAsync("港组发〔2016〕30506号");
        await PostingTests.RefusedAsync(await service.ActAsync(id, "withdrawal", """{"reason":" "}"""), HttpStatusCode.UnprocessableEntity,
            "reason-missing");
        await PostingTests.RefusedAsync(await service.ActAsync(id, "rejection", """{"reason":"x"}"""), HttpStatusCode.Conflict,
            "notice-issued");
        using var foreign = await service.PostAsync("officer", "C-1", $"/v1/notices/{id}/withdrawal",
            Json(new JsonObject { ["reason"] = "x" }));
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal("issued", (string)(await service.ShownAsync(id))["state"]!);
    }

    /// <summary>Whatever order the owner's words come in, the last of them holds.</summary>
    [Fact]
    public void A_notice_is_concluded_and_resumed_by_the_highest_count()
    {
        var received = Given.Received(Given.Requirement(1));
        var issued = received.Then(IssueNotice.Decide(received, Given.City(), WorkingCalendars.Shipped, Given.Now)).State;
        (long Through, bool Discharged)[] heard = [(10, true), (12, false), (14, true)];
        foreach (var order in new[] { [0, 1, 2], [2, 1, 0], [1, 0, 2], [0, 2, 1], [1, 2, 0], new[] { 2, 0, 1 } })
        {
            var state = order.Aggregate(issued, (now, i) => NoticeDischargedConsumer.Decide(now,
                new NoticeDischarged(Guid.Empty, heard[i].Through, heard[i].Discharged)).Events
                    .Aggregate(now, Workflow.History.Notice.Evolve));
            Assert.Equal(14, Assert.IsType<Workflow.History.Notice.Concluded>(state).Facts.Through);
        }
        var resumed = new[] { 1, 0 }.Aggregate(issued, (now, i) => NoticeDischargedConsumer.Decide(now,
            new NoticeDischarged(Guid.Empty, heard[i].Through, heard[i].Discharged)).Events.Aggregate(now, Workflow.History.Notice.Evolve));
        Assert.IsType<Workflow.History.Notice.Issued>(resumed);
        var withdrawn = Workflow.History.Notice.Evolve(issued, new NoticeEvent.Withdrawn("x"));
        Assert.Empty(NoticeDischargedConsumer.Decide(withdrawn, new NoticeDischarged(Guid.Empty, 20, IsDischarged: true)).Events);
    }

    [Fact]
    public async Task A_notice_whose_assignments_are_done_with_is_concluded_and_may_still_be_superseded()
    {
        var (id, other) = (await service.IssuedAsync("港组发〔2016〕30507号"), await service.IssuedAsync("港组发〔2016〕30508号"));
        await service.Service.Services.GetRequiredService<IBus>().Publish(new NoticeDischarged(Guid.Parse(id), 42, IsDischarged: true), Ct);
        await Eventually.HoldsAsync(async () => (string)(await service.ShownAsync(id))["state"]! == "concluded", "it is concluded");
        using var again = await service.ActAsync(id, "issuance");
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        using var answer = await service.ActAsync(id, "supersession", $$"""{"by":"{{other}}"}""");
        Assert.Equal("superseded", (string)(await ReadAsync(answer))["state"]!);
    }
}
