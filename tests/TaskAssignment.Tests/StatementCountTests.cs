namespace TaskAssignment.Tests;

/// <summary>
/// What a chunk, or a moved deadline, costs in round trips does not grow with what is in it. Marten's own, which write a stream each, go
/// together in pages of its own.
/// </summary>
public sealed class StatementCountTests(AssignmentsFixture service)
{
    [Fact]
    public async Task A_chunk_takes_the_same_statements_whatever_its_size()
    {
        var (small, large) = (await StatementsAsync(assignments: 2), await StatementsAsync(assignments: 500));
        Assert.Contains(small, statement => statement.Contains("insert into board", StringComparison.Ordinal));
        Assert.Equal(small, large);
    }

    [Fact]
    public async Task Moving_a_deadline_takes_the_same_statements_however_many_assignments_follow()
    {
        var (few, many) = (await MovedAsync(assignments: 2), await MovedAsync(assignments: 499));
        Assert.Contains(few, statement => statement.Contains("update board", StringComparison.Ordinal));
        Assert.Equal(few, many);
    }

    /// <summary>The statements of the trace in which one chunk was consumed.</summary>
    private async Task<List<string>> StatementsAsync(int assignments)
    {
        var fanout = Fanout.Of([.. Enumerable.Range(1, assignments).Select(i => $"S-{i}")], [Fanout.Duty(1, null)]);
        await service.PublishAsync(fanout.Issued);
        await service.FoundAsync(fanout, 0);
        return await TracedAsync(fanout.Chunks[0], () => service.FoundAsync(fanout, assignments));
    }

    private async Task<List<string>> MovedAsync(int assignments)
    {
        var fanout = await service.IssueAsync(
            Fanout.Of([.. Enumerable.Range(1, assignments).Select(i => $"S-{i}")], [Fanout.Duty(1, "2016-05-31T15:59:59Z")]));
        return await TracedAsync(new DeadlineRecomputed(fanout.Notice, 7, 1, Fanout.At("2016-06-02T15:59:59Z"), "cn/2016/2",
            "calendar-amended"), () => Eventually.HoldsAsync(
            async () => await service.CountAsync("board where notice = $1 and deadline_version = 2",
                fanout.Notice) == assignments, "the deadlines have moved"));
    }

    /// <summary>The statements of the trace in which the message was consumed.</summary>
    private async Task<List<string>> TracedAsync<T>(T message, Func<Task> consumed)
        where T : class
    {
        var statements = new ConcurrentQueue<string>();
        using var source = new ActivitySource("StatementCountTests");
        ActivityTraceId? trace = null;
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == trace && activity.Source.Name == "Npgsql" && activity.GetTagItem("db.query.text") is string sql
                    && !sql.Contains("mt_quick_append_events", StringComparison.Ordinal)) statements.Enqueue(sql);
            },
        };
        ActivitySource.AddActivityListener(listener);

        using (var activity = source.StartActivity("message", ActivityKind.Internal, default(ActivityContext))!)
        {
            trace = activity.TraceId;
            await service.PublishAsync(message);
        }

        await consumed();
        return [.. statements];
    }
}
