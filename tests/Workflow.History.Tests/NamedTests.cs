namespace Workflow.History.Tests;

public sealed class NamedTests
{
    [Fact]
    public void Names_are_the_ones_given()
    {
        Assert.Equal(["sole", "lead", "joint"], Named.All<Part>());
        Assert.Equal(["dated", "recurring", "standing", "once", "principle"], Named.All<Disposition>());
        Assert.Equal(["central", "province", "city", "county", "township", "branch"], Named.All<UnitLevel>());
    }

    [Fact]
    public void A_name_is_the_one_in_JSON_and_leads_back()
    {
        foreach (var level in Enum.GetValues<UnitLevel>())
        {
            Assert.Equal($"\"{level.Name()}\"", JsonSerializer.Serialize(level, HistoryJson.Options));
            Assert.Equal(level, Named.Value<UnitLevel>(level.Name()));
        }
    }

    [Theory]
    [InlineData("Lead")]
    [InlineData("1")]
    [InlineData("")]
    public void Another_name_is_none(string name)
    {
        Assert.Null(Named.Find<Part>(name));
        Assert.Throws<InvalidDataException>(() => Named.Value<Part>(name));
    }
}
