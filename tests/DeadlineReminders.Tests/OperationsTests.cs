namespace DeadlineReminders.Tests;

/// <summary>What an operator sees and does, with a million steps pending.</summary>
public sealed class OperationsTests(RemindersFixture reminders, ITestOutputHelper output) : IClassFixture<RemindersFixture>
{
    [Fact]
    public async Task With_a_million_steps_pending_it_is_answered_at_once_and_counts_no_further_than_a_thousand()
    {
        // What the other test of this class has left.
        await reminders.ForceAsync("delete from delivery");
        for (var n = 0; n < 20; n++)
            await reminders.ForceAsync(
                """
                insert into step (assignment, deadline_version, step, plan, lane, due_at)
                select gen_random_uuid(), 1, '-7d', gen_random_uuid(), n % 4, timestamptz '2030-01-01' + n * interval '1 s'
                from generate_series(1, 50000) n
                """);
        await DieAsync(2500, "D1-B1", "no-queue");
        await StandAsync();
        using var operating = reminders.Service.As("operator", Given.City);
        await operating.GetStringAsync("/v1/operations", Ct);
        var taken = new List<double>();
        for (var n = 0; n < 5; n++)
        {
            var began = Stopwatch.GetTimestamp();
            await operating.GetStringAsync("/v1/operations", Ct);
            taken.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        output.WriteLine($"ms: {string.Join(' ', taken.Select(ms => $"{ms:0}"))}");
        Assert.True(taken.Min() < 200, $"It took {taken.Min():0} ms.");

        var seen = await operating.GetFromJsonAsync<JsonElement>("/v1/operations", Ct);
        Assert.Equal("reminders", seen.GetProperty("service").GetString());
        var dead = seen.GetProperty("problems").EnumerateArray().Single(p =>
            p.GetProperty("kind").GetString() == "deliveries-dead" && p.GetProperty("reason").GetString() == "no-queue");
        // A thousand of all reasons: other tests have dead ones too.
        Assert.InRange(dead.GetProperty("count").GetInt32(), 900, 1000);
        Assert.Equal("有消息无法送达单位", dead.GetProperty("words").GetProperty("zh").GetString());
        Assert.Equal("POST /v1/deliveries/resend", dead.GetProperty("act").GetString());
        Assert.Equal(["pages", "relay"], seen.GetProperty("feeds").EnumerateArray().Select(feed => feed.GetProperty("name").GetString()));

        // The operator of a district sees what is of its units. A look at the broker meanwhile takes away what it does not find.
        using var district = reminders.Service.As("operator", "D2");
        await Eventually.PassesAsync(async () =>
        {
            await StandAsync();
            seen = await operating.GetFromJsonAsync<JsonElement>("/v1/operations", Ct);
            var part = await district.GetFromJsonAsync<JsonElement>("/v1/operations", Ct);
            Assert.Contains(seen.GetProperty("problems").EnumerateArray(), p => p.GetProperty("kind").GetString() == "branch-queue"
                && p.GetProperty("about").GetString() == "D1-B1");
            Assert.Equal(["D2-B1"], part.GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("about").GetString()));
            Assert.Empty(part.GetProperty("feeds").EnumerateArray());
        });

        Task StandAsync() => reminders.ForceAsync(
            """
            insert into queue_standing (unit, found_by, reason, detail, holds) values ('D1-B1', 'look', 'other-queue', 'transient', true),
                ('D2-B1', 'look', 'user-gone', null, false) on conflict do nothing
            """);
    }

    [Fact]
    public async Task Dead_deliveries_of_a_unit_are_sent_again_together_and_that_is_recorded()
    {
        await DieAsync(3, "D2-B1", "refuses");
        await DieAsync(2, "D1-B2", "refuses");
        using var operating = reminders.Service.As("operator", "D2");
        using var refused = await operating.PostAsJsonAsync("/v1/deliveries/resend", new { state = "waiting", reason = "because" }, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        using var answer = await operating.PostAsJsonAsync("/v1/deliveries/resend", new { state = "dead", reason = "The queue is back." },
            Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(3, (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("resent").GetInt32());
        Assert.Equal(0, await reminders.CountAsync("delivery where unit = 'D2-B1' and reason = 'refuses'"));
        Assert.Equal(2, await reminders.CountAsync("delivery where unit = 'D1-B2' and state = 'dead'"));
        Assert.Equal(["3 D2 The queue is back."], await reminders.QueryAsync<string>(
            """
            select format('%s %s %s', data ->> 'count', data ->> 'unit', data ->> 'reason') from mt_events
            where type = 'operator.deliveries-resent.v1'
            """));
    }

    private Task<int> DieAsync(int count, string unit, string reason) => reminders.ForceAsync(
        """
        insert into delivery (id, plan, unit, queue, state, reason, settled_at)
        select gen_random_uuid(), gen_random_uuid(), $1, $1, 'dead', $2, clock_timestamp() from generate_series(1, $3)
        """, unit, reason, count);
}
