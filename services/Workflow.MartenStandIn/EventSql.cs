using Npgsql;

namespace Workflow.MartenStandIn;

/// <summary>The statements, for one schema. Each is prepared once a connection, and there is one of a kind however many streams and events.</summary>
internal sealed class EventSql
{
    private const string Columns = """(seq_id, id, stream_id, version, data, type, mt_dotnet_type, "timestamp", correlation_id, causation_id, headers, user_name)""";

    private readonly string _schema;

    public EventSql(string schemaName)
    {
        _schema = new NpgsqlCommandBuilder().QuoteIdentifier(schemaName);
        Append = Whole("select id from written");
        AppendAlone = Whole("select id from written where 1 / (case when (select count(*) from written) = cardinality($1) + cardinality($3) then 1 else 0 end) = 1");
        AppendOne = $"{One}, {Appended(4, "exists (select from written)")} select id from written";
        AppendSingle = $"""
            {One}, appended as (
                insert into {_schema}.mt_events {Columns}
                select {Next}, $4, id, $3, $5, $6, $7, $12, $8, $9, $10, $11 from written
            )
            select id from written
            """;
    }

    /// <summary>Version and archived flag of streams: (ids).</summary>
    public string States => $"select id, version, is_archived from {_schema}.mt_streams where id = any($1)";

    /// <summary>One stream's state: (id).</summary>
    public string State => $"""select version, "timestamp", created, is_archived from {_schema}.mt_streams where id = $1""";

    /// <summary>One stream's events: (id, last version, last instant, first version), all inclusive.</summary>
    public string Events => $"""
        select seq_id, id, version, type, "timestamp", mt_dotnet_type, correlation_id, causation_id, headers::text, user_name, data::text
        from {_schema}.mt_events
        where stream_id = $1 and version <= $2 and "timestamp" <= $3 and version >= $4 and is_archived = false
        order by version
        """;

    public string ArchiveStreams => $"update {_schema}.mt_streams set is_archived = true where id = any($1)";

    public string ArchiveEvents => $"update {_schema}.mt_events set is_archived = true where stream_id = any($1)";

    /// <summary>
    /// A whole session: (started ids, their versions, moved ids, versions before, versions after, then of each event what <see cref="Appended"/> takes, then their instant).
    /// Answers the streams that were where they had to be; unless all were, no event is written.
    /// Rows of streams are locked in the order of ids, so that sessions on the same streams wait for one another instead of deadlocking.
    /// </summary>
    public string Append { get; }

    /// <summary>
    /// The same as a transaction of its own, in one round trip: unless all streams were where they had to be, it fails with <c>division_by_zero</c> or answers nothing,
    /// and either way has written nothing.
    /// </summary>
    public string AppendAlone { get; }
    /// <summary>
    /// The same for one stream: (id, version before, version after, then as above). Over arrays PostgreSQL thinks a plan made for each call worth its cost, and it is not;
    /// over plain values it keeps one plan.
    /// </summary>
    public string AppendOne { get; }

    /// <summary>The same for one event: (id, version before, version after, then of the event its id, JSON, name, CLR name, correlation, causation, headers, user, instant).</summary>
    public string AppendSingle { get; }

    private string Next => $"nextval('{_schema.Replace("'", "''", StringComparison.Ordinal)}.mt_events_sequence')";

    private string Whole(string answer) => $"""
        with started as (
            insert into {_schema}.mt_streams (id, version)
            select * from unnest($1::uuid[], $2::bigint[])
            on conflict (id) do nothing
            returning id
        ), locked as materialized (
            select id from {_schema}.mt_streams where id = any($3::uuid[]) order by id for update
        ), moved as (
            update {_schema}.mt_streams s set version = wanted.after, "timestamp" = now()
            from unnest($3::uuid[], $4::bigint[], $5::bigint[]) as wanted(id, before, after)
            where s.id = wanted.id and s.version = wanted.before and s.is_archived = false and (select count(*) from locked) > 0
            returning s.id
        ), written as (
            select id from started union all select id from moved
        ), {Appended(6, "(select count(*) from written) = cardinality($1) + cardinality($3)")}
        {answer}
        """;

    private string One => $"""
        with started as (
            insert into {_schema}.mt_streams (id, version)
            select $1, $3 where $2 = 0
            on conflict (id) do nothing
            returning id
        ), moved as (
            update {_schema}.mt_streams set version = $3, "timestamp" = now()
            where id = $1 and version = $2 and $2 > 0 and is_archived = false
            returning id
        ), written as (
            select id from started union all select id from moved
        )
        """;

    /// <summary>Of each event: id, stream, version, JSON, name, CLR name, correlation, causation, headers, user; then the instant of all.</summary>
    private string Appended(int first, string where) => $"""
        appended as (
            insert into {_schema}.mt_events {Columns}
            select {Next}, e.id, e.stream, e.version, e.data, e.type, e.clr, ${first + 10}, e.correlation, e.causation, e.headers, e.person
            from unnest(${first}::uuid[], ${first + 1}::uuid[], ${first + 2}::bigint[], ${first + 3}::jsonb[], ${first + 4}::text[], ${first + 5}::text[],
                ${first + 6}::text[], ${first + 7}::text[], ${first + 8}::jsonb[], ${first + 9}::text[]) as e(id, stream, version, data, type, clr, correlation, causation, headers, person)
            where {where}
        )
        """;
}
