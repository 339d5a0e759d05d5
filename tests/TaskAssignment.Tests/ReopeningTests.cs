namespace TaskAssignment.Tests;

/// <summary>What was closed is to be done once more; and what units are told of decisions.</summary>
public sealed class ReopeningTests(AssignmentsFixture service)
{
    private static readonly object Done = new { text = "done" };

    private Task<JsonElement> ReadAsync(Guid id) => service.ReadAsync("officer", "CITY", $"/v1/assignments/{id}");

    private async Task<Guid> CloseAsync(Fanout fanout, string unit)
    {
        var id = fanout.Id(1, unit);
        await service.ActAsync("branch", unit, id, "reports", Done);
        await service.ActAsync("officer", "CITY", id, "acceptance");
        await service.ActAsync("officer", "CITY", id, "closure");
        return id;
    }

    [Fact]
    public async Task It_owes_a_report_by_a_new_term_and_the_notice_is_discharged_no_longer()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1", "D1-B2"], [Fanout.Duty(1, "2016-04-20T15:59:59Z")]));
        var id = await CloseAsync(fanout, "D1-B1");
        await CloseAsync(fanout, "D1-B2");
        await ToldAsync(fanout, true);
        foreach (var _ in new[] { 1, 2 })
            await service.ActAsync("officer", "D1", id, "reopening", new { reason = "台账不全" });
        var reopened = await ReadAsync(id);
        Assert.Equal(("reopened", "台账不全", "reopening", "pending", 2, false), (reopened.GetProperty("state").GetString(),
            reopened.GetProperty("returnedFor").GetString(), reopened.GetProperty("origin").GetString(),
            reopened.GetProperty("verdict").GetString(), reopened.GetProperty("deadlineVersion").GetInt32(),
            reopened.GetProperty("overdue").GetBoolean()));
        Assert.Equal(Fanout.At("2016-05-05T15:59:59Z"), reopened.GetProperty("dueAt").GetDateTimeOffset());
        await ToldAsync(fanout, false);
        var told = await Eventually.ValueAsync(() => Task.FromResult(service.Published.News(id).LastOrDefault(news =>
            news.Kind == "reopening")), "the unit is told");
        Assert.Equal(("台账不全", Fanout.At("2016-05-05T15:59:59Z")), (told.Reason, told.DueAt));
        Assert.Equal(["acceptance", "reopening"], service.Published.News(id).Select(news => news.Kind));

