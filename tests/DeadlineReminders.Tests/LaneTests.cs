namespace DeadlineReminders.Tests;

/// <summary>What wakes the lanes, when something that should have set it did not.</summary>
public sealed class LaneTests(RemindersFixture reminders) : IClassFixture<RemindersFixture>
{
    [Fact]
    public async Task A_trigger_that_nobody_set_or_that_was_lost_is_set_again_within_seconds()
    {
        var notice = Given.Notice(reminders.Now);
        await reminders.PublishAsync(Given.Chunk(notice, Given.Assignment(notice, 1, Given.Branch, reminders.Now.AddDays(5))));
        await reminders.GivesAsync(1L, "the lane is set", "select count(*) from lane where due_at is not null");

        // As if the planner had died between its commit and setting the trigger.
        await reminders.QueryAsync<int>(
            "with gone as (delete from qrtz_simple_triggers), t as (delete from qrtz_triggers) update lane set due_at = null, wakes_at "
                + "= null returning 1");
        await reminders.SetClockAsync(reminders.Now.AddDays(2.5));
        await Eventually.HoldsAsync(async () => await reminders.StepsAsync(Given.Branch, notice.Notice) == "news -3d", "the step is raised",
            TimeSpan.FromSeconds(15));

        // As if the trigger had fired and its node died before anything was raised.
        var lane = Lane.Of(Ids.Plan(notice.Notice, Given.Branch));
        await reminders.CountsAsync(1, "the lane is set to its next step", "lane where lane = $1 and due_at > $2", lane,
            reminders.Now.ToUniversalTime());
        await reminders.QueryAsync<int>(
            "with gone as (delete from qrtz_simple_triggers), t as (delete from qrtz_triggers), s as (update step set due_at = $1 where "
                + "step = '-1d' returning 1) update lane set due_at = $1, wakes_at = now() returning 1",
            reminders.Now.ToUniversalTime());
        await Eventually.HoldsAsync(async () => await reminders.StepsAsync(Given.Branch, notice.Notice) == "news -3d -1d",
            "the step is raised", TimeSpan.FromSeconds(25));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, true)]
    [InlineData(-3, true)]
    public async Task A_node_whose_clock_is_off_the_databases_says_so_and_does_not_sweep(int secondsOff, bool refused)
    {
        var wall = new ManualClock(TimeProvider.System.GetUtcNow().AddSeconds(secondsOff));
        var problem = await new NodeClock(reminders.Service.Services.GetRequiredService<NpgsqlDataSource>(), wall).ProblemAsync(Ct);
        Assert.Equal(refused, problem is not null);
    }

    [Fact]
    public void Plans_spread_evenly_over_the_lanes()
    {
        var notice = Ids.Notice(Given.Start);
        var lanes = Enumerable.Range(0, 1000).GroupBy(n => Lane.Of(Ids.Plan(notice, $"B-{n}")))
            .ToDictionary(lane => lane.Key, lane => lane.Count());
        Assert.Equal(Lanes.All, lanes.Keys.Order());
        Assert.All(lanes.Values, count => Assert.InRange(count, 180, 320));
    }
}
