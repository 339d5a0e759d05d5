using Workflow.Contracts.Assignments.V1;

namespace TaskAssignment.Tests;

/// <summary>变更, as the owner of assignments hears of it.</summary>
public sealed class AmendedTests(AssignmentsFixture service)
{
    private const string Reason = "与上级部署衔接";
    private static readonly string[] Units = ["D1-B1", "D1-B2", "D2-B1", "D2"];
    private static readonly object Done = new { text = "done" };
    private static readonly DateTimeOffset Later = Fanout.At("2016-06-30T15:59:59Z");

    /// <summary>Requirement 1 is dropped, 2 is due later, 3 is worded otherwise, 4 is new, of D1-B1 and D1-B2; 5 stays as it is.</summary>
    private static (Fanout Fanout, NoticeAmended Amended, NoticeDistributed Chunk) Amended(int number = 1, int chunkSize = 500)
    {
        var fanout = Fanout.Of(Units, [.. new[] { 1, 2, 3, 5 }.Select(n => Fanout.Duty(n, "2016-05-31T15:59:59Z"))], chunkSize);
        DistributedRequirement[] after = [
            Fanout.Duty(2, "2016-06-30T15:59:59Z") with { DueOrigin = "amendment", DueAmendment = number },
            Fanout.Duty(3, "2016-05-31T15:59:59Z") with { Title = "分两批报送第3项", TextAmendment = number },
            Fanout.Duty(4, "2016-06-30T15:59:59Z") with { DueOrigin = "amendment", DueAmendment = number, TextAmendment = number },
            Fanout.Duty(5, "2016-05-31T15:59:59Z")];
        var head = fanout.Issued.Head with { DistributionSha256 = new string('e', 64) };
        return (fanout,
            new(head, Version: 7, number, Reason, after, [new(1, "报送第1项")], [new([2, 3, 5], Units), new([4], ["D1-B1", "D1-B2"])],
                [new([1], Units)], Assignments: 14, DirectoryVersion: 3),
            new(head, 1, 1, [after[2]], [.. new[] { "D1-B1", "D1-B2" }.Select(unit =>
                new DistributedAssignment(fanout.Id(4, unit), 4, unit, null, "sole"))], number));
    }

    private async Task<JsonElement> ReadAsync(Guid id) => await service.ReadAsync("officer", "CITY", $"/v1/assignments/{id}");

