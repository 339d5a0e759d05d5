namespace AuditReplay.Tests;

/// <summary>Calls that were not let in: counted by caller and hour, by two replicas at a time of their own.</summary>
public sealed class RefusalTests(AuditFixture audit) : IClassFixture<AuditFixture>
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 1, 1, 8, 10, 0, TimeSpan.Zero));

    [Fact]
    public async Task Two_hundred_refused_calls_of_an_hour_are_two_entries()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        await AskAsync(one, other, "p-persistent", 200);
        await SumAsync(one, other);
        Assert.Equal(1, await StoredAsync("p-persistent"));

        _clock.MoveTo(new(2026, 1, 1, 9, 0, 6, TimeSpan.Zero));
        await SumAsync(one, other);
        Assert.Equal(2, await StoredAsync("p-persistent"));
        var entries = await EntriesAsync("p-persistent", 2);
        Assert.Equal(["access.refused.v1", "access.refusals-summed.v1"], entries.Select(entry => entry.GetProperty("type").GetString()));
        var sum = entries[1].GetProperty("data");
        Assert.Equal((199L, "GET"), (sum.GetProperty("calls").GetInt64(), sum.GetProperty("method").GetString()));
        Assert.StartsWith("/v1/events?call=", sum.GetProperty("path").GetString(), StringComparison.Ordinal);
        Assert.Equal("2026-01-01T08:10:00Z", entries[0].GetProperty("recordedAt").GetString());
        Assert.Equal("officer", entries[1].GetProperty("headers").GetProperty("role").GetString());
    }

    [Fact]
    public async Task A_call_that_is_let_in_is_no_refused_one()
    {
        using (await audit.RootAsync())
        await using (var service = await StartAsync())
        {
            foreach (var (role, path, status) in new[] { ("inspector", "/v1/units/ROOT-1/timeline/days", HttpStatusCode.NotFound),
                ("operator", "/v1/operations", HttpStatusCode.OK), ("inspector", "/v1/events", HttpStatusCode.Forbidden) })
            {
                using var http = service.As(role, "ROOT", $"p-let-in-{role}");
                using var answer = await http.GetAsync(path, Ct);
                Assert.Equal((path, status), (path, answer.StatusCode));
            }
            Assert.Equal((0, 1), (await StoredAsync("p-let-in-operator"), await StoredAsync("p-let-in-inspector")));
        }
    }

    [Fact]
    public async Task The_next_hour_and_another_unit_begin_anew_and_a_single_call_is_not_summed()
    {
        await using var service = await StartAsync();
        await AskAsync(service, service, "p-hourly", 1);
        await AskAsync(service, service, "p-hourly", 1, unit: "DL-XG");
        _clock.Advance(TimeSpan.FromHours(1));
        await AskAsync(service, service, "p-hourly", 3);
        _clock.Advance(TimeSpan.FromHours(1));
        await SumAsync(service);
        Assert.Equal("1 1 2", await VersionsAsync("p-hourly"));
    }

    [Fact]
    public async Task A_call_that_is_counted_after_its_hour_was_summed_is_summed_too()
    {
        await using var service = await StartAsync();
        await AskAsync(service, service, "p-late", 2);
        var late = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromHours(1));
        await SumAsync(service);
        Assert.Equal("2", await VersionsAsync("p-late"));

        await audit.ScalarAsync<object>(
            $"""
            insert into refusal values ('p-late', 'DL-ZS', date_trunc('hour', timestamptz '{late:O}', 'UTC'), 'officer', 1, 'GET', '/late',
                '{late:O}'); select 1
            """);
        await SumAsync(service);
        Assert.Equal("3", await VersionsAsync("p-late"));
    }

    private Task<RunningService> StartAsync() => audit.StartServiceAsync(builder => builder.Services.AddSingleton<TimeProvider>(_clock));

    private static async Task AskAsync(RunningService one, RunningService other, string person, int calls, string unit = "DL-ZS")
    {
        using var first = one.As("officer", unit, person);
        using var second = other.As("officer", unit, person);
        // Not all at once: on a machine with something else to do, who waits for a connection for five seconds is told to come again.
        await Parallel.ForEachAsync(Enumerable.Range(0, calls), new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (n, _) =>
        {
            using var answer = await (n % 2 == 0 ? first : second).GetAsync($"/v1/events?call={n}", Ct);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        });
    }

    private static Task SumAsync(params RunningService[] replicas) =>
        Task.WhenAll(replicas.Select(replica => replica.Services.GetRequiredService<Access.RefusedCalls>().SumAsync(Ct)));

    private Task<long> StoredAsync(string person) =>
        audit.ScalarAsync<long>($"select count(*) from mt_events where type <> 'tombstone' and user_name = '{person}'");

    private Task<string> VersionsAsync(string person) => audit.ScalarAsync<string>(
        $"""
        select string_agg(version::text, ' ' order by version) from mt_streams
        where id in (select stream_id from mt_events where user_name = '{person}')
        """);

    private async Task<IReadOnlyList<JsonElement>> EntriesAsync(string person, int count)
    {
        await Eventually.HoldsAsync(async () =>
            await audit.ScalarAsync<long>($"select count(*) from entry where actor = '{person}'") == count, "they are in the ledger");
        return [.. (await audit.GetAsync($"/v1/events?actor={person}")).GetProperty("items").EnumerateArray()];
    }
}
