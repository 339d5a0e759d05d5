namespace DeadlineReminders.Tests;

/// <summary>The owner of an assignment is asked before anyone is told anything about it, whatever was heard until then.</summary>
[Collection(nameof(BranchUsers))]
public sealed class OwnerTests(RemindersFixture reminders) : IClassFixture<RemindersFixture>
{
    [Fact]
    public async Task A_report_that_was_never_heard_of_stops_the_reminder()
    {
        var (notice, assignment) = await PlanAsync(1, Given.Branch);
        reminders.Owner.Knows(Given.Change(notice, assignment, 2, "reported"));
        await reminders.SetClockAsync(assignment.DueAt!.Value.AddDays(-7).AddHours(12));
        await DecidedAsync(notice, "already-reported");
        Assert.Equal("news", await reminders.StepsAsync(Given.Branch, notice.Notice));

        // What the message says then is known already.
        await reminders.PublishAsync(Given.Change(notice, assignment, 2, "reported"));
        await reminders.PublishAsync(Given.Change(notice, assignment, 3, "returned") with
        {
            DueAt = assignment.DueAt.Value.AddDays(30), DeadlineVersion = 2, MovedAt = reminders.Now, ReturnedFor = "缺少人数",
        });
        await Eventually.PassesAsync(async () => Assert.Equal("news news", await reminders.StepsAsync(Given.Branch, notice.Notice)));
        var told = (await reminders.InboxAsync(Given.Branch, notice.Notice))[^1];
        Assert.Equal("workflow.return.v1", told.GetProperty("type").GetString());
        Assert.Contains("已退回重办（原因：缺少人数）", told.GetProperty("data").GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, await reminders.CountAsync(
            "mt_events where type = 'reminder.plan-stopped.v1' and stream_id in (select id from plan where notice = $1)", notice.Notice));
    }

    [Fact]
    public async Task While_the_owner_is_away_what_is_due_waits_and_is_counted_and_comes_once_afterwards()
    {
        var (notice, assignment) = await PlanAsync(1, "D2-B1");
        reminders.Owner.IsAway = true;
        try
        {
            await reminders.SetClockAsync(assignment.DueAt!.Value.AddDays(-1));
            await Eventually.HoldsAsync(async () =>
                (await HealthAsync()).Contains("TaskAssignment does not answer", StringComparison.Ordinal),
                "the health page tells");
            Assert.Matches("dueAndWaiting\":[1-9]", await HealthAsync());
            Assert.True(await WaitingAsync() > 0);
            Assert.Equal("news", await reminders.StepsAsync("D2-B1", notice.Notice));
        }
        finally
        {
            reminders.Owner.IsAway = false;
        }
        await Eventually.PassesAsync(async () => Assert.Equal("news -1d", await reminders.StepsAsync("D2-B1", notice.Notice)));
        Assert.Equal(["overtaken 2", "sent 1"], await reminders.QueryAsync<string>(
            "select outcome || ' ' || count(*) from step where assignment = $1 and outcome is not null group by outcome order by 1",
            assignment.Assignment));
        await Eventually.HoldsAsync(async () => !(await HealthAsync()).Contains("TaskAssignment", StringComparison.Ordinal), "it is well");
        Assert.Equal(0, await WaitingAsync());
    }

    private async Task<long> WaitingAsync() =>
        Assert.Single(await reminders.Service.Services.GetRequiredService<ICounted>().CountAsync(Ct)).Count;

