namespace OrganisationDirectory.Tests;

/// <summary>
/// Who may do what to which unit, seen from <c>OWN</c> in the tree PARENT → (OWN → CHILD, SIBLING). Every endpoint stands here.
/// </summary>
public sealed class AccessTableTests(DirectoryFixture directory) : IClassFixture<DirectoryFixture>
{
    private static readonly string[] Units = ["OWN", "CHILD", "SIBLING", "PARENT"];
    private static readonly string[] Readers = [Roles.Operator, Roles.Officer, Roles.Branch, Roles.Inspector];
    private static int _names;

    /// <summary>For each endpoint: the units each role reaches; a role that is not named reaches none.</summary>
    private static Dictionary<string, Func<string, string[]>> Table => new()
    {
        ["GET /v1/me"] = _ => Units,
        ["GET /v1/delegations"] = role => role == Roles.Auditor || Readers.Contains(role) ? Units : [],
        ["POST /v1/delegations"] = role => role is not Roles.Operator && Readers.Contains(role) ? Units : [],
        ["POST /v1/delegations/{id:guid}/end"] = role => Readers.Contains(role) ? Units : [],
        ["GET /v1/units"] = Read,
        ["GET /v1/units/{code}"] = Read,
        ["GET /v1/units/{code}/descendants"] = Read,
        ["GET /v1/units/{code}/history"] = Read,
        ["GET /v1/grants"] = role => role is Roles.Operator or Roles.Officer or Roles.Inspector or Roles.Auditor ? Units : [],
        ["PUT /v1/grants"] = role => role == Roles.Operator ? ["OWN", "CHILD"] : [],
        ["PUT /v1/units/{code}/upstream"] = role => role == Roles.Operator ? ["OWN", "CHILD"] : [],
        ["POST /v1/units/import"] = role => role == Roles.Operator ? ["OWN", "CHILD"] : [],
        ["GET /v1/calendars/{name}/{year:int}"] = _ => Units,
        ["PUT /v1/calendars/{name}/{year:int}"] = _ => [],
    };

    private static string[] Read(string role) =>
        role == Roles.Auditor ? Units : Readers.Contains(role) ? ["OWN", "CHILD"] : [];

    public static TheoryData<string, string, string> Cases =>
    [
        .. from endpoint in Table.Keys
           from role in Roles.All
           from unit in Units
           select new TheoryDataRow<string, string, string>(endpoint, role, unit),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_role_reaches_what_the_table_says(string endpoint, string role, string unit)
    {
        await EstablishAsync();
        using var http = directory.Service.As(role, "OWN");
        using var answer = await CallAsync(http, endpoint, unit);
        Assert.Equal(Table[endpoint](role).Contains(unit), answer.IsSuccessStatusCode);
        Assert.True(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Forbidden, $"{answer.StatusCode}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Nothing_answers_without_a_token(string endpoint, string role, string unit)
    {
        if (role != Roles.Operator)
            return;
        using var http = directory.Service.With(token: null);
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(http, endpoint, unit)).StatusCode);
    }

    [Fact]
    public void The_table_names_every_endpoint_but_the_operator_s_of_every_service() => Assert.Equal(Table.Keys.Order(),
        directory.Service.Endpoints.Where(endpoint => !endpoint.Contains("/v1/operations", StringComparison.Ordinal)));

    [Fact]
    public async Task Calendars_are_the_roots_operators_to_publish()
    {
        await EstablishAsync();
        using var root = directory.Service.As(Roles.Operator, "R");
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(root, "PUT /v1/calendars/{name}/{year:int}", "R")).StatusCode);
        using var own = directory.Service.As(Roles.Operator, "OWN");
        Assert.Equal("root-only", await CodeAsync(await CallAsync(own, "PUT /v1/calendars/{name}/{year:int}", "OWN")));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_unit_that_the_tree_does_not_know_reaches_nothing_except_as_an_auditor(string endpoint, string role, string unit)
    {
        await EstablishAsync();
        using var http = directory.Service.As(role, "NOWHERE");
        using var answer = await CallAsync(http, endpoint, unit);
        if (role != Roles.Auditor)
            Assert.Equal((HttpStatusCode.Forbidden, "unit-unknown"), (answer.StatusCode, await CodeAsync(answer)));
        else if (endpoint.StartsWith("GET", StringComparison.Ordinal))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        else
            Assert.Equal("role", await CodeAsync(answer));
    }

