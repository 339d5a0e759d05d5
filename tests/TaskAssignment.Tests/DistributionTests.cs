namespace TaskAssignment.Tests;

/// <summary>Chunks on the real broker: however they come, each assignment is made once.</summary>
public sealed class DistributionTests(AssignmentsFixture service)
{
    private static readonly string[] Units = [.. Enumerable.Range(1, 120).Select(i => $"X-{i}")];

    private static Fanout Notice() =>
        Fanout.Of(Units, [Fanout.Duty(1, "2016-04-30T15:59:59Z"), Fanout.Duty(2, null), Fanout.Principle(3)], chunkSize: 90);

    [Fact]
    public async Task Every_chunk_becomes_its_assignments_and_is_published()
    {
        var fanout = await service.IssueAsync(Notice());
        await Eventually.HoldsAsync(() => service.Published.Dispatched(fanout.Notice).Sum(m => m.Message.Assignments.Count) >= 360,
            "all are published");
        var messages = service.Published.Dispatched(fanout.Notice).ToList();
        Assert.All(messages, m =>
        {
            Assert.Equal(fanout.Notice, m.Envelope.CorrelationId);
            Assert.InRange(m.Message.Assignments.Count, 1, 500);
            Assert.Equivalent(fanout.Issued.Head, m.Message.Head);
            Assert.Equal(m.Message.Assignments.Select(a => a.Requirement).Distinct().Order(), m.Message.Requirements.Select(r => r.Number));
        });
        var assignments = messages.SelectMany(m => m.Message.Assignments).ToList();
        Assert.Equal(fanout.Chunks.SelectMany(c => c.Assignments).Select(a => a.Assignment).Order(),
            assignments.Select(a => a.Assignment).Order());
        Assert.All(assignments, a => Assert.Equal((1L, 1), (a.Version, a.DeadlineVersion)));
        Assert.Equal(Fanout.At("2016-04-30T15:59:59Z"), assignments.First(a => a.Requirement == 1).DueAt);
    }

    [Fact]
    public async Task A_repeated_chunk_makes_nothing()
    {
        var fanout = await service.IssueAsync(Notice());
        foreach (var chunk in fanout.Chunks)
            await service.PublishAsync(chunk);
        var last = await service.IssueAsync(Notice());
        await ExactlyOnceAsync(fanout);
        await ExactlyOnceAsync(last);
    }

    [Fact]
    public async Task The_same_chunk_delivered_many_times_at_once_makes_its_assignments_once()
    {
        var fanout = Notice();
        await service.PublishAsync(fanout.Issued);
        await Task.WhenAll(Enumerable.Repeat(fanout.Chunks, 8).SelectMany(chunks => chunks).Select(service.PublishAsync));
        await service.FoundAsync(fanout, 360);
        await service.IssueAsync(Notice());
        await ExactlyOnceAsync(fanout);
    }

    [Fact]
    public async Task Chunks_before_the_issue_and_in_any_order_make_the_same()
    {
        var fanout = Notice();
        foreach (var chunk in fanout.Chunks.Reverse())
            await service.PublishAsync(chunk);
        await service.PublishAsync(fanout.Issued);
        await service.FoundAsync(fanout, 360);
        await ExactlyOnceAsync(fanout);
        var coverage = await service.ReadAsync("officer", "CITY", $"/v1/notices/{fanout.Notice}/coverage");
        Assert.Equal((360, 360), (coverage.GetProperty("expected").GetInt32(), coverage.GetProperty("found").GetInt32()));
    }

    [Fact]
    public async Task A_chunk_of_an_unknown_requirement_is_set_aside_and_makes_nothing()
    {
        var good = Notice();
        var bad = good.Chunks[0] with { Requirements = [Fanout.Duty(1, null)] };
        await service.PublishAsync(bad);
        await Eventually.HoldsAsync(() => service.Published.SetAside.Any(reason =>
            reason.Contains($"{good.Notice} distributes requirement 2 without saying what it is", StringComparison.Ordinal)),
            "the chunk is set aside");
        Assert.Equal(0, await service.CountAsync("board where notice = $1", good.Notice));
        await service.IssueAsync(good);
    }

    private async Task ExactlyOnceAsync(Fanout fanout)
    {
        Assert.Equal(360, await service.CountAsync("board where notice = $1", fanout.Notice));
        Assert.Equal(360, await service.CountAsync("mt_events where correlation_id = $1 and type = 'assignment.dispatched.v1'",
            fanout.Notice.ToString()));
        await Eventually.HoldsAsync(() => service.Published.Dispatched(fanout.Notice).SelectMany(m => m.Message.Assignments).Count() >= 360,
            "all are published");
        Assert.Equal(360, service.Published.Dispatched(fanout.Notice).SelectMany(m => m.Message.Assignments).DistinctBy(a => a.Assignment)
            .Count());
    }
}
