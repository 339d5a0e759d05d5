using Npgsql;

namespace Workflow.MartenStandIn;

/// <summary>Marten's event tables in one schema, as Marten creates them.</summary>
internal sealed class EventSchema(NpgsqlDataSource dataSource, string name)
{
    private readonly string _schema = new NpgsqlCommandBuilder().QuoteIdentifier(name);

    /// <summary>Creates what is missing and leaves what is there, whoever made it.</summary>
    public async Task CreateAsync(CancellationToken token)
    {
        await using var connection = await dataSource.OpenConnectionAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        await using (var alone = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('marten-schema:' || $1, 0))", connection, transaction))
        {
            alone.Parameters.AddWithValue(name);
            await alone.ExecuteNonQueryAsync(token);
        }
        await using (var create = new NpgsqlCommand(Script, connection, transaction))
            await create.ExecuteNonQueryAsync(token);
        await transaction.CommitAsync(token);
    }

    private string Script => $"""
        create schema if not exists {_schema};

        create table if not exists {_schema}.mt_streams (
            id uuid not null constraint pkey_mt_streams_id primary key,
            type varchar,
            version bigint,
            "timestamp" timestamptz not null default now(),
            created timestamptz not null default now(),
            tenant_id varchar default '*DEFAULT*',
            is_archived boolean default false
        );

        create table if not exists {_schema}.mt_events (
            seq_id bigint not null constraint pkey_mt_events_seq_id primary key,
            id uuid not null,
            stream_id uuid constraint fkey_mt_events_stream_id references {_schema}.mt_streams (id) on delete cascade,
            version bigint not null,
            data jsonb not null,
            bdata bytea,
            type varchar(500) not null,
            "timestamp" timestamptz not null default now(),
            tenant_id varchar default '*DEFAULT*',
            mt_dotnet_type varchar,
            correlation_id varchar,
            causation_id varchar,
            headers jsonb,
            user_name varchar,
            is_archived boolean default false
        );

        create unique index if not exists pk_mt_events_stream_and_version on {_schema}.mt_events using btree (stream_id, version);

        create sequence if not exists {_schema}.mt_events_sequence;
        alter sequence {_schema}.mt_events_sequence owned by {_schema}.mt_events.seq_id;

        create table if not exists {_schema}.mt_event_progression (
            name varchar not null constraint pk_mt_event_progression primary key,
            last_seq_id bigint,
            last_updated timestamptz default transaction_timestamp()
        );

        create table if not exists {_schema}.mt_high_water_skips (
            ending_sequence bigint not null constraint pkey_mt_high_water_skips_ending_sequence primary key,
            starting_sequence bigint not null,
            "timestamp" timestamptz default transaction_timestamp()
        );
        """;
}
