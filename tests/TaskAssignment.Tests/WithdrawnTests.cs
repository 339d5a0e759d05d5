using Workflow.Contracts.Assignments.V1;

namespace TaskAssignment.Tests;

/// <summary>撤回 and 废止, as the owner of assignments hears of them.</summary>
public sealed class WithdrawnTests(AssignmentsFixture service)
{
    private static readonly string[] Units = ["D1-B1", "D1-B2", "D2-B1", "D2"];
    private static readonly object Done = new { text = "done" };

    private static NoticeWithdrawn Withdrawn(Fanout fanout, SupersedingNotice? by = null) =>
        new(fanout.Notice, Version: 9, by is null ? "与上级部署不一致" : null, by);

    private async Task<Fanout> WithdrawAsync(Fanout fanout, SupersedingNotice? by = null)
    {
        await service.PublishAsync(Withdrawn(fanout, by));
        await Eventually.HoldsAsync(async () => await service.CountAsync(
            "withdrawal w where notice = $1 and not exists (select from board b where b.notice = w.notice "
            + "and state not in ('closed', 'reassigned', 'cancelled'))", fanout.Notice) == 1, "nothing of it is open");
        return fanout;
    }

    private async Task<string?> StateAsync(Guid id) =>
        (await service.ReadAsync("officer", "CITY", $"/v1/assignments/{id}")).GetProperty("state").GetString();

    [Fact]
    public async Task What_is_open_is_over_and_what_is_done_stays()
    {
        var fanout = await service.IssueAsync(Fanout.Of(Units,
            [Fanout.Duty(1, "2016-05-31T15:59:59Z"), Fanout.Principle(2), Fanout.Duty(3, "2016-04-30T15:59:59Z")]));
        var (closed, reported, declined, asked) =
            (fanout.Id(1, "D1-B1"), fanout.Id(1, "D1-B2"), fanout.Id(1, "D2-B1"), fanout.Id(1, "D2"));
        await service.ActAsync("branch", "D1-B1", closed, "reports", Done);
        await service.ActAsync("officer", "CITY", closed, "acceptance");
        await service.ActAsync("officer", "CITY", closed, "closure");
        await service.ActAsync("branch", "D1-B2", reported, "reports", Done);
        await service.ActAsync("branch", "D2-B1", declined, "decline", new { reason = "not ours" });
        await service.ActAsync("branch", "D2", asked, "extension-requests",
            new { reason = "flood", dueAt = "2016-06-09T23:59:59+08:00" });
        await service.ActAsync("branch", "D1-B1", fanout.Id(2, "D1-B1"), "acknowledgement");
        await Eventually.HoldsAsync(async () => await service.CountAsync(
            "board where notice = $1 and verdict = 'missed'", fanout.Notice) == 4, "the past deadline is judged");

        await WithdrawAsync(fanout);
        foreach (var (id, state) in new[] { (closed, "closed"), (reported, "cancelled"), (declined, "cancelled"), (asked, "cancelled"),
            (fanout.Id(2, "D1-B1"), "closed"), (fanout.Id(2, "D2"), "cancelled") })
            Assert.Equal(state, await StateAsync(id));
        var late = await service.ReadAsync("officer", "CITY", $"/v1/assignments/{fanout.Id(3, "D1-B1")}");
        Assert.Equal((false, 1, "withdrawal", "与上级部署不一致"), (late.GetProperty("overdue").GetBoolean(),
            late.GetProperty("missed").GetArrayLength(), late.GetProperty("cancelled").GetProperty("cause").GetString(),
            late.GetProperty("cancelled").GetProperty("reason").GetString()));
        var coverage = await service.ReadAsync("officer", "CITY", $"/v1/notices/{fanout.Notice}/coverage");
        Assert.Equal((12, 12, 0, 10), (coverage.GetProperty("expected").GetInt32(), coverage.GetProperty("found").GetInt32(),
            coverage.GetProperty("missing").GetArrayLength(), coverage.GetProperty("outcomes").GetProperty("cancelled").GetInt32()));
        var progress = await service.ReadAsync("officer", "CITY", $"/v1/notices/{fanout.Notice}/progress");
        Assert.Equal([(3, 1, 0), (3, 1, 0), (4, 0, 0)], progress.GetProperty("rows").EnumerateArray().Select(row => (
            row.GetProperty("cancelled").GetInt32(), row.GetProperty("closed").GetInt32(), row.GetProperty("overdue").GetInt32())));
    }

