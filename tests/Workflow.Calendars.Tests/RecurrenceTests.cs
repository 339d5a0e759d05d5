namespace Workflow.Calendars.Tests;

public sealed class RecurrenceTests
{
    public static TheoryData<Recurrence, string, string[]> Cases { get; } = new()
    {
        { new(Period.Month, Day: 25), "2016-01-26", ["2016-02-25", "2016-03-25", "2016-04-25"] },
        { new(Period.Month, Day: 31), "2016-01-31", ["2016-01-31", "2016-02-29", "2016-03-31"] },
        { new(Period.Month, Day: -1), "2019-02-01", ["2019-02-28", "2019-03-31", "2019-04-30"] },
        { new(Period.Year, Month: 2, Day: -1), "2019-03-01", ["2020-02-29", "2021-02-28", "2022-02-28"] },
        { new(Period.Year), "2019-03-01", ["2019-12-31", "2020-12-31", "2021-12-31"] },
        { new(Period.Quarter), "2019-04-01", ["2019-06-30", "2019-09-30", "2019-12-31"] },
        { new(Period.Quarter, Month: 1, Day: 10), "2019-04-11", ["2019-07-10", "2019-10-10", "2020-01-10"] },
        { new(Period.HalfYear), "2019-06-30", ["2019-06-30", "2019-12-31", "2020-06-30"] },
        { new(Period.Week, Weekday: DayOfWeek.Friday), "2019-06-01", ["2019-06-07", "2019-06-14", "2019-06-21"] },
        { new(Period.Week), "2019-06-01", ["2019-06-02", "2019-06-09", "2019-06-16"] },
        { new(Period.Day), "2019-12-31", ["2019-12-31", "2020-01-01", "2020-01-02"] },
        { new(Period.Year, Interval: 2), "2019-03-01", ["2020-12-31", "2022-12-31", "2024-12-31"] },
        { new(Period.Month, Day: 10, From: new(2019, 6, 1), Until: new(2019, 7, 31)), "2019-03-01", ["2019-06-10", "2019-07-10"] },
        { new(Period.Week, Weekday: DayOfWeek.Friday, Until: new(2019, 6, 14)), "2019-06-08", ["2019-06-14"] },
        { new(Period.Day, Until: new(2019, 12, 30)), "2019-12-31", [] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Comes_back_each_period(Recurrence recurrence, string from, string[] expected) =>
        Assert.Equal(expected.Select(WorkingDayTests.Day), recurrence.DaysFrom(WorkingDayTests.Day(from)).Take(3));

    [Fact]
    public void Is_due_at_the_end_of_the_day_unless_a_time_is_said()
    {
        var noon = new Recurrence(Period.Day, Time: new(12, 0));
        Assert.Equal(DateTimeOffset.Parse("2019-12-31T12:00:00+08:00", null), noon.InstantsFrom(new(2019, 12, 31)).First());
        Assert.Equal(DateTimeOffset.Parse("2019-12-31T23:59:59+08:00", null),
            (noon with { Time = null }).InstantsFrom(new(2019, 12, 31)).First());
    }

    [Theory]
    [InlineData(Period.Year, 2, -1, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1")]
    [InlineData(Period.Month, null, 25, "FREQ=MONTHLY;BYMONTHDAY=25")]
    [InlineData(Period.Quarter, null, null, "FREQ=MONTHLY;INTERVAL=3")]
    [InlineData(Period.Week, null, null, "FREQ=WEEKLY")]
    public void Is_written_like_an_rrule(Period every, int? month, int? day, string rule) =>
        Assert.Equal(rule, new Recurrence(every, month, day).ToString());

    [Fact]
    public void Says_how_many_periods_apart_and_from_when_until_when() => Assert.Equal(
        "FREQ=DAILY;INTERVAL=3;X-FROM=20190601;UNTIL=20190930",
        new Recurrence(Period.Day, Interval: 3, From: new(2019, 6, 1), Until: new(2019, 9, 30)).ToString());
}
