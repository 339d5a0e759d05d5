namespace DeadlineReminders.Tests;

/// <summary>A calendar is previewed and amended while plans run, on the real parts; the message comes again and late.</summary>
public sealed class CalendarTests(RemindersFixture reminders) : IClassFixture<RemindersFixture>
{
    private static readonly CalendarDocument Shipped = WorkingCalendars.Shipped.For(2016)!.Document;

    [Fact]
    public async Task An_amendment_is_previewed_then_moves_what_has_not_fallen_due_and_each_reminder_goes_out_once()
    {
        var notice = Given.Notice(reminders.Now);
        var open = Given.Assignment(notice, 1, Given.Branch, Given.EndOf("2016-05-03"));
        var reported = Given.Assignment(notice, 1, "D2-B1", Given.EndOf("2016-05-03"));
        await reminders.PublishAsync(Given.Chunk(notice, open, reported));
        await reminders.PlannedAsync(reported.Assignment);
        await reminders.PublishAsync(Given.Change(notice, reported, 3, "reported"));
        await reminders.GivesAsync("already-reported", "it is stopped", "select coalesce(stopped, '') from item where assignment = $1",
            reported.Assignment);
        await reminders.SetClockAsync(Given.Instant("2016-05-04T12:00:00+08:00"));
        await Eventually.HoldsAsync(async () =>
            (await reminders.StepsAsync(Given.Branch, notice.Notice)).EndsWith("+1wd", StringComparison.Ordinal),
            "the first late step is sent");

        var preview = await PreviewAsync("2016-05-05");
        var steps = Assert.Single(preview.GetProperty("items").EnumerateArray()).GetProperty("steps").EnumerateArray().Select(Line);
        Assert.Equal(["+3wd 05-06 05-09 1", "+5wd 05-10 05-11 1", "+10wd 05-17 05-18 1"], steps);
        Assert.Equal((3, "cn/2016/1"), (preview.GetProperty("reminders").GetInt32(), preview.GetProperty("inForce").GetString()));

        await AmendAsync(1, "2016-05-05");
        await PendAsync(open.Assignment);
        await PendAsync(reported.Assignment);
        Assert.Equal(["already-reported"],
            await reminders.QueryAsync<string>("select stopped from item where assignment = $1", reported.Assignment));
        Assert.Empty((await PreviewAsync("2016-05-05")).GetProperty("items").EnumerateArray());

        await AmendAsync(1, "2016-05-05");
        await AmendAsync(3, "2016-05-06");
        await PendAsync(open.Assignment);
        await AmendAsync(2, "2016-05-05", "2016-05-09");
        await KeptAsync(4, "2016-05-06");
        Assert.Equal([1L], await RescheduledAsync(open.Assignment));

        await reminders.SetClockAsync(Given.Instant("2016-05-08T12:00:00+08:00"));
        Assert.EndsWith("+1wd", await reminders.StepsAsync(Given.Branch, notice.Notice), StringComparison.Ordinal);
        foreach (var (day, said) in new[] { (9, "+1wd +3wd"), (11, "+1wd +3wd +5wd"), (18, "+1wd +3wd +5wd +10wd") })
        {
            await reminders.SetClockAsync(Given.Instant($"2016-05-{day:00}T12:00:00+08:00"));
            await Eventually.PassesAsync(async () => Assert.Equal(said, await reminders.StepsAsync(Given.District, notice.Notice)));
        }
        Assert.Empty(await PendingAsync(open.Assignment));
        Assert.Equal("news +1wd", await reminders.StepsAsync(Given.Branch, notice.Notice));

        Task PendAsync(Guid assignment) => Eventually.PassesAsync(async () =>
            Assert.Equal("+3wd 05-09 +5wd 05-11 +10wd 05-18", await PendingAsync(assignment)));
    }

    [Fact]
    public async Task A_deadline_that_the_calendar_moves_is_previewed_with_the_steps_it_would_have()
    {
        var notice = Given.Notice(reminders.Now);
        var assignment = Given.Assignment(notice, 1, Given.Branch, Given.EndOf("2017-06-14"));
        var chunk = Given.Chunk(notice, assignment);
        await reminders.PublishAsync(
            chunk with { Requirements = [chunk.Requirements[0] with { Counted = new CountedDays(new(2017, 5, 31), 10) }] });
        await reminders.PlannedAsync(assignment.Assignment);

        var item = Assert.Single((await PreviewAsync(2017, "2017-06-12")).GetProperty("items").EnumerateArray());
        Assert.Equal("2017-06-15T23:59:59+08:00", item.GetProperty("wouldBeDueAt").GetString());
        Assert.Equal(["-7d 06-07 06-08 1", "-3d 06-11 06-12 1", "-1d 06-13 06-14 1", "due 06-14 06-15 1", "+1wd 06-15 06-16 1",
            "+3wd 06-19 06-20 1", "+5wd 06-21 06-22 1", "+10wd 06-28 06-29 1"],
            item.GetProperty("steps").EnumerateArray().Select(Line));
    }