    [Fact]
    public async Task Each_unit_is_told_once_and_the_notice_hears_that_all_is_done_with()
    {
        var by = new SupersedingNotice(Guid.NewGuid(), "关于深化学习教育的通知", "大委组传〔2016〕41号");
        var fanout = await service.IssueAsync(Fanout.Of(Units,
            [.. Enumerable.Range(1, 3).Select(number => Fanout.Duty(number, "2016-05-31T15:59:59Z"))]));
        await WithdrawAsync(fanout, by);
        await service.PublishAsync(Withdrawn(fanout, by));
        await Eventually.HoldsAsync(() => service.Published.Discharged(fanout.Notice).Any(), "the notice hears of it");
        Assert.Equal((24, true), service.Published.Discharged(fanout.Notice).Select(told => (told.Through, told.IsDischarged)).Last());
        await Eventually.HoldsAsync(() => News().Select(told => told.Unit).Distinct().Count() == Units.Length, "each unit is told");
        var news = News();
        Assert.Equal(Units.Order(), news.Select(told => told.Unit).Order());
        Assert.All(news, told => Assert.Equal(("withdrawal", by, Ids.NoticeMessage(fanout.Notice, told.Unit, 9)),
            (told.Kind, told.By, told.Message)));
        Assert.Equal(12, await service.CountAsync(
            "mt_events where type = 'assignment.cancelled.v1' and stream_id in (select assignment from board where notice = $1)",
            fanout.Notice));

        List<UnitNews> News() =>
            [.. Units.SelectMany(unit => Enumerable.Range(1, 3).SelectMany(number => service.Published.News(fanout.Id(number, unit))))];
    }

    /// <summary>The issue, two chunks and the withdrawal in all orders, each of them twice.</summary>
    [Fact]
    public async Task In_whatever_order_and_twice_the_end_is_the_same()
    {
        foreach (var order in Orders([0, 1, 2, 3]))
        {
            var fanout = Fanout.Of(Units, [Fanout.Duty(1, "2016-05-31T15:59:59Z"), Fanout.Duty(2, "2016-05-20T15:59:59Z")], chunkSize: 4);
            Func<Task>[] messages = [() => service.PublishAsync(fanout.Issued), () => service.PublishAsync(fanout.Chunks[0]),
                () => service.PublishAsync(fanout.Chunks[1]), () => service.PublishAsync(Withdrawn(fanout))];
            foreach (var message in order)
            {
                await messages[message]();
                await HeardAsync(fanout, message);
                await messages[message]();
            }
            await Eventually.HoldsAsync(async () => await service.CountAsync(
                "board where notice = $1 and state = 'cancelled' and version = 2", fanout.Notice) == 8,
                $"all are over: {string.Join(',', order)}");
            await Eventually.HoldsAsync(() => service.Published.Discharged(fanout.Notice).Any(told => told.Through == 16),
                $"the notice hears of it: {string.Join(',', order)}");
        }

        static IEnumerable<int[]> Orders(int[] of) => of is [] ? [[]]
            : of.SelectMany(first => Orders([.. of.Where(one => one != first)]).Select(rest => new[] { first }.Concat(rest).ToArray()));
    }

