using Npgsql;

namespace Workflow.EventSourcing.Tests.Stores;

/// <summary>What real Marten wrote is read, continued and left readable.</summary>
public sealed class GoldenRowsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_stream_reads_as_its_rows_say()
    {
        await using var database = await Database.CreateAsync();
        await database.LoadGoldenAsync();
        var store = await database.MartenAsync();
        await using var session = store.QuerySession();

        var streams = await database.ScalarAsync<Guid[]>($"select array_agg(id order by id) from {database.Schema}.mt_streams where id <> 'af7e2fbc-f79e-4960-ae17-0600113ec4b6'");
        Assert.Equal(40, streams.Length);
        foreach (var stream in streams)
        {
            var state = (await session.Events.FetchStreamStateAsync(stream, Ct))!;
            var events = await session.Events.FetchStreamAsync(stream, token: Ct);
            Assert.Equal(state.IsArchived ? [] : Enumerable.Range(1, (int)state.Version).Select(v => (long)v), events.Select(e => e.Version));
            Assert.All(events, e => Assert.Equal(e.EventTypeName, e.Data switch
            {
                GoldenEvent.Dispatched => "assignment.dispatched.v1",
                GoldenEvent.Acknowledged => "assignment.acknowledged.v1",
                GoldenEvent.Reported => "assignment.reported.v1",
                _ => "assignment.closed.v1",
            }));
        }
    }

    [Fact]
    public async Task An_event_reads_with_its_data_and_metadata()
    {
        await using var database = await Database.CreateAsync();
        await database.LoadGoldenAsync();
        var store = await database.MartenAsync();
        await using var session = store.QuerySession();

        var events = await session.Events.FetchStreamAsync(Guid.Parse("00000000-0000-8000-8000-000000000004"), token: Ct);

        var first = events[0];
        var data = Assert.IsType<GoldenEvent.Dispatched>(first.Data);
        Assert.Equal(("DL-004", 5, GoldenEvent.HowUrgent.Normal, new DateTimeOffset(2016, 4, 30, 15, 59, 59, TimeSpan.Zero)), (data.Unit, data.Requirement, data.Urgency, data.DueAt));
        Assert.Equal(["签收", "反馈"], data.Asks);
        Assert.Equal((4L, Guid.Parse("f81baab4-fb28-4ee4-9dbf-5fecaf007af2")), (first.Sequence, first.Id));
        Assert.Equal(new DateTimeOffset(2016, 4, 1, 1, 28, 0, TimeSpan.Zero), first.Timestamp);
        Assert.Equal(("notice-0", "message-4", "system"), (first.CorrelationId, first.CausationId, first.UserName));
        Assert.Equal("00-00000000000000000000000000000004-0000000000000004-01", first.GetHeader("traceparent")?.ToString());
        Assert.Equal(4L, Convert.ToInt64(first.GetHeader("attempt"), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Null(events[1].CorrelationId);
        Assert.Null(events[1].GetHeader("traceparent"));
        Assert.Equal("支部书记", Assert.IsType<GoldenEvent.Acknowledged>(events[1].Data).By);
    }

    [Fact]
    public async Task Appends_are_refused_and_accepted_as_Marten_would_and_leave_it_readable()
    {
        await using var database = await Database.CreateAsync();
        await database.LoadGoldenAsync();
        var store = await database.MartenAsync();
        var (open, archived) = (Guid.Parse("00000000-0000-8000-8000-000000000007"), Guid.Parse("00000000-0000-8000-8000-000000000001"));

        await Assert.ThrowsAsync<EventStreamUnexpectedMaxEventIdException>(() => SaveAsync(store, s => s.Events.Append(open, 4, [GoldenEvent.Sample])));
        await Assert.ThrowsAsync<EventStreamUnexpectedMaxEventIdException>(() => SaveAsync(store, s => s.Events.Append(open, 6, [GoldenEvent.Sample])));
        await Assert.ThrowsAsync<ExistingStreamIdCollisionException>(() => SaveAsync(store, s => s.Events.StartStream(open, [GoldenEvent.Sample])));
        await Assert.ThrowsAsync<ExistingStreamIdCollisionException>(() => SaveAsync(store, s => s.Events.StartStream(archived, [GoldenEvent.Sample])));
        await Assert.ThrowsAsync<InvalidStreamOperationException>(() => SaveAsync(store, s => s.Events.Append(archived, 5, [GoldenEvent.Sample])));
        await Assert.ThrowsAsync<InvalidStreamOperationException>(() => SaveAsync(store, s => s.Events.Append(archived, [GoldenEvent.Sample])));
        await SaveAsync(store, s => s.Events.Append(open, 6, [GoldenEvent.Sample, new GoldenEvent.Closed(null)]));

        await using var session = store.QuerySession();
        var events = await session.Events.FetchStreamAsync(open, token: Ct);
        Assert.Equal([1L, 2, 3, 4, 5, 6], events.Select(e => e.Version));
        Assert.Equal("DL-900", Assert.IsType<GoldenEvent.Dispatched>(events[4].Data).Unit);
        Assert.True(events[4].Sequence > 116);
    }

    [Fact]
    public async Task The_feed_reads_every_row_but_the_tombstones()
    {
        await using var database = await Database.CreateAsync();
        await database.LoadGoldenAsync();

        await using var connection = await database.Source.OpenConnectionAsync(Ct);

        var events = await StoredEvent.ReadAsync(connection, null, database.Schema, "true order by seq_id", Ct);

        Assert.Equal(111, events.Count);
        Assert.DoesNotContain(events, e => e.Type == "tombstone");
        Assert.Contains(events, e => e.Stream == Guid.Parse("00000000-0000-8000-8000-000000000001"));
        Assert.Contains(events, e => e.Headers is null);
    }

    [Fact, Trait("EventStore", "StandIn")]
    public async Task A_schema_made_here_is_the_schema_Marten_makes()
    {
        await using var made = await Database.CreateAsync();
        await using var golden = await Database.CreateAsync();
        await golden.LoadGoldenAsync();
        var before = await CatalogueAsync(golden);

        await made.MartenAsync();
        await golden.MartenAsync();

        Assert.Equal(before, await CatalogueAsync(golden));
        Assert.Equal(before, await CatalogueAsync(made));
        Assert.Contains("mt_events 5 data jsonb NO", before);
    }

    [Fact, Trait("EventStore", "StandIn")]
    public async Task Ten_processes_starting_at_once_make_one_schema()
    {
        await using var database = await Database.CreateAsync();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => database.MartenAsync()));

        Assert.Equal(1, await database.ScalarAsync<long>($"select count(*) from pg_sequences where schemaname = '{database.Schema}'"));
    }

    private static async Task SaveAsync(IDocumentStore store, Action<IDocumentSession> act)
    {
        await using var session = store.LightweightSession();
        act(session);
        await session.SaveChangesAsync(Ct);
    }

    /// <summary>Columns, constraints and indexes as PostgreSQL prints them, without the schema's name and the one default that is an instant.</summary>
    private static Task<string[]> CatalogueAsync(Database database) => database.ScalarAsync<string[]>($"""
        select array_agg(line order by line) from (
            select concat_ws(' ', table_name, ordinal_position, column_name, data_type, character_maximum_length, is_nullable, case when column_default ~ '^''20' then 'now()' else column_default end) as line
            from information_schema.columns where table_schema = '{database.Schema}' and table_name like 'mt\_%'
            union all select concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint where connamespace = '{database.Schema}'::regnamespace
            union all select indexdef from pg_indexes where schemaname = '{database.Schema}'
            union all select concat_ws(' ', sequencename, start_value, increment_by, cache_size, cycle) from pg_sequences where schemaname = '{database.Schema}'
            union all select concat_ws(' ', 'owned', d.refobjid::regclass, d.refobjsubid) from pg_depend d join pg_class c on c.oid = d.objid and c.relkind = 'S' and d.deptype = 'a' where c.relnamespace = '{database.Schema}'::regnamespace
        ) l(line0), lateral (select replace(line0, '{database.Schema}.', '')) r(line)
        """);
}
