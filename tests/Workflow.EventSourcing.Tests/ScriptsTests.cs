namespace Workflow.EventSourcing.Tests;

/// <summary>Numbered scripts are part of Marten's schema: applied once, as a whole or not at all, and asserted with it.</summary>
public sealed class ScriptsTests : DatabaseTests
{
    private static readonly SqlScript[] First = [new("001_thing.sql", "create table thing (id integer); insert into thing values (1)")];
    private static readonly SqlScript[] Second =
        [.. First, new("002_more.sql", "-- a comment; with a semicolon\ninsert into thing values (2);\n")];

    [Fact]
    public async Task Each_script_is_applied_once_though_many_processes_start_together()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StartAsync(Database, First)));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StartAsync(Database, Second)));
        Assert.Equal("1 2", await ThingsAsync(Database));
        Assert.Equal(1, await Database.ScalarAsync<long>($"select count(*) from pg_sequences where schemaname = '{Database.Schema}'"));
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_of_any()
    {
        await Assert.ThrowsAnyAsync<Exception>(() =>
            StartAsync(Database, [.. First, new("002_wrong.sql", "insert into nothing values (1)")]));
        await StartAsync(Database, Second);
        Assert.Equal("1 2", await ThingsAsync(Database));
    }

    [Fact]
    public async Task A_database_that_lacks_a_script_is_not_as_it_should_be()
    {
        var store = (await StartAsync(Database, First)).GetRequiredService<IDocumentStore>();
        await store.Storage.Database.AssertDatabaseMatchesConfigurationAsync(Ct);

        await Database.ExecuteAsync($"delete from {Database.Schema}.applied_script where name = '001_thing.sql'");

        await Assert.ThrowsAnyAsync<Exception>(() => store.Storage.Database.AssertDatabaseMatchesConfigurationAsync(Ct));
    }

    [Theory]
    [InlineData("alter table {0}.thing drop column id")]
    [InlineData("alter table {0}.thing alter column id type bigint")]
    [InlineData("drop table {0}.thing")]
    public async Task A_database_that_lost_a_column_is_not_as_it_should_be_and_nobody_starts_on_it(string loss)
    {
        await using var database = await Database.CreateAsync();
        var store = (await StartAsync(database, Second)).GetRequiredService<IDocumentStore>();

        await database.ExecuteAsync(string.Format(CultureInfo.InvariantCulture, loss, database.Schema));

        var told = await Assert.ThrowsAnyAsync<Exception>(() => store.Storage.Database.AssertDatabaseMatchesConfigurationAsync(Ct));
        Assert.Contains("gone: thing.id integer", told.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(database, Second));
    }

    private static Task<ServiceProvider> StartAsync(Database database, SqlScript[] scripts) =>
        database.NodeAsync(configure: services => services.AddSingleton(new SqlScripts(scripts)), feeds: false);

    private static Task<string> ThingsAsync(Database database) =>
        database.ScalarAsync<string>($"select string_agg(id::text, ' ' order by id) from {database.Schema}.thing");
}
