namespace OrganisationDirectory.Tests.Units;

/// <summary>
/// What an operator may not make of others, nor of itself: in R → H-C (city) → H-D1, H-D2 (districts) with a branch each.
/// </summary>
public sealed class ImportReachTests(DirectoryFixture directory) : IClassFixture<DirectoryFixture>
{
    private const string City =
        "H-C,滨海市委,市委,committee,city,R,\nH-D1,东区委,,committee,county,H-C,各区委\nH-D2,西区委,西区,committee,county,H-C,各区委\n"
        + "H-D1-B,东区支部,,branch,branch,H-D1,\nH-D2-B,西区支部,,branch,branch,H-D2,第一支部\n";

    [Theory]
    [InlineData("H-D1,东区委,,committee,county,,各区委", "2 parent", "itself under nobody")]
    [InlineData("H-D1,东区委,,committee,central,,各区委", "2 parent,2 level", "itself under nobody, and above everybody")]
    [InlineData("H-D1,东区委,,committee,city,H-C,各区委", "2 level", "itself at another level")]
    [InlineData("H-D1,东区委,,bureau,county,H-C,各区委", "2 kind", "itself of another kind")]
    [InlineData("H-D1,东区委,,committee,county,H-D2,各区委", "2 parent", "itself below a sibling")]
    [InlineData("H-D1-B,东区支部,,branch,branch,H-D2,", "2 parent", "its branch to a sibling")]
    [InlineData("H-D2-B,西区支部,,branch,branch,H-D1,第一支部", "2 parent", "a sibling's branch to itself")]
    [InlineData("H-D2-B,别名,,branch,branch,H-D2,第一支部", "2 code", "a sibling's branch another name")]
    [InlineData("H-NEW,新单位,,branch,branch,H-D2,", "2 code", "a new unit below a sibling")]
    [InlineData("H-NEW,新单位,,branch,branch,,", "2 code", "a new root")]
    public async Task A_district_may_not_place(string row, string error, string what)
    {
        using var district = await DistrictAsync();
        using var answer = await district.ImportAsync(row + "\n");
        Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{what}: {answer.StatusCode}");
        Assert.Equal(error, string.Join(',', await answer.ErrorsAsync()));
    }

    [Theory]
    [InlineData("H-D1,东区委,,committee,county,H-C,各区委|西区委", "2 aliases", "a sibling's name")]
    [InlineData("H-D1,东区委,,committee,county,H-C,各区委|西 区", "2 aliases", "a sibling's short name, with a space")]
    [InlineData("H-D1,西区委,,committee,county,H-C,各区委", "2 name", "a sibling's name as its own")]
    [InlineData("H-D1,东区委,西区委,committee,county,H-C,各区委", "2 short_name", "a sibling's name for short")]
    [InlineData("H-D1-B,东区支部,,branch,branch,H-D1,第一支部", "2 aliases", "what a sibling's branch is called")]
    [InlineData("H-D1-B,东区支部,,branch,branch,H-D1,市委", "2 aliases", "its superior's short name")]
    [InlineData("H-D1-B,东区支部,,branch,branch,H-D1,东区支部、西区支部", "2 aliases", "a list with a sibling's in it")]
    [InlineData("H-D1-B,东区支部,,branch,branch,H-D1,各支部", "2 aliases", "everybody")]
    [InlineData("H-D1-B,东区支部,,branch,branch,H-D1,有关支部", "2 aliases", "somebody")]
    [InlineData("H-D1-B,东区支部,党支部,branch,branch,H-D1,", "2 short_name", "all of its kind")]
    [InlineData("H-D1-B,东区支部,,branch,branch,H-D1,基层党支部|支部", "2 aliases,2 aliases", "all of its kind, twice")]
    [InlineData("H-NEW,西区委,,branch,branch,H-D1,", "2 name", "a new unit with a sibling's name")]
    public async Task A_district_may_not_call(string row, string error, string what)
    {
        using var district = await DistrictAsync();
        using var answer = await district.ImportAsync(row + "\n");
        Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableContent, $"{what}: {answer.StatusCode}");
        Assert.Equal(error, string.Join(',', await answer.ErrorsAsync()));
    }

    [Fact]
    public async Task A_district_may_name_itself_and_what_is_below_it()
    {
        using var district = await DistrictAsync();
        await district.ExpectImportedAsync("H-D1,东区区委,东区,committee,county,H-C,各区委\nH-D1-B,东区第三支部,,branch,branch,H-D1,三支部\n"
            + "H-D1-B9,东区第九支部,,branch,branch,H-D1,\n", imported: 3, unchanged: 0);
        using var city = directory.Service.As("operator", "H-C");
        await city.ExpectImportedAsync("H-D1,东区区委,东区,committee,county,H-C,各区委|西区委\n", imported: 1, unchanged: 0);
    }

    private async Task<HttpClient> DistrictAsync()
    {
        using var root = directory.Service.As("operator", "R");
        using var answer = await root.ImportAsync(City);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return directory.Service.As("operator", "H-D1");
    }
}
