namespace Workflow.EventSourcing.Tests;

/// <summary>
/// Eight writers of events that do what readers by sequence number fear: take numbers long before writing, commit late, roll back, whole or
/// to a savepoint, and are killed. One in three transactions is a real Marten session, in the transaction or on a connection of its own.
/// </summary>
internal sealed class RandomWriters(Database database, IDocumentStore marten, bool ownConnections, int seed)
{
    private const int Writers = 8;
    private const int TransactionsEach = 3;

    public Task RoundAsync(int round, CancellationToken ct) =>
        Task.WhenAll(Enumerable.Range(0, Writers).Select(n => WriteAsync(new Random(HashCode.Combine(seed, round, n)), ct)));

    private async Task WriteAsync(Random random, CancellationToken ct)
    {
        var stream = Guid.Empty;
        var version = 0L;
        for (var i = 0; i < TransactionsEach; i++)
        {
            if (version == 0 || random.Next(3) == 0)
                (stream, version) = (Guid.NewGuid(), 0);
            version = random.Next(3) == 0 ? await TryMartenAsync(random, stream, version, ct) : await TryAsync(random, stream, version, ct);
        }
    }

    /// <summary>As a session of Marten's appends; in our transaction it is left open for a while, and sometimes rolled back.</summary>
    private async Task<long> TryMartenAsync(Random random, Guid stream, long version, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = ownConnections ? null : await connection.BeginTransactionAsync(ct);
        await using var session = transaction is null ? marten.LightweightSession()
            : marten.LightweightSession(Marten.Services.SessionOptions.ForTransaction(transaction));
        var events = Enumerable.Repeat<object>(new AssignmentEvent.Acknowledged(), 1 + random.Next(3)).ToArray();
        if (version == 0)
            session.Events.StartStream(stream, events);
        else
            session.Events.Append(stream, version + events.Length, events);
        await session.SaveChangesAsync(ct);
        if (transaction is null)
            return version + events.Length;
        await connection.Sql($"select pg_sleep({random.Next(12)} / 1000.0)").ExecuteAsync(ct);
        if (random.Next(4) == 0)
            return version;
        await transaction.CommitAsync(ct);
        return version + events.Length;
    }

    /// <returns>The stream's version afterwards.</returns>
    private async Task<long> TryAsync(Random random, Guid stream, long version, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var after = version;
        try
        {
            if (random.Next(3) == 0)
            {
                await transaction.SaveAsync("before", ct);
                await AppendAsync(await NumbersAsync(2), version + 2);
                await transaction.RollbackAsync("before", ct);
            }
            var numbers = await NumbersAsync(1 + random.Next(3));
            await PauseAsync();
            after = version + numbers.Length;
            await AppendAsync(numbers, after);
            await PauseAsync();
            switch (random.Next(6))
            {
                case 0:
                    await transaction.RollbackAsync(ct);
                    return version;
                case 1:
                    await ExecuteAsync("select pg_terminate_backend(pg_backend_pid())");
                    return version;
                default:
                    await transaction.CommitAsync(ct);
                    return after;
            }
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.AdminShutdown)
        {
            return version;
        }

        async Task<long[]> NumbersAsync(int count)
        {
            await using var command =
                new NpgsqlCommand($"select array_agg(nextval('{database.Schema}.mt_events_sequence')) from generate_series(1, {count})",
                connection, transaction);
            return (long[])(await command.ExecuteScalarAsync(ct))!;
        }

        Task AppendAsync(long[] numbers, long last) => ExecuteAsync(
            $"insert into {database.Schema}.mt_streams (id, version) values ('{stream}', {last}) on conflict (id) do update set version "
                + $"= excluded.version;"
            + string.Concat(numbers.Select((seq, n) => $"""
                insert into {database.Schema}.mt_events (seq_id, id, stream_id, version, data, type)
                values ({seq}, '{Guid.NewGuid()}', '{stream}', {last - numbers.Length + n + 1}, jsonb_build_object(), 'x');
                """)));

        Task PauseAsync() => random.Next(2) == 0 ? ExecuteAsync($"select pg_sleep({random.Next(12)} / 1000.0)") : Task.CompletedTask;

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}
