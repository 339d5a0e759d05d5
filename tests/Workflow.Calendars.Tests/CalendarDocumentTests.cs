namespace Workflow.Calendars.Tests;

public sealed class CalendarDocumentTests
{
    [Fact]
    public void Reads_and_writes_the_published_shape()
    {
        const string json = """{"holidays":["2027-01-01"],"workdays":["2027-01-03"],"source":{"notice":"国办发明电〔2026〕9号"}}""";
        var document = JsonSerializer.Deserialize<CalendarDocument>(json, CalendarDocument.Json)!;
        Assert.Equal(new DateOnly(2027, 1, 3), document.Workdays[0]);
        Assert.Equal("国办发明电〔2026〕9号", document.Source!.Notice);
        var again = JsonSerializer.Deserialize<CalendarDocument>(JsonSerializer.Serialize(document, CalendarDocument.Json),
            CalendarDocument.Json)!;
        Assert.Equal(document.Holidays, again.Holidays);
    }

    [Theory]
    [InlineData("""{"holidays":["2027-01-01"],"workdays":[],"colour":"red"}""")]
    [InlineData("""{"holidays":["2027-02-30"],"workdays":[]}""")]
    [InlineData("""{"holidays":["2027-01-01"]}""")]
    [InlineData("""{"holidays":null,"workdays":[]}""")]
    public void Refuses_what_it_does_not_know(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<CalendarDocument>(json, CalendarDocument.Json));

    [Theory]
    [InlineData("2026-12-31", "2027-01-03", "2026-12-31 is not in 2027.")]
    [InlineData("2027-01-03", "2027-01-03", "2027-01-03 is both a holiday and a workday.")]
    [InlineData("2027-01-01", "2027-01-04", "2027-01-04 is no weekend day; it is worked anyway.")]
    public void Says_what_cannot_be(string holiday, string workday, string problem)
    {
        var document = new CalendarDocument([WorkingDayTests.Day(holiday)], [WorkingDayTests.Day(workday)]);
        Assert.Equal([problem], document.ProblemsIn(2027));
        Assert.Throws<ArgumentException>(() => new WorkingCalendar(new(WorkingCalendar.National, 2027, 1), document));
    }

    [Fact]
    public void Every_calendar_that_ships_could_be_published_and_none_without_its_festivals()
    {
        foreach (var calendar in WorkingCalendars.Shipped.All)
        {
            var (holidays, workdays, year) = (calendar.Document.Holidays, calendar.Document.Workdays, calendar.Version.Year);
            Assert.Empty(new CalendarDraft(holidays, workdays).ProblemsIn(WorkingCalendar.National, year));
            Assert.Single(new CalendarDraft([], workdays).ProblemsIn(WorkingCalendar.National, year));
            Assert.Empty(new CalendarDraft([], workdays).ProblemsIn("school", year));
            foreach (var festival in (string[])["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"])
            {
                var about = Festivals.On(festival, year)!.Value.DayNumber;
                Assert.Contains(new CalendarDraft([.. holidays.Where(day => Math.Abs(day.DayNumber - about) > 1)], workdays)
                    .ProblemsIn(WorkingCalendar.National, year), problem => problem.Contains(festival, StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData("2027-01-01,2027-02-06,2027-04-05,2027-05-01,2027-06-09,2027-09-15,2027-10-01", "")]
    // A day beside the festival will do: the day may be computed one off.
    [InlineData("2027-01-01,2027-02-05,2027-04-04,2027-05-01,2027-06-10,2027-09-16,2027-10-01", "")]
    [InlineData("2027-01-01,2027-04-05,2027-05-01,2027-06-09,2027-09-15,2027-10-01", "春节 (2027-02-06)")]
    [InlineData("2027-01-01,2027-02-06,2027-04-05,2027-05-01,2027-06-09,2027-09-15,2027-10-04", "国庆节 (2027-10-01)")]
    [InlineData("2101-01-01,2101-05-01,2101-10-01", "")]
    [InlineData("2006-05-01", "")]
    public void A_forgotten_festival_is_named(string holidays, string forgotten)
    {
        var days = holidays.Split(',').Select(WorkingDayTests.Day).ToList();
        var problems = new CalendarDraft(days, []).ProblemsIn(WorkingCalendar.National, days[0].Year).ToList();
        Assert.Equal(forgotten.Length > 0, problems.Count == 1);
        Assert.Contains(forgotten, string.Concat(problems), StringComparison.Ordinal);
    }
}
