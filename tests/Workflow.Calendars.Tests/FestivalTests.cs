namespace Workflow.Calendars.Tests;

public sealed class FestivalTests
{
    [Theory]
    [InlineData("七一", 2016, "2016-07-01"), InlineData("国庆节", 2019, "2019-10-01"), InlineData("元旦", 2020, "2020-01-01"),
        InlineData("春节", 2020, "2020-01-25"), InlineData("除夕", 2021, "2021-02-11"), InlineData("元宵", 2024, "2024-02-24"),
        InlineData("清明", 2020, "2020-04-04"), InlineData("端午", 2025, "2025-05-31"), InlineData("中秋", 2020, "2020-10-01"),
        InlineData("重阳节", 2023, "2023-10-23"), InlineData("春节", 2000, "2000-02-05"), InlineData("中秋节", 2035, "2035-09-16"),
        InlineData("清明节", 1998, "1998-04-05")]
    [InlineData("端午节", 2009, "2009-05-28")] // a leap fifth month follows it
    public void Falls_on_its_day(string name, int year, string expected) =>
        Assert.Equal(WorkingDayTests.Day(expected), Festivals.On(name, year));

    [Theory]
    [InlineData("圣诞", 2020)]
    [InlineData("春节", 1899)]
    [InlineData("春节", 2101)]
    public void Is_unknown_otherwise(string name, int year) => Assert.Null(Festivals.On(name, year));

    [Fact]
    public void What_is_computed_agrees_with_the_table()
    {
        foreach (var year in Enumerable.Range(2014, 14))
            foreach (var name in new[] { "除夕", "春节", "元宵节", "清明节", "端午节", "七夕", "中秋节", "重阳节" })
                Assert.Equal(Festivals.On(name, year), Festivals.Computed(name, year));
    }
}
