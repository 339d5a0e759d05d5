namespace TaskAssignment.Tests;

/// <summary>交接: another person becomes responsible for what the unit has in hand.</summary>
public sealed class HandoverTests(AssignmentsFixture service)
{
    private const string Unit = "H-1";
    private const string Due = "2016-05-31T15:59:59Z";

    private async Task<(int Count, Dictionary<Guid, (int Status, string? Code)> Results)> HandOverAsync(string unit, object body)
    {
        using var answer = await service.PostAsync("branch", unit, "/v1/handovers", body);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Ct));
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return (said.GetProperty("handedOver").GetInt32(), said.GetProperty("results").EnumerateArray()
            .ToDictionary(r => r.GetProperty("id").GetGuid(), r =>
                (r.GetProperty("status").GetInt32(), r.TryGetProperty("code", out var code) ? code.GetString() : null)));
    }

    private async Task<string> ResponsibleAsync(Guid id) =>
        (await service.ReadAsync("branch", Unit, $"/v1/assignments/{id}")).TryGetProperty("responsiblePerson", out var person)
            ? $"{(person.TryGetProperty("role", out var role) ? role.GetString() : "")}/"
                + (person.TryGetProperty("name", out var name) ? name.GetString() : "") : "nobody";

    [Fact]
    public async Task What_one_person_had_goes_to_another_once_and_the_rest_stays()
    {
        await service.EstablishAsync(Unit);
        var fanout = await service.IssueAsync(Fanout.Of([Unit], [.. Enumerable.Range(1, 4).Select(n => Fanout.Duty(n, Due))]));
        Guid[] ids = [.. Enumerable.Range(1, 4).Select(n => fanout.Id(n, Unit))];
        await service.ActAsync("branch", Unit, ids[0], "responsible-person", new { name = "张三" });
        await service.ActAsync("branch", Unit, ids[1], "responsible-person", new { role = "书记" });
        await service.ActAsync("branch", Unit, ids[3], "decline", new { reason = "not ours" });
        var body = new { from = new { name = "张三" }, to = new { role = "组织委员", name = "李四" } };
        foreach (var _ in new[] { 1, 2 })
        {
            var (count, results) = await HandOverAsync(Unit, body);
            Assert.Equal([(204, null), (409, "named-otherwise"), (409, "named-otherwise")], ids[..3].Select(id => results[id]));
            Assert.True(count >= 1 && !results.ContainsKey(ids[3]));
        }
        Assert.Equal(["组织委员/李四", "书记/", "nobody"], await Task.WhenAll(ids[..3].Select(ResponsibleAsync)));
        var history = (await service.ReadAsync("branch", Unit, $"/v1/assignments/{ids[0]}")).GetProperty("history").EnumerateArray()
            .Select(act => act.GetProperty("kind").GetString()).Where(kind => kind is "person-named" or "handed-over");
        Assert.Equal(["person-named", "handed-over"], history);

        var all = (await HandOverAsync(Unit, new { to = new { role = "新书记" } })).Results;
        Assert.All(ids[..3], id => Assert.Equal(204, all[id].Status));
        var chosen = (await HandOverAsync(Unit, new { assignments = new[] { ids[2], ids[3], Guid.Empty }, to = new { name = "王五" } }))
            .Results;
        Assert.Equal([(204, null), (409, "assignment-declined"), (404, "unknown")],
            new[] { ids[2], ids[3], Guid.Empty }.Select(id => chosen[id]));
        Assert.Equal(["新书记/", "/王五"], [await ResponsibleAsync(ids[1]), await ResponsibleAsync(ids[2])]);
        Assert.Equal([$"p-1 branch {Unit}"], await service.Sql.Sql(
            """
            select distinct user_name || ' ' || (headers ->> 'role') || ' ' || (headers ->> 'unit') from mt_events
            where stream_id = $1 and type = 'assignment.responsible-person-named.v1'
            """, ids[2]).ReadAsync(row => row.GetString(0), Ct));
    }

    [Theory]
    [InlineData("""{"to":{}}""", "$.to"), InlineData("""{"to":{"role":""}}""", "$.to.role")]
    [InlineData("""{"to":{"role":"书记"},"from":{}}""", "$.from"), InlineData("""{"to":{"role":"书记"},"assignments":[]}""", "$.assignments")]
    public async Task Nobody_is_no_person(string body, string field)
    {
        await service.EstablishAsync(Unit);
        using var answer = await service.PostAsync("branch", Unit, "/v1/handovers", JsonNode.Parse(body)!);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, field),
            (answer.StatusCode, problem.GetProperty("errors")[0].GetProperty("field").GetString()));
    }
}
