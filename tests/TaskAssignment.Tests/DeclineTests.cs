using Workflow.Contracts.Directory.V1;

namespace TaskAssignment.Tests;

/// <summary>退回 over HTTP: declined, insisted on, or given to another unit.</summary>
public sealed class DeclineTests(AssignmentsFixture service)
{
    private static readonly object NotOurs = new { reason = "本单位已无此项职能", rather = "D1-B2" };

    private async Task<Fanout> DeclineAsync(params string[] units)
    {
        var fanout = await service.IssueAsync(Fanout.Of(units, [Fanout.Duty(1, "2016-05-31T15:59:59Z")]));
        await service.ActAsync("branch", "D1-B1", fanout.Id(1, "D1-B1"), "acknowledgement");
        await service.ActAsync("branch", "D1-B1", fanout.Id(1, "D1-B1"), "decline", NotOurs);
        return fanout;
    }

    private Task<JsonElement> ReadAsync(Guid id) => service.ReadAsync("officer", "CITY", $"/v1/assignments/{id}");

    [Fact]
    public async Task What_is_insisted_on_is_the_units_again_with_three_working_days_at_least()
    {
        var id = (await DeclineAsync("D1-B1")).Id(1, "D1-B1");
        var declined = await ReadAsync(id);
        Assert.Equal(("declined", "本单位已无此项职能", "单位D1-B2"), (declined.GetProperty("state").GetString(),
            declined.GetProperty("declined").GetProperty("reason").GetString(),
            declined.GetProperty("declined").GetProperty("rather").GetProperty("name").GetString()));
        Assert.Equal("assignment-declined", await CodeAsync("branch", "D1-B1", id, "reports", new { text = "x" }));
        await service.ActAsync("officer", "D1", id, "insistence", new { reason = "职能仍在你单位" });
        var insisted = await ReadAsync(id);
        Assert.Equal(("dispatched", "职能仍在你单位", 1), (insisted.GetProperty("state").GetString(),
            insisted.GetProperty("insistedFor").GetString(), insisted.GetProperty("deadlineVersion").GetInt32()));

        await service.ActAsync("branch", "D1-B1", id, "decline", NotOurs);       // a request that comes again, late
        Assert.Equal("dispatched", (await ReadAsync(id)).GetProperty("state").GetString());
        await service.ActAsync("branch", "D1-B1", id, "decline", new { reason = "确实不是" });
        await service.ActAsync("officer", "D1", id, "insistence", new { reason = "再说一次", dueAt = "2016-05-20T23:59:59+08:00" });
        insisted = await ReadAsync(id);
        Assert.Equal((Fanout.At("2016-05-20T15:59:59Z"), "decline"),
            (insisted.GetProperty("dueAt").GetDateTimeOffset(), insisted.GetProperty("origin").GetString()));
    }

    [Fact]
    public async Task What_is_given_to_another_unit_is_its_own_and_coverage_stays_whole()
    {
        var fanout = await DeclineAsync("D1-B1", "D2-B1");
        var (id, other) = (fanout.Id(1, "D1-B1"), fanout.Id(1, "D1-B2"));
        foreach (var _ in new[] { 1, 2 })
            await service.ActAsync("officer", "D1", id, "reassignment", new { unit = "D1-B2", reason = "职能已划转" });
        var before = await ReadAsync(id);
        Assert.Equal(("reassigned", "D1-B2"),
            (before.GetProperty("state").GetString(), before.GetProperty("reassignedTo").GetProperty("code").GetString()));
        var after = await service.ReadAsync("branch", "D1-B2", $"/v1/assignments/{other}");
        Assert.Equal(("dispatched", id, Fanout.At("2016-05-31T15:59:59Z"), "notice"), (after.GetProperty("state").GetString(),
            after.GetProperty("insteadOf").GetGuid(), after.GetProperty("dueAt").GetDateTimeOffset(),
            after.GetProperty("origin").GetString()));
        var coverage = await service.ReadAsync("officer", "CITY", $"/v1/notices/{fanout.Notice}/coverage");
        Assert.Equal((2, 2, 0, 0), (coverage.GetProperty("expected").GetInt32(), coverage.GetProperty("found").GetInt32(),
            coverage.GetProperty("missing").GetArrayLength(), coverage.GetProperty("duplicate").GetArrayLength()));
        Assert.Equal(1, coverage.GetProperty("outcomes").GetProperty("reassigned").GetInt32());
        await Eventually.HoldsAsync(() => service.Published.Dispatched(fanout.Notice).SelectMany(m => m.Message.Assignments)
            .Any(made => made.Assignment == other), "who reminds is told of the other unit's");
        Assert.Equal("assignment-reassigned", await CodeAsync("branch", "D1-B1", id, "acknowledgement", null));
        Assert.Equal("assignment-reassigned", await CodeAsync("officer", "D1", id, "reassignment", new { unit = "D1" }));
    }

