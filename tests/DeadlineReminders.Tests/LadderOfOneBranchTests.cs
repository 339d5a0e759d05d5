namespace DeadlineReminders.Tests;

/// <summary>One branch, one dated requirement, the whole ladder, on the real parts.</summary>
public sealed class LadderOfOneBranchTests(RemindersFixture reminders) : IClassFixture<RemindersFixture>
{
    [Fact]
    public async Task Each_step_goes_out_at_its_instant_and_the_late_are_taken_upward()
    {
        var notice = Given.Notice(reminders.Now);
        var assignment = Given.Assignment(notice, 1, Given.Branch, Given.EndOf("2016-04-30"));
        await reminders.PublishAsync(Given.Chunk(notice, assignment));
        await StepsAreAsync("news", "", "");

        // One second before, nothing; at the instant, the reminder.
        await reminders.SetClockAsync(Given.Instant("2016-04-23T08:59:58+08:00"));
        Assert.Equal("news", await reminders.StepsAsync(Given.Branch, notice.Notice));
        await StepsAreAsync("news -7d", "", "");
        await ToAsync("2016-04-27T09:00:00+08:00", "news -7d -3d", "", "");
        await ToAsync("2016-04-29T09:00:00+08:00", "news -7d -3d -1d", "", "");
        await ToAsync("2016-04-30T09:00:00+08:00", "news -7d -3d -1d due", "", "");
        await ToAsync("2016-05-03T09:00:00+08:00", "news -7d -3d -1d due +1wd", "+1wd", "");
        await ToAsync("2016-05-05T09:00:00+08:00", "news -7d -3d -1d due +1wd", "+1wd +3wd", "");
        await ToAsync("2016-05-09T09:00:00+08:00", "news -7d -3d -1d due +1wd", "+1wd +3wd +5wd", "");
        await ToAsync("2016-05-16T09:00:00+08:00", "news -7d -3d -1d due +1wd", "+1wd +3wd +5wd +10wd", "+10wd");

        async Task ToAsync(string instant, string branch, string district, string city)
        {
            await reminders.SetClockAsync(Given.Instant(instant));
            await StepsAreAsync(branch, district, city);
        }

        Task StepsAreAsync(string branch, string district, string city) => Eventually.PassesAsync(async () =>
        {
            Assert.Equal(branch, await reminders.StepsAsync(Given.Branch, notice.Notice));
            Assert.Equal(district, await reminders.StepsAsync(Given.District, notice.Notice));
            Assert.Equal(city, await reminders.StepsAsync(Given.City, notice.Notice));
        }, TimeSpan.FromSeconds(15));
    }
}
