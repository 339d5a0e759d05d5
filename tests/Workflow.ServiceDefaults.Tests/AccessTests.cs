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

    [Theory]
    [InlineData("branch", "/units/unheard"), InlineData("operator", "/units/own"), InlineData("branch", "/who"),
        InlineData("operator", "/of-the-root"), InlineData("upstream", "/read/own"), InlineData("inspector", "/nowhere"),
        InlineData("officer", "/openapi/v1.json"), InlineData("operator", "/first")]
    public async Task A_unit_the_tree_has_not_heard_of_reaches_nothing(string role, string path)
    {
        await HearAsync();
        Assert.Equal((HttpStatusCode.Forbidden, "unit-unknown"), await AskAsync([role], "unheard", path));
        Assert.Equal((HttpStatusCode.Forbidden, "unit-unknown"), await AskAsync(["auditor", role], "unheard", "/who"));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync([role], "unheard", "/health/live")).Status);
    }

    [Theory]
    [InlineData("parent", HttpStatusCode.OK, null), InlineData("own", HttpStatusCode.Forbidden, "root-only"),
        InlineData("grandchild", HttpStatusCode.Forbidden, "root-only"), InlineData("orphan", HttpStatusCode.Forbidden, "root-only")]
    public async Task What_holds_for_all_is_the_roots_operators(string unit, HttpStatusCode status, string? code)
    {
        await HearAsync();
        Assert.Equal((status, code), await AskAsync(["operator"], unit, "/of-the-root"));
        Assert.Equal((HttpStatusCode.Forbidden, "role"), await AskAsync(["officer"], unit, "/of-the-root"));
    }

    [Fact]
    public async Task What_an_auditor_is_let_into_is_recorded_always_and_nothing_else()
    {
        await HearAsync();
        Assert.Equal((HttpStatusCode.OK, null), await AskAsync(["auditor"], "outside", "/read/own?of=1"));
        Assert.Equal((HttpStatusCode.OK, null), await AskAsync(["officer", "auditor"], "own", "/read/own?of=2"));
        Assert.Equal((HttpStatusCode.OK, null), await AskAsync(["officer"], "own", "/read/own?of=3"));
        Assert.Equal((HttpStatusCode.OK, null), await AskAsync(["officer", "auditor"], "own", "/who?of=4"));
        Assert.Equal((HttpStatusCode.Forbidden, "role"), await AskAsync(["auditor"], "outside", "/who?of=5"));
        Assert.Equal(["auditor outside GET /read/own?of=1", "auditor own GET /read/own?of=2"], await sample.Sql.Sql(
            """
            select format('%s %s %s %s', headers ->> 'role', headers ->> 'unit', data ->> 'method', data ->> 'path') from mt_events
            where type = 'access.recorded.v2' and data ->> 'path' like '%?of=%' order by seq_id
            """).ReadAsync(row => row.GetString(0), Ct));
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_read()
    {
        await sample.Sql.Sql("alter table mt_events add constraint shut check (data ->> 'path' <> '/read/shut') not valid")
            .ExecuteAsync(Ct);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not-recorded"), await AskAsync(["auditor"], "outside", "/read/shut"));
        await sample.Sql.Sql("alter table mt_events drop constraint shut").ExecuteAsync(Ct);
        Assert.Equal((HttpStatusCode.OK, null), await AskAsync(["auditor"], "outside", "/read/shut"));
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

    private async Task<(HttpStatusCode Status, string? Code)> AskAsync(string[] roles, string unit, string path)
    {
        using var http = sample.Service.With(sample.Token("", unit, token => token.Claims["roles"] = roles));
        using var answer = await http.GetAsync(path, Ct);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? null
            : (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString());
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
            Unit("orphan", "county", "never-heard-of"),
        ]), Ct);
        await Eventually.HoldsAsync(() => tree.Exists("grandchild"), "the tree is heard of");
    }

    private static UnitState Unit(string code, string level, string? parent) => new(code, 1, code, null, "committee", level, parent, []);
}
