using Microsoft.Extensions.Hosting;
using Npgsql;
using Polly.Registry;

namespace Workflow.ServiceDefaults;

/// <summary>A service's own tables.</summary>
public static class Schema
{
    /// <summary>
    /// Creates the schema when it is absent and applies the scripts that were not yet applied, each once, in one transaction.
    /// Several processes may do so at once; the later ones wait and find it done.
    /// </summary>
    public static async Task ApplyAsync(NpgsqlDataSource dataSource, string schema, IEnumerable<SqlScript> scripts, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('workflow.schema.' || $1, 0))", schema);
        if (await ScalarAsync("select to_regnamespace(quote_ident($1)) is null", schema) is true)
            await ExecuteAsync($"create schema {Quoted(schema)}");
        await ExecuteAsync($"create table if not exists {Quoted(schema)}.applied_script (name text primary key, applied_at timestamptz not null default now())");
        foreach (var script in scripts)
        {
            if (await ScalarAsync($"select exists (select from {Quoted(schema)}.applied_script where name = $1)", script.Name) is true) continue;
            await ExecuteAsync(script.Sql);
            await ExecuteAsync($"insert into {Quoted(schema)}.applied_script (name) values ($1)", script.Name);
        }

        await transaction.CommitAsync(ct);

        async Task ExecuteAsync(string sql, params string[] values)
        {
            await using var command = Command(sql, values);
            await command.ExecuteNonQueryAsync(ct);
        }

        async Task<object?> ScalarAsync(string sql, params string[] values)
        {
            await using var command = Command(sql, values);
            return await command.ExecuteScalarAsync(ct);
        }

        NpgsqlCommand Command(string sql, string[] values)
        {
            var command = new NpgsqlCommand(sql, connection, transaction);
            foreach (var value in values) command.Parameters.Add(new() { Value = value });
            return command;
        }
    }

    private static string Quoted(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}

/// <summary>Waits for PostgreSQL, then applies the scripts; registered before everything that reads tables.</summary>
internal sealed class SchemaAtStart(NpgsqlDataSource dataSource, ServiceIdentity identity, IEnumerable<SqlScripts> scripts, ResiliencePipelineProvider<string> pipelines) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        pipelines.GetPipeline(Pipelines.DatabaseStart).ExecuteAsync(
            async ct => await Schema.ApplyAsync(dataSource, identity.Source, scripts.SelectMany(set => set.Scripts), ct), cancellationToken).AsTask();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Which service this process is.</summary>
/// <param name="Source">Its name in events and messages, and its schema.</param>
public sealed record ServiceIdentity(string Source);