    [Fact]
    public async Task What_a_crash_left_undone_the_same_message_finishes()
    {
        var notice = Given.Notice(reminders.Now);
        var assignment = Given.Assignment(notice, 1, Given.Branch, Given.EndOf("2019-06-14"));
        await reminders.PublishAsync(Given.Chunk(notice, assignment));
        await reminders.PlannedAsync(assignment.Assignment);
        await reminders.QueryAsync<int>(
            "insert into calendar (name, year, version, holidays, workdays) values ('cn', 2019, 1, array['2019-06-17'::date], '{}') "
                + "returning year");
        Assert.StartsWith("-7d 06-07 -3d 06-11 -1d 06-13 due 06-14 +1wd 06-17", await PendingAsync(assignment.Assignment),
            StringComparison.Ordinal);
        await reminders.PublishAsync(new CalendarPublished("cn", 2019, 1, [new(2019, 6, 17)], [], Source: null));
        await Eventually.PassesAsync(async () =>
            Assert.Contains("+1wd 06-18", await PendingAsync(assignment.Assignment), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_planned_while_a_calendar_is_published_is_planned_by_it_and_publishing_waits_for_who_planned_before()
    {
        var notice = Given.Notice(reminders.Now);
        var assignment = Given.Assignment(notice, 1, Given.Branch, Given.EndOf("2021-06-15"));
        await using (var connection = await OpenAsync())
        await using (var publishing = await HoldAsync(connection, "pg_advisory_xact_lock"))
        {
            await publishing.Sql(
                "insert into reminders.calendar (name, year, version, holidays, workdays) values ('cn', 2021, 1, $1, '{}')",
                new DateOnly[] { new(2021, 6, 16) }).ExecuteAsync(Ct);
            await reminders.PublishAsync(Given.Chunk(notice, assignment));
            await WaitingAsync("ShareLock");
            await publishing.CommitAsync(Ct);
        }
        await reminders.PlannedAsync(assignment.Assignment);
        Assert.Contains("+1wd 06-17", await PendingAsync(assignment.Assignment), StringComparison.Ordinal);

        await using (var connection = await OpenAsync())
        await using (var planning = await HoldAsync(connection, "pg_advisory_xact_lock_shared"))
        {
            await reminders.PublishAsync(new CalendarPublished("cn", 2021, 2, [], [], Source: null));
            await WaitingAsync("ExclusiveLock");
            Assert.Equal([1L], await reminders.QueryAsync<long>("select version from calendar where year = 2021"));
            await planning.CommitAsync(Ct);
        }
        await Eventually.PassesAsync(async () =>
            Assert.Contains("+1wd 06-16", await PendingAsync(assignment.Assignment), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Planned_and_amended_at_the_same_time_every_ladder_ends_by_the_calendar_in_force()
    {
        var notice = Given.Notice(reminders.Now);
        var assignments = Enumerable.Range(1, 600).Select(i => Given.Assignment(notice, 1, $"Y-{i}", Given.EndOf("2020-06-12"))).ToList();
        DateOnly[] off = [new(2020, 6, 15), new(2020, 6, 16), new(2020, 6, 17), new(2020, 6, 18), new(2020, 6, 19)];
        await Task.WhenAll([
            .. assignments.Chunk(30).Select(chunk => reminders.PublishAsync(Given.Chunk(notice, chunk))),
            .. Enumerable.Range(1, 5)
                .Select(version => reminders.PublishAsync(new CalendarPublished("cn", 2020, version, off[..version], [], Source: null)))]);
        await reminders.CountsAsync(600, "every ladder is by the last",
            "step where step = '+1wd' and due_at = '2020-06-22T01:00:00Z' and plan in (select id from plan where notice = $1)",
            notice.Notice);
    }

    [Fact]
    public async Task More_plans_than_one_transaction_takes_are_all_rescheduled()
    {
        var notice = Given.Notice(reminders.Now);
        var assignments = Enumerable.Range(1, 450).Select(i => Given.Assignment(notice, 1, $"X-{i}", Given.EndOf("2018-06-15"))).ToList();
        await reminders.PublishAsync(Given.Chunk(notice, assignments));
        await reminders.PlannedAsync(assignments[^1].Assignment);
        await reminders.PublishAsync(new CalendarPublished("cn", 2018, 1, [new(2018, 6, 18), new(2018, 6, 19)], [], Source: null));
        await reminders.CountsAsync(450, "all are rescheduled",
            "step where step = '+1wd' and due_at = '2018-06-20T01:00:00Z' and plan in (select id from plan where notice = $1)",
            notice.Notice);
    }

    [Theory]
    [InlineData("branch", "cn/2016", 403), InlineData("operator", "cn/2016", 422), InlineData("operator", "cn/2017", 422),
        InlineData("operator", "CN/2016", 400),
        InlineData("operator", "other/2016", 200)]
    public async Task A_preview_is_the_root_operators_and_of_a_calendar_that_can_be(string role, string calendar, int status)
    {
        using var http = reminders.Service.As(role, Given.City);
        using var answer = await http.PostAsJsonAsync($"/v1/calendars/{calendar}/reminders",
            new { holidays = new[] { "2016-10-03" }, workdays = Array.Empty<string>() }, Ct);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    private static string Line(JsonElement step) =>
        $"{step.GetProperty("step").GetString()} {Day(step, "at")} {Day(step, "wouldBeAt")} {step.GetProperty("assignments").GetInt32()}";

    private static string Day(JsonElement step, string field) => $"{step.GetProperty(field).GetDateTimeOffset():MM-dd}";

    private static DateOnly[] Off(int year, string[] more) =>
        [.. WorkingCalendars.Shipped.For(year)!.Document.Holidays.Concat(more.Select(day => DateOnly.Parse(day, null))).Order()];

    private Task AmendAsync(long version, params string[] more) =>
        reminders.PublishAsync(new CalendarPublished("cn", 2016, version, Off(2016, more), [.. Shipped.Workdays], Source: null));

    /// <summary>
    /// Publishes one more: when it is kept, what came before it has been followed, because calendars are taken up one by one.
    /// </summary>
    private async Task KeptAsync(long version, params string[] more)
    {
        await AmendAsync(version, more);
        await Eventually.HoldsAsync(async () =>
            (await reminders.QueryAsync<long>("select version from calendar where year = 2016")) is [var kept] && kept == version,
            "the calendar is in force");
    }

    private Task<JsonElement> PreviewAsync(params string[] more) => PreviewAsync(2016, more);

    private async Task<JsonElement> PreviewAsync(int year, params string[] more)
    {
        using var http = reminders.Service.As("operator", Given.City);
        using var answer = await http.PostAsJsonAsync($"/v1/calendars/cn/{year}/reminders",
            new { holidays = Off(year, more), workdays = WorkingCalendars.Shipped.For(year)!.Document.Workdays }, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    private async Task<NpgsqlConnection> OpenAsync() =>
        await reminders.Service.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Ct);

    /// <summary>A transaction that holds the calendars' lock as the service would.</summary>
    private static async Task<NpgsqlTransaction> HoldAsync(NpgsqlConnection connection, string hold)
    {
        var transaction = await connection.BeginTransactionAsync(Ct);
        await transaction.Sql($"select {hold}({PublishedCalendars.Lock})").ExecuteAsync(Ct);
        return transaction;
    }

    /// <summary>Others may wait as well: messages of earlier tests that are old news.</summary>
    private Task WaitingAsync(string mode) => Eventually.HoldsAsync(async () => await reminders.CountAsync(
        $"""
        pg_locks where locktype = 'advisory' and not granted and classid = {PublishedCalendars.LockClass} and mode = $1
            and database = (select oid from pg_database where datname = current_database())
        """, mode) > 0, $"somebody waits for a {mode}");

    private async Task<string> PendingAsync(Guid assignment) => string.Join(' ', await reminders.QueryAsync<string>(
        "select step || ' ' || to_char(due_at at time zone 'Asia/Shanghai', 'MM-DD') from step where assignment = $1 and outcome is "
            + "null order by due_at", assignment));

    private Task<List<long>> RescheduledAsync(Guid assignment) => reminders.QueryAsync<long>(
        "select count(*) from mt_events where type = 'reminder.rescheduled.v1' and data ->> 'assignment' = $1", $"{assignment}");
}
