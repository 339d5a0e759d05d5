using NpgsqlTypes;

namespace Workflow.Benchmarks;

/// <summary>The same rows with nothing in between: what ours is held against.</summary>
internal static class RawArms
{
    private const string StoredName = "assignment.dispatched.v1";
    private const string Headers = """{"role": "system"}""";
    private static readonly string ClrName = typeof(AssignmentEvent.Dispatched).FullName!;

    public const string Tables = """
        create table raw_streams (like assignments.mt_streams including all);
        create table raw_events (like assignments.mt_events including all);
        alter table raw_events add foreign key (stream_id) references raw_streams (id);
        create sequence raw_sequence;
        create table single (id bigserial primary key, data jsonb);
        """;

    /// <summary>The same rows by one statement a table and commit.</summary>
    public static Task<Done> UnnestAsync(NpgsqlDataSource source, int events, int each, int newStreamEvery) =>
        Done.InAsync(events, async () =>
    {
        var json = new[] { JsonSerializer.Serialize(EventStoreBenchmark.Dispatched, HistoryJson.Options),
            JsonSerializer.Serialize(newStreamEvery == 2 ? EventStoreBenchmark.Reported : (object)EventStoreBenchmark.Dispatched,
            HistoryJson.Options) };
        for (var done = 0; done < events; done += each)
        {
            var streams = Enumerable.Range(0, each / newStreamEvery).Select(_ => Guid.CreateVersion7()).ToArray();
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using (var insert =
                new NpgsqlCommand("insert into raw_streams (id, version) select id, $2 from unnest($1) id", connection, transaction))
            {
                insert.Parameters.Add(new() { Value = streams });
                insert.Parameters.Add(new() { Value = (long)newStreamEvery });
                await insert.PrepareAsync();
                await insert.ExecuteNonQueryAsync();
            }
            await using (var insert = new NpgsqlCommand("""
                insert into raw_events (seq_id, id, stream_id, version, data, type, "timestamp", mt_dotnet_type, correlation_id, headers,
                    user_name)
                select nextval('raw_sequence'), e.id, e.stream, e.version, e.data, e.type, now(), $6, $7, $8, 'system:assignments'
                    from unnest($1, $2, $3, $4, $5) as e(id, stream, version, data, type)
                """, connection, transaction))
            {
                insert.Parameters.Add(new() { Value = Enumerable.Range(0, each).Select(_ => Guid.CreateVersion7()).ToArray() });
                insert.Parameters.Add(new() { Value = Enumerable.Range(0, each).Select(i => streams[i / newStreamEvery]).ToArray() });
                insert.Parameters.Add(new() { Value = Enumerable.Range(0, each).Select(i => (long)(i % newStreamEvery) + 1).ToArray() });
                insert.Parameters.Add(new() { Value = Enumerable.Range(0, each).Select(i => json[i % 2]).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
                insert.Parameters.Add(new() { Value = Enumerable.Repeat("assignment.dispatched.v1", each).ToArray() });
                insert.Parameters.Add(new() { Value = typeof(AssignmentEvent.Dispatched).FullName! });
                insert.Parameters.Add(new() { Value = EventStoreBenchmark.Context.CorrelationId.ToString()! });
                insert.Parameters.Add(new() { Value = """{"role": "system"}""", NpgsqlDbType = NpgsqlDbType.Jsonb });
                await insert.PrepareAsync();
                await insert.ExecuteNonQueryAsync();
            }
            await transaction.CommitAsync();
        }
    });

    /// <summary>pgbench: one row of the same JSON a commit.</summary>
    public static Task<Done> SingleRowAsync(string connectionString, int clients, int seconds) =>
        Pgbench.RunAsync(connectionString, $"insert into single (data) values ('{Json(EventStoreBenchmark.Dispatched)}');", clients,
            seconds);

    /// <summary>pgbench: one event of a new stream a commit, as Marten's two tables hold it, by one statement.</summary>
    public static Task<Done> SingleEventAsync(string connectionString, int clients, int seconds) => Pgbench.RunAsync(connectionString,
        $"""
        with stream as (insert into raw_streams (id, version) values (gen_random_uuid(), 1) returning id)
        insert into raw_events (seq_id, id, stream_id, version, data, type, "timestamp", mt_dotnet_type, correlation_id, headers, user_name)
        select nextval('raw_sequence'), gen_random_uuid(), id, 1, '{Json(EventStoreBenchmark.Dispatched)}', '{StoredName}', now(),
            '{ClrName}', id::text, '{Headers}', 'system' from stream;
        """.ReplaceLineEndings(" "), clients, seconds);

    /// <summary>Every event by one plain SELECT.</summary>
    public static Task<Done> SelectAsync(NpgsqlDataSource source, long events) => Done.InAsync(events, async () =>
    {
        await using var command = source.CreateCommand(
            """
            select seq_id, id, stream_id, version, type, "timestamp", data::text, user_name, correlation_id, causation_id, headers::text
            from assignments.mt_events order by seq_id
            """);
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
            _ = (row.GetInt64(0), row.GetGuid(1), row.GetGuid(2), row.GetInt64(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5),
                row.GetString(6));
    });

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, HistoryJson.Options);
}
