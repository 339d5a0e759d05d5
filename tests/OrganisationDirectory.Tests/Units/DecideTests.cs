using FsCheck;
using FsCheck.Fluent;

namespace OrganisationDirectory.Tests.Units;

public sealed class DecideTests
{
    private static readonly UnitRow Row = new(2, "D1", "North", "N", "committee", UnitLevel.County, "C1", ["北区", "各区"]);

    [Fact]
    public void A_new_unit_is_established()
    {
        var established = Assert.IsType<UnitEvent.Established>(Assert.Single(Events(Unit.Initial, Row)));
        Assert.Equal(("D1", "North", "N", "C1"), (established.Code, established.Name, established.ShortName, established.Parent));
        Assert.Equal(["北区", "各区"], established.Aliases);
    }

    [Fact]
    public void The_same_row_again_changes_nothing() => Assert.Empty(Events(After(Row), Row));

    [Fact]
    public void Another_order_of_aliases_changes_nothing() => Assert.Empty(Events(After(Row), Row with { Aliases = ["各区", "北区"] }));

    [Fact]
    public void Each_difference_is_an_event_of_its_own() => Assert.Equal([
        new UnitEvent.Renamed("South", null), new UnitEvent.Reclassified("office", UnitLevel.Township), new UnitEvent.Moved("C2"),
        new UnitEvent.AliasAdded("南区"), new UnitEvent.AliasRemoved("北区"),
    ],
        Events(After(Row), new(2, "D1", "South", null, "office", UnitLevel.Township, "C2", ["各区", "南区"])));

    [Fact]
    public void After_any_two_rows_the_unit_is_as_the_second_says_and_repeating_it_changes_nothing()
    {
        var rows = from name in Gen.Elements("a", "b")
                   from shortName in Gen.Elements<string?>(null, "s")
                   from kind in Gen.Elements("k", "l")
                   from level in Gen.Elements(Enum.GetValues<UnitLevel>())
                   from parent in Gen.Elements<string?>(null, "P", "Q")
                   from aliases in Gen.SubListOf("x", "y", "z")
                   select new UnitRow(2, "U", name, shortName, kind, level, parent, [.. aliases]);
        Prop.ForAll(rows.Two().ToArbitrary(), pair =>
        {
            var (first, second) = pair;
            var unit = (Unit.Established)Events(After(first), second).Aggregate(After(first), Unit.Evolve);
            return (unit.Name, unit.ShortName, unit.Kind, unit.Level, unit.Parent) == (second.Name, second.ShortName, second.Kind,
                second.Level, second.Parent)
                && unit.Aliases.SetEquals(second.Aliases) && Events(unit, second).Count == 0;
        }).QuickCheckThrowOnFailure();
    }

    private static Unit After(UnitRow row) => Events(Unit.Initial, row).Aggregate(Unit.Initial, Unit.Evolve);

    private static IReadOnlyList<UnitEvent> Events(Unit state, UnitRow row) =>
        ((Decision<UnitEvent>.Accepted)ImportUnits.Decide(state, row)).Events;
}
