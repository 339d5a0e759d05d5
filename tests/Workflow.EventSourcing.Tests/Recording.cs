using NpgsqlTypes;

namespace Workflow.EventSourcing.Tests;

/// <summary>A consumer that writes down what it was given, in the feed's transaction: a repetition or a gap shows.</summary>
internal sealed class Recording(string schema, string name = "recording") : IFeedConsumer
{
    public string Name => name;

    /// <summary>Throws instead, while set.</summary>
    public string? Failure { get; set; }

    public static Task CreateTableAsync(Database database) => database.ExecuteAsync(
        $"create schema if not exists {database.Schema}; create table {database.Schema}.recorded (n bigserial primary key, consumer "
            + $"text, seq bigint, stream uuid, version bigint)");

    public async Task ApplyAsync(IReadOnlyList<StoredEvent> events, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var insert = new NpgsqlCommand(
            $"insert into {schema}.recorded (consumer, seq, stream, version) select $1, * from unnest($2::bigint[], $3::uuid[], "
                + $"$4::bigint[])", transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = Name },
                new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, Value = events.Select(e => e.Sequence).ToArray() },
                new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, Value = events.Select(e => e.Stream).ToArray() },
                new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, Value = events.Select(e => e.Version).ToArray() },
            },
        };
        await insert.ExecuteNonQueryAsync(ct);
        if (Failure is { } failure)
            throw new InvalidOperationException(failure);
    }

    /// <summary>How many stored events were not recorded exactly once, or out of order.</summary>
    public static Task<long> FaultsAsync(Database database, string name = "recording") => database.ScalarAsync<long>($"""
        with recorded as (select seq, n, stream, version, lag(seq) over (order by n) as before, lag(version) over (partition by stream
            order by n) as version_before from {database.Schema}.recorded where consumer = '{name}')
        select (select count(*) from {database.Schema}.mt_events e full join recorded r on r.seq = e.seq_id where e.type is distinct
            from 'tombstone' and (e.seq_id is null or r.seq is null))
             + (select count(*) - count(distinct seq) from recorded)
             + (select count(*) from recorded where seq <= before or version <> coalesce(version_before, 0) + 1)
        """);
}
