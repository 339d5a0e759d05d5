namespace OrganisationDirectory.Tests.Calendars;

public sealed class CalendarTests(DirectoryFixture directory) : IClassFixture<DirectoryFixture>, IDisposable
{
    private readonly HttpClient _http = directory.Service.As("operator", "R");

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_year_that_ships_with_the_product_is_there_without_being_published()
    {
        using var answer = await _http.GetAsync("/v1/calendars/cn/2016", Ct);
        Assert.Equal("\"0\"", answer.Headers.ETag!.Tag);
        var year = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Contains("2016-05-02", year.GetProperty("holidays").EnumerateArray().Select(day => day.GetString()));
        Assert.Contains("2016-06-12", year.GetProperty("workdays").EnumerateArray().Select(day => day.GetString()));
        Assert.Equal(0, year.GetProperty("version").GetInt32());
    }

    [Theory]
    [InlineData("cn/2013"), InlineData("cn/2099"), InlineData("xx/2016")]
    public async Task A_year_nobody_published_is_a_404(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync($"/v1/calendars/{path}", Ct)).StatusCode);

    [Fact]
    public async Task A_year_is_published_amended_and_not_repeated()
    {
        var (first, second) = (Year(2031), Year(2031, "2031-01-02"));
        Assert.Equal("\"1\"", (await PutAsync("cn/2031", $$"""{"holidays":{{first}},"workdays":[]}""")).Headers.ETag!.Tag);
        Assert.Equal("\"1\"", (await PutAsync("cn/2031", $$"""{"holidays":{{first}},"workdays":[]}""")).Headers.ETag!.Tag);
        var amended = $$"""{"holidays":{{second}},"workdays":["2031-01-04"],"source":"3号"}""";
        Assert.Equal("\"2\"", (await PutAsync("cn/2031", amended, "\"1\"")).Headers.ETag!.Tag);
        Assert.Equal(HttpStatusCode.PreconditionFailed,
            (await PutAsync("cn/2031", $$"""{"holidays":{{first}},"workdays":[]}""", "\"1\"")).StatusCode);
        Assert.Equal($$"""{"name":"cn","year":2031,"version":2,"calendar":"cn/2031/2",{{amended[1..]}}""",
            await _http.GetStringAsync("/v1/calendars/cn/2031", Ct));
    }

    [Fact]
    public async Task A_national_year_without_holidays_or_without_a_festival_is_refused_in_words()
    {
        Assert.Contains("No holiday of 2034 is named", await RefusedAsync("cn/2034", """{"holidays":[],"workdays":[]}"""),
            StringComparison.Ordinal);
        Assert.Contains("春节 (2034-02-19)", await RefusedAsync("cn/2034", """{"holidays":["2034-01-01"],"workdays":[]}"""),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/v1/calendars/cn/2034", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PutAsync("school/2034", """{"holidays":[],"workdays":[]}""")).StatusCode);
    }

    [Theory]
    [InlineData("""{"holidays":["2031-01-01"],"workdays":[]}""", "cn/2032", 422)]
    [InlineData("""{"holidays":["2032-01-03"],"workdays":["2032-01-03"]}""", "cn/2032", 422)]
    [InlineData("""{"holidays":[],"workdays":["2032-01-05"]}""", "cn/2032", 422)]
    [InlineData("""{"holidays":["2032-02-30"],"workdays":[]}""", "cn/2032", 400)]
    [InlineData("""{"holidays":[],"workdays":[],"extra":1}""", "cn/2032", 400)]
    [InlineData("""{"holidays":[]}""", "cn/2032", 400)]
    [InlineData("", "cn/2032", 400)]
    [InlineData("""{"holidays":[],"workdays":[]}""", "CN/2032", 400)]
    [InlineData("""{"holidays":[],"workdays":[]}""", "cn/1899", 400)]
    [InlineData("""{"holidays":[],"workdays":[]}""", "cn/2200", 400)]
    public async Task What_cannot_be_that_years_calendar_is_refused(string json, string path, int status) =>
        Assert.Equal(status, (int)(await PutAsync(path, json)).StatusCode);

    private static string Year(int year, params string[] more) => JsonSerializer.Serialize(NationalHolidays.Of(year, more));

    private async Task<string> RefusedAsync(string path, string json)
    {
        using var answer = await PutAsync(path, json);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return string.Concat(problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("message").GetString()));
    }

    private Task<HttpResponseMessage> PutAsync(string path, string json, string? ifMatch = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Put,
            $"/v1/calendars/{path}") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return _http.SendAsync(request, Ct);
    }
}
