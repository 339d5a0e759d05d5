namespace OrganisationDirectory.Tests.Units;

public sealed class ImportUnitsTests(DirectoryFixture directory) : IClassFixture<DirectoryFixture>
{
    [Fact]
    public async Task A_file_is_imported_and_read_back()
    {
        using var city = directory.Service.As("operator", "R");
        await city.ExpectImportedAsync(
            "C1,Port City,,committee,city,R,\nC1-D1,North District,North,committee,county,C1,北区|各区\nC1-D1-B1,\"First, \"\"old\"\" "
                + "Branch\",,branch,branch,C1-D1,\n", imported: 3, unchanged: 0);

        using var read = await city.GetAsync("/v1/units/C1-D1", Ct);
        Assert.Equal("\"1\"", read.Headers.ETag!.Tag);
        var unit = await read.Content.ReadAsStringAsync(Ct);
        Assert.StartsWith(
            """{"code":"C1-D1","version":1,"name":"North District","shortName":"North","kind":"com"""
            + """mittee","level":"county","parent":"C1","aliases":["北区","各区"],"path":[{"code":"R",""", unit, StringComparison.Ordinal);
        Assert.EndsWith("""{"code":"C1","name":"Port City"}],"children":1}""", unit, StringComparison.Ordinal);
        Assert.Equal("First, \"old\" Branch", (await city.GetFromJsonAsync<JsonElement>("/v1/units/C1-D1-B1", Ct)).GetProperty("name")
            .GetString());
    }

