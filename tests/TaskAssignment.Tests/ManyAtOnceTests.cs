namespace TaskAssignment.Tests;

public sealed class ManyAtOnceTests(AssignmentsFixture service)
{
    private static readonly string[] Units = [.. Enumerable.Range(1, 600).Select(i => $"M-{i}")];

    private async Task<Dictionary<Guid, (int Status, string? Code)>> PostAsync(string unit, string path, object body)
    {
        using var answer = await service.PostAsync("officer", unit, path, body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var results = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return results.GetProperty("results").EnumerateArray().ToDictionary(r => r.GetProperty("id").GetGuid(), r =>
            (r.GetProperty("status").GetInt32(), r.TryGetProperty("code", out var code) ? code.GetString() : null));
    }

    [Fact]
    public async Task Hundreds_of_reports_are_accepted_returned_and_closed_at_once()
    {
        await service.EstablishAsync(Units);
        var fanout = await service.IssueAsync(Fanout.Of(Units, [Fanout.Duty(1, null)]));
        await Parallel.ForEachAsync(Units.Skip(1), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (unit, _) =>
            await service.ActAsync("branch", unit, fanout.Id(1, unit), "reports", new { text = "done", figures = new { people = 2 } }));
        var all = Units.Select(unit => fanout.Id(1, unit)).ToList();
        var stranger = Guid.NewGuid();

        var returned = await PostAsync("CITY", "/v1/returns", new { assignments = all[1..11], reason = "too short" });
        Assert.All(returned.Values, result => Assert.Equal((204, null), result));

        var accepted = await PostAsync("CITY", "/v1/acceptances", new { assignments = (Guid[])[.. all, stranger, all[^1]] });
        Assert.Equal(601, accepted.Count);
        Assert.Equal((404, "unknown"), accepted[stranger]);
        Assert.All(all[..11], id => Assert.Equal((409, "not-reported"), accepted[id]));
        Assert.All(all[11..], id => Assert.Equal((204, null), accepted[id]));

        var closed = await PostAsync("CITY", "/v1/closures", new { assignments = all });
        Assert.Equal(589, closed.Values.Count(result => result.Status == 204));
        Assert.Equal(589, await service.CountAsync("board where notice = $1 and state = 'closed'", fanout.Notice));
    }

    [Fact]
    public async Task A_lead_and_its_joint_parts_are_closed_by_one_request()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1", "D1-B2", "D2-B1"], [Fanout.Duty(1, null)], lead: "D1-B1"));
        string[] units = ["D1-B1", "D1-B2", "D2-B1"];
        foreach (var unit in units[..2])
            await service.ActAsync("branch", unit, fanout.Id(1, unit), "reports", new { text = "done" });
        await PostAsync("CITY", "/v1/acceptances", new { assignments = units.Select(unit => fanout.Id(1, unit)) });

        var early = await PostAsync("CITY", "/v1/closures", new { assignments = units.Select(unit => fanout.Id(1, unit)) });
        Assert.Equal([(409, "joint-parts-open"), (204, null), (409, "not-accepted")], units.Select(unit => early[fanout.Id(1, unit)]));

        await service.ActAsync("branch", "D2-B1", fanout.Id(1, "D2-B1"), "reports", new { text = "done" });
        await PostAsync("CITY", "/v1/acceptances", new { assignments = units.Select(unit => fanout.Id(1, unit)) });
        var late = await PostAsync("CITY", "/v1/closures", new { assignments = units.Select(unit => fanout.Id(1, unit)) });
        Assert.All(late.Values, result => Assert.Equal((204, null), result));
    }

