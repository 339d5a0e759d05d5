using Workflow.Contracts.Assignments.V1;

namespace TaskAssignment.Tests;

/// <summary>An assignment whose stream cannot be read harms itself alone, and is well again once it can be read.</summary>
public sealed class UnreadableTests(AssignmentsFixture service)
{
    private static readonly string[] Units = ["D1-B1", "D1-B2", "D2-B1"];

    [Fact]
    public async Task Read_alone_it_answers_what_is_wrong_and_in_a_list_it_says_so_beside_the_others()
    {
        var (fanout, bad) = await UnreadableAsync(null);

        using var alone = await service.GetAsync("officer", "CITY", $"/v1/assignments/{bad}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, alone.StatusCode);
        Assert.NotNull(alone.Headers.RetryAfter);
        var problem = await alone.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal("stream-unreadable", problem.GetProperty("code").GetString());
        Assert.Contains($"{bad}", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("version 2", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);

        var list = await service.ReadAsync("officer", "CITY", $"/v1/assignments?notice={fanout.Notice}");
        Assert.Equal(["dispatched D1-B1", "dispatched D2-B1", "unreadable D1-B2"], list.GetProperty("items").EnumerateArray()
            .Select(item => $"{item.GetProperty("state").GetString()} {item.GetProperty("unit").GetString()}")
            .Order(StringComparer.Ordinal));
        await HealAsync(bad);
        using var well = await service.GetAsync("officer", "CITY", $"/v1/assignments/{bad}");
        Assert.Equal(HttpStatusCode.OK, well.StatusCode);
    }

    [Fact]
    public async Task A_bulk_act_answers_it_for_itself_and_does_the_others()
    {
        var (fanout, bad) = await UnreadableAsync(null, reported: true);
        using var answer = await service.PostAsync("officer", "CITY", "/v1/acceptances",
            new { assignments = Units.Select(unit => fanout.Id(1, unit)) });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var results = (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("results").EnumerateArray()
            .Select(r => (r.GetProperty("status").GetInt32(), r.TryGetProperty("code", out var code) ? code.GetString() : null));
        Assert.Equal([(204, null), (503, "stream-unreadable"), (204, null)], results);
        await HealAsync(bad);
    }

    [Fact]
    public async Task The_due_sweep_judges_the_others_and_this_one_as_soon_as_it_can_be_read()
    {
        var (fanout, bad) = await UnreadableAsync("2016-04-30T15:59:59Z");
        await service.Sql.Sql("delete from quarantine where place = 'due-sweep'").ExecuteAsync(Ct);
        await MissedAsync(fanout, 2);
        await Eventually.HoldsAsync(async () => await service.CountAsync("quarantine where place = 'due-sweep' and item = $1", bad) == 1,
            "it is set aside");
        Assert.Contains("test.invented.v9", await service.Sql.Sql("select reason from quarantine where place = 'due-sweep' and item = $1",
            bad).ScalarAsync<string>(Ct), StringComparison.Ordinal);
        await HealAsync(bad);
        await MissedAsync(fanout, 3);
        await ForgottenAsync(bad);
    }

    [Fact]
    public async Task A_moved_deadline_reaches_the_others_and_this_one_as_soon_as_it_can_be_read()
    {
        var (fanout, bad) = await UnreadableAsync("2016-05-31T15:59:59Z");
        await service.PublishAsync(
            new DeadlineRecomputed(fanout.Notice, 7, 1, Fanout.At("2016-06-02T15:59:59Z"), "cn/2016/2", "calendar-amended"));
        await MovedAsync(2);
        await HealAsync(bad);
        await MovedAsync(3);

        Task MovedAsync(int count) => Eventually.HoldsAsync(async () => await service.CountAsync(
            "board where notice = $1 and deadline_version = 2", fanout.Notice) == count, $"{count} are moved");
    }

    [Fact]
    public async Task A_withdrawal_reaches_the_others_and_the_broken_one_when_it_can_be_read()
    {
        var (fanout, bad) = await UnreadableAsync("2016-05-31T15:59:59Z");
        await service.PublishAsync(new NoticeWithdrawn(fanout.Notice, 9, "x", By: null));
        await CancelledAsync(2);
        await HealAsync(bad);
        await CancelledAsync(3);

        Task CancelledAsync(int count) => Eventually.HoldsAsync(async () => await service.CountAsync(
            "board where notice = $1 and state = 'cancelled'", fanout.Notice) == count, $"{count} are cancelled");
    }

    [Fact]
    public async Task An_amendment_reaches_the_others_and_the_broken_one_when_it_can_be_read()
    {
        var (fanout, bad) = await UnreadableAsync("2016-05-31T15:59:59Z");
        await service.PublishAsync(new NoticeAmended(fanout.Issued.Head, 9, 1, "x", [Fanout.Duty(1, "2016-06-30T15:59:59Z") with
        {
            DueAmendment = 1,
        }], [], fanout.Issued.Owing, [], fanout.Issued.Assignments, 3));
        await MovedAsync(2);
        await HealAsync(bad);
        await MovedAsync(3);

        Task MovedAsync(int count) => Eventually.HoldsAsync(async () => await service.CountAsync(
            "board where notice = $1 and deadline_version = 2", fanout.Notice) == count, $"{count} are due later");
    }

    [Fact]
    public async Task What_happens_to_the_others_is_told_to_other_services_and_of_this_one_once_it_can_be_read()
    {
        var (fanout, bad) = await UnreadableAsync(null);
        var good = fanout.Id(1, "D1-B1");
        await service.ActAsync("branch", "D1-B1", good, "acknowledgement");
        await Eventually.HoldsAsync(() => service.Published.Changed(good).Any(), "it is told");
        await Eventually.HoldsAsync(async () => await service.CountAsync("quarantine where place = 'relay' and item = $1", bad) == 1,
            "the other is set aside");
        Assert.Empty(service.Published.Changed(bad));
        // The service serves, and does not pass for well.
        Assert.Equal("degraded", (await service.ReadAsync("operator", "CITY", "/health/ready")).GetProperty("status").GetString());
        await HealAsync(bad);
        await Eventually.HoldsAsync(() => service.Published.Changed(bad).Any(changed => changed.Message.Version == 2), "it is told too");
        await ForgottenAsync(bad);
    }

    [Fact]
    public async Task Who_asks_how_assignments_stand_is_answered_also_of_the_unreadable()
    {
        var (fanout, bad) = await UnreadableAsync("2016-04-30T15:59:59Z");
        await service.Sql.Sql("delete from quarantine where place = 'due-sweep' and item <> $1", bad).ExecuteAsync(Ct);
        var client = service.Service.Services.GetRequiredService<IBus>().CreateRequestClient<AssignmentsAsked>();
        var answer = await client.GetResponse<AssignmentsAnswered>(new([.. Units.Select(unit => fanout.Id(1, unit))]), Ct);
        Assert.Equal(["missed", "missed", "pending"], answer.Message.Assignments.Select(a => a.Verdict!).Order(StringComparer.Ordinal));
        await HealAsync(bad);
    }

    [Fact]
    public async Task The_board_is_made_again_with_the_others_and_once_more_when_it_can_be_read()
    {
        var (fanout, bad) = await UnreadableAsync(null);
        using var operating = service.Service.As("operator", "CITY");
        Assert.Equal(HttpStatusCode.Accepted, (await operating.PostAsync("/v1/read-models/board/rebuild", content: null, Ct)).StatusCode);
        await Eventually.HoldsAsync(
            async () => await service.CountAsync("quarantine where place = 'board.rebuild' and item = $1", bad) == 1, "it is set aside");
        await RebuiltAsync();
        Assert.Equal(3, await service.CountAsync("board where notice = $1", fanout.Notice));
        Assert.Equal(1, await BoardVersionAsync());
        await HealAsync(bad);
        await Eventually.HoldsAsync(async () => await BoardVersionAsync() == 2, "its row is made again");
        await RebuiltAsync();

        Task<long> BoardVersionAsync() => service.Sql.Sql("select version from board where assignment = $1", bad).ScalarAsync<long>(Ct);
        Task RebuiltAsync() => Eventually.HoldsAsync(async () => (await operating.GetStringAsync("/v1/read-models", Ct))
            .Contains("\"rebuilding\":false", StringComparison.Ordinal), "the board is rebuilt");
    }

    /// <summary>A notice to three units, of which the second's assignment cannot be read.</summary>
    private async Task<(Fanout Fanout, Guid Bad)> UnreadableAsync(string? dueAt, bool reported = false)
    {
        var fanout = Fanout.Of(Units, [Fanout.Duty(1, dueAt)]);
        // So that no sweep comes before what is to be met by it.
        foreach (var unit in Units)
            await service.Sql.Sql("insert into quarantine (place, item, reason, next_at) values ('due-sweep', $1, 'test', 'infinity')",
                fanout.Id(1, unit)).ExecuteAsync(Ct);
        await service.IssueAsync(fanout);
        if (reported)
            foreach (var unit in Units)
                await service.ActAsync("branch", unit, fanout.Id(1, unit), "reports", new { text = "done" });
        var bad = fanout.Id(1, Units[1]);
        await UnknownEvent.AppendAsync(service.Sql, bad);
        await service.Sql.Sql("update board set version = version + 1 where assignment = $1", bad).ExecuteAsync(Ct);
        return (fanout, bad);
    }

    /// <summary>As if a version of the product ran that knows the event.</summary>
    private Task HealAsync(Guid bad) => UnknownEvent.BecomesAsync(service.Sql, bad, "assignment.responsible-person-named.v1",
        """{"role": "somebody"}""");

    private Task ForgottenAsync(Guid bad) => Eventually.HoldsAsync(
        async () => await service.CountAsync("quarantine where item = $1 and next_at < 'infinity'", bad) == 0, "it is set aside no more");

    private Task MissedAsync(Fanout fanout, int count) => Eventually.HoldsAsync(async () => await service.CountAsync(
        "board where notice = $1 and verdict = 'missed'", fanout.Notice) == count, $"{count} are judged");
}
