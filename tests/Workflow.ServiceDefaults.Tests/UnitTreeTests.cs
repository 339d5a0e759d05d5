namespace Workflow.ServiceDefaults.Tests;

public sealed class UnitTreeTests(Sample sample) : IClassFixture<Sample>
{
    private IBus Bus => sample.Service.Services.GetRequiredService<IBus>();

    private UnitTree Tree => sample.Service.Services.GetRequiredService<UnitTree>();

    [Fact]
    public async Task The_highest_version_stays_whatever_the_order_of_messages()
    {
        await Bus.Publish(new UnitChanged(3, [State("late", 3, "C", "各区", "北区")]), Ct);
        await Eventually.HoldsAsync(() => Tree.Exists("late"), "the unit is heard of");
        await Bus.Publish(new UnitChanged(2, [State("late", 2, "B"), State("after", 1)]), Ct);
        await Eventually.HoldsAsync(() => Tree.Exists("after"), "the older message is through");

        var unit = Tree.Now.Find("late")!;
        Assert.Equal((3L, "C", UnitLevel.Branch), (unit.Version, unit.Parent, unit.Level));
        Assert.Equal(["各区", "北区"], unit.Aliases);
        Assert.Equal(3, Tree.Now.DirectoryVersion);
    }

    [Fact]
    public async Task Another_process_of_the_service_sees_what_this_one_stored()
    {
        await using var other = await Sample.StartAsync(sample.Settings);
        var trees = new[] { Tree, other.Services.GetRequiredService<UnitTree>() };
        await Bus.Publish(new UnitChanged(1, [State("seen", 1)]), Ct);
        await Eventually.HoldsAsync(() => Array.TrueForAll(trees, tree => tree.Exists("seen")), "both have heard of it",
            TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("C", "C", true), InlineData("C", "D1", true), InlineData("C", "B2", true), InlineData("D1", "D2", false)]
    [InlineData("O", "O1", true), InlineData("O", "O2", true), InlineData("O", "D1", false), InlineData("O", "C", false)]
    [InlineData("O", "B2", false), InlineData("O1", "B1", false), InlineData("O2", "B2", false), InlineData("X", "B2", false)]
    [InlineData("C", "X", false), InlineData("X", "X", false)]
    public void Who_may_order_whom_is_tree_and_grant(string issuer, string unit, bool may)
    {
        UnitNode[] units =
            [Node("C", null), Node("O", "C", "organisation"), Node("D1", "C"), Node("O1", "D1", "organisation"), Node("D2", "C"),
            Node("O2", "D2", "organisation"), Node("B1", "D1"), Node("B2", "D2")];
        var tree = new UnitSnapshot(1, units, grants: [
            new("O", "organisation", "C", new(2016, 1, 1), new(2016, 12, 31)), new("O2", "branch", "D2", new(2017, 1, 1), null),
            new("O1", "branch", "D1", new(2015, 1, 1), new(2015, 12, 31)), new("X", "branch", "D2", new(2016, 1, 1), null)]);
        Assert.Equal(may, tree.MayOrder(issuer, unit, new(2016, 12, 31)));
        Assert.True(!may || issuer != "O" || unit == "O" || !tree.MayOrder(issuer, unit, new(2017, 1, 1)));
    }

    [Fact]
    public void A_path_leads_down_from_the_root()
    {
        var tree = new UnitSnapshot(1, [Node("A", null), Node("B", "A"), Node("D", "B"), Node("C", "B")]);
        Assert.Equal(["A", "B", "C"], tree.Path("C"));
        Assert.Equal(["B", "C", "D"], tree.Below("A").Select(unit => unit.Code));
        Assert.True(tree.IsSelfOrBelow("C", "A"));
        Assert.False(tree.IsSelfOrBelow("A", "C"));
        Assert.Empty(tree.Path("X"));
    }

    [Fact]
    public void Half_heard_moves_that_make_a_cycle_do_not_hang()
    {
        var tree = new UnitSnapshot(1, [Node("A", "B"), Node("B", "A")]);
        Assert.False(tree.IsSelfOrBelow("A", "X"));
        Assert.True(tree.IsSelfOrBelow("A", "B"));
        Assert.Equal(["B"], tree.Below("A").Select(unit => unit.Code));
    }

    private static UnitState State(string code, long version, string? parent = null, params string[] aliases) =>
        new(code, version, code, null, "branch", "branch", parent, aliases);

    private static UnitNode Node(string code, string? parent, string kind = "branch") =>
        new(code, code, null, kind, UnitLevel.Branch, parent, [], 1);
}
