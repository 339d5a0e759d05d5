namespace DeadlineReminders.Tests;

/// <summary>What messages make of the plans, on the real parts: repeated, early, out of order.</summary>
public sealed class PlanTests(RemindersFixture reminders) : IClassFixture<RemindersFixture>
{
    [Fact]
    public async Task A_chunk_that_comes_twice_is_planned_once_and_told_once()
    {
        var notice = Given.Notice(reminders.Now);
        var chunk = Given.Chunk(notice, Given.Assignment(notice, 1, Given.Branch, Given.EndOf("2016-07-29")),
            Given.Assignment(notice, 2, Given.Branch, Given.EndOf("2016-08-31")),
            Given.Assignment(notice, 1, "D2-B1", Given.EndOf("2016-07-29")), Given.Assignment(notice, 3, "D2-B1", null));
        await Task.WhenAll(reminders.PublishAsync(chunk), reminders.PublishAsync(chunk), reminders.PublishAsync(chunk));
        await ConsumedAsync(notice, chunk.Assignments[^1].Assignment);

        Assert.Equal("news news", await reminders.StepsAsync(Given.Branch, notice.Notice));
        Assert.Equal("news news", await reminders.StepsAsync("D2-B1", notice.Notice));
        Assert.Equal(2, (await EventsAsync(notice)).Count(type => type == "reminder.planned.v1"));
        Assert.Equal(24, await reminders.CountAsync("step where plan in (select id from plan where notice = $1)", notice.Notice));
        await RowsSayWhatTheStreamsSayAsync(notice, Given.Branch);
    }

    [Fact]
    public async Task A_report_that_is_heard_of_before_the_assignment_stops_its_steps()
    {
        var notice = Given.Notice(reminders.Now);
        var assignment = Given.Assignment(notice, 1, Given.Branch, Given.EndOf("2016-07-29"));
        await reminders.PublishAsync(Given.Change(notice, assignment, 4, "reported"));
        await reminders.GivesAsync(4L, "the change is kept", "select version from early_change where assignment = $1",
            assignment.Assignment);
        await reminders.PublishAsync(Given.Chunk(notice, assignment));
        await ConsumedAsync(notice, assignment.Assignment);

        Assert.Equal(["already-reported"],
            await reminders.QueryAsync<string>("select stopped from item where assignment = $1", assignment.Assignment));
        await reminders.PublishAsync(Given.Change(notice, assignment, 3, "returned"));
        await reminders.PublishAsync(Given.Change(notice, assignment, 6, "returned"));
        await reminders.GivesAsync(6L, "the return is followed",
            "select assignment_version from item where assignment = $1 and stopped is null", assignment.Assignment);
        Assert.Equal(["reminder.planned.v1", "reminder.plan-stopped.v1", "reminder.plan-revised.v1"], await EventsAsync(notice));
        await RowsSayWhatTheStreamsSayAsync(notice, Given.Branch);
    }

