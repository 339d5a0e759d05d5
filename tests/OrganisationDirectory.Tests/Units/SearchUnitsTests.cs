namespace OrganisationDirectory.Tests.Units;

public sealed class SearchUnitsTests(DirectoryFixture directory) : IClassFixture<DirectoryFixture>
{
    private async Task EstablishAsync()
    {
        using var operators = directory.Service.As("operator", "R");
        using var answer = await operators.ImportAsync(
            """
            S,滨海市委组织部,市委组织部,组织部,city,R,
            S-1,中共甘井子区委组织部,,组织部,county,S,甘区（组）
            S-2,中共沙河口区委组织部,,组织部,county,S,
            S-1-1,机场街道第一支部,,支部,branch,S-1,
            S-1-2,机场街道第二支部,,支部,branch,S-1,

            """);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<string[]> FoundAsync(string role, string unit, string query)
    {
        using var http = directory.Service.As(role, unit);
        var page = await http.GetFromJsonAsync<JsonElement>($"/v1/units?{query}", Ct);
        return [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("code").GetString()!)];
    }

    [Fact]
    public async Task Units_are_found_by_part_of_what_they_are_called_however_it_is_written()
    {
        await EstablishAsync();
        Assert.Equal(["S-1-1", "S-1-2"], await FoundAsync("officer", "S", "q=街道第"));
        Assert.Equal(["S-1"], await FoundAsync("officer", "S", "q=甘区(组)"));
        Assert.Equal(["S-1"], await FoundAsync("officer", "S", "q=甘 区"));
        Assert.Equal(["S-2"], await FoundAsync("officer", "S", "q=s-2"));
        Assert.Equal(["S", "S-1", "S-2"], await FoundAsync("officer", "S", "q=组织部"));
        Assert.Equal(["S-1", "S-2"], await FoundAsync("officer", "S", "q=组织部&level=county"));
        Assert.Equal(["S-1-1"], await FoundAsync("officer", "S", "q=第一&under=S-1"));
        Assert.Empty(await FoundAsync("officer", "S-2", "q=街道第"));
        Assert.Equal(["S-1-1"], await FoundAsync("auditor", "OUTSIDE", "q=机场街道第一"));
    }

    [Fact]
    public async Task They_come_in_pages_with_the_names_above()
    {
        await EstablishAsync();
        using var http = directory.Service.As("officer", "S");
        var page = await http.GetFromJsonAsync<JsonElement>("/v1/units?under=S-1&limit=2", Ct);
        Assert.Equal("S-1-1", page.GetProperty("next").GetString());
        var branch = page.GetProperty("items")[1];
        Assert.Equal("中共甘井子区委组织部", branch.GetProperty("path").EnumerateArray().Last().GetProperty("name").GetString());
        Assert.Equal((2, 0), (page.GetProperty("items")[0].GetProperty("children").GetInt32(), branch.GetProperty("children").GetInt32()));
        Assert.Equal(["S-1-2"], await FoundAsync("officer", "S", "under=S-1&limit=2&after=S-1-1"));
    }

    [Theory]
    [InlineData("level=street", HttpStatusCode.BadRequest)]
    [InlineData("under=NOWHERE", HttpStatusCode.NotFound)]
    [InlineData("under=S-2", HttpStatusCode.Forbidden)]
    public async Task What_cannot_be_answered_is_told_why(string query, HttpStatusCode status)
    {
        await EstablishAsync();
        using var http = directory.Service.As("officer", "S-1");
        Assert.Equal(status, (await http.GetAsync($"/v1/units?{query}", Ct)).StatusCode);
    }
}
