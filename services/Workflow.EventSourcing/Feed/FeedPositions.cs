using Npgsql;

namespace Workflow.EventSourcing;

/// <summary>The consumers' positions, each moved in the transaction of the rows that go with it.</summary>
internal sealed class FeedPositions(NpgsqlDataSource dataSource, EventSourcingOptions options)
{
    /// <summary>The position of a consumer; 0 the first time.</summary>
    public async Task<long> LoadAsync(string consumer, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            $"insert into {options.QuotedSchema}.event_feed (consumer, position) values ($1, 0) on conflict (consumer) do update set consumer = excluded.consumer returning position");
        command.Parameters.Add(new() { Value = consumer });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The position of a consumer; null when it has none.</summary>
    public async Task<long?> FindAsync(string consumer, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand($"select position from {options.QuotedSchema}.event_feed where consumer = $1");
        command.Parameters.Add(new() { Value = consumer });
        return (long?)await command.ExecuteScalarAsync(ct);
    }

    /// <summary>Applies the events and moves the position, together.</summary>
    /// <exception cref="FencedException">The position is not <paramref name="from"/>: somebody else leads.</exception>
    public async Task AdvanceAsync(IFeedConsumer consumer, long from, long to, List<StoredEvent> events, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var guard = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                // A process frozen here would keep the row locked from its successor.
                new("set local idle_in_transaction_session_timeout = '3s'"),
                new($"update {options.QuotedSchema}.event_feed set position = $3, updated_at = now() where consumer = $1 and position = $2")
                {
                    Parameters = { new() { Value = consumer.Name }, new() { Value = from }, new() { Value = to } },
                },
            },
        })
        {
            if (await guard.ExecuteNonQueryAsync(ct) != 1)
                throw new FencedException(consumer.Name);
        }
        if (events.Count > 0)
            await consumer.ApplyAsync(events, transaction, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Removes a position, in the transaction that makes it superfluous.</summary>
    /// <exception cref="FencedException">It is not <paramref name="from"/>: somebody else leads.</exception>
    public async Task ForgetAsync(string consumer, long from, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"delete from {options.QuotedSchema}.event_feed where consumer = $1 and position = $2", transaction.Connection, transaction);
        command.Parameters.Add(new() { Value = consumer });
        command.Parameters.Add(new() { Value = from });
        if (await command.ExecuteNonQueryAsync(ct) != 1)
            throw new FencedException(consumer);
    }
}
