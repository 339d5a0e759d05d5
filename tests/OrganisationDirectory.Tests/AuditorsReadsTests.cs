using Workflow.Contracts.Audit.V1;

namespace OrganisationDirectory.Tests;

/// <summary>Who calls, and auditors' reading, as the service that answers has it.</summary>
public sealed class AuditorsReadsTests(DirectoryFixture directory) : IClassFixture<DirectoryFixture>
{
    [Fact]
    public async Task One_learns_who_one_is_and_where_ones_unit_stands()
    {
        await EstablishAsync();
        using var officer = directory.Service.With(TestTokens.Create("officer", "D", "p-officer"));
        var me = await officer.GetFromJsonAsync<JsonElement>("/v1/me", Ct);
        Assert.Equal(
            """
            {"person":"p-officer","unit":"D","name":"District","roles":["officer"],
            "path":[{"code":"R","name":"Root"},{"code":"D","name":"District"}],"actsFor":["D"],"onBehalfOf":null,"delegations":[]}
            """.Replace("\n", "", StringComparison.Ordinal), me.GetRawText());
        using var auditor = directory.Service.With(TestTokens.Create("auditor", "AUDIT", "p-outside"));
        me = await auditor.GetFromJsonAsync<JsonElement>("/v1/me", Ct);
        Assert.Equal(
            """
            {"person":"p-outside","unit":"AUDIT","name":null,"roles":["auditor"],"path":[],"actsFor":[],"onBehalfOf":null,"delegations":[]}
            """, me.GetRawText());
    }

    [Fact]
    public async Task What_an_auditor_reads_is_an_event_of_the_service_and_on_its_pages_before_anything_follows()
    {
        await EstablishAsync();
        using var auditor = directory.Service.With(TestTokens.Create("auditor", "AUDIT", "p-reads"));
        string[] paths = ["/v1/units/D?at=2016-04-30T00:00Z", "/v1/units/D", "/v1/units/NONE", "/v1/calendars/cn/2016"];
        foreach (var path in paths)
            (await auditor.GetAsync(path, Ct)).Dispose();
        Assert.Equal(paths, await StoredAsync("p-reads"));
        Assert.Equal(4, await CountAsync("user_name = 'p-reads' and type = 'access.recorded.v2' and headers ->> 'role' = 'auditor' "
            + "and headers ->> 'unit' = 'AUDIT' and data ->> 'method' = 'GET' and not data ? 'ledgerSize'"));
        await Eventually.HoldsAsync(() => directory.Heard.OfType<EventPage>().SelectMany(page => page.Entries)
            .Count(entry => entry.Contains("p-reads", StringComparison.Ordinal)) == 4, "the pages have the calls");

        using var root = directory.Service.As("operator", "R");
        using var named = await root.ImportAsync("D,District again,,committee,county,R,\n");
        Assert.Equal(HttpStatusCode.OK, named.StatusCode);
        await Eventually.HoldsAsync(() => directory.Heard.OfType<Workflow.Contracts.Directory.V1.UnitChanged>()
            .Any(changed => changed.Units.Any(unit => unit.Name == "District again")), "what follows is told");
    }

    [Fact]
    public async Task What_others_read_and_what_an_auditor_is_refused_is_not_recorded()
    {
        await EstablishAsync();
        using var officer = directory.Service.With(TestTokens.Create("officer", "D", "p-unrecorded"));
        Assert.Equal(HttpStatusCode.OK, (await officer.GetAsync("/v1/units/D", Ct)).StatusCode);
        using var auditor = directory.Service.With(TestTokens.Create("auditor", "AUDIT", "p-unrecorded"));
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.ImportAsync("X,X,,committee,county,R,\n")).StatusCode);
        Assert.Empty(await StoredAsync("p-unrecorded"));
    }

    private async Task EstablishAsync()
    {
        using var first = directory.Service.As("operator", "R");
        using var answer = await first.ImportAsync("R,Root,,committee,city,,\nD,District,,committee,county,R,\n");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private Task<List<string>> StoredAsync(string person) => Sql().Sql(
        "select data ->> 'path' from mt_events where user_name = $1 order by seq_id", person).ReadAsync(row => row.GetString(0), Ct);

    private Task<long> CountAsync(string where) => Sql().Sql($"select count(*) from mt_events where {where}").ScalarAsync<long>(Ct);

    private NpgsqlDataSource Sql() => directory.Service.Services.GetRequiredService<NpgsqlDataSource>();
}
