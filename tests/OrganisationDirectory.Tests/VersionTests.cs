namespace OrganisationDirectory.Tests;

/// <summary>An import is one version of the directory, whatever it touches and however it travels.</summary>
public sealed class VersionTests(DirectoryFixture directory) : IClassFixture<DirectoryFixture>
{
    [Fact]
    public async Task Every_change_is_a_version_whose_parts_follow_the_one_before()
    {
        using var root = directory.Service.As("operator", "R");
        var branches = string.Concat(Enumerable.Range(1, 1100).Select(i => $"V{i},Branch {i},,branch,branch,V,\n"));
        var first = await VersionAsync(await root.ImportAsync("V,City,,committee,city,R,\n" + branches));
        await Task.WhenAll(Enumerable.Range(1, 8)
            .Select(n => root.ImportAsync($"V{n},Other {n},,branch,branch,V,\nV9,Ninth {n},,branch,branch,V,\n")));
        await root.PutAsJsonAsync("/v1/units/V/upstream", new { mayIssue = true }, Ct);
        var last = await VersionAsync(await root.ImportAsync("V10,Last,,branch,branch,V,\n"));
        await Eventually.HoldsAsync(() => Heard.Any(message => message.DirectoryVersion == last), "the last version is told");

        var versions = Heard.Where(message => message.DirectoryVersion >= first).DistinctBy(it => (it.DirectoryVersion, it.Part))
            .GroupBy(message => message.DirectoryVersion).OrderBy(version => version.Key).ToList();
        Assert.Equal((first, last), (versions[0].Key, versions[^1].Key));
        Assert.Equal(11, versions.Count);
        Assert.All(versions, version =>
            Assert.Equal(Enumerable.Range(1, version.First().Parts), version.Select(part => part.Part).Order()));
        Assert.All(versions.Zip(versions.Skip(1)), pair => Assert.All(pair.Second, part => Assert.Equal(pair.First.Key, part.Previous)));
        Assert.Equal(1101, versions[0].Sum(part => part.Units.Count));
        Assert.All(versions[1..9], version => Assert.Equal(2, version.Sum(part => part.Units.Count)));
        // As it stood in that version, not as it stands now.
        Assert.All(versions[1..9].Index(), version =>
            Assert.Equal(2 + version.Index, version.Item.Single().Units.Single(unit => unit.Code == "V9").Version));
        Assert.True(versions[^2].Single().Units.Single().UpstreamMayIssue);
    }

    [Fact]
    public async Task What_was_stored_before_there_were_versions_is_said_once_when_the_service_starts()
    {
        await using (var database = new PostgresDatabase())
        await using (var broker = new RabbitVirtualHost())
        {
            await database.InitializeAsync();
            await broker.InitializeAsync();
            long version;
            await using (var service = await StartAsync(database, broker))
            {
                using var root = service.As("operator", "R");
                version = await VersionAsync(await root.ImportAsync("R,Root,,committee,city,,\n"));
                await service.Services.GetRequiredService<NpgsqlDataSource>().Sql(
                    "delete from mt_events where stream_id = $1", DirectoryVersions.Stream).Add(
                    "delete from mt_streams where id = $1", DirectoryVersions.Stream).ExecuteAsync(Ct);
            }
            await using (var service = await StartAsync(database, broker))
            {
                using var root = service.As("operator", "R");
                Assert.True(await VersionAsync(await root.ImportAsync("R,Root,,committee,city,,\n")) > version);
            }
        }
    }

    private IEnumerable<UnitChanged> Heard => directory.Heard.OfType<UnitChanged>();

    private static async Task<RunningService> StartAsync(PostgresDatabase database, RabbitVirtualHost broker)
    {
        var service = await RunningService.StartAsync(builder => builder.AddOrganisationDirectory(), app => app.MapOrganisationDirectory(),
            RunningService.Settings(database, broker));
        await service.ReadyAsync();
        return service;
    }

    private static async Task<long> VersionAsync(HttpResponseMessage answer)
    {
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return said.TryGetProperty("version", out var version) ? version.GetInt64() : throw new InvalidOperationException($"{said}");
    }
}