    [Fact]
    public async Task What_is_not_judged_yet_waits_for_the_verdict_and_an_owner_that_was_set_back_is_not_believed()
    {
        var (notice, assignment) = await PlanAsync(1, "D2");
        reminders.Owner.Judges = false;
        var late = Assert.Single(await reminders.QueryAsync<DateTimeOffset>(
            "select due_at from step where assignment = $1 and step = '+1wd'", assignment.Assignment));
        await reminders.SetClockAsync(late);
        var asked = reminders.Owner.Asked;
        await Eventually.HoldsAsync(() => reminders.Owner.Asked > asked + 1, "the owner is asked again");
        Assert.Equal("news", await reminders.StepsAsync("D2", notice.Notice));
        reminders.Owner.Judges = true;
        await Eventually.PassesAsync(async () => Assert.Equal("news +1wd", await reminders.StepsAsync("D2", notice.Notice)));

        // Heard of by a message whose event the owner lost.
        await reminders.Service.Services.GetRequiredService<IBus>().Publish(Given.Change(notice, assignment, 7, "acknowledged"), Ct);
        await reminders.GivesAsync(7L, "it is heard", "select assignment_version from item where assignment = $1", assignment.Assignment);
        await reminders.SetClockAsync(late.AddDays(12));
        await Eventually.HoldsAsync(async () => (await HealthAsync()).Contains("was set back", StringComparison.Ordinal),
            "the fault is shown");
        Assert.Equal("+1wd", await reminders.StepsAsync(Given.City, notice.Notice));
        reminders.Owner.Knows(Given.Change(notice, assignment, 8, "closed"));
        await DecidedAsync(notice, "closed");
        var (next, due) = await PlanAsync(1, "D2");
        reminders.Owner.IsAway = true;
        await reminders.SetClockAsync(due.DueAt!.Value.AddDays(-1));
        await Eventually.HoldsAsync(async () => (await HealthAsync()).Contains("dueAndWaiting", StringComparison.Ordinal),
            "something waits");
        Assert.DoesNotContain("was set back", await HealthAsync(), StringComparison.Ordinal);
        reminders.Owner.IsAway = false;
        await DecidedAsync(next, "sent");
    }

    [Fact]
    public async Task A_reminder_that_waited_for_its_queue_is_asked_about_again_and_withdrawn()
    {
        using var broker = new BrokerOfBranches(reminders.Broker);
        var (notice, assignment) = await WaitingAsync("D1-B2", broker);
        reminders.Owner.Knows(Given.Change(notice, assignment, 2, "reported"));
        await broker.DeleteQueueAsync("D1-B2");
        await reminders.GivesAsync("already-reported", "it is withdrawn",
            "select reason from delivery where state = 'withdrawn' and unit = 'D1-B2'");

        using var branch = reminders.Service.As("branch", "D1-B2");
        var inbox = await branch.GetFromJsonAsync<JsonElement>("/v1/units/D1-B2/inbox?limit=500", Ct);
        var marked = inbox.GetProperty("items").EnumerateArray().Where(m =>
            m.TryGetProperty("withdrawnfor", out var why) && why.GetString() == "already-reported").ToList();
        Assert.Equal("-7d", Assert.Single(marked).GetProperty("data").GetProperty("step").GetString());
    }

    [Fact]
    public async Task What_waits_for_its_queue_does_not_leave_on_the_word_of_an_owner_that_was_set_back()
    {
        using var broker = new BrokerOfBranches(reminders.Broker);
        var (notice, assignment) = await WaitingAsync("D1-B1", broker);
        var reported = Given.Change(notice, assignment, 2, "reported");
        await reminders.PublishAsync(reported);
        await reminders.GivesAsync(2L, "the report is heard of", "select assignment_version from item where assignment = $1",
            assignment.Assignment);
        reminders.Owner.IsSetBack(Given.Change(notice, assignment, 1, "dispatched"));
        await broker.DeleteQueueAsync("D1-B1");
        await reminders.CountsAsync(0, "the queue is in good standing again", "queue_standing where unit = 'D1-B1'");
        var asked = reminders.Owner.Asked;
        await Eventually.HoldsAsync(() => reminders.Owner.Asked > asked + 1, "the owner is asked again");
        await reminders.CountsAsync(1, "it waits", "delivery where state = 'waiting' and queue = 'D1-B1'");
        reminders.Owner.IsSetBack(reported);
        await reminders.GivesAsync("already-reported", "it is withdrawn",
            "select reason from delivery where state = 'withdrawn' and unit = 'D1-B1'");
    }

    [Fact]
    public async Task One_request_asks_about_five_hundred()
    {
        var notice = Given.Notice(reminders.Now);
        DispatchedAssignment[] all = [.. new[] { Given.Branch, "D1-B2", "D2-B1", "D2", "D1" }.SelectMany(unit =>
            Enumerable.Range(1, 40).Select(number => Given.Assignment(notice, number, unit,
                Given.EndOf($"{reminders.Now.AddDays(60):yyyy-MM-dd}"))))];
        await reminders.PublishAsync(Given.Chunk(notice, all));
        await reminders.CountsAsync(all.Length, "all are planned", "item i join plan p on p.id = i.plan where p.notice = $1",
            notice.Notice);
        var asked = reminders.Owner.Asked;
        await reminders.SetClockAsync(all[0].DueAt!.Value.AddDays(-7).AddHours(12));
        await reminders.CountsAsync(all.Length, "all are reminded",
            "inbox where step = '-7d' and plan in (select id from plan where notice = $1)", notice.Notice);
        // Five plans, in at most four lanes; a lane that is set to what is held now, or was added, asks once more.
        Assert.InRange(reminders.Owner.Asked - asked, 1, 12);
    }