    [Fact]
    public async Task A_file_again_changes_nothing_and_a_changed_one_changes_what_differs()
    {
        using var city = directory.Service.As("operator", "R");
        const string rows =
            "C2,City,,committee,city,R,\nC2-D1,One,,committee,county,C2,\nC2-D2,Two,,committee,county,C2,甲\n"
            + "C2-B1,Branch,,branch,branch,C2-D1,\n";
        await city.ExpectImportedAsync(rows, imported: 4, unchanged: 0);
        await city.ExpectImportedAsync(rows, imported: 0, unchanged: 4);
        var before = TimeProvider.System.GetUtcNow();

        await city.ExpectImportedAsync(
            "C2-B1,Branch,,branch,branch,C2-D2,\nC2-D2,Second,Sec,party school,county,C2,乙\nC2-D3,Three,,committee,county,C2,\n",
            imported: 3, unchanged: 0);
        Assert.Equal("""["unit.established.v1","unit.moved.v1"]""", await EventsAsync("C2-B1"));
        Assert.Equal("""["unit.established.v1","unit.renamed.v1","unit.reclassified.v1","unit.alias-added.v1","unit.alias-removed.v1"]""",
            await EventsAsync("C2-D2"));
        Assert.Equal("""["unit.established.v1"]""", await EventsAsync("C2-D1"));

        var past = (await city.GetFromJsonAsync<JsonElement>("/v1/units/C2-B1/history", Ct)).EnumerateArray().ToList();
        Assert.Equal(["established One", "moved Second"], past.Select(item =>
            $"{item.GetProperty("kind").GetString()} {item.GetProperty("parent").GetProperty("name").GetString()}"));
        Assert.Equal("C2-D2", await ParentAsync(city, "C2-B1", ""));
        Assert.Equal("C2-D1", await ParentAsync(city, "C2-B1", $"?at={before:O}"));
        Assert.Equal(HttpStatusCode.NotFound, (await city.GetAsync($"/v1/units/C2-D3?at={before:O}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await city.GetAsync("/v1/units/C2-B1?at=2016-04-01", Ct)).StatusCode);
        Assert.Equal(["C2-B1", "C2-D1", "C2-D2", "C2-D3"], await DescendantsAsync(city, "C2"));
    }

    [Fact]
    public async Task Every_bad_line_is_named_and_nothing_is_imported()
    {
        using var city = directory.Service.As("operator", "R");
        using var answer = await city.ImportAsync("""
            C3,City,,committee,city,R,
            C3-A,Unknown parent,,committee,county,C3-X,
            C3-B,Cycle,,committee,county,C3-C,
            C3-C,Cycle,,committee,county,C3-B,
            C3-D,Twice,,committee,county,C3,
            C3-D,Twice,,committee,county,C3,
            C3 E,Code,,committee,county,C3,
            C3-F,,,committee,village,C3,
            C3-G,Above its parent,,committee,province,C3,
            C3-H,Too few,committee,county,C3
            C3-I,A stray "mark",,committee,county,C3,
            C3-J,Its own parent,,committee,county,C3-J,

            C3-K,After a blank line,,committee,county,C3-X,

            """.ReplaceLineEndings("\n"));
        Assert.Equal(HttpStatusCode.UnprocessableContent, answer.StatusCode);
        Assert.Equal(
            ["3 parent", "4 parent", "5 parent", "6 code", "7 code", "8 code", "9 name", "9 level", "10 level", "11 line", "12 line",
                "13 parent", "15 parent"],
            await answer.ErrorsAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await city.GetAsync("/v1/units/C3-D", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_file_is_checked_against_the_units_it_does_not_name()
    {
        using var city = directory.Service.As("operator", "R");
        await city.ExpectImportedAsync(
            "C4,City,,committee,city,R,\nC4-D,District,,committee,county,C4,\nC4-T,Town,,committee,township,C4-D,\n", imported: 3,
            unchanged: 0);
        Assert.Contains("2 parent", await (await city.ImportAsync("C4,City,,committee,city,C4-T,\n")).ErrorsAsync());
        Assert.Equal(["2 level"], await (await city.ImportAsync("C4-D,District,,committee,branch,C4,\n")).ErrorsAsync());
        await city.ExpectImportedAsync("C4-B,Branch,,branch,branch,C4-T,\n", imported: 1, unchanged: 0);
    }

    [Theory]
    [InlineData("", "text/csv", HttpStatusCode.BadRequest, "empty-body")]
    [InlineData(" \n", "text/csv", HttpStatusCode.BadRequest, "empty-body")]
    [InlineData("code,name\nC5,City\n", "text/csv", HttpStatusCode.UnprocessableContent, "invalid-units")]
    [InlineData("code;name", "text/csv", HttpStatusCode.UnprocessableContent, "invalid-units")]
    [InlineData("{}", "application/json", HttpStatusCode.UnsupportedMediaType, "unsupported-media-type")]
    [InlineData("x", "text/csv; charset=gb18030", HttpStatusCode.UnsupportedMediaType, "unsupported-charset")]
    [InlineData("x", "text/csv; charset=klingon", HttpStatusCode.UnsupportedMediaType, "unsupported-charset")]
    public async Task What_is_no_such_file_is_refused(string body, string type, HttpStatusCode status, string code)
    {
        using var city = directory.Service.As("operator", "R");
        using var answer = await city.PostCsvAsync(Encoding.UTF8.GetBytes(body), type);
        Assert.Equal((status, code), (answer.StatusCode, await answer.CodeAsync()));
    }

    [Fact]
    public async Task A_byte_order_mark_is_allowed_and_other_encodings_are_not()
    {
        using var city = directory.Service.As("operator", "R");
        using var marked = await city.PostCsvAsync([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Csv.Header + "C6,市,,committee,city,R,\n")]);
        Assert.Equal(HttpStatusCode.OK, marked.StatusCode);
        using var gbk = await city.PostCsvAsync([.. Encoding.UTF8.GetBytes(Csv.Header + "C6,"), 0xCA, 0xD0, .. ",,committee,city,R,\n"u8]);
        Assert.Equal((HttpStatusCode.UnprocessableContent, "charset"), (gbk.StatusCode, await gbk.CodeAsync()));
    }

    [Fact]
    public async Task A_file_over_the_limit_is_a_413()
    {
        using var city = directory.Service.As("operator", "R");
        using var answer = await city.PostCsvAsync(new byte[(32 << 20) + 1]);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too-large"), (answer.StatusCode, await answer.CodeAsync()));
    }

    [Fact]
    public async Task The_number_of_statements_does_not_depend_on_the_number_of_units()
    {
        using var city = directory.Service.As("operator", "R");
        await city.ExpectImportedAsync("C8,City,,committee,city,R,\n", imported: 1, unchanged: 0);
        var few = await StatementsAsync(() => city.ExpectImportedAsync(Branches("C8-F", 10), imported: 10, unchanged: 0));
        var many = await StatementsAsync(() => city.ExpectImportedAsync(Branches("C8-M", 2000), imported: 2000, unchanged: 0));
        // One more or less: the tree may have been read again by its own poll already.
        Assert.InRange(few, 1, 10);
        Assert.InRange(many, few - 1, few + 1);
    }

    private static string Branches(string prefix, int count) =>
        string.Concat(Enumerable.Range(1, count).Select(i => $"{prefix}{i},Branch {i},,branch,branch,C8,各支部\n"));

    /// <summary>Statements of the import itself: those under the request's trace. Marten's appends go in pages of its own.</summary>
    private static async Task<int> StatementsAsync(Func<Task> import)
    {
        using var request = new Activity("import").Start();
        var trace = request.TraceId;
        var count = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => count += activity.TraceId == trace && !Appends(activity) ? 1 : 0,
        };
        ActivitySource.AddActivityListener(listener);
        await import();
        return count;

        static bool Appends(Activity activity) =>
            activity.GetTagItem("db.query.text") is string sql && sql.Contains("mt_quick_append_events", StringComparison.Ordinal);
    }

    private async Task<string> EventsAsync(string code)
    {
        await using var dataSource = NpgsqlDataSource.Create(directory.Database.ConnectionString);
        return (await dataSource.Sql("select json_agg(type order by version)::text from directory.mt_events where stream_id = $1",
            Ids.Unit(code)).ScalarAsync<string>(Ct))!.Replace(" ", "", StringComparison.Ordinal);
    }

    private static async Task<string?> ParentAsync(HttpClient http, string code, string query) =>
        (await http.GetFromJsonAsync<JsonElement>($"/v1/units/{code}{query.Replace("+", "%2B", StringComparison.Ordinal)}", Ct))
            .GetProperty("parent").GetString();

    private static async Task<IReadOnlyList<string>> DescendantsAsync(HttpClient http, string code)
    {
        var codes = new List<string>();
        for (var path = $"/v1/units/{code}/descendants?limit=3"; path is not null;)
        {
            var page = await http.GetFromJsonAsync<JsonElement>(path, Ct);
            codes.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("code").GetString()!));
            path = page.GetProperty("next").GetString() is { } next ? $"/v1/units/{code}/descendants?limit=3&after={next}" : null;
        }

        return codes;
    }
}
