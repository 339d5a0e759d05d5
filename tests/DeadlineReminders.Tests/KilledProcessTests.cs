namespace DeadlineReminders.Tests;

/// <summary>The service as a process that is killed around every due instant, and a consumer that does not deduplicate.</summary>
public sealed class KilledProcessTests(RemindersFixture reminders) : IClassFixture<RemindersFixture>
{
    private const int Branches = 200;

    /// <summary>Of this class alone: a user of the broker is one over all its virtual hosts, and other tests make D1's anew.</summary>
    private const string District = "K";

    [Fact]
    public async Task A_repeat_has_the_same_id_and_none_is_missing()
    {
        await reminders.PublishAsync(new UnitChanged(2, [new(District, 1, "新区区委", "新区", "committee", "county", Given.City, []),
            .. Enumerable.Range(0, Branches)
                .Select(n => new UnitState($"K-{n}", 1, $"第{n}支部", null, "branch", "branch", District, []))]));
        await reminders.KnowsAsync(District, $"K-{Branches - 1}");
        await using var queue = await QueueReader.OpenAsync(await QueueReader.ConfigureAsync(reminders, District, subtree: true));
        var notice = Given.Notice(reminders.Now);
        await reminders.PublishAsync(Given.Chunk(notice,
            [.. Enumerable.Range(0, Branches).Select(n => Given.Assignment(notice, 1, $"K-{n}", Given.EndOf("2016-04-30")))]));
        await reminders.CountsAsync(Branches, "all is planned", "item");
        await reminders.StopAsync();

        // Fixed instants of death after the due one, in ms: before the sweep, within it, within delivery.
        var process = await reminders.StartProcessAsync();
        try
        {
            foreach (var (step, death) in new[] { ("2016-04-23", 250), ("2016-04-27", 600), ("2016-04-29", 1000), ("2016-04-30", 1700),
                ("2016-05-03", 2500) })
            {
                await Eventually.HoldsAsync(async () => await reminders.CountAsync("qrtz_scheduler_state where last_checkin_time > $1",
                    TimeProvider.System.GetUtcNow().AddSeconds(-12).Ticks) > 0, "the scheduler runs");
                reminders.WriteClock(Given.Instant($"{step}T09:00:00+08:00"));
                await Task.Delay(TimeSpan.FromMilliseconds(death), TimeProvider.System, Ct);
                process.Dispose();
                process = await reminders.StartProcessAsync();
                await Eventually.HoldsAsync(async () => await reminders.CountAsync("step where outcome is null and due_at <= $1",
                    Given.Instant($"{step}T09:00:00+08:00").UtcDateTime) == 0, $"what is due on {step} is decided",
                        TimeSpan.FromSeconds(60));
            }

            // News, five steps to the branch, one to the district.
            await reminders.CountsAsync(7 * Branches, "everything is decided", "inbox");
            await reminders.CountsAsync(0, "nothing waits for delivery", "delivery where state = 'waiting'");
        }
        finally
        {
            process.Dispose();
        }

        // What a process held when it was killed waits for the end of its lease; the clock leaps on, and what it says holds no more.
        var held = await reminders.QueryAsync<Guid>("select id from inbox where withdrawn_at is null");
        await Eventually.PassesAsync(() =>
        {
            var missing = held.ToHashSet();
            missing.ExceptWith(Came());
            Assert.True(missing.Count == 0, $"{missing.Count} of {held.Count} have not come");
            return Task.CompletedTask;
        }, TimeSpan.FromSeconds(90));
        Assert.Subset((await reminders.QueryAsync<Guid>("select id from inbox")).ToHashSet(), Came());
        Assert.Equal(0, await reminders.CountAsync(
            "(select assignment, step, unit from inbox group by 1, 2, 3 having count(*) > 1) twice"));
        Assert.All(queue.Received.GroupBy(message => message.GetProperty("id").GetString()), repeats =>
            Assert.Single(repeats.Select(message => message.GetRawText()).Distinct()));

        HashSet<Guid> Came() => [.. queue.Received.Select(message => message.GetProperty("id").GetGuid())];
    }
}
