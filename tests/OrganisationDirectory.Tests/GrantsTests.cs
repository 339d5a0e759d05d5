namespace OrganisationDirectory.Tests;

/// <summary>Standing grants: recorded from above both, by date, told to others as part of a version.</summary>
public sealed class GrantsTests(DirectoryFixture directory) : IClassFixture<DirectoryFixture>
{
    [Fact]
    public async Task A_grant_is_recorded_once_told_listed_and_ended()
    {
        using var root = directory.Service.As("operator", "R");
        await root.ExpectImportedAsync(
            "G,City,,committee,city,R,\nG-O,Organisation,,organisation,city,G,\nG-1,District,,committee,county,G,\n",
            imported: 3, unchanged: 0);
        using var city = directory.Service.As("operator", "G");
        using var first = await city.GrantAsync("G-O,organisation,G,2016-01-01,,党章\nG-O,branch,G,2016-01-01,2016-12-31,\n");
        Assert.Matches("""^\{"imported":2,"unchanged":0,"version":\d+\}$""", await first.Content.ReadAsStringAsync(Ct));
        var version = await VersionAsync(first);
        using var again = await city.GrantAsync("G-O,organisation,G,2016-01-01,,党章\n");
        Assert.Equal($$"""{"imported":0,"unchanged":1,"version":{{version}}}""", await again.Content.ReadAsStringAsync(Ct));
        await Eventually.HoldsAsync(() => directory.Heard.OfType<UnitChanged>().Any(message => message.DirectoryVersion == version),
            "the version is told");
        var told = directory.Heard.OfType<UnitChanged>().Single(message => message.DirectoryVersion == version);
        Assert.Equal([new("G-O", "branch", "G", new(2016, 1, 1), new(2016, 12, 31), 1),
            new GrantState("G-O", "organisation", "G", new(2016, 1, 1), null, 1)], told.Grants!.OrderBy(grant => grant.Kind));

        await city.GrantAsync("G-O,organisation,G,2016-01-01,2016-06-30,党章\n");
        Assert.Equal(["branch", "organisation"], await KindsAsync(city, "?issuer=G-O"));
        Assert.Equal(["branch"], await KindsAsync(city, "?issuer=G-O&on=2016-07-01"));
        Assert.Equal(["branch", "organisation"], await KindsAsync(city, "?issuer=G-O&on=2016-06-30"));
        Assert.Equal(HttpStatusCode.BadRequest, (await city.GetAsync(new Uri("/v1/grants?on=soon", UriKind.Relative), Ct)).StatusCode);
    }

    [Theory]
    [InlineData("X Y,branch,G2,2016-01-01,,", "2 issuer"), InlineData("G2-O,,G2,2016-01-01,,", "2 kind")]
    [InlineData("G2-O,branch,NOWHERE,2016-01-01,,", "2 below"), InlineData("NOBODY,branch,G2,2016-01-01,,", "2 issuer")]
    [InlineData("G2-O,branch,G2,2016-13-01,,", "2 from"), InlineData("G2-O,branch,G2,2016-02-01,2016-01-01,", "2 until")]
    [InlineData("G2-O,branch,G2,2016-01-01,,\nG2-O,branch,G2,2017-01-01,,", "2 line,3 line"), InlineData("G2-O,branch,G2", "2 line")]
    public async Task What_is_no_grant_is_refused_with_its_line(string rows, string errors)
    {
        using var root = directory.Service.As("operator", "R");
        await root.ImportAsync("G2,City two,,committee,city,R,\nG2-O,Organisation two,,organisation,city,G2,\n");
        using var answer = await root.GrantAsync(rows + "\n");
        Assert.Equal(HttpStatusCode.UnprocessableContent, answer.StatusCode);
        Assert.Equal(errors, string.Join(',', await answer.ErrorsAsync()));
    }

    [Fact]
    public async Task Nobody_is_given_what_lies_beyond_who_records_it()
    {
        using var root = directory.Service.As("operator", "R");
        await root.ImportAsync("G3,City three,,committee,city,R,\nG3-1,District,,committee,county,G3,\nG3-2,Other,,committee,county,G3,\n");
        using var district = directory.Service.As("operator", "G3-1");
        foreach (var (row, error) in new[] { ("G3-1,branch,G3-2", "2 below"), ("G3-2,branch,G3-1", "2 issuer"),
            ("G3-1,branch,G3", "2 below") })
        {
            using var answer = await district.GrantAsync($"{row},2016-01-01,,\n");
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal([error], await answer.ErrorsAsync());
        }
    }

    [Fact]
    public async Task Whom_a_grant_of_today_lets_it_order_an_officer_finds()
    {
        using var root = directory.Service.As("operator", "R");
        await root.ImportAsync("G4,City four,,committee,city,R,\nG4-O,Organisation four,,organisation,city,G4,\n"
            + "G4-1,District,,committee,county,G4,\nG4-1-O,District's,,organisation,county,G4-1,\nG4-1-P,Press,,press,county,G4-1,\n");
        using var city = directory.Service.As("operator", "G4");
        await city.GrantAsync("G4-O,organisation,G4-1,2016-01-01,,党章\nG4-O,press,G4-1,2030-01-01,,\n");
        Assert.Equal(["G4-1-O", "G4-O"], await CodesAsync("officer"));
        Assert.Equal(["G4-O"], await CodesAsync("inspector"));
        using var officer = directory.Service.As("officer", "G4-O");
        foreach (var (path, status) in new[] { ("/v1/units/G4-1-O", HttpStatusCode.OK), ("/v1/units/G4-1-P", HttpStatusCode.Forbidden),
            ("/v1/units?under=G4-1-O", HttpStatusCode.OK), ("/v1/units/G4-1", HttpStatusCode.Forbidden) })
        {
            using var answer = await officer.GetAsync(new Uri(path, UriKind.Relative), Ct);
            Assert.True(status == answer.StatusCode, $"{path}: {answer.StatusCode}");
        }

        async Task<IEnumerable<string>> CodesAsync(string role)
        {
            using var http = directory.Service.As(role, "G4-O");
            return [.. (await http.GetFromJsonAsync<JsonElement>("/v1/units", Ct)).GetProperty("items").EnumerateArray()
                .Select(unit => unit.GetProperty("code").GetString()!)];
        }
    }

    private static async Task<long> VersionAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("version").GetInt64();

    private static async Task<IReadOnlyList<string>> KindsAsync(HttpClient http, string query) =>
        [.. (await http.GetFromJsonAsync<JsonElement>($"/v1/grants{query}", Ct)).GetProperty("items").EnumerateArray()
            .Select(grant => grant.GetProperty("kind").GetString()!)];
}
