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
}