    [Fact]
    public async Task An_unknown_unit_is_a_404_to_who_may_read_units()
    {
        await EstablishAsync();
        using var http = directory.Service.As(Roles.Branch, "OWN");
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/v1/units/NOWHERE", Ct)).StatusCode);
    }

    [Fact]
    public async Task An_operator_may_not_take_a_unit_out_of_his_reach_nor_one_of_others_into_it()
    {
        await EstablishAsync();
        using var own = directory.Service.As(Roles.Operator, "OWN");
        Assert.Equal(["2 parent"], await (await own.ImportAsync("CHILD,Child,,committee,township,SIBLING,\n")).ErrorsAsync());
        Assert.Equal(["2 parent"], await (await own.ImportAsync("SIBLING,Sibling,,committee,county,OWN,\n")).ErrorsAsync());
        using var stranger = directory.Service.As(Roles.Operator, "NOWHERE");
        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.ImportAsync("NEW,New,,committee,township,OWN,\n")).StatusCode);
    }

    private async Task EstablishAsync()
    {
        using var first = directory.Service.As(Roles.Operator, "R");
        using var answer =
            await first.ImportAsync("PARENT,Parent,,committee,city,R,\nOWN,Own,,committee,county,PARENT,\n"
                + "SIBLING,Sibling,,committee,county,PARENT,\nCHILD,Child,,committee,township,OWN,\n");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> CallAsync(HttpClient http, string endpoint, string unit) => await (endpoint.Split(' ') switch
    {
        ["POST", "/v1/delegations"] => http.DelegateAsync("p-2"),
        ["POST", var path] when path.EndsWith("/end", StringComparison.Ordinal) => http.PostAsync(
            path.Replace("{id:guid}", await GivenAsync(), StringComparison.Ordinal), null, Ct),
        ["POST", _] => http.ImportAsync(Renamed(unit)),
        ["PUT", "/v1/grants"] => http.GrantAsync($"{unit},branch,{unit},2016-01-01,,\n"),
        ["PUT", var path] when path.EndsWith("/upstream", StringComparison.Ordinal) =>
            http.PutAsJsonAsync(path.Replace("{code}", unit, StringComparison.Ordinal), new { mayIssue = true }, Ct),
        ["PUT", _] =>
            http.PutAsJsonAsync("/v1/calendars/test/2030", new { holidays = new[] { "2030-01-01" }, workdays = Array.Empty<string>() }, Ct),
        ["GET", var path] when path.StartsWith("/v1/calendars/", StringComparison.Ordinal) => http.GetAsync("/v1/calendars/cn/2016", Ct),
        ["GET", "/v1/units"] => http.GetAsync($"/v1/units?under={unit}", Ct),
        ["GET", var path] => http.GetAsync(path.Replace("{code}", unit, StringComparison.Ordinal), Ct),
        _ => throw new ArgumentOutOfRangeException(nameof(endpoint)),
    });

    /// <summary>A delegation by the person that calls in these tests.</summary>
    private async Task<string> GivenAsync()
    {
        using var officer = directory.Service.As(Roles.Officer, "OWN");
        using var given = await officer.DelegateAsync("p-2");
        return (await given.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetString()!;
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString();

    /// <summary>A row that changes the unit's name, to one it has never had.</summary>
    private static string Renamed(string unit)
    {
        var (level, parent) = unit switch { "PARENT" => ("city", "R"), "CHILD" => ("township", "OWN"), _ => ("county", "PARENT") };
        return $"{unit},Name {Interlocked.Increment(ref _names)},,committee,{level},{parent},\n";
    }
}
