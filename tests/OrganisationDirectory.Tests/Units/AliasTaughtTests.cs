using Workflow.Contracts.Notices.V1;

namespace OrganisationDirectory.Tests.Units;

/// <summary>What officers' answers teach.</summary>
public sealed class AliasTaughtTests(DirectoryFixture directory) : IClassFixture<DirectoryFixture>
{
    [Fact]
    public async Task A_taught_phrase_becomes_an_alias_once_and_others_hear_of_it()
    {
        using var city = directory.Service.As("operator", "R");
        await city.ExpectImportedAsync("T,City,市,committee,city,R,\nT1,First,,branch,branch,T,各支部\nT2,Second,,branch,branch,T,\n",
            imported: 3, unchanged: 0);
        var taught = new AliasTaught(Guid.CreateVersion7(), "市直机关支部", ["T1", "T2", "NOBODY"]);
        await directory.PublishAsync(taught);
        await directory.PublishAsync(taught);
        await Eventually.HoldsAsync(() => Heard("T1") is { Version: 2 } && Heard("T2") is { Version: 2 }, "others hear of it");
        Assert.Equal(["各支部", "市直机关支部"], Heard("T1")!.Aliases.Order(StringComparer.Ordinal));

        // A third, different one has been dealt with: so the second changed nothing.
        await directory.PublishAsync(taught with { Phrase = "机关支部", Units = ["T1"] });
        await Eventually.HoldsAsync(() => Heard("T1") is { Version: 3 }, "others hear of the next");
        var first = (await city.GetFromJsonAsync<JsonNode>("/v1/units/T1", Ct))!;
        Assert.Equal((3, 3), ((int)first["version"]!, first["aliases"]!.AsArray().Count));
    }

    [Fact]
    public async Task Nobody_is_taught_what_others_are_called_already()
    {
        using var root = directory.Service.As("operator", "R");
        await root.ExpectImportedAsync(
            "TT,City,市,committee,city,R,\nTT1,First of TT,,branch,branch,TT,\nTT2,Second of TT,,branch,branch,TT,二支部\n", imported: 3,
                unchanged: 0);
        var taught = new AliasTaught(Guid.CreateVersion7(), "二 支部", ["TT1"], IssuingUnit: "TT1");
        await directory.PublishAsync(taught);
        await directory.PublishAsync(taught with { Phrase = "三支部" });
        await Eventually.HoldsAsync(() => Heard("TT1") is { Version: 2 }, "others hear of the one that is free");
        Assert.Equal(["三支部"], Heard("TT1")!.Aliases);
    }

    [Fact]
    public void What_is_known_already_adds_nothing()
    {
        var unit = Unit.Evolve(Unit.Initial, new UnitEvent.Established("T1", "First", null, "branch", UnitLevel.Branch, null, ["各支部"]));
        Assert.Empty(Assert.IsType<Decision<UnitEvent>.Accepted>(AliasTaughtConsumer.Decide(unit, "各支部")).Events);
        Assert.Empty(Assert.IsType<Decision<UnitEvent>.Accepted>(AliasTaughtConsumer.Decide(Unit.Initial, "各支部")).Events);
        Assert.Equal([new UnitEvent.AliasAdded("全体支部")],
            Assert.IsType<Decision<UnitEvent>.Accepted>(AliasTaughtConsumer.Decide(unit, "全体支部")).Events);
    }

    private UnitState? Heard(string code) => directory.Heard.OfType<UnitChanged>().SelectMany(message => message.Units)
        .Where(unit => unit.Code == code).MaxBy(unit => unit.Version);
}