    private Task HeardAsync(Fanout fanout, int message) => Eventually.HoldsAsync(async () => message switch
    {
        0 => await service.CountAsync("notice where notice = $1 and owing is not null", fanout.Notice) == 1,
        3 => await service.CountAsync("withdrawal where notice = $1", fanout.Notice) == 1,
        _ => await service.CountAsync("board where assignment = $1",
            fanout.Chunks[message - 1].Assignments[0].Assignment) == 1,
    }, "it is heard");

    [Theory]
    [InlineData("branch", "D1-B1", "acknowledgement", null)]
    [InlineData("branch", "D1-B1", "reports", """{"text":"x"}""")]
    [InlineData("branch", "D1-B1", "decline", """{"reason":"x"}""")]
    [InlineData("branch", "D1-B1", "responsible-person", """{"role":"x"}""")]
    [InlineData("branch", "D1-B1", "extension-requests", """{"reason":"x","dueAt":"2016-06-09T23:59:59+08:00"}""")]
    [InlineData("officer", "D1", "return", """{"reason":"x"}""")]
    [InlineData("officer", "D1", "acceptance", null)]
    [InlineData("officer", "D1", "closure", null)]
    [InlineData("officer", "D1", "insistence", """{"reason":"x"}""")]
    [InlineData("officer", "D1", "reassignment", """{"unit":"D1-B2"}""")]
    [InlineData("officer", "D1", "reopening", """{"reason":"x"}""")]
    public async Task Nothing_follows(string role, string unit, string act, string? body)
    {
        var fanout = await WithdrawAsync(await service.IssueAsync(Fanout.Of(["D1-B1"], [Fanout.Duty(1, "2016-05-31T15:59:59Z")])));
        using var answer = await service.PostAsync(role, unit, $"/v1/assignments/{fanout.Id(1, "D1-B1")}/{act}",
            body is null ? null : JsonSerializer.Deserialize<JsonElement>(body));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal((HttpStatusCode.Conflict, "assignment-cancelled"), (answer.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Equal([], (await service.ReadAsync(role, unit, $"/v1/assignments/{fanout.Id(1, "D1-B1")}")).GetProperty("allowed")
            .EnumerateArray().Select(allowed => allowed.GetString()));
    }

    [Fact]
    public async Task What_was_closed_is_not_reopened_then()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1", "D1-B2"], [Fanout.Duty(1, "2016-05-31T15:59:59Z")]));
        var id = fanout.Id(1, "D1-B1");
        await service.ActAsync("branch", "D1-B1", id, "reports", Done);
        await service.ActAsync("officer", "D1", id, "acceptance");
        await service.ActAsync("officer", "D1", id, "closure");
        await WithdrawAsync(fanout);
        using var answer = await service.PostAsync("officer", "D1", $"/v1/assignments/{id}/reopening", new { reason = "x" });
        Assert.Equal("notice-withdrawn", (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString());
        var closed = await service.ReadAsync("officer", "D1", $"/v1/assignments/{id}");
        Assert.Equal(("closed", 0), (closed.GetProperty("state").GetString(), closed.GetProperty("allowed").GetArrayLength()));
    }

    /// <summary>In the seconds in which a deadline is being judged it is waited for: the verdict is not lost.</summary>
    [Fact]
    public void A_deadline_that_has_just_passed_is_judged_first()
    {
        var cancel = new CancelAssignment(CancelCause.Withdrawal, "x", NoticeVersion: 9);
        Assert.Throws<RefusedRequestException>(() =>
            CancelAssignment.Decide(Given.State("dispatched"), cancel, Given.DueAt.AddSeconds(2)));
        Assert.Equal("Cancelled", CancelAssignment.Decide(Given.State("dispatched"), cancel, Given.DueAt).InAWord());
        Assert.Equal("Cancelled", CancelAssignment.Decide(Given.After([.. Given.Histories["dispatched"],
            new AssignmentEvent.DeadlineMissed(Given.DueAt, 1)]), cancel, Given.DueAt.AddSeconds(2)).InAWord());
    }
}