    [Fact]
    public async Task Only_what_changed_changes_and_each_unit_is_told_once_what()
    {
        var (fanout, amended, chunk) = Amended();
        await service.IssueAsync(fanout);
        // Closed, reported, with a later day of its own, untouched: in four units.
        foreach (var number in new[] { 1, 2 })
        {
            await service.ActAsync("branch", "D1-B1", fanout.Id(number, "D1-B1"), "reports", Done);
            await service.ActAsync("officer", "CITY", fanout.Id(number, "D1-B1"), "acceptance");
            await service.ActAsync("officer", "CITY", fanout.Id(number, "D1-B1"), "closure");
        }
        await service.ActAsync("branch", "D1-B2", fanout.Id(2, "D1-B2"), "reports", Done);
        await service.ActAsync("branch", "D2-B1", fanout.Id(2, "D2-B1"), "extension-requests",
            new { reason = "flood", dueAt = "2016-07-15T23:59:59+08:00" });
        await service.ActAsync("officer", "CITY", fanout.Id(2, "D2-B1"), "extension-requests/1/decision", new { granted = true });

        foreach (var _ in new[] { 1, 2 })
        {
            await service.PublishAsync(amended);
            await service.PublishAsync(chunk);
        }
        await Eventually.HoldsAsync(async () => await service.CountAsync("board where notice = $1 and state = 'cancelled'",
            fanout.Notice) == 3 && await service.CountAsync("board where notice = $1", fanout.Notice) == 18, "it is followed");
        await Eventually.HoldsAsync(async () => await service.CountAsync(
            "mt_events where type = 'assignment.amended.v1' and stream_id in (select assignment from board where notice = $1)",
            fanout.Notice) == 10, "each concerned has heard of it");

        foreach (var (number, unit, state, due) in new[] { (1, "D1-B1", "closed", "05-31"), (1, "D1-B2", "cancelled", "05-31"),
            (2, "D1-B1", "closed", "05-31"), (2, "D1-B2", "reported", "05-31"), (2, "D2-B1", "dispatched", "07-15"),
            (2, "D2", "dispatched", "06-30"), (3, "D2", "dispatched", "05-31"), (4, "D1-B2", "dispatched", "06-30"),
            (5, "D2", "dispatched", "05-31") })
        {
            var shown = await ReadAsync(fanout.Id(number, unit));
            Assert.Equal(($"{unit}:{number}", state, Fanout.At($"2016-{due}T15:59:59Z")), ($"{unit}:{number}",
                shown.GetProperty("state").GetString(), shown.GetProperty("dueAt").GetDateTimeOffset()));
        }
        var over = (await ReadAsync(fanout.Id(1, "D2"))).GetProperty("cancelled");
        Assert.Equal(("amendment", Reason), (over.GetProperty("cause").GetString(), over.GetProperty("reason").GetString()));
        // The report returned, the amended day holds where it is later than the third working day.
        await service.ActAsync("officer", "CITY", fanout.Id(2, "D1-B2"), "return", new { reason = "no figures" });
        Assert.Equal(Later, (await ReadAsync(fanout.Id(2, "D1-B2"))).GetProperty("dueAt").GetDateTimeOffset());

        Assert.Equal(["D1-B1: reworded 3", "D1-B2: dropped 1, reworded 3", "D2-B1: dropped 1, reworded 3",
            "D2: dropped 1, moved 2, reworded 3"], await ToldAsync(fanout));
        var coverage = await service.ReadAsync("officer", "CITY", $"/v1/notices/{fanout.Notice}/coverage");
        Assert.Equal((14, 14, 4, 0, 0), (coverage.GetProperty("expected").GetInt32(), coverage.GetProperty("found").GetInt32(),
            coverage.GetProperty("dropped").GetInt32(), coverage.GetProperty("missing").GetArrayLength(),
            coverage.GetProperty("duplicate").GetArrayLength()));
        Assert.Equal(amended.DirectoryVersion, coverage.GetProperty("directoryVersion").GetInt64());
    }

