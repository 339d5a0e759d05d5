namespace Workflow.ServiceDefaults.Tests;

/// <summary>
/// What each role reaches from <c>own</c> in a tree parent → (own → child → grandchild, sibling), as the replica has it from the bus.
/// </summary>
public sealed class AccessTests(Sample sample) : IClassFixture<Sample>
{
    [Theory]
    [InlineData("branch", "own", true), InlineData("branch", "child", false), InlineData("branch", "grandchild", false),
        InlineData("branch", "sibling", false), InlineData("branch", "parent", false)]
    [InlineData("officer", "own", false), InlineData("officer", "child", true), InlineData("officer", "grandchild", false),
        InlineData("officer", "sibling", false), InlineData("officer", "parent", false)]
    [InlineData("inspector", "own", true), InlineData("inspector", "child", true), InlineData("inspector", "grandchild", true),
        InlineData("inspector", "sibling", false), InlineData("inspector", "parent", false)]
    [InlineData("operator", "own", true), InlineData("operator", "child", true), InlineData("operator", "grandchild", true),
        InlineData("operator", "sibling", true), InlineData("operator", "parent", true)]
    [InlineData("auditor", "own", false), InlineData("upstream", "own", false)]
    public async Task A_role_reaches_what_its_table_says(string role, string unit, bool reached)
    {
        await HearAsync();
        using var http = sample.As(role, "own");
        using var answer = await http.GetAsync($"/units/{unit}", Ct);
        Assert.Equal(reached ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
        if (reached)
            Assert.Equal(role, await answer.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task A_unit_the_tree_has_not_heard_of_still_reaches_itself()
    {
        using var http = sample.As("branch", "unheard");
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/units/unheard", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync("/units/own", Ct)).StatusCode);
    }

    [Theory]
    [InlineData("officer", "anywhere", "own", true), InlineData("officer", "anywhere", "other", false),
        InlineData("officer", "anywhere", null, false), InlineData("officer", "own", "own", true),
        InlineData("officer", "own", "other", false), InlineData("branch", "anywhere", "own", false)]
    public void An_issuer_reaches_what_it_has_issued(string role, string unit, string? issuer, bool reached)
    {
        var caller = new Caller("p-1", "own", new HashSet<string> { role });
        var table = AccessTable.Of((Roles.Branch, Reach.Own), (Roles.Officer, Reach.Children | Reach.Issuer));
        var permission = new Permission(caller, table, tree: null);
        Assert.Equal(reached, permission.On(unit, issuer) is { Role: "officer" });
    }

    private async Task HearAsync()
    {
        var tree = sample.Service.Services.GetRequiredService<UnitTree>();
        if (tree.Exists("grandchild"))
            return;
        await sample.Service.Services.GetRequiredService<IBus>().Publish(new UnitChanged(1,
        [
            Unit("parent", "city", null), Unit("own", "county", "parent"), Unit("sibling", "county", "parent"),
                Unit("child", "township", "own"), Unit("grandchild", "branch", "child"),
        ]), Ct);
        await Eventually.HoldsAsync(() => tree.Exists("grandchild"), "the tree is heard of");
    }

    private static UnitState Unit(string code, string level, string? parent) => new(code, 1, code, null, "committee", level, parent, []);
}
