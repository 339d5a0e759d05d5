using Npgsql;
using Workflow.Testing;
using Xunit;

namespace Workflow.ServiceDefaults.Tests;

public sealed class SchemaTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly SqlScript[] First = [new("001_thing.sql", "create table thing (id integer); insert into thing values (1)")];
    private static readonly SqlScript[] Second = [.. First, new("002_more.sql", "insert into thing values (2)")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_script_is_applied_once_though_many_processes_start_together()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ApplyAsync("together", First)));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ApplyAsync("together", Second)));
        Assert.Equal([1, 2], await ThingsAsync("together"));
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing()
    {
        await Assert.ThrowsAsync<PostgresException>(() => ApplyAsync("broken", [.. First, new("002_wrong.sql", "insert into nothing values (1)")]));
        await ApplyAsync("broken", Second);
        Assert.Equal([1, 2], await ThingsAsync("broken"));
    }

    private async Task ApplyAsync(string schema, SqlScript[] scripts)
    {
        await using var dataSource = In(schema);
        await Schema.ApplyAsync(dataSource, schema, scripts, Ct);
    }

    private async Task<List<int>> ThingsAsync(string schema)
    {
        await using var dataSource = In(schema);
        await using var command = dataSource.CreateCommand("select id from thing order by id");
        await using var row = await command.ExecuteReaderAsync(Ct);
        var ids = new List<int>();
        while (await row.ReadAsync(Ct)) ids.Add(row.GetInt32(0));
        return ids;
    }

    private NpgsqlDataSource In(string schema) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = schema });
}
