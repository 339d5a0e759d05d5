namespace TaskAssignment.Tests;

/// <summary>延期 over HTTP: asked for, found by who decides, granted or refused.</summary>
public sealed class ExtensionTests(AssignmentsFixture service)
{
    private static readonly object Asked = new { reason = "洪水，无法集中", dueAt = "2016-06-15T23:59:59+08:00" };

    private async Task<Guid> AskAsync()
    {
        var id = (await service.IssueAsync(Fanout.Of(["D1-B1"], [Fanout.Duty(1, "2016-05-31T15:59:59Z")]))).Id(1, "D1-B1");
        await service.ActAsync("branch", "D1-B1", id, "extension-requests", Asked);
        return id;
    }

    private Task<JsonElement> ReadAsync(Guid id, string role = "branch", string unit = "D1-B1") =>
        service.ReadAsync(role, unit, $"/v1/assignments/{id}");

    [Fact]
    public async Task A_request_is_found_by_who_decides_and_a_grant_moves_the_deadline()
    {
        var id = await AskAsync();
        await service.ActAsync("branch", "D1-B1", id, "extension-requests", Asked);       // once more: nothing
        var asked = await ReadAsync(id, "officer", "D1");
        Assert.Equal((2, "pending"), (asked.GetProperty("version").GetInt32(), Only(asked).GetProperty("outcome").GetString()));
        Assert.Contains("decide-on-time", asked.GetProperty("allowed").EnumerateArray().Select(act => act.GetString()));
        Assert.Contains(id, await ToDecideAsync("D1"));
        Assert.Contains(id, await ToDecideAsync("CITY"));
        Assert.DoesNotContain(id, await ToDecideAsync("D2"));

        await service.ActAsync("officer", "D1", id, "extension-requests/1/decision",
            new { granted = true, dueAt = "2016-06-10T23:59:59+08:00", reason = "到十号" });
        var granted = await ReadAsync(id);
        Assert.Equal((Fanout.At("2016-06-10T15:59:59Z"), 2, "extension", "granted", "到十号"), (
            granted.GetProperty("dueAt").GetDateTimeOffset(), granted.GetProperty("deadlineVersion").GetInt32(),
            granted.GetProperty("origin").GetString(), Only(granted).GetProperty("outcome").GetString(),
            Only(granted).GetProperty("because").GetString()));
        Assert.DoesNotContain(id, await ToDecideAsync("D1"));
        Assert.Equal(["dispatched", "extension-asked", "extension-granted", "deadline-moved"],
            granted.GetProperty("history").EnumerateArray().Select(act => act.GetProperty("kind").GetString()));
        await Eventually.HoldsAsync(() => service.Published.Changed(id).Any(m => m.Message is { Version: 4, DeadlineVersion: 2 }),
            "who reminds is told");
    }

    [Fact]
    public async Task A_refusal_leaves_the_deadline_and_another_request_may_follow()
    {
        var id = await AskAsync();
        await service.ActAsync("officer", "CITY", id, "extension-requests/1/decision", new { granted = false, reason = "时间足够" });
        var refused = await ReadAsync(id);
        Assert.Equal((Fanout.At("2016-05-31T15:59:59Z"), "refused"),
            (refused.GetProperty("dueAt").GetDateTimeOffset(), Only(refused).GetProperty("outcome").GetString()));
        await service.ActAsync("branch", "D1-B1", id, "extension-requests", new { reason = "还是不行", dueAt = "2016-06-20T23:59:59+08:00" });
        Assert.Equal(2, (await ReadAsync(id)).GetProperty("extensions").GetArrayLength());
        Assert.Equal("extension-decided", await CodeAsync("officer", "CITY", id, "extension-requests/1/decision", new { granted = true }));
    }

    [Fact]
    public async Task A_report_makes_the_request_void()
    {
        var id = await AskAsync();
        await service.ActAsync("branch", "D1-B1", id, "reports", new { text = "还是按时办完了" });
        Assert.Equal("lapsed", Only(await ReadAsync(id)).GetProperty("outcome").GetString());
        Assert.DoesNotContain(id, await ToDecideAsync("D1"));
        Assert.Equal("extension-lapsed", await CodeAsync("officer", "D1", id, "extension-requests/1/decision", new { granted = true }));
    }

    [Theory]
    [InlineData("branch", "D1-B1", "extension-requests", """{"reason":"","dueAt":"2016-06-15T23:59:59+08:00"}""", "reason-unusable")]
    [InlineData("branch", "D1-B1", "extension-requests", """{"reason":"x","dueAt":"2016-05-20T23:59:59+08:00"}""",
        "extension-awaits-decision")]
    [InlineData("officer", "D1", "extension-requests/1/decision", """{"granted":true,"dueAt":"2016-05-31T23:59:59+08:00"}""",
        "term-unusable")]
    [InlineData("officer", "D1", "extension-requests/1/decision", """{"granted":true,"dueAt":"9999-12-31T23:59:59+08:00"}""",
        "term-unusable")]
    [InlineData("officer", "D1", "extension-requests/1/decision", """{"granted":false}""", "reason-unusable")]
    [InlineData("officer", "D1", "extension-requests/1/decision",
        """{"granted":false,"reason":"x","dueAt":"2016-06-15T23:59:59+08:00"}""", "term-unusable")]
    [InlineData("officer", "D1", "extension-requests/2/decision", """{"granted":true}""", "extension-unknown")]
    [InlineData("officer", "D2", "extension-requests/1/decision", """{"granted":true}""", "unknown")]
    [InlineData("branch", "D1-B1", "extension-requests/1/decision", """{"granted":true}""", "role")]
    public async Task What_cannot_be_is_refused_with_a_word(string role, string unit, string act, string body, string code)
    {
        var id = await AskAsync();
        Assert.Equal(code, await CodeAsync(role, unit, id, act, JsonSerializer.Deserialize<JsonElement>(body)));
        Assert.Equal("pending", Only(await ReadAsync(id)).GetProperty("outcome").GetString());
    }

    private async Task<string?> CodeAsync(string role, string unit, Guid id, string act, object body)
    {
        using var answer = await service.PostAsync(role, unit, $"/v1/assignments/{id}/{act}", body);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString();
    }

    private async Task<IEnumerable<Guid>> ToDecideAsync(string unit) =>
        (await service.ReadAsync("officer", unit, "/v1/assignments?view=to-decide&limit=500")).GetProperty("items").EnumerateArray()
        .Select(item => item.GetProperty("id").GetGuid());

    private static JsonElement Only(JsonElement view) => Assert.Single(view.GetProperty("extensions").EnumerateArray());
}