    [Fact]
    public async Task A_parent_acts_on_its_own_branches_only()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1", "D1-B1-G1", "D2-B1"], [Fanout.Duty(1, null)]));
        foreach (var unit in new[] { "D1-B1", "D1-B1-G1", "D2-B1" })
            await service.ActAsync("branch", unit, fanout.Id(1, unit), "reports",
            new { text = "done" });
        var results = await PostAsync("D1", "/v1/acceptances",
            new { assignments = new[] { fanout.Id(1, "D1-B1"), fanout.Id(1, "D1-B1-G1"), fanout.Id(1, "D2-B1") } });
        Assert.Equal([(204, null), (403, "not-yours"), (404, "unknown")], results.Values);
    }

    [Fact]
    public async Task More_time_is_granted_to_many_at_once_each_the_day_it_asked_for()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1", "D1-B2", "D2-B1"], [Fanout.Duty(1, "2016-05-31T15:59:59Z")]));
        Guid[] ids = [fanout.Id(1, "D1-B1"), fanout.Id(1, "D1-B2"), fanout.Id(1, "D2-B1")];
        await service.ActAsync("branch", "D1-B1", ids[0], "extension-requests", new { reason = "a", dueAt = "2016-06-15T23:59:59+08:00" });
        await service.ActAsync("branch", "D1-B2", ids[1], "extension-requests", new { reason = "b", dueAt = "2016-06-20T23:59:59+08:00" });
        var requests = ids.Select(id => new { assignment = id, number = 1 }).ToArray();
        foreach (var again in new[] { 1, 2 })
        {
            var granted = await PostAsync("D1", "/v1/extension-decisions", new { requests, granted = true });
            Assert.Equal([(204, null), (204, null), (404, "unknown")], ids.Select(id => granted[id]));
        }
        var due = await Task.WhenAll(ids[..2].Select(async id =>
            (await service.ReadAsync("officer", "CITY", $"/v1/assignments/{id}")).GetProperty("dueAt").GetDateTimeOffset()));
        Assert.Equal([Fanout.At("2016-06-15T15:59:59Z"), Fanout.At("2016-06-20T15:59:59Z")], due);
        var refused = await PostAsync("CITY", "/v1/extension-decisions", new { requests, granted = false, reason = "时间足够" });
        Assert.Equal([(409, "extension-decided"), (409, "extension-decided"), (409, "extension-unknown")], ids.Select(id => refused[id]));
    }

    [Fact]
    public async Task What_was_declined_is_given_each_to_the_unit_that_was_named()
    {
        var (nobodyNamed, toLeave) = ("D2-B1", "D2");
        var fanout = await service.IssueAsync(
            Fanout.Of(["D1-B1", "D1-B2", "D1-B1-G1", nobodyNamed, toLeave], [Fanout.Duty(1, "2016-05-31T15:59:59Z")]));
        foreach (var (unit, rather) in new[] { ("D1-B1", "D1"), ("D1-B2", "D1"), ("D1-B1-G1", "D1-B1"), (nobodyNamed, null) })
            await service.ActAsync("branch", unit, fanout.Id(1, unit), "decline", new { reason = "不是我们的", rather });
        string[] units = ["D1-B1", "D1-B2", "D1-B1-G1", nobodyNamed, toLeave];
        var body = new { assignments = units.Select(unit => fanout.Id(1, unit)) };
        foreach (var again in new[] { 1, 2 })
        {
            var given = await PostAsync("CITY", "/v1/reassignments", body);
            Assert.Equal([(204, null), (204, null), (409, "already-owes"), (422, "unit-unusable"), (409, "not-declined")],
                units.Select(unit => given[fanout.Id(1, unit)]));
        }
        var one = await service.ReadAsync("officer", "CITY", $"/v1/assignments/{fanout.Id(1, "D1")}");
        Assert.Equal(("dispatched", 1), (one.GetProperty("state").GetString(), one.GetProperty("version").GetInt32()));
        Assert.Equal(2, await service.CountAsync("board where notice = $1 and state = 'reassigned'", fanout.Notice));
        Assert.Equal(1, await service.CountAsync("board where notice = $1 and unit = 'D1'", fanout.Notice));
        var coverage = await service.ReadAsync("officer", "CITY", $"/v1/notices/{fanout.Notice}/coverage");
        Assert.Equal((0, 0), (coverage.GetProperty("missing").GetArrayLength(), coverage.GetProperty("duplicate").GetArrayLength()));

        var named = await PostAsync("CITY", "/v1/reassignments",
            new { assignments = new[] { fanout.Id(1, "D1-B1-G1"), fanout.Id(1, nobodyNamed) }, unit = "CITY", reason = "由本级承办" });
        Assert.All(named.Values, result => Assert.Equal((204, null), result));
        Assert.Equal(1, await service.CountAsync("board where notice = $1 and unit = 'CITY'", fanout.Notice));
    }

    [Theory]
    [InlineData("acceptances", """{"assignments":[]}""", "assignments-unusable", "$.assignments")]
    [InlineData("extension-decisions", """{"requests":[],"granted":true}""", "assignments-unusable", "$.requests")]
    [InlineData("extension-decisions", """{"requests":[{"assignment":"ID","number":1},{"assignment":"ID","number":2}],"granted":true}""",
        "assignments-unusable", "$.requests")]
    [InlineData("extension-decisions", """{"requests":[{"assignment":"ID","number":1}],"granted":false}""", "reason-unusable", "$.reason")]
    [InlineData("extension-decisions",
        """{"requests":[{"assignment":"ID","number":1}],"granted":false,"reason":"x","dueAt":"2016-06-15T23:59:59+08:00"}""",
        "term-unusable", "$.dueAt")]
    [InlineData("reassignments", """{"assignments":[],"unit":"D1"}""", "assignments-unusable", "$.assignments")]
    [InlineData("reassignments", """{"assignments":["ID"],"unit":"D1","reason":" "}""", "reason-unusable", "$.reason")]
    public async Task What_cannot_be_asked_of_many_is_refused_with_a_word(string path, string body, string code, string field)
    {
        var asked = body.Replace("ID", Guid.NewGuid().ToString(), StringComparison.Ordinal);
        using var answer = await service.PostAsync("officer", "CITY", $"/v1/{path}", JsonSerializer.Deserialize<JsonElement>(asked));
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal((422, code, field), ((int)answer.StatusCode, said.GetProperty("code").GetString(),
            said.GetProperty("errors")[0].GetProperty("field").GetString()));
    }

    [Fact]
    public async Task No_more_than_a_thousand()
    {
        using var answer = await service.PostAsync("officer", "CITY", "/v1/acceptances",
            new { assignments = Enumerable.Range(0, 1001).Select(_ => Guid.NewGuid()) });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }
}
