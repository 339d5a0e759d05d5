namespace TaskAssignment.Tests;

/// <summary>How fast a fan-out becomes assignments, and assignments messages.</summary>
public sealed class ThroughputTests(AssignmentsFixture service)
{
    [Fact]
    public async Task Ten_thousand_assignments_arrive_in_twenty_chunks_within_a_minute()
    {
        var fanout = Fanout.Of([.. Enumerable.Range(1, 2_000).Select(i => $"T-{i}")],
            [.. Enumerable.Range(1, 5).Select(i => Fanout.Duty(i, "2016-05-31T15:59:59Z"))]);
        var started = Stopwatch.GetTimestamp();
        await service.IssueAsync(fanout);
        Tell($"10,000 assignments in {fanout.Chunks.Count} chunks made", started);
        await Eventually.HoldsAsync(() => service.Published.Dispatched(fanout.Notice).Sum(m => m.Message.Assignments.Count) >= 10_000,
            "all are published");
        Tell("… and published", started);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromMinutes(1));

        var asked = Stopwatch.GetTimestamp();
        var coverage = await service.ReadAsync("officer", "CITY", $"/v1/notices/{fanout.Notice}/coverage");
        Assert.Equal((10_000, 10_000, 0, 0), (coverage.GetProperty("expected").GetInt32(), coverage.GetProperty("found").GetInt32(),
            coverage.GetProperty("missing").GetArrayLength(), coverage.GetProperty("duplicate").GetArrayLength()));
        Tell("coverage of them answered", asked);

        static void Tell(string what, long since) => TestContext.Current.TestOutputHelper!.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{what}: {Stopwatch.GetElapsedTime(since).TotalSeconds:0.00} s"));
    }
}
