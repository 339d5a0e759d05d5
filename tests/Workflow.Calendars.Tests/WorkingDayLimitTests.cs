namespace Workflow.Calendars.Tests;

public sealed class WorkingDayLimitTests
{
    private static readonly WorkingCalendars Shipped = WorkingCalendars.Shipped;

    [Fact]
    public void Ends_with_its_last_working_day_and_names_the_calendars_it_went_by()
    {
        var counted = new WorkingDayLimit(new(2019, 12, 30), 3).Count(Shipped);
        Assert.Equal((OfficialTime.EndOf(new(2020, 1, 3)).ToUniversalTime(), "cn/2019/2,cn/2020/2", null),
            (counted.DueAt, counted.Calendar, counted.Missing));
        Assert.Equal(TimeSpan.Zero, counted.DueAt!.Value.Offset);
    }

    [Fact]
    public void Has_no_end_while_a_year_is_missing()
    {
        var counted = new WorkingDayLimit(new(2026, 12, 29), 5).Count(Shipped);
        Assert.Equal((null, null, 2027), (counted.DueAt, counted.Calendar, counted.Missing));
        Assert.Empty(counted.By);
    }

    [Theory]
    [InlineData("cn", 2020, 0, "cn/2020/2")] // as it ships, amended once
    [InlineData("cn", 2020, 1, "cn/2020/3"), InlineData("cn", 2026, 2, "cn/2026/3"), InlineData("cn", 2027, 1, "cn/2027/1"),
        InlineData("other", 2020, 1, "other/2020/1")]
    public void What_is_published_counts_on_from_what_ships(string name, int year, long published, string version) =>
        Assert.Equal(version, WorkingCalendars.Version(name, year, published).ToString());

    [Fact]
    public void Calendars_are_the_same_when_each_year_has_the_same_version()
    {
        var amended = Shipped.WithPublished(2026, 1, Shipped.For(2026)!.Document);
        Assert.Equal("cn/2026/2", amended.For(2026)!.Version.ToString());
        Assert.True(amended.AreSameAs(Shipped.WithPublished(2026, 1, Shipped.For(2026)!.Document)));
        Assert.False(amended.AreSameAs(Shipped));
        Assert.False(Shipped.WithPublished(2027, 1, new([], [])).AreSameAs(Shipped));
    }

    [Theory]
    [InlineData("cn", 2026, true), InlineData("a-1", 1900, true), InlineData("cn", 2199, true), InlineData("CN", 2026, false),
        InlineData("", 2026, false), InlineData("cn", 1899, false), InlineData("cn", 2200, false)]
    public void A_calendar_has_a_plain_name_and_a_year_within_reach(string name, int year, bool can) =>
        Assert.Equal(can, CalendarDraft.CanBe(name, year));
}