    [Fact]
    public async Task A_grant_of_today_lets_it_be_given_to_a_unit_elsewhere()
    {
        await service.PublishAsync(new UnitChanged(AssignmentsFixture.City.Length,
            [new("ELSEWHERE", 1, "别处", null, "committee", "city", null, []),
                new("E-1", 1, "别处一科", null, "office", "county", "ELSEWHERE", []),
                new("E-2", 1, "别处二科", null, "bureau", "county", "ELSEWHERE", [])],
            Grants: [new("CITY", "office", "ELSEWHERE", new(2016, 1, 1), null, 1),
                new("CITY", "bureau", "ELSEWHERE", new(2016, 1, 1), new(2016, 1, 31), 1),
                new("D1", "office", "ELSEWHERE", new(2016, 1, 1), null, 1)]));
        var tree = service.Service.Services.GetRequiredService<UnitTree>();
        await Eventually.HoldsAsync(() => tree.Exists("E-2"), "the units have come");
        var fanout = await DeclineAsync("D1-B1");
        Assert.Equal("unit-unusable", await CodeAsync("officer", "CITY", fanout.Id(1, "D1-B1"), "reassignment", new { unit = "E-2" }));
        // Its own grant, but not its own orders.
        Assert.Equal("unit-unusable", await CodeAsync("officer", "D1", fanout.Id(1, "D1-B1"), "reassignment", new { unit = "E-1" }));
        await service.ActAsync("officer", "CITY", fanout.Id(1, "D1-B1"), "reassignment", new { unit = "E-1" });
        var given = await service.ReadAsync("branch", "E-1", $"/v1/assignments/{fanout.Id(1, "E-1")}");
        Assert.Equal("dispatched", given.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("officer", "D1", "reassignment", """{"unit":"D1-B1"}""", "already-owes")]
    [InlineData("officer", "D1", "reassignment", """{"unit":"D2-B1"}""", "unit-unusable")]
    [InlineData("officer", "D1", "reassignment", """{"unit":"NOBODY"}""", "unit-unusable")]
    [InlineData("officer", "D1", "reassignment", """{"unit":"D1","dueAt":"2016-04-20T23:59:59+08:00"}""", "term-unusable")]
    [InlineData("officer", "D1", "insistence", """{"reason":" "}""", "reason-unusable")]
    [InlineData("officer", "D2", "insistence", """{"reason":"x"}""", "unknown")]
    [InlineData("branch", "D1-B1", "decline", """{"reason":"another"}""", "assignment-declined")]
    [InlineData("branch", "D1-B1", "decline", """{"reason":"x","rather":"NOBODY"}""", "unit-unusable")]
    public async Task What_cannot_be_is_refused_with_a_word(string role, string unit, string act, string body, string code)
    {
        var id = (await DeclineAsync("D1-B1", "D1-B2")).Id(1, "D1-B1");
        Assert.Equal(code, await CodeAsync(role, unit, id, act, JsonSerializer.Deserialize<JsonElement>(body)));
        Assert.Equal("declined", (await ReadAsync(id)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_unit_that_owes_the_same_already_does_it_for_both()
    {
        var fanout = await DeclineAsync("D1-B1", "D1-B2");
        await service.ActAsync("officer", "D1", fanout.Id(1, "D1-B1"), "reassignment", new { unit = "D1-B2" });
        Assert.Equal("reassigned", (await ReadAsync(fanout.Id(1, "D1-B1"))).GetProperty("state").GetString());
        Assert.Equal(1, (await ReadAsync(fanout.Id(1, "D1-B2"))).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_principle_gets_no_term()
    {
        var id = (await service.IssueAsync(Fanout.Of(["D1-B1"], [Fanout.Principle(1)]))).Id(1, "D1-B1");
        await service.ActAsync("branch", "D1-B1", id, "decline", NotOurs);
        Assert.Equal("term-unusable",
            await CodeAsync("officer", "D1", id, "insistence", new { reason = "x", dueAt = "2016-05-20T23:59:59+08:00" }));
        await service.ActAsync("officer", "D1", id, "insistence", new { reason = "x" });
        Assert.Equal(JsonValueKind.Null, (await ReadAsync(id)).GetProperty("dueAt").ValueKind);
    }

    [Fact]
    public async Task Many_are_insisted_on_at_once()
    {
        var fanouts = new[] { await DeclineAsync("D1-B1"), await DeclineAsync("D1-B1") };
        using var answer = await service.PostAsync("officer", "D1", "/v1/insistences",
            new { assignments = fanouts.Select(one => one.Id(1, "D1-B1")), reason = "都归你单位" });
        Assert.All((await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("results").EnumerateArray(),
            result => Assert.Equal(204, result.GetProperty("status").GetInt32()));
        Assert.Equal("dispatched", (await ReadAsync(fanouts[1].Id(1, "D1-B1"))).GetProperty("state").GetString());
    }

    private async Task<string?> CodeAsync(string role, string unit, Guid id, string act, object? body)
    {
        using var answer = await service.PostAsync(role, unit, $"/v1/assignments/{id}/{act}", body);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString();
    }
}