    private async Task<IReadOnlyList<string>> ToldAsync(Fanout fanout)
    {
        IReadOnlyList<UnitNews> News() => [.. Enumerable.Range(1, 5).SelectMany(number => Units.SelectMany(unit =>
            service.Published.News(fanout.Id(number, unit)))).Where(news => news.Kind == "amendment")];
        await Eventually.HoldsAsync(() => News().Select(news => news.Unit).Distinct().Count() == Units.Length, "each unit is told");
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Ct);
        var told = News().DistinctBy(news => news.Message).ToList();
        Assert.All(told, news => Assert.Equal(Reason, news.Reason));
        return [.. Units.SelectMany(unit => told.Where(news => news.Unit == unit).Select(news =>
            $"{unit}: {string.Join(", ", news.Changes!.Select(change => $"{change.Change} {change.Requirement}"))}"))];
    }

    /// <summary>Issue or withdrawal, a chunk, the amendment and its chunk in all orders, each of them twice.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_whatever_order_and_twice_the_end_is_the_same(bool isWithdrawn)
    {
        foreach (var order in Orders([0, 1, 2, 3]))
        {
            var (fanout, amended, chunk) = Amended();
            Func<Task>[] messages = [() => isWithdrawn ? service.PublishAsync(new NoticeWithdrawn(fanout.Notice, 9, "x", By: null))
                : service.PublishAsync(fanout.Issued), () => service.PublishAsync(fanout.Chunks[0]),
                () => service.PublishAsync(amended), () => service.PublishAsync(chunk)];
            foreach (var message in order)
            {
                await messages[message]();
                await HeardAsync(fanout, message, isWithdrawn);
                await messages[message]();
            }
            var inWords = $"order {string.Join(',', order)}";
            await Eventually.HoldsAsync(async () => await service.CountAsync("board where notice = $1 and state = 'cancelled'",
                fanout.Notice) == (isWithdrawn ? 18 : 4)
                && await service.CountAsync("board where notice = $1", fanout.Notice) == 18, inWords);
            await Eventually.HoldsAsync(async () => isWithdrawn || await service.CountAsync(
                "board where notice = $1 and requirement = 2 and due_at = $2 and deadline_version = 2",
                fanout.Notice, Later) == 4, inWords);
            Assert.Equal(8 + (isWithdrawn ? 0 : 2), await service.CountAsync(
                "board where notice = $1 and (requirement in (3, 5) or (requirement = 4 and deadline_version = 1 "
                + "and state <> 'cancelled'))", fanout.Notice));
            Assert.Equal(1, await service.CountAsync(
                "requirement where notice = $1 and number = 3 and body ->> 'title' = '分两批报送第3项'", fanout.Notice));
            if (!isWithdrawn)
                Assert.Equal((14, 14), await CoveredAsync(fanout));
        }

        static IEnumerable<int[]> Orders(int[] of) => of is [] ? [[]]
            : of.SelectMany(first => Orders([.. of.Where(one => one != first)]).Select(rest => new[] { first }.Concat(rest).ToArray()));
    }

    private async Task<(int, int)> CoveredAsync(Fanout fanout)
    {
        var coverage = await service.ReadAsync("officer", "CITY", $"/v1/notices/{fanout.Notice}/coverage");
        Assert.Equal((0, 0), (coverage.GetProperty("missing").GetArrayLength(), coverage.GetProperty("duplicate").GetArrayLength()));
        return (coverage.GetProperty("expected").GetInt32(), coverage.GetProperty("found").GetInt32());
    }

    private Task HeardAsync(Fanout fanout, int message, bool isWithdrawn) => Eventually.HoldsAsync(async () => message switch
    {
        0 when isWithdrawn => await service.CountAsync("withdrawal where notice = $1", fanout.Notice) == 1,
        0 => await service.CountAsync("notice where notice = $1 and owing is not null", fanout.Notice) == 1,
        1 => await service.CountAsync("board where assignment = $1", fanout.Id(1, "D2")) == 1,
        2 => await service.CountAsync("amendment where notice = $1", fanout.Notice) == 1,
        _ => await service.CountAsync("board where assignment = $1", fanout.Id(4, "D1-B1")) == 1,
    }, "it is heard");

    [Fact]
    public async Task The_highest_amendment_heard_is_what_holds()
    {
        var (fanout, first, _) = Amended();
        await service.IssueAsync(fanout);
        var second = first with
        {
            Number = 2, Version = 9, Owing = [new([3, 5], Units)], NoLonger = [new([1, 2], Units)], Assignments = 8,
            Requirements = [.. first.Requirements.Where(it => it.Number is 3 or 5)],
            Dropped = [new(1, "报送第1项"), new(2, "报送第2项")],
        };
        await service.PublishAsync(second);
        await Eventually.HoldsAsync(async () => await service.CountAsync("board where notice = $1 and state = 'cancelled'",
            fanout.Notice) == 8, "the second is followed");
        await service.PublishAsync(first);
        await service.PublishAsync(second);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, Ct);
        Assert.Equal((8, 8), await CoveredAsync(fanout));
        Assert.Equal(0, await service.CountAsync("board where notice = $1 and deadline_version > 1", fanout.Notice));
    }

    [Fact]
    public async Task Where_nothing_is_open_any_more_the_notice_hears_so_by_what_it_orders_now()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1"],
            [.. new[] { 1, 2 }.Select(n => Fanout.Duty(n, "2016-05-31T15:59:59Z"))]));
        var id = fanout.Id(1, "D1-B1");
        await service.ActAsync("branch", "D1-B1", id, "reports", Done);
        await service.ActAsync("officer", "CITY", id, "acceptance");
        await service.ActAsync("officer", "CITY", id, "closure");
        await service.PublishAsync(new NoticeAmended(fanout.Issued.Head, 7, 1, Reason, [fanout.Issued.Requirements[0]],
            [new(2, "报送第2项")], [new([1], ["D1-B1"])], [new([2], ["D1-B1"])], 1, 3));
        await Eventually.HoldsAsync(() => service.Published.Discharged(fanout.Notice)
            .Any(told => told is { IsDischarged: true, Amendment: 1 }),
            "the notice hears of it");
    }

    /// <summary>An older calendar, heard before, between or after, does not take the place of the day that an amendment set.</summary>
    [Fact]
    public async Task A_calendar_that_is_heard_late_does_not_count_what_an_amendment_set()
    {
        foreach (var order in new[] { [0, 1, 2, 3], [0, 2, 1, 3], [2, 1, 0, 3], [3, 1, 0, 2], [1, 3, 2, 0], new[] { 3, 2, 1, 0 } })
        {
            var fanout = Fanout.Of(["D1-B1"], [Fanout.Duty(1, "2016-05-31T15:59:59Z")]);
            var set = Fanout.Duty(1, "2016-06-30T15:59:59Z") with { DueOrigin = "amendment", DueAmendment = 1, Title = "新的说法" };
            Func<Task>[] messages = [() => service.PublishAsync(fanout.Chunks[0]),
                () => service.PublishAsync(new DeadlineRecomputed(fanout.Notice, 5, 1, Fanout.At("2016-06-02T15:59:59Z"), "cn/2016/2",
                    "calendar-amended")),
                () => service.PublishAsync(new NoticeAmended(fanout.Issued.Head, 7, 1, Reason, [set], [],
                    [new([1], ["D1-B1", "D1-B2"])], [], 2, 3)),
                () => service.PublishAsync(new NoticeDistributed(fanout.Issued.Head, 1, 1, [set],
                    [new(fanout.Id(1, "D1-B2"), 1, "D1-B2", null, "sole")], 1))];
            foreach (var message in order)
            {
                await messages[message]();
                await HeardAsync(message switch
                {
                    0 => "board where assignment = $1", 1 => "deadline where notice = $2", 2 => "amendment where notice = $2",
                    _ => "board where assignment = $3",
                });
            }
            await Eventually.HoldsAsync(async () => await service.CountAsync(
                "board where notice = $1 and due_at = $2", fanout.Notice, Later) == 2, $"order {string.Join(',', order)}");
            Assert.Equal(1, await service.CountAsync("requirement where notice = $1 and body ->> 'title' = '新的说法'", fanout.Notice));

            Task HeardAsync(string what) => Eventually.HoldsAsync(async () => await service.CountAsync(
                $"(select 1 where $1::uuid <> $2::uuid and $2::uuid <> $3::uuid and exists (select from {what})) heard",
                fanout.Id(1, "D1-B1"), fanout.Notice, fanout.Id(1, "D1-B2")) == 1, what);
        }
    }

    [Fact]
    public async Task What_was_closed_and_is_not_ordered_any_more_is_not_reopened_and_what_is_reopened_has_its_own_day()
    {
        var (fanout, amended, _) = Amended();
        await service.IssueAsync(fanout);
        foreach (var number in new[] { 1, 2 })
        {
            await service.ActAsync("branch", "D1-B1", fanout.Id(number, "D1-B1"), "reports", Done);
            await service.ActAsync("officer", "CITY", fanout.Id(number, "D1-B1"), "acceptance");
            await service.ActAsync("officer", "CITY", fanout.Id(number, "D1-B1"), "closure");
        }
        await service.PublishAsync(amended);
        await Eventually.HoldsAsync(async () => await service.CountAsync("board where notice = $1 and state = 'cancelled'",
            fanout.Notice) == 3, "it is followed");
        using var refused = await service.PostAsync("officer", "CITY", $"/v1/assignments/{fanout.Id(1, "D1-B1")}/reopening",
            new { reason = "hollow" });
        Assert.DoesNotContain("reopen", (await ReadAsync(fanout.Id(1, "D1-B1"))).GetProperty("allowed").EnumerateArray()
            .Select(act => act.GetString()));
        Assert.Equal("assignment-cancelled", (await refused.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString());
        await service.ActAsync("officer", "CITY", fanout.Id(2, "D1-B1"), "reopening",
            new { reason = "hollow", dueAt = "2016-06-10T23:59:59+08:00" });
        var before = await ReadAsync(fanout.Id(2, "D1-B1"));
        await service.PublishAsync(amended);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, Ct);
        Assert.Equal(before.GetProperty("version").GetInt64(), (await ReadAsync(fanout.Id(2, "D1-B1"))).GetProperty("version").GetInt64());
    }
}
