namespace TaskAssignment.Tests;

/// <summary>What an operator sees of messages that failed, and does about them.</summary>
public sealed class OperationsTests(AssignmentsFixture service)
{
    private const string Queue = "workflow-assignments-notice-distributed_error";

    [Fact]
    public async Task Messages_that_failed_are_seen_with_their_reason_tried_again_and_dropped_and_both_are_recorded()
    {
        var good = Fanout.Of(["D1-B1", "D1-B2"], [Fanout.Duty(1, null), Fanout.Duty(2, null)]);
        await service.PublishAsync(good.Chunks[0] with { Requirements = [Fanout.Duty(1, null)] });
        var before = await SeenAsync(queue => queue is not null);
        Assert.Contains("distributes requirement", before!.Value.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(JsonValueKind.Null, before.Value.GetProperty("oldest").ValueKind);
        var messages = before.Value.GetProperty("messages").GetInt32();

        var retried = await PostAsync("retry");
        Assert.Equal(messages, retried.GetProperty("moved").GetInt32());
        // They fail again, for the same reason, one sooner than another; so may what another test left.
        var dropped = 0;
        await SeenAsync(async queue =>
        {
            dropped += queue is null ? 0 : (await PostAsync("discard")).GetProperty("moved").GetInt32();
            return queue is null && dropped >= messages;
        });
        var recorded = await service.Sql.Sql(
            """
            select format('%s %s %s %s', type, data ->> 'queue', data ->> 'reason', user_name) from mt_events
            where type like 'operator.%' order by seq_id
            """).ReadAsync(row => row.GetString(0), Ct);
        Assert.Equal([$"operator.messages-retried.v1 {Queue} because p-1", $"operator.messages-discarded.v1 {Queue} because p-1"],
            recorded.Distinct());
    }

    [Fact]
    public async Task Only_queues_of_the_service_are_emptied_and_only_for_a_reason()
    {
        foreach (var (queue, body, expected) in new (string, object, int)[] {
            ("workflow-assignments-notice-distributed", new { reason = "because" }, 404),
            ("workflow-reminders-assignment-changed_error", new { reason = "because" }, 404),
            ("workflow-assignments-nothing_error", new { reason = "because" }, 404), (Queue, new { reason = " " }, 422) })
        {
            using var answer = await service.PostAsync("operator", "CITY", $"/v1/operations/error-queues/{queue}/discard", body);
            Assert.Equal(expected, (int)answer.StatusCode);
        }
        using var district = await service.GetAsync("operator", "D1", "/v1/operations");
        Assert.Equal(HttpStatusCode.Forbidden, district.StatusCode);
    }

    private async Task<JsonElement> PostAsync(string act)
    {
        using var answer = await service.PostAsync("operator", "CITY", $"/v1/operations/error-queues/{Queue}/{act}",
            new { reason = "because" });
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(Ct)}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    private Task<JsonElement?> SeenAsync(Func<JsonElement?, bool> awaited) => SeenAsync(queue => Task.FromResult(awaited(queue)));

    private async Task<JsonElement?> SeenAsync(Func<JsonElement?, Task<bool>> awaited)
    {
        JsonElement? seen = null;
        await Eventually.HoldsAsync(async () =>
        {
            var operations = await service.ReadAsync("operator", "CITY", "/v1/operations");
            var queues = operations.GetProperty("queues").EnumerateArray().Where(q => q.GetProperty("name").GetString() == Queue).ToList();
            seen = queues is [var queue] ? queue : null;
            return await awaited(seen);
        }, "the queue is seen so", TimeSpan.FromSeconds(60));
        return seen;
    }
}
