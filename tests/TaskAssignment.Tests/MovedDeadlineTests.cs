namespace TaskAssignment.Tests;

/// <summary>A calendar moved a requirement's deadline: the message comes as it may, the assignments end as it says.</summary>
public sealed class MovedDeadlineTests(AssignmentsFixture service)
{
    private const string Due = "2016-05-31T15:59:59Z";
    private const string Past = "2016-04-30T15:59:59Z";
    private const string Later = "2016-06-02T15:59:59Z";
    private static readonly string[] Units = ["D1-B1", "D1-B2", "D2-B1", "D1"];

    [Fact]
    public async Task Who_owes_it_follows_and_verdicts_stay()
    {
        var fanout = await service.IssueAsync(Fanout.Of(Units, [Fanout.Duty(1, Due), Fanout.Duty(2, Due), Fanout.Duty(3, Past)]));
        var (open, reported, closed, missed) = (fanout.Id(1, "D1-B1"), fanout.Id(1, "D1-B2"), fanout.Id(1, "D2-B1"), fanout.Id(3, "D1"));
        await service.ActAsync("branch", "D1-B2", reported, "reports", new { text = "done" });
        await service.ActAsync("branch", "D2-B1", closed, "reports", new { text = "done" });
        await service.ActAsync("officer", "CITY", closed, "acceptance");
        await service.ActAsync("officer", "CITY", closed, "closure");
        await Eventually.HoldsAsync(async () =>
            await service.CountAsync("board where assignment = $1 and verdict = 'missed'", missed) == 1, "it is missed");

        await service.PublishAsync(Recomputed(fanout, 7, Later) with { Requirement = 3 });
        await service.PublishAsync(Recomputed(fanout, 7, Later));
        await Eventually.PassesAsync(async () => Assert.Equal((Later, 2), await DueAsync(open)));
        await Eventually.HoldsAsync(async () => await EventsAsync(reported, "assignment.deadline-kept.v1") == 1,
            "the reported one keeps its own");
        Assert.All([await DueAsync(reported), await DueAsync(closed), await DueAsync(fanout.Id(2, "D1-B1"))], due =>
            Assert.Equal((Due, 1), due));
        Assert.Equal((Past, 1), await DueAsync(missed));
        var told = await Eventually.ValueAsync(() =>
            Task.FromResult(service.Published.Changed(open).Select(m => m.Message).FirstOrDefault(m => m.DeadlineVersion == 2)),
            "the move is published");
        Assert.Equal((Fanout.At(Later), "dispatched"), (told.DueAt, told.State));

        await service.ActAsync("officer", "CITY", reported, "return", new { reason = "more" });
        Assert.Equal((Later, 2), await DueAsync(reported));
    }

    [Fact]
    public async Task Repeated_late_and_in_any_order_the_newest_version_counts()
    {
        var fanout = await service.IssueAsync(Fanout.Of(Units, [Fanout.Duty(1, Due)]));
        await service.PublishAsync(Recomputed(fanout, 9, Due));
        await KeptAsync(fanout, 9);
        foreach (var _ in Enumerable.Range(0, 5))
            await service.PublishAsync(Recomputed(fanout, 7, Later));
        await service.PublishAsync(Recomputed(fanout, 11, "2016-06-03T15:59:59Z"));
        await Eventually.PassesAsync(async () => Assert.Equal(("2016-06-03T15:59:59Z", 2), await DueAsync(fanout.Id(1, "D1-B1"))));
        await service.PublishAsync(Recomputed(fanout, 11, "2016-06-03T15:59:59Z"));
        var after = await service.IssueAsync(Fanout.Of(Units, [Fanout.Duty(1, Due)]));
        await service.PublishAsync(Recomputed(after, 9, Later));
        await Eventually.PassesAsync(async () => Assert.Equal((Later, 2), await DueAsync(after.Id(1, "D1-B1"))));
        foreach (var unit in Units)
            Assert.Equal(1, await EventsAsync(fanout.Id(1, unit), "assignment.deadline-moved.v2"));
    }

    [Fact]
    public async Task What_is_made_after_the_move_begins_with_it()
    {
        var fanout = Fanout.Of(Units, [Fanout.Duty(1, Due), Fanout.Duty(2, Due)]);
        await service.PublishAsync(Recomputed(fanout, 7, Later));
        await KeptAsync(fanout, 7);
        await service.IssueAsync(fanout);
        Assert.Equal((Later, 2), await DueAsync(fanout.Id(1, "D1-B1")));
        Assert.Equal((Due, 1), await DueAsync(fanout.Id(2, "D1-B1")));
        await Eventually.HoldsAsync(() => service.Published.Changed(fanout.Id(1, "D1-B1")).Any(m => m.Message.DeadlineVersion == 2),
            "the move is published");
    }

    [Fact]
    public async Task Made_and_moved_at_the_same_time_every_assignment_ends_with_the_newest_deadline()
    {
        var units = Enumerable.Range(1, 1300).Select(i => $"M-{i}").ToList();
        var fanout = Fanout.Of(units, [Fanout.Duty(1, Due)], chunkSize: 100);
        string[] dues = [Later, Due, "2016-06-03T15:59:59Z", "2016-06-06T15:59:59Z"];
        await Task.WhenAll([
            service.PublishAsync(fanout.Issued),
            .. fanout.Chunks.Select(service.PublishAsync),
            .. dues.Select((due, i) => service.PublishAsync(Recomputed(fanout, 7 + i, due)))]);
        await service.FoundAsync(fanout, 1300);
        await Eventually.HoldsAsync(async () => await service.CountAsync("board where notice = $1 and due_at = '2016-06-06T15:59:59Z'",
            fanout.Notice) == 1300, "all are moved", TimeSpan.FromSeconds(60));
    }

    private static DeadlineRecomputed Recomputed(Fanout fanout, long version, string dueAt) =>
        new(fanout.Notice, version, 1, Fanout.At(dueAt), $"cn/2016/{version}", "calendar-amended");

    private Task KeptAsync(Fanout fanout, long version) =>
        Eventually.HoldsAsync(async () =>
            await service.CountAsync("deadline where notice = $1 and version = $2", fanout.Notice, version) == 1, "the deadline is kept");

    private async Task<(string DueAt, int Version)> DueAsync(Guid assignment)
    {
        var shown = await service.ReadAsync("officer", "CITY", $"/v1/assignments/{assignment}");
        var dueAt = shown.GetProperty("dueAt").GetDateTimeOffset().ToUniversalTime();
        return ($"{dueAt:yyyy-MM-dd'T'HH:mm:ss}Z", shown.GetProperty("deadlineVersion").GetInt32());
    }

    private Task<long> EventsAsync(Guid assignment, string type) =>
        service.CountAsync("mt_events where stream_id = $1 and type = $2", assignment, type);
}
