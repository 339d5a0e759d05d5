namespace Flow.Tests;

/// <summary>What each service's role may do in the database that all share.</summary>
public sealed class IdentityFlow(RunningSystem system) : IClassFixture<RunningSystem>
{
    private static readonly string[] Services = ["notices", "assignments", "reminders", "audit", "directory"];
    private static readonly string[] Ledger = ["entry", "page", "epoch"];

    /// <summary>A table of each schema, of every service's own kind and of the ledger's.</summary>
    private static readonly (string Schema, string Table)[] Tables =
        [.. Services.Select(schema => (schema, "idempotency")), .. Services.Select(schema => (schema, "mt_events")),
            .. Ledger.Select(table => ("audit", table))];

    [Fact]
    public async Task A_role_reads_and_writes_its_own_schema_and_no_other_and_nobody_changes_the_ledger()
    {
        var (wrong, tried) = (new List<string>(), 0);
        foreach (var role in Services)
        {
            await using var own = NpgsqlDataSource.Create(system.RoleOf(role));
            foreach (var (schema, table) in Tables)
            {
                foreach (var (act, sql) in Tries($"{schema}.{table}"))
                {
                    var expected = role == schema && (!Ledger.Contains(table) || act is "select" or "insert");
                    var refusal = await RefusalAsync(own, sql);
                    tried++;
                    if (refusal is null != expected)
                        wrong.Add($"{role} {act} {schema}.{table}: {refusal ?? "done"}");
                }
            }
        }
        Assert.Empty(wrong);
        Assert.Equal(Services.Length * Tables.Length * Tries("").Length, tried);
    }

    [Fact]
    public async Task A_role_makes_no_database_no_schema_no_role_and_takes_no_other()
    {
        foreach (var role in Services)
        {
            await using var own = NpgsqlDataSource.Create(system.RoleOf(role));
            foreach (var sql in new[] { "create schema mine", "create role mine", "set role workflow_ledger",
                "create table public.mine (id int)", "alter role workflow_audit superuser", "copy (select 1) to program 'true'",
                "drop function audit.refuse_change() cascade", "alter table audit.entry disable trigger all",
                "create or replace function audit.refuse_change() returns trigger language plpgsql as 'begin return null; end'" })
                Assert.True(await RefusalAsync(own, sql) is not null, $"{role}: {sql}");
        }
    }

    /// <summary>None of them changes a row or lasts.</summary>
    private static (string Act, string Sql)[] Tries(string table) =>
    [
        ("select", $"select from {table} limit 1"),
        ("insert", $"insert into {table} select * from {table} limit 0"),
        ("update", $"update {table} set {(table.EndsWith(".idempotency", StringComparison.Ordinal) ? "key = key"
            : table.EndsWith(".mt_events", StringComparison.Ordinal) ? "version = version"
            : table.EndsWith(".epoch", StringComparison.Ordinal) ? "reason = reason" : "epoch = epoch")} where false"),
        ("delete", $"delete from {table} where false"),
        ("truncate", $"truncate {table} cascade"),
        ("make a trigger", $"create trigger mine before update on {table} for each row "
            + "execute function suppress_redundant_updates_trigger()"),
        ("drop", $"drop table {table} cascade"),
    ];

    private static async Task<string?> RefusalAsync(NpgsqlDataSource own, string sql)
    {
        await using var connection = await own.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        try
        {
            await using var command = new NpgsqlCommand($"set local lock_timeout = '20s'; {sql}", connection, transaction);
            await command.ExecuteNonQueryAsync(Ct);
            return null;
        }
        catch (PostgresException e)
        {
            return e.MessageText;
        }
    }
}
