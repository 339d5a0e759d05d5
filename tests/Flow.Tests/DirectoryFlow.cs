namespace Flow.Tests;

public sealed class DirectoryFlow(RunningSystem system) : IClassFixture<RunningSystem>
{
    [Fact]
    public async Task An_imported_city_is_known_to_every_service_that_asks_and_survives_a_kill()
    {
        var caller = system.As("operator", "C");
        var imported = await caller.PostTextAsync("directory", "/v1/units/import", Cities.Csv(districts: 3, branches: 30), "text/csv");
        Assert.Equal(34, (int)imported["imported"]!);

        await Eventually.PassesAsync(async () =>
        {
            foreach (var name in (string[])["notices", "assignments", "reminders"])
                Assert.Equal(34, await UnitsKnownAsync(name));
        });

        await system.Service("directory").RestartAsync();
        Assert.Equal("C-2", (string?)(await caller.GetAsync("directory", "/v1/units/C-2-7"))["parent"]);
        var again = await caller.PostTextAsync("directory", "/v1/units/import", Cities.Csv(districts: 3, branches: 30), "text/csv");
        Assert.Equal((0, 34), ((int)again["imported"]!, (int)again["unchanged"]!));
    }

    [Fact]
    public async Task Only_health_answers_without_a_token()
    {
        foreach (var service in system.Services)
            Assert.Equal("ready", (string?)(await service.HealthAsync(token: null))?["status"]);
        await system.With(token: null).GetAsync("directory", "/v1/units/C", HttpStatusCode.Unauthorized);
    }

    private async Task<int?> UnitsKnownAsync(string service)
    {
        var health = await system.Service(service).HealthAsync(TestTokens.Create("operator", "C"));
        return (int?)health?["checks"]!.AsArray().Single(check => (string?)check!["name"] == "unit-tree")!["figures"]!["units"];
    }
}
