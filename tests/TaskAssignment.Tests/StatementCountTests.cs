using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit;

namespace TaskAssignment.Tests;

/// <summary>What a chunk costs the database does not grow with what is in it.</summary>
public sealed class StatementCountTests(AssignmentsFixture service)
{
    [Fact]
    public async Task A_chunk_takes_the_same_statements_whatever_its_size()
    {
        var (small, large) = (await StatementsAsync(assignments: 2), await StatementsAsync(assignments: 500));
        Assert.Contains(small, statement => statement.Contains("insert into board", StringComparison.Ordinal));
        Assert.Equal(small, large);
    }

    /// <summary>The statements of the trace in which one chunk was consumed.</summary>
    private async Task<List<string>> StatementsAsync(int assignments)
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
                if (activity.TraceId == trace && activity.Source.Name == "Npgsql" && activity.GetTagItem("db.query.text") is string sql) statements.Enqueue(sql);
            },
        };
        ActivitySource.AddActivityListener(listener);

        var fanout = Fanout.Of([.. Enumerable.Range(1, assignments).Select(i => $"S-{i}")], [Fanout.Duty(1, null)]);
        await service.PublishAsync(fanout.Issued);
        await service.FoundAsync(fanout, 0);
        using (var activity = source.StartActivity("chunk", ActivityKind.Internal, default(ActivityContext))!)
        {
            trace = activity.TraceId;
            await service.PublishAsync(fanout.Chunks[0]);
        }

        await service.FoundAsync(fanout, assignments);
        return [.. statements];
    }
}
