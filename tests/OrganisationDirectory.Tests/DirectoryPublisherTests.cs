namespace OrganisationDirectory.Tests;

/// <summary>What other services hear, over the real broker.</summary>
public sealed class DirectoryPublisherTests(DirectoryFixture directory) : IClassFixture<DirectoryFixture>
{
    [Fact]
    public async Task Units_travel_whole_in_messages_of_at_most_five_hundred()
    {
        using var city = directory.Service.As("operator", "R");
        var branches = string.Concat(Enumerable.Range(1, 1200).Select(i => $"B{i},Branch {i},,branch,branch,C1,各支部\n"));
        await city.ExpectImportedAsync("C1,City,市,committee,city,R,\n" + branches, imported: 1201, unchanged: 0);
        await Eventually.HoldsAsync(() => directory.Heard.OfType<UnitChanged>().SelectMany(message => message.Units)
            .Where(unit => unit.Code[0] is 'B' || unit is { Code: "C1", Name: "City" })
            .DistinctBy(unit => unit.Code).Count() == 1201, "all units are heard of");
        Assert.All(directory.Heard.OfType<UnitChanged>(), message => Assert.InRange(message.Units.Count, 1, 500));

        await city.ExpectImportedAsync("B7,Seventh,,branch,branch,C1,各支部|七\n", imported: 1, unchanged: 0);
        await Eventually.HoldsAsync(() => Last("B7").Version > 1, "the change is heard of");
        var seventh = Last("B7");
        Assert.Equal(("Seventh", 3L, "branch", "C1"), (seventh.Name, seventh.Version, seventh.Level, seventh.Parent));
        Assert.Equal(["七", "各支部"], seventh.Aliases);
    }

    [Fact]
    public async Task A_calendar_travels_whole_when_published_and_when_amended()
    {
        using var http = directory.Service.As("operator", "R");
        await http.PutAsJsonAsync("/v1/calendars/cn/2027",
            new { holidays = NationalHolidays.Of(2027), workdays = Array.Empty<string>(), source = "first" }, Ct);
        await http.PutAsJsonAsync("/v1/calendars/cn/2027",
            new { holidays = NationalHolidays.Of(2027, "2027-01-04"), workdays = new[] { "2027-01-09" }, source = "second" }, Ct);
        await Eventually.HoldsAsync(() => directory.Heard.OfType<CalendarPublished>().Any(message => message.Version == 2),
            "the amendment is heard of");
        var amended = directory.Heard.OfType<CalendarPublished>().First(message => message.Version == 2);
        Assert.Equal(("cn", 2027, "second"), (amended.Name, amended.Year, amended.Source));
        Assert.Equal(NationalHolidays.Of(2027, "2027-01-04"), amended.Holidays.Select(day => $"{day:yyyy-MM-dd}"));
        Assert.Equal([new DateOnly(2027, 1, 9)], amended.Workdays);
    }

    [Fact]
    public async Task An_unreadable_unit_is_left_out_of_what_is_told_until_it_can_be_read()
    {
        using var city = directory.Service.As("operator", "R");
        await city.ExpectImportedAsync("U,City,市,committee,city,R,\nU1,One,,branch,branch,U,\nU2,Two,,branch,branch,U,\n", imported: 3,
            unchanged: 0);
        await Eventually.HoldsAsync(() => Heard("U1") && Heard("U2"), "they are told");
        var source = directory.Service.Services.GetRequiredService<NpgsqlDataSource>();
        await UnknownEvent.AppendAsync(source, Ids.Unit("U1"));
        // In a version that is told, the event is among what makes it.
        await city.ExpectImportedAsync("U2,Second,,branch,branch,U,\n", imported: 1, unchanged: 0);
        await Eventually.HoldsAsync(() => Last("U2").Name == "Second", "the version is told");
        directory.Heard.Clear();

        await directory.PublishAsync(new DirectoryRequested("reminders"));
        await Eventually.HoldsAsync(() => Heard("U2"), "the others are told");
        await Eventually.HoldsAsync(async () => await source.Sql(
            "select count(*) from quarantine where place = 'told-later' and item = $1", Ids.Unit("U1")).ScalarAsync<long>(Ct) == 1,
            "it is set aside");
        Assert.False(Heard("U1"));
        using var alone = await city.GetAsync("/v1/units/U1", Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, alone.StatusCode);
        await UnknownEvent.BecomesAsync(source, Ids.Unit("U1"), "unit.alias-added.v1", """{"alias": "一"}""");
        await Eventually.HoldsAsync(() => Heard("U1") && Last("U1").Aliases is ["一"], "it is told as it stands");

        bool Heard(string code) => directory.Heard.OfType<UnitChanged>().SelectMany(message => message.Units)
            .Any(unit => unit.Code == code);
    }

    [Fact]
    public async Task Who_asks_is_told_every_unit_and_calendar_as_it_stands()
    {
        using var city = directory.Service.As("operator", "R");
        var branches = string.Concat(Enumerable.Range(1, 700).Select(i => $"K{i},Branch {i},,branch,branch,K,\n"));
        await city.ExpectImportedAsync("K,City,市,committee,city,R,\n" + branches, imported: 701, unchanged: 0);
        await city.ExpectImportedAsync("K1,First,,branch,branch,K,\n", imported: 1, unchanged: 0);
        await city.PutAsJsonAsync("/v1/calendars/cn/2033",
            new { holidays = NationalHolidays.Of(2033), workdays = Array.Empty<string>(), source = "asked" }, Ct);
        await Eventually.HoldsAsync(() => directory.Heard.OfType<CalendarPublished>().Any(message => message.Year == 2033),
            "it is all told once");
        directory.Heard.Clear();

        await directory.PublishAsync(new DirectoryRequested("reminders"));
        await Eventually.HoldsAsync(() => directory.Heard.OfType<CalendarPublished>().Any(message => message.Year == 2033),
            "it is told again");
        Assert.Superset(Enumerable.Range(1, 700).Select(i => $"K{i}").ToHashSet(),
            directory.Heard.OfType<UnitChanged>().SelectMany(message => message.Units).Select(unit => unit.Code).ToHashSet());
        Assert.Equal(("First", 2L), (Last("K1").Name, Last("K1").Version));
        Assert.All(directory.Heard.OfType<UnitChanged>(), message => Assert.InRange(message.Units.Count, 1, 500));
    }

    private UnitState Last(string code) => directory.Heard.OfType<UnitChanged>().SelectMany(message => message.Units)
        .Where(unit => unit.Code == code).MaxBy(unit => unit.Version)!;
}