    [Fact]
    public async Task A_moved_deadline_replaces_the_steps_and_an_unknown_year_is_said_until_its_calendar_comes()
    {
        var notice = Given.Notice(reminders.Now);
        var assignment = Given.Assignment(notice, 1, Given.Branch, Given.EndOf("2016-07-29"));
        await reminders.PublishAsync(Given.Chunk(notice, assignment));
        await reminders.PublishAsync(
            Given.Change(notice, assignment, 5, "acknowledged") with { DueAt = Given.EndOf("2026-12-25"), DeadlineVersion = 2 });
        await reminders.GivesAsync(2, "the deadline has moved", "select deadline_version from item where assignment = $1",
            assignment.Assignment);

        var answer = await RemindersAsync(assignment.Assignment);
        Assert.Equal(["+5wd", "+10wd"], answer.GetProperty("waitingForCalendar").EnumerateArray().Select(step => step.GetString()));
        Assert.Equal(8,
            answer.GetProperty("steps").EnumerateArray().Count(step => step.GetProperty("reason").GetString() == "deadline-moved"));
        Assert.Equal(6, answer.GetProperty("steps").EnumerateArray().Count(step => step.GetProperty("outcome").GetString() == "pending"));

        await reminders.PublishAsync(
            Given.Change(notice, assignment, 5, "acknowledged") with { DueAt = Given.EndOf("2026-12-25"), DeadlineVersion = 2 });
        await ConsumedAsync(notice, assignment.Assignment);
        List<JsonElement> told = [];
        await Eventually.HoldsAsync(async () => (told =
            [.. (await reminders.InboxAsync(Given.Branch, notice.Notice))
            .Where(message => message.GetProperty("type").GetString() == "workflow.deadline.v1")]).Count > 0, "the unit is told");
        var data = Assert.Single(told).GetProperty("data");
        Assert.Equal("2026-12-25T23:59:59+08:00", data.GetProperty("dueAt").GetString());
        Assert.Contains("由2016年7月29日（星期五）调整为2026年12月25日（星期五）", data.GetProperty("text").GetString(), StringComparison.Ordinal);

        using (var city = reminders.Service.As("operator", Given.City))
            Assert.Matches("waitingForCalendar\":[1-9]", await city.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Ct));
        await reminders.PublishAsync(new CalendarPublished("cn", 2027, 1, [new(2027, 1, 1)], [], null));
        await Eventually.HoldsAsync(async () => !(await RemindersAsync(assignment.Assignment)).TryGetProperty("waitingForCalendar", out _),
            "the steps are planned");
        Assert.Equal([Given.Instant("2027-01-04T09:00:00+08:00").UtcDateTime, Given.Instant("2027-01-11T09:00:00+08:00").UtcDateTime],
            await reminders.QueryAsync<DateTime>(
                "select due_at from step where assignment = $1 and step in ('+5wd', '+10wd') and outcome is null order by due_at",
                assignment.Assignment));
        await RowsSayWhatTheStreamsSayAsync(notice, Given.Branch);
    }

    private async Task<JsonElement> RemindersAsync(Guid assignment)
    {
        using var branch = reminders.Service.As("branch", Given.Branch);
        return await branch.GetFromJsonAsync<JsonElement>($"/v1/assignments/{assignment}/reminders", Ct);
    }

    private async Task ConsumedAsync(NoticeHead notice, Guid assignment)
    {
        await reminders.PlannedAsync(assignment);
        // Everything before it on the same queue is consumed when a second chunk is.
        var after = Given.Notice(notice.IssuedAt);
        var marker = Given.Assignment(after, 1, "D2", null);
        await reminders.PublishAsync(Given.Chunk(after, marker));
        await reminders.PlannedAsync(marker.Assignment);
    }

    private Task<List<string>> EventsAsync(NoticeHead notice) => reminders.QueryAsync<string>(
        "select type from mt_events where stream_id in (select id from plan where notice = $1) order by seq_id", notice.Notice);

    /// <summary>The rows that steps are decided on are the fold of the events.</summary>
    private async Task RowsSayWhatTheStreamsSayAsync(NoticeHead notice, string unit)
    {
        var stream = await reminders.Service.Services.GetRequiredService<StreamStore>()
            .LoadAsync<ReminderPlan, ReminderPlanEvent>(Ids.Plan(notice.Notice, unit), Ct);
        var plan = Assert.IsType<ReminderPlan.Active>(stream.State);
        Assert.Equal([stream.Version],
            await reminders.QueryAsync<long>("select version from plan where id = $1", Ids.Plan(notice.Notice, unit)));
        Assert.NotEmpty(plan.Items);
        foreach (var (assignment, item) in plan.Items)
        {
            Assert.Equal([$"{item.DeadlineVersion} {item.DueAt:O} {item.Stopped} {item.DeadlinePassed}"],
                (await reminders.QueryAsync<string>(
                "select json_build_array(deadline_version, due_at at time zone 'utc', coalesce(stopped, ''), deadline_passed)::text "
                    + "from item where assignment = $1", assignment)).Select(Line));
            Assert.Equal(item.PastSteps.Order(StringComparer.Ordinal), (await reminders.QueryAsync<string>(
                "select step from step where assignment = $1 and deadline_version = $2 and outcome is not null",
                    assignment, item.DeadlineVersion)).Order(StringComparer.Ordinal));
        }
    }

    private static string Line(string row)
    {
        var values = JsonSerializer.Deserialize<JsonElement[]>(row)!;
        var dueAt = values[1].ValueKind == JsonValueKind.Null ? (DateTimeOffset?)null
            : new DateTimeOffset(values[1].GetDateTime(), TimeSpan.Zero);
        return $"{values[0]} {dueAt:O} {values[2].GetString()} {values[3].GetBoolean()}";
    }
}
