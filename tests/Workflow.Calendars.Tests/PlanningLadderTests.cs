using Workflow.Planning;

namespace Workflow.Calendars.Tests;

public sealed class PlanningLadderTests
{
    public static TheoryData<string, string> Ladders { get; } = new()
    {
        // A Saturday that begins the holiday of Labour Day: worked again from Tuesday, 3 May.
        { "2016-04-30T23:59:59+08:00", "-7d 04-23, -3d 04-27, -1d 04-29, due 04-30, +1wd 05-03, +3wd 05-05, +5wd 05-09, +10wd 05-16" },
        { "2016-05-31T23:59:59+08:00", "-7d 05-24, -3d 05-28, -1d 05-30, due 05-31, +1wd 06-01, +3wd 06-03, +5wd 06-07, +10wd 06-15" },
        // Within the Dragon Boat holiday; the Sunday after it is worked.
        { "2016-06-10T23:59:59+08:00", "-7d 06-03, -3d 06-07, -1d 06-09, due 06-10, +1wd 06-12, +3wd 06-14, +5wd 06-16, +10wd 06-23" },
        { "2016-06-20T23:59:59+08:00", "-7d 06-13, -3d 06-17, -1d 06-19, due 06-20, +1wd 06-21, +3wd 06-23, +5wd 06-27, +10wd 07-04" },
        // Over the seven days of the National Day, two Sundays of which are worked before and after.
        { "2016-09-30T23:59:59+08:00", "-7d 09-23, -3d 09-27, -1d 09-29, due 09-30, +1wd 10-08, +3wd 10-10, +5wd 10-12, +10wd 10-19" },
        // Over the turn of the year.
        { "2016-12-30T23:59:59+08:00", "-7d 12-23, -3d 12-27, -1d 12-29, due 12-30, +1wd 01-03, +3wd 01-05, +5wd 01-09, +10wd 01-16" },
        // A clock time is of its day; at 07:00 the step of the day itself comes after the due instant.
        { "2016-03-01T07:00:00+08:00", "-7d 02-23, -3d 02-27, -1d 02-29, due 03-01, +1wd 03-02, +3wd 03-04, +5wd 03-08, +10wd 03-15" },
        // Given in UTC, it is still the day it is in Shanghai.
        { "2016-04-30T15:59:59Z", "-7d 04-23, -3d 04-27, -1d 04-29, due 04-30, +1wd 05-03, +3wd 05-05, +5wd 05-09, +10wd 05-16" },
    };

    [Theory]
    [MemberData(nameof(Ladders))]
    public void Steps_fall_on_these_days_at_nine_in_shanghai(string dueAt, string expected)
    {
        var ladder = ReminderLadder.Of(ReminderPolicy.Default, DateTimeOffset.Parse(dueAt, null), WorkingCalendars.Shipped);
        Assert.Equal(expected, string.Join(", ", ladder.Steps.Select(step => $"{step.Step.Name} {OfficialTime.DayOf(step.At):MM-dd}")));
        Assert.All(ladder.Steps, step => Assert.Equal(new TimeSpan(1, 0, 0), step.At.UtcDateTime.TimeOfDay));
        Assert.Empty(ladder.Waiting);
    }

    [Fact]
    public void It_names_the_calendars_it_counted_by() =>
        Assert.Equal("cn/2016/1,cn/2017/1",
            ReminderLadder.Of(ReminderPolicy.Default, OfficialTime.EndOf(new(2016, 12, 30)), WorkingCalendars.Shipped).CalendarNames);

    [Fact]
    public void Without_a_calendar_for_the_year_working_day_steps_wait_and_the_others_do_not()
    {
        var ladder = ReminderLadder.Of(ReminderPolicy.Default, OfficialTime.EndOf(new(2026, 12, 25)), WorkingCalendars.Shipped);
        Assert.Equal(["-7d", "-3d", "-1d", "due", "+1wd", "+3wd"], ladder.Steps.Select(step => step.Step.Name));
        Assert.Equal(["+5wd", "+10wd"], ladder.Waiting);
        Assert.Equal(2027, ladder.CalendarMissing);
    }

    [Fact]
    public void Undated_there_is_no_ladder() =>
        Assert.Empty(ReminderLadder.Of(ReminderPolicy.Default, dueAt: null, WorkingCalendars.Shipped).Steps);

    [Fact]
    public void Another_zone_has_its_own_days_and_its_own_nine_o_clock()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Urumqi");
        var ladder = ReminderLadder.Of(ReminderPolicy.Default, DateTimeOffset.Parse("2016-04-30T17:00:00Z", null), WorkingCalendars.Shipped,
            zone);
        Assert.Equal(DateTimeOffset.Parse("2016-04-30T09:00:00+06:00", null), ladder.Steps.Single(step => step.Step.Name == "due").At);
    }
}
