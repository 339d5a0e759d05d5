using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Workflow.EventSourcing;

/// <summary>Of the processes that start at once on a database, one at a time makes its tables; Marten by itself gives up after half a second of waiting for another.</summary>
internal sealed class TableTurn(NpgsqlDataSource dataSource) : IHostedService, IAsyncDisposable
{
    private const string Lock = "hashtextextended('workflow-event-tables', 0)";
    private NpgsqlConnection? _connection;

    /// <summary>Waits for the turn.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync($"select pg_advisory_lock({Lock})", cancellationToken);
    }

    /// <summary>Makes what is missing, and gives the turn to the next.</summary>
    public async Task EndAsync(string tables, CancellationToken ct)
    {
        await ExecuteAsync($"begin; {tables}; commit; select pg_advisory_unlock({Lock})", ct);
        await DisposeAsync();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
            await connection.DisposeAsync();
        _connection = null;
    }

    private async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = 60 };
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>The tables of feed and relay, beside Marten's.</summary>
internal sealed class FeedTables(TableTurn turn, EventSourcingOptions options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => turn.EndAsync($"""
        create table if not exists {options.QuotedSchema}.event_feed (
            consumer text primary key,
            position bigint not null,
            updated_at timestamptz not null default now()
        );
        create table if not exists {options.QuotedSchema}.event_page (
            number bigint primary key,
            first_ordinal bigint not null,
            last_ordinal bigint not null,
            from_seq bigint not null,
            to_seq bigint not null,
            confirmed_at timestamptz
        );
        create index if not exists event_page_unconfirmed on {options.QuotedSchema}.event_page (number) where confirmed_at is null
        """, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
