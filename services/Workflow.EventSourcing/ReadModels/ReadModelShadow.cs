using Npgsql;

namespace Workflow.EventSourcing;

/// <summary>The table in which a read model is made again, beside the one in use; a consumer of the feed with a position of its own.</summary>
internal sealed class ReadModelShadow(IReadModel model, NpgsqlDataSource dataSource, EventSourcingOptions options) : IFeedConsumer
{
    private readonly string _live = Quoted(options, model.Table);
    private readonly string _shadow = Quoted(options, $"{model.Table}_rebuild");

    /// <summary>The longest that the lock is waited for, and that the transactions before it are.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public string Model => model.Table;

    public string Name => ReadModels.PositionOf(model);

    public Task ApplyAsync(IReadOnlyList<StoredEvent> events, NpgsqlTransaction transaction, CancellationToken ct) => model.ProjectAsync(events, _shadow, transaction, ct);

    /// <summary>An empty one, whatever was there.</summary>
    public async Task CreateAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand($"drop table if exists {_shadow}; create table {_shadow} (like {_live} including all)");
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>A transaction in which nobody else reads or writes the table in use, and all that was written is committed; null when that is not to be had now.</summary>
    public async Task<NpgsqlTransaction?> TryLockAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            // The time limits: whoever is frozen here frees the table by losing its session.
            await ExecuteAsync(transaction, $"set local lock_timeout = '{(int)Patience.TotalMilliseconds}ms'; set local idle_in_transaction_session_timeout = '3s'; lock table {_live} in access exclusive mode", ct);
            return transaction;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            await transaction.DisposeAsync();
            return null;
        }
    }

    /// <summary>Puts the shadow in the place of the table in use.</summary>
    public Task ReplaceAsync(NpgsqlTransaction transaction, CancellationToken ct) =>
        ExecuteAsync(transaction, $"drop table {_live}; alter table {_shadow} rename to {new NpgsqlCommandBuilder().QuoteIdentifier(model.Table)}", ct);

    private static string Quoted(EventSourcingOptions options, string table) => $"{options.QuotedSchema}.{new NpgsqlCommandBuilder().QuoteIdentifier(table)}";

    private static async Task ExecuteAsync(NpgsqlTransaction transaction, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        await command.ExecuteNonQueryAsync(ct);
    }
}