    [Fact]
    public async Task What_is_urged_is_asked_about_before_it_leaves_by_a_queue()
    {
        var (notice, assignment) = await DeliveredAsync("D2-B1");
        foreach (var (state, urging) in new[] { ("delivered", Guid.NewGuid()), ("withdrawn", Guid.NewGuid()) })
        {
            // Its report is answered, and has not been heard of here.
            if (state == "withdrawn")
                reminders.Owner.Knows(Given.Change(notice, assignment, 2, "reported"));
            await reminders.PublishAsync(new AssignmentNews(notice, Given.Chunk(notice, assignment).Requirements,
                [new(urging, "urging", assignment.Assignment, 1, "D2-B1", reminders.Now, assignment.DueAt) { DeadlineVersion = 1 }]));
            await reminders.GivesAsync(state, $"it is {state}", "select state from delivery where id = $1", urging);
        }
    }

    [Fact]
    public async Task That_every_dated_open_assignment_is_watched_is_proved_against_its_owner()
    {
        var (notice, _) = await PlanAsync(3, Given.Branch);
        var lost = Given.Assignment(notice, 9, "D1-B2", reminders.Now.AddDays(40));
        reminders.Owner.Knows(Given.Chunk(notice, lost));
        using var officer = reminders.Service.As("officer", Given.City);
        var proof = await officer.GetFromJsonAsync<JsonElement>($"/v1/notices/{notice.Notice}/plans", Ct);
        Assert.Equal((2, 1), (proof.GetProperty("expected").GetInt32(), proof.GetProperty("found").GetInt32()));
        Assert.Equal(lost.Assignment, Assert.Single(proof.GetProperty("missing").EnumerateArray()).GetProperty("assignment").GetGuid());
        using var stranger = reminders.Service.As("officer", "D2");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(new Uri($"/v1/notices/{notice.Notice}/plans", UriKind.Relative), Ct))
            .StatusCode);
    }

    private async Task<(NoticeHead Notice, DispatchedAssignment Assignment)> PlanAsync(int requirement, string unit)
    {
        var notice = Given.Notice(reminders.Now);
        var assignment = Given.Assignment(notice, requirement, unit, Given.EndOf($"{reminders.Now.AddDays(60):yyyy-MM-dd}"));
        await reminders.PublishAsync(Given.Chunk(notice, assignment));
        await reminders.PlannedAsync(assignment.Assignment);
        return (notice, assignment);
    }

    /// <summary>An assignment of a unit with a queue that has the news of it.</summary>
    private async Task<(NoticeHead Notice, DispatchedAssignment Assignment)> DeliveredAsync(string unit)
    {
        await QueueReader.ConfigureAsync(reminders, unit, subtree: false);
        var (notice, assignment) = await PlanAsync(1, unit);
        await reminders.CountsAsync(1, "the news is delivered",
            "delivery where state = 'delivered' and plan in (select id from plan where notice = $1)", notice.Notice);
        return (notice, assignment);
    }

    /// <summary>An assignment whose reminder waits for a queue that stands aside, until what the owner said of it is old.</summary>
    private async Task<(NoticeHead Notice, DispatchedAssignment Assignment)> WaitingAsync(string unit, BrokerOfBranches broker)
    {
        var (notice, assignment) = await DeliveredAsync(unit);
        await broker.ReplaceQueueAsync(unit);
        await reminders.GivesAsync("other-queue", "the queue stands aside", "select reason from queue_standing where unit = $1", unit);
        await reminders.SetClockAsync(assignment.DueAt!.Value.AddDays(-7).AddHours(12));
        await reminders.CountsAsync(1, "the reminder waits until what the owner said is old",
            "delivery where state = 'waiting' and queue = $1 and asked_at < clock_timestamp() - interval '4 s'", unit);
        return (notice, assignment);
    }

    private Task DecidedAsync(NoticeHead notice, string outcome) => Eventually.HoldsAsync(async () => await reminders.CountAsync(
        "step where outcome = $2 and plan in (select id from plan where notice = $1)", notice.Notice, outcome) > 0, $"it is {outcome}");

    private async Task<string> HealthAsync()
    {
        using var city = reminders.Service.As("operator", Given.City);
        return await (await city.GetAsync(new Uri("/health/ready", UriKind.Relative), Ct)).Content.ReadAsStringAsync(Ct);
    }
}
