using Npgsql;

namespace Workflow.Testing;

/// <summary>An event that this version of the product does not know, at the end of a stream: as if a newer one had appended it.</summary>
public static class UnknownEvent
{
    private const string Name = "test.invented.v9";

    /// <summary>Appends it, by SQL on the service's schema.</summary>
    public static Task AppendAsync(NpgsqlDataSource dataSource, Guid stream) => dataSource.Sql(
        """
        insert into mt_events select (jsonb_populate_record(e, jsonb_build_object('seq_id', nextval('mt_events_sequence'),
            'id', gen_random_uuid(), 'version', e.version + 1, 'type', $2::text, 'data', '{}'::jsonb))).*
        from mt_events e where e.stream_id = $1 order by e.version desc limit 1
        """, stream, Name)
        .Add("update mt_streams set version = version + 1 where id = $1", stream).ExecuteAsync(CancellationToken.None);

    /// <summary>From now on it is one that this version knows, without members.</summary>
    public static Task BecomesAsync(NpgsqlDataSource dataSource, Guid stream, string type, string data = "{}") => dataSource.Sql(
        "update mt_events set type = $2, data = $3::jsonb where stream_id = $1 and type = $4", stream, type, data, Name)
        .ExecuteAsync(CancellationToken.None);
}
