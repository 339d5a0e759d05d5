namespace Workflow.Calendars.Tests;

public sealed class WorkingDayTests
{
    private static readonly WorkingCalendars Shipped = WorkingCalendars.Shipped;

    [Theory]
    [InlineData("2019-09-27", 1, "2019-09-29")] // Friday, then a make-up Sunday
    [InlineData("2019-09-27", 5, "2019-10-10")] // over the national holiday
    [InlineData("2019-10-11", 1, "2019-10-12")] // a make-up Saturday
    [InlineData("2018-12-28", 1, "2018-12-29")] // a make-up Saturday at the turn of the year
    [InlineData("2018-12-28", 2, "2019-01-02")] // over the turn of the year
    [InlineData("2020-01-22", 3, "2020-02-04")] // the holiday of 2020 as prolonged
    [InlineData("2015-09-02", 1, "2015-09-06")] // the day off of 2015 as added, its make-up Sunday worked
    [InlineData("2019-04-30", 1, "2019-05-05")] // the holiday of 2019 as prolonged
    [InlineData("2024-02-09", 1, "2024-02-18"), InlineData("2026-02-14", 1, "2026-02-24"), InlineData("2023-06-21", 1, "2023-06-25"),
        InlineData("2016-06-08", 1, "2016-06-12"), InlineData("2019-10-08", -1, "2019-09-30"), InlineData("2019-01-02", -2, "2018-12-28"),
        InlineData("2019-06-08", 0, "2019-06-08")]
    public void Counts_from_the_next_day_over_holidays_and_make_up_days(string from, int count, string expected)
    {
        var reached = Assert.IsType<WorkingDayCount.Reached>(Shipped.AddWorkingDays(Day(from), count));
        Assert.Equal(Day(expected), reached.Day);
    }

    [Fact]
    public void Names_every_calendar_it_went_by()
    {
        var reached = Assert.IsType<WorkingDayCount.Reached>(Shipped.AddWorkingDays(Day("2019-12-30"), 3));
        Assert.Equal(["cn/2019/2", "cn/2020/2"], reached.By.Select(version => version.ToString()));
    }

    [Theory]
    [InlineData("2026-12-30", 5, 2027)]
    [InlineData("2014-01-03", -5, 2013)]
    public void A_year_without_a_calendar_is_said_and_never_guessed(string from, int count, int missing) =>
        Assert.Equal(new WorkingDayCount.CalendarMissing(missing), Shipped.AddWorkingDays(Day(from), count));

    [Fact]
    public void Every_shipped_make_up_day_is_a_worked_weekend_day_and_every_holiday_is_off()
    {
        Assert.Equal(Enumerable.Range(2014, 13), Shipped.All.Select(calendar => calendar.Version.Year));
        foreach (var calendar in Shipped.All)
        {
            Assert.All(calendar.Document.Workdays, day => Assert.True(calendar.IsWorkingDay(day), $"{day}"));
            Assert.All(calendar.Document.Holidays, day => Assert.False(calendar.IsWorkingDay(day), $"{day}"));
        }
    }

    [Theory]
    [InlineData(2015, 2), InlineData(2018, 1), InlineData(2019, 2), InlineData(2020, 2)]
    public void An_amended_calendar_is_a_later_version(int year, int version) => Assert.Equal(version, Shipped.For(year)!.Version.Version);

    [Fact]
    public void Publishing_a_year_leaves_the_others_alone()
    {
        var document = new CalendarDocument([new(2027, 1, 1)], [new(2027, 1, 3)]);
        var calendars = Shipped.With(new(new(WorkingCalendar.National, 2027, 1), document));
        Assert.Null(Shipped.For(2027));
        Assert.Same(Shipped.For(2026), calendars.For(2026));
        Assert.Equal(new DateOnly(2027, 1, 3), ((WorkingDayCount.Reached)calendars.AddWorkingDays(new(2026, 12, 31), 1)).Day);
    }

    [Fact]
    public void Counting_out_and_back_returns_to_any_working_day()
    {
        for (var day = new DateOnly(2015, 1, 5); day.Year < 2026; day = day.AddDays(7))
        {
            var start = ((WorkingDayCount.Reached)Shipped.AddWorkingDays(day, 1)).Day;
            var out10 = ((WorkingDayCount.Reached)Shipped.AddWorkingDays(start, 10)).Day;
            Assert.Equal(start, ((WorkingDayCount.Reached)Shipped.AddWorkingDays(out10, -10)).Day);
        }
    }

    internal static DateOnly Day(string text) => DateOnly.Parse(text, null);
}
