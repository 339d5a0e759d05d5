namespace AuditReplay.Tests;

/// <summary>Reading history is history: the service's own stream, its own relay, its own pages, the same ledger.</summary>
public sealed class AccessTests(AuditFixture audit) : IClassFixture<AuditFixture>
{
    [Fact]
    public async Task Every_call_is_in_the_ledger_with_who_asked_what()
    {
        var paths = new[] { "/v1/events?type=unit.moved.v1", "/v1/events?from=never", $"/v1/notices/{Guid.Empty}/timeline",
            $"/v1/notices/{Guid.Empty}/state?at=2016-04-30T00:00Z", "/v1/units/DL/state?at=2016-04-30T00:00%2B08:00", "/v1/nothing" };
        using (var auditor = audit.Service.As("auditor", "DL", "p-every"))
            foreach (var path in paths)
                await auditor.GetAsync(path, Ct);
        var calls = await CallsAsync("p-every", paths.Length);
        Assert.Equal(paths.Select(path => $"GET {path}"),
            calls.Select(call => $"{call.GetProperty("data").GetProperty("method")} {call.GetProperty("data").GetProperty("path")}"));
        Assert.All(calls, call =>
            Assert.Equal(("audit", "auditor", "DL"), (call.GetProperty("source").GetString(), Header(call, "role"), Header(call, "unit"))));
        Assert.Distinct(calls.Select(call => call.GetProperty("stream").GetGuid()));
    }

    [Fact]
    public async Task A_call_that_was_refused_is_recorded_too()
    {
        using (var officer = audit.Service.As("officer", "DL-ZS", "p-curious"))
            Assert.Equal(HttpStatusCode.Forbidden, (await officer.GetAsync("/v1/events", Ct)).StatusCode);
        Assert.Equal(("officer", "DL-ZS"),
            (Header((await CallsAsync("p-curious", 1))[0], "role"), Header((await CallsAsync("p-curious", 1))[0], "unit")));
    }

    [Fact]
    public async Task A_caller_nobody_knows_is_not_recorded()
    {
        var before = await audit.ScalarAsync<long>("select count(*) from mt_events where data ->> 'path' = '/v1/events?unit=stranger'");
        using (var stranger = audit.Service.With(TestTokens.Create("auditor", "DL", "p-forger", forged: true)))
            Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/v1/events?unit=stranger", Ct)).StatusCode);
        Assert.Equal(before,
            await audit.ScalarAsync<long>("select count(*) from mt_events where data ->> 'path' = '/v1/events?unit=stranger'"));
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_read()
    {
        await audit.ScalarAsync<object>(
            "alter table mt_events add constraint shut check (user_name <> 'p-unrecorded') not valid; select 1");
        using (var auditor = audit.Service.As("auditor", "DL", "p-unrecorded"))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await auditor.GetAsync("/v1/events", Ct)).StatusCode);
        await audit.ScalarAsync<object>("alter table mt_events drop constraint shut; select 1");
    }

    private async Task<IReadOnlyList<JsonElement>> CallsAsync(string person, int count)
    {
        await Eventually.HoldsAsync(async () =>
            await audit.ScalarAsync<long>($"select count(*) from entry where actor = '{person}'") == count,
            $"the calls of {person} are in the ledger");
        return [.. (await audit.GetAsync($"/v1/events?actor={person}")).GetProperty("items").EnumerateArray()];
    }

    private static string? Header(JsonElement entry, string name) => entry.GetProperty("headers").GetProperty(name).GetString();
}
