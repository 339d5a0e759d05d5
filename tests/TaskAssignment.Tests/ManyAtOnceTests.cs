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
    public async Task No_more_than_a_thousand_and_not_none()
    {
        foreach (var count in new[] { 0, 1001 })
        {
            using var answer = await service.PostAsync("officer", "CITY", "/v1/acceptances",
                new { assignments = Enumerable.Range(0, count).Select(_ => Guid.NewGuid()) });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        }
    }
}
