namespace DeadlineReminders.Tests;

/// <summary>A plan that throws harms its unit alone: the others are raised and planned, and it follows once it is well.</summary>
public sealed class SetAsideTests(RemindersFixture reminders) : IClassFixture<RemindersFixture>
{
    [Fact]
    public async Task A_sweep_raises_the_others_and_the_broken_one_when_it_is_whole_again()
    {
        var notice = Given.Notice(reminders.Now);
        var due = Given.EndOf($"{reminders.Now.AddDays(10):yyyy-MM-dd}");
        string[] units = [Given.Branch, "D1-B2", "D2-B1"];
        await reminders.PublishAsync(Given.Chunk(notice, [.. units.Select(unit => Given.Assignment(notice, 1, unit, due))]));
        await reminders.CountsAsync(3, "they are planned", "plan where notice = $1", notice.Notice);
        var broken = Ids.Plan(notice.Notice, "D1-B2");
        await UnknownEvent.AppendAsync(reminders.Service.Services.GetRequiredService<NpgsqlDataSource>(), broken);

        await reminders.SetClockAsync(due.AddDays(-6));
        await reminders.CountsAsync(2, "the others are sent", Sent, notice.Notice);
        await reminders.CountsAsync(1, "it is set aside", "quarantine where place = 'raising' and item = $1", broken);
        // Another of its unit's, and one of another unit by the same message.
        var another = Given.Assignment(notice, 2, "D2-B1", due);
        await reminders.PublishAsync(Given.Chunk(notice, Given.Assignment(notice, 2, "D1-B2", due), another));
        await reminders.PlannedAsync(another.Assignment);

        await reminders.ForceAsync("update plan set version = version + 1 where id = $1", broken);
        await reminders.CountsAsync(3, "it is sent too", Sent, notice.Notice);
        await reminders.CountsAsync(0, "it is set aside no more", "quarantine where place = 'raising'");
    }

    [Fact]
    public async Task A_calendar_reaches_the_other_plans_and_the_broken_one_when_it_is_whole_again()
    {
        var notice = Given.Notice(reminders.Now);
        string[] units = [Given.Branch, "D1-B2", "D2-B1"];
        await reminders.PublishAsync(Given.Chunk(notice,
            [.. units.Select(unit => Given.Assignment(notice, 1, unit, Given.EndOf("2016-12-01")))]));
        await reminders.CountsAsync(3, "they are planned", "plan where notice = $1", notice.Notice);
        var broken = Ids.Plan(notice.Notice, "D1-B2");
        await UnknownEvent.AppendAsync(reminders.Service.Services.GetRequiredService<NpgsqlDataSource>(), broken);
        var shipped = WorkingCalendars.Shipped.For(2016)!.Document;
        await reminders.PublishAsync(new CalendarPublished("cn", 2016, 9, [.. shipped.Holidays, new DateOnly(2016, 12, 2)],
            shipped.Workdays, null));
        await reminders.CountsAsync(2, "the others are rescheduled", Moved, notice.Notice);
        await reminders.CountsAsync(1, "it is set aside", "quarantine where place = 'calendar' and item = $1", broken);
        await reminders.ForceAsync("update plan set version = version + 1 where id = $1", broken);
        await reminders.CountsAsync(3, "it is rescheduled too", Moved, notice.Notice);
    }

    [Fact]
    public async Task A_change_reaches_the_others_and_the_broken_one_when_it_is_whole_again()
    {
        var notice = Given.Notice(reminders.Now);
        string[] units = [Given.Branch, "D1-B2", "D2-B1"];
        var assignments = units.Select(unit => Given.Assignment(notice, 1, unit, Given.EndOf("2016-12-01"))).ToList();
        await reminders.PublishAsync(Given.Chunk(notice, assignments));
        await reminders.CountsAsync(3, "they are planned", "plan where notice = $1", notice.Notice);
        var broken = Ids.Plan(notice.Notice, "D1-B2");
        await UnknownEvent.AppendAsync(reminders.Service.Services.GetRequiredService<NpgsqlDataSource>(), broken);
        foreach (var change in assignments.Select(assignment => Given.Change(notice, assignment, 2, "reported")))
        {
            reminders.Owner.Knows(change);
            await reminders.PublishAsync(change);
        }
        await reminders.CountsAsync(2, "the others are followed", Stopped, notice.Notice);
        await reminders.CountsAsync(1, "it is set aside", "quarantine where place = 'changes' and item = $1", assignments[1].Assignment);
        await reminders.ForceAsync("update plan set version = version + 1 where id = $1", broken);
        await reminders.CountsAsync(3, "it is followed too", Stopped, notice.Notice);
    }

    [Fact]
    public async Task Plans_are_made_again_without_the_broken_one()
    {
        var notice = Given.Notice(reminders.Now);
        var due = Given.EndOf($"{reminders.Now.AddDays(10):yyyy-MM-dd}");
        string[] units = [Given.Branch, "D1-B2"];
        await reminders.PublishAsync(Given.Chunk(notice, [.. units.Select(unit => Given.Assignment(notice, 1, unit, due))]));
        await reminders.CountsAsync(2, "they are planned", "plan where notice = $1", notice.Notice);
        var broken = Ids.Plan(notice.Notice, "D1-B2");
        var source = reminders.Service.Services.GetRequiredService<NpgsqlDataSource>();
        await UnknownEvent.AppendAsync(source, broken);
        using var operating = reminders.Service.As("operator", Given.City);
        Assert.Equal(HttpStatusCode.Accepted, (await operating.PostAsync("/v1/read-models/plan/rebuild", content: null, Ct)).StatusCode);
        await reminders.CountsAsync(1, "it is set aside", "quarantine where place = 'plan.rebuild' and item = $1", broken);
        await Eventually.HoldsAsync(async () => !(await operating.GetStringAsync("/v1/read-models", Ct))
            .Contains("\"rebuilding\":true", StringComparison.Ordinal), "the plans are made again");
        Assert.Equal(2, await reminders.CountAsync("plan where notice = $1", notice.Notice));
        await UnknownEvent.BecomesAsync(source, broken, "reminder.message-read.v1", $$"""{"message": "{{Guid.NewGuid()}}"}""");
        await reminders.CountsAsync(0, "nothing is set aside", "quarantine where item = $1", broken);
        await reminders.CountsAsync(1, "it is made again", "plan where id = $1 and version = 2", broken);
    }

    private const string Stopped =
        "item where stopped = 'already-reported' and plan in (select id from plan where notice = $1)";

    private const string Moved =
        "step where step = '+1wd' and due_at > '2016-12-03' and plan in (select id from plan where notice = $1)";

    private const string Sent = "step where outcome = 'sent' and step = '-7d' and plan in (select id from plan where notice = $1)";
}