        await service.ActAsync("branch", "D1-B1", id, "reports", new { text = "补齐了" });
        await service.ActAsync("officer", "D1", id, "acceptance");
        await service.ActAsync("officer", "D1", id, "closure");
        await ToldAsync(fanout, true);
        var standings = service.Published.Discharged(fanout.Notice).ToList();
        // Told again with each page of events in which something ended; never of a count that goes back.
        Assert.Equal("true false true", string.Join(' ', standings.Select(standing => standing.IsDischarged ? "true" : "false")
            .Aggregate(new List<string>(), (told, next) => told.LastOrDefault() == next ? told : [.. told, next])));
        Assert.Equal(standings.Select(standing => standing.Through).Order(), standings.Select(standing => standing.Through));
        Assert.Equal(1, (await ReadAsync(id)).GetProperty("missed").GetArrayLength());
    }

    [Fact]
    public async Task Who_decides_is_told_at_once_of_what_waits_for_it()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1", "D1"], [Fanout.Duty(1, "2016-05-31T15:59:59Z")]));
        var (branch, district) = (fanout.Id(1, "D1-B1"), fanout.Id(1, "D1"));
        var asked = Fanout.At("2016-06-20T15:59:59Z");
        await service.ActAsync("branch", "D1-B1", branch, "extension-requests", new { reason = "人手不足", dueAt = asked });
        await service.ActAsync("branch", "D1-B1", branch, "decline", new { reason = "不属本单位" });
        await service.ActAsync("officer", "D1", branch, "insistence", new { reason = "属你单位" });
        await service.ActAsync("branch", "D1-B1", branch, "reports", Done);
        await service.ActAsync("officer", "D1", branch, "return", new { reason = "缺少数字" });
        await service.ActAsync("branch", "D1-B1", branch, "reports", new { text = "补齐了" });
        await service.ActAsync("branch", "D1", district, "reports", Done);
        await Eventually.HoldsAsync(() => service.Published.ToDecide(branch).Count() >= 4 && service.Published.ToDecide(district).Any(),
            "all is told");
        Assert.Equal([("extension-asked", "人手不足", asked), ("declined", "不属本单位", null), ("report", null, null), ("report", null, null)],
            service.Published.ToDecide(branch).OrderBy(news => news.At).Select(news => (news.Kind, news.Reason, news.AskedFor)));
        Assert.All(service.Published.ToDecide(branch), news => Assert.Equal(("D1", "D1-B1"), (news.Unit, news.From)));
        Assert.Equal(4, service.Published.ToDecide(branch).Select(news => news.Message).Distinct().Count());
        Assert.Equal(("CITY", "D1"), service.Published.ToDecide(district).Select(news => (news.Unit, news.From!)).Single());
        Assert.Equal(["insistence", "return"], service.Published.News(branch).Select(news => news.Kind));
    }

    private Task ToldAsync(Fanout fanout, bool discharged) => Eventually.HoldsAsync(
        () => service.Published.Discharged(fanout.Notice).LastOrDefault()?.IsDischarged == discharged, $"it is told: {discharged}");

    [Theory]
    [InlineData("officer", "D1", """{"reason":" "}""", "reason-unusable")]
    [InlineData("officer", "D1", """{"reason":"x","dueAt":"2016-04-01T00:00:00+08:00"}""", "term-unusable")]
    [InlineData("branch", "D1-B1", """{"reason":"x"}""", "role")]
    [InlineData("officer", "D2", """{"reason":"x"}""", "unknown")]
    public async Task What_cannot_be_is_refused_with_a_word(string role, string unit, string body, string code)
    {
        var id = await CloseAsync(await service.IssueAsync(Fanout.Of(["D1-B1"], [Fanout.Duty(1, "2016-05-31T15:59:59Z")])), "D1-B1");
        using var answer = await service.PostAsync(role, unit, $"/v1/assignments/{id}/reopening",
            JsonSerializer.Deserialize<JsonElement>(body));
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString());
        Assert.Equal("closed", (await ReadAsync(id)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_joint_part_is_not_reopened_under_a_lead_that_is_closed()
    {
        var fanout = await service.IssueAsync(
            Fanout.Of(["D1-B1", "D1-B2"], [Fanout.Duty(1, "2016-05-31T15:59:59Z")], lead: "D1-B1"));
        var (part, lead) = (await CloseAsync(fanout, "D1-B2"), await CloseAsync(fanout, "D1-B1"));
        using (var refused = await service.PostAsync("officer", "D1", $"/v1/assignments/{part}/reopening", new { reason = "x" }))
            Assert.Equal("lead-closed", (await refused.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString());
        Assert.Equal("closed", (await ReadAsync(part)).GetProperty("state").GetString());
        foreach (var id in new[] { lead, part })
            await service.ActAsync("officer", "D1", id, "reopening", new { reason = "x" });
        Assert.Equal("reopened", (await ReadAsync(part)).GetProperty("state").GetString());
    }

    /// <summary>A notice of which a chunk has not arrived is not done with, whatever has been done of the others.</summary>
    [Fact]
    public async Task A_notice_is_not_discharged_before_all_of_it_has_been_made()
    {
        var fanout = Fanout.Of(["D1-B1", "D1-B2"], [Fanout.Duty(1, "2016-05-31T15:59:59Z")], chunkSize: 1);
        await service.PublishAsync(fanout.Issued);
        await service.PublishAsync(fanout.Chunks[0]);
        await service.FoundAsync(fanout, 1);
        await CloseAsync(fanout, fanout.Chunks[0].Assignments[0].Unit);
        await Eventually.HoldsAsync(() => service.Published.Changed(fanout.Chunks[0].Assignments[0].Assignment)
            .Any(m => m.Message.State == "closed"), "the closing is told");
        Assert.Empty(service.Published.Discharged(fanout.Notice));
        await service.PublishAsync(fanout.Chunks[1]);
        await service.FoundAsync(fanout, 2);
        await CloseAsync(fanout, fanout.Chunks[1].Assignments[0].Unit);
        await ToldAsync(fanout, true);
    }

    [Fact]
    public async Task Each_decision_is_told_to_the_unit_once_with_what_it_was_given_for()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1"], [Fanout.Duty(1, "2016-05-31T15:59:59Z")]));
        var id = fanout.Id(1, "D1-B1");
        await service.ActAsync("branch", "D1-B1", id, "decline", new { reason = "not ours" });
        await service.ActAsync("officer", "D1", id, "insistence", new { reason = "yours" });
        await service.ActAsync("branch", "D1-B1", id, "decline", new { reason = "really not" });
        await service.ActAsync("officer", "D1", id, "insistence", new { reason = "really", dueAt = "2016-05-25T23:59:59+08:00" });
        await service.ActAsync("branch", "D1-B1", id, "extension-requests", Ask("flood"));
        await service.ActAsync("officer", "D1", id, "extension-requests/1/decision", new { granted = false, reason = "no" });
        await service.ActAsync("branch", "D1-B1", id, "extension-requests", Ask("another flood"));
        await service.ActAsync("officer", "D1", id, "extension-requests/2/decision", new { granted = true, reason = "well" });
        await service.ActAsync("branch", "D1-B1", id, "reports", Done);
        await service.ActAsync("officer", "D1", id, "return", new { reason = "more" });
        await service.ActAsync("branch", "D1-B1", id, "reports", new { text = "more" });
        await service.ActAsync("officer", "D1", id, "acceptance");
        await Eventually.HoldsAsync(() => service.Published.News(id).Any(news => news.Kind == "acceptance"), "all is told");
        var (first, second, third) =
            (Fanout.At("2016-05-31T15:59:59Z"), Fanout.At("2016-05-25T15:59:59Z"), Fanout.At("2016-06-09T15:59:59Z"));
        Assert.Equal([("insistence", "yours", first), ("insistence", "really", second), ("extension-refused", "no", second),
            ("extension-granted", "well", third), ("return", "more", third), ("acceptance", null, third)],
            service.Published.News(id).Select(news => (news.Kind, news.Reason, news.DueAt!.Value)));
        Assert.Equal(6, service.Published.News(id).Select(news => news.Message).Distinct().Count());

        static object Ask(string reason) => new { reason, dueAt = "2016-06-09T23:59:59+08:00" };
    }
}
