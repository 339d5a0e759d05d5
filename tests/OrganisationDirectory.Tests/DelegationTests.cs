namespace OrganisationDirectory.Tests;

/// <summary>代办: one person acts for another, from a day to a day, and is seen to.</summary>
public sealed class DelegationTests(DirectoryFixture directory) : IClassFixture<DirectoryFixture>
{
    private static readonly DateOnly Today = OfficialTime.DayOf(TimeProvider.System.GetUtcNow());

    private async Task EstablishAsync()
    {
        using var root = directory.Service.As("operator", "R");
        using var answer = await root.ImportAsync(
            "U,Unit,,committee,county,R,\nU-1,Below,,branch,branch,U,\nV,Other,,committee,county,R,\n");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private HttpClient Person(string role, string unit, string person, Guid? acting = null)
    {
        var http = directory.Service.As(role, unit, person);
        if (acting is { } id)
            http.DefaultRequestHeaders.Add("X-Delegation", id.ToString());
        return http;
    }

    private async Task<Guid> GivenAsync(string from, string to, DateOnly? first = null, DateOnly? last = null)
    {
        await EstablishAsync();
        using var http = Person("officer", "U", from);
        using var given = await http.DelegateAsync(to, first, last);
        Assert.Equal(HttpStatusCode.OK, given.StatusCode);
        return (await given.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
    }

    private static async Task<JsonElement> MeAsync(HttpClient http) => await http.GetFromJsonAsync<JsonElement>("/v1/me", Ct);

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString();

    [Fact]
    public async Task A_substitute_speaks_for_the_unit_in_the_roles_that_were_delegated_and_in_none_of_its_own()
    {
        var id = await GivenAsync("p-away", "p-stands-in");
        using var own = Person("operator", "V", "p-stands-in");
        var me = await MeAsync(own);
        Assert.Equal(["V", "U"], me.GetProperty("actsFor").EnumerateArray().Select(unit => unit.GetString()));
        Assert.Equal("in-force", me.GetProperty("delegations")[0].GetProperty("state").GetString());
        using var acting = Person("operator", "V", "p-stands-in", id);
        me = await MeAsync(acting);
        Assert.Equal(("p-stands-in", "U", "officer", "p-away"), (me.GetProperty("person").GetString(), me.GetProperty("unit").GetString(),
            Assert.Single(me.GetProperty("roles").EnumerateArray()).GetString(), me.GetProperty("onBehalfOf").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await acting.GetAsync("/v1/units/U-1", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await acting.GetAsync("/v1/units/V", Ct)).StatusCode);
        Assert.Equal("role", await CodeAsync(await acting.ImportAsync("U,Unit,,committee,county,R,\n")));
        Assert.Equal("delegation-not-yours", await CodeAsync(await acting.DelegateAsync("p-third")));
        await Eventually.HoldsAsync(() => directory.Heard.OfType<DelegationChanged>().Any(message => message.Delegation == id),
            "it is told");
    }

    [Fact]
    public async Task Nobody_else_acts_by_it_nor_outside_its_days_nor_after_its_end()
    {
        var id = await GivenAsync("p-away-2", "p-in");
        var later = await GivenAsync("p-away-2", "p-in", Today.AddDays(1), Today.AddDays(2));
        foreach (var (person, delegation) in new[] { ("p-else", id), ("p-away-2", id), ("p-in", later), ("p-in", Guid.NewGuid()) })
        {
            using var http = Person("officer", "V", person, delegation);
            using var answer = await http.GetAsync("/v1/units/U", Ct);
            Assert.Equal((HttpStatusCode.Forbidden, "delegation-not-in-force"), (answer.StatusCode, await CodeAsync(answer)));
        }
        using (var stranger = Person("officer", "V", "p-else"))
        {
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync($"/v1/delegations/{Ids.Unit("U")}/end", null, Ct)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync($"/v1/delegations/{id}/end", null, Ct)).StatusCode);
        }
        using (var above = Person("operator", "V", "p-operator"))
            Assert.Equal(HttpStatusCode.NotFound, (await above.PostAsync($"/v1/delegations/{id}/end", null, Ct)).StatusCode);
        using (var above = Person("operator", "U", "p-operator"))
        {
            foreach (var _ in new[] { 1, 2 })
                Assert.Equal(HttpStatusCode.NoContent, (await above.PostAsync($"/v1/delegations/{id}/end", null, Ct)).StatusCode);
            Assert.Equal(["to-come", "ended"], (await ListAsync(above)).Select(one => one.GetProperty("state").GetString()));
        }
        using var ended = Person("officer", "V", "p-in", id);
        Assert.Equal(HttpStatusCode.Forbidden, (await ended.GetAsync("/v1/units/U", Ct)).StatusCode);
        using var broken = Person("officer", "V", "p-in");
        broken.DefaultRequestHeaders.Add("X-Delegation", "mine");
        using var malformed = await broken.GetAsync("/v1/units/V", Ct);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid-x-delegation"), (malformed.StatusCode, await CodeAsync(malformed)));

        async Task<List<JsonElement>> ListAsync(HttpClient http) => [.. (await http.GetFromJsonAsync<JsonElement>("/v1/delegations", Ct))
            .GetProperty("items").EnumerateArray().Where(one => one.GetProperty("person").GetString() == "p-away-2")];
    }

    [Fact]
    public async Task What_is_no_delegation_is_refused_with_its_place()
    {
        await EstablishAsync();
        using var http = Person("officer", "U", "p-careful");
        foreach (var (to, first, last, field) in new (string, int, int, string)[] { ("p-careful", 0, 1, "$.to"), ("", 0, 1, "$.to"),
            ("p-x", -1, 1, "$.from"), ("p-x", 2, 1, "$.until"), ("p-x", 0, 366, "$.until") })
        {
            using var answer = await http.DelegateAsync(to, Today.AddDays(first), Today.AddDays(last));
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
            Assert.Equal((HttpStatusCode.UnprocessableEntity, field), (answer.StatusCode,
                problem.GetProperty("errors")[0].GetProperty("field").GetString()));
        }
        foreach (var roles in new string[][] { ["operator"], ["branch"], [] })
        {
            using var answer = await http.DelegateAsync("p-x", roles: roles);
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "delegation-unusable"), (answer.StatusCode, await CodeAsync(answer)));
        }
        Assert.Empty((await http.GetFromJsonAsync<JsonElement>("/v1/delegations", Ct)).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task The_same_form_sent_twice_is_one_delegation()
    {
        await EstablishAsync();
        using var http = Person("officer", "U", "p-twice");
        var ids = new List<string?>();
        foreach (var _ in new[] { 1, 2 })
        {
            using var answer = await http.DelegateAsync("p-once", key: "p-twice-form");
            ids.Add((await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetString());
        }
        Assert.Single(ids.Distinct());
        Assert.Single((await http.GetFromJsonAsync<JsonElement>("/v1/delegations?mine=true", Ct)).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_service_that_begins_later_is_told_of_all()
    {
        var id = await GivenAsync("p-away-3", "p-in-3");
        await Eventually.HoldsAsync(() => Heard() == 1, "it is told");
        await directory.PublishAsync(new DirectoryRequested("reminders"));
        await Eventually.HoldsAsync(() => Heard() == 2, "it is told again");

        int Heard() => directory.Heard.OfType<DelegationChanged>().Count(message => message.Delegation == id);
    }
}
