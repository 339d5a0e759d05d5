namespace Flow.Tests;

/// <summary>What the directory tells the other services: one that begins later, and one that taught it something.</summary>
public sealed class DirectoryTellsFlow(RunningSystem system) : IClassFixture<RunningSystem>
{
    private const string Phrase = "各有关单位党组织";

    [Fact]
    public async Task A_phrase_taught_by_an_answer_is_understood_in_the_next_notice()
    {
        await BeginAsync();
        var officer = system.As("officer", "C");
        var first = await PostAsync(number: 8);
        var question = Assert.Single(first["questions"]!.AsArray(), q => (string?)q!["kind"] == "addressee-unresolved")!;
        var answer = new JsonObject { ["question"] = (string?)question["id"], ["value"] = new JsonArray("C-1", "C-3"), ["teach"] = true };
        await officer.PostAsync("notices", $"/v1/notices/{first["id"]}/answers", new JsonObject { ["answers"] = new JsonArray(answer) });

        await Eventually.PassesAsync(async () =>
        {
            foreach (var unit in (string[])["C-1", "C-3"])
                Assert.Contains(Phrase, (await officer.GetAsync("directory", $"/v1/units/{unit}"))["aliases"]!.AsArray()
                    .Select(alias => (string)alias!));
        });
        var number = 9;
        await Eventually.PassesAsync(async () =>
        {
            var next = await PostAsync(number++);
            Assert.DoesNotContain(next["questions"]!.AsArray(), q =>
                ((string)q!["kind"]!).StartsWith("addressee", StringComparison.Ordinal));
            Assert.Equal(["C-1", "C-3"], next["addressees"]![0]!["units"]!.AsArray().Select(unit => (string)unit!).Order());
        });
    }

    [Fact]
    public async Task A_service_installed_after_the_import_knows_the_city_and_its_calendars()
    {
        var caller = system.As("operator", "C");
        await BeginAsync();
        await caller.PutAsync("directory", "/v1/calendars/cn/2031",
            new JsonObject { ["holidays"] = new JsonArray([.. NationalHolidays.Of(2031).Select(day => (JsonNode)day)]),
                ["workdays"] = new JsonArray(), ["source"] = "a test" });

        await system.Service("reminders").KillAsync();
        await system.Postgres.Sql("drop schema reminders cascade").ExecuteAsync(Ct);
        await system.MakeRolesAsync();
        await system.Service("reminders").StartAsync();

        await Eventually.PassesAsync(async () => Assert.Equal(34, await UnitsKnownAsync("reminders")));
        await Eventually.PassesAsync(async () => Assert.Equal(1,
            await system.Postgres.Sql("select count(*) from reminders.calendar where year = 2031").ScalarAsync<long>(Ct)));
    }

    /// <summary>A city, imported once; business time is set before anything is stored and never back.</summary>
    private async Task BeginAsync()
    {
        if (system.Now.Year > Notices.Posted.Year)
            await system.SetClockAsync(Notices.Posted);
        await system.ImportAsync(districts: 3, branches: 30);
    }

    private async Task<int?> UnitsKnownAsync(string service)
    {
        var health = await system.Service(service).HealthAsync(TestTokens.Create("operator", "C"));
        return (int?)health?["checks"]!.AsArray().Single(check => (string?)check!["name"] == "unit-tree")!["figures"]!["units"];
    }

    private async Task<JsonNode> PostAsync(int number)
    {
        var text = Notices.Campaign.Replace("各区市县委组织部：", $"{Phrase}：", StringComparison.Ordinal)
            .Replace("7号", $"{number}号", StringComparison.Ordinal);
        var posted = await system.As("upstream", "C").PostTextAsync("notices", "/v1/notices", text, expected: HttpStatusCode.Accepted);
        return await system.As("officer", "C").GetAsync("notices", $"/v1/notices/{posted["id"]}");
    }
}
