using Npgsql;

namespace Workflow.EventSourcing.Tests.Stores;

/// <summary>The rules of appending, as Marten has them.</summary>
public sealed class AppendingTests
{
    private static readonly Guid Stream = Guid.Parse("00000000-0000-8000-8000-0000000000a1");
    private static readonly Guid Other = Guid.Parse("00000000-0000-8000-8000-0000000000a2");

    /// <summary>Why one stream of a session is refused, and whether the session's transaction is a given one.</summary>
    public static TheoryData<string, bool> Refusals => new MatrixTheoryData<string, bool>(["moved", "absent", "archived", "there"], [false, true]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_expected_version_is_the_one_after_the_append()
    {
        await using var database = await Database.CreateAsync();
        var store = await database.MartenAsync();
        await SaveAsync(store, s => s.Events.StartStream(Stream, Events(2)));

        await SaveAsync(store, s => s.Events.Append(Stream, 3, Events(1)));
        var behind = await Assert.ThrowsAsync<EventStreamUnexpectedMaxEventIdException>(() => SaveAsync(store, s => s.Events.Append(Stream, 3, Events(1))));
        await Assert.ThrowsAsync<EventStreamUnexpectedMaxEventIdException>(() => SaveAsync(store, s => s.Events.Append(Stream, 5, Events(1))));
        await Assert.ThrowsAsync<EventStreamUnexpectedMaxEventIdException>(() => SaveAsync(store, s => s.Events.Append(Other, 3, Events(1))));

        Assert.IsType<ConcurrencyException>(behind, exactMatch: false);
        Assert.Contains(Stream.ToString(), behind.Message, StringComparison.Ordinal);
        Assert.Equal([1L, 2, 3], await VersionsAsync(store, Stream));
    }

    [Fact]
    public async Task Without_an_expected_version_an_append_goes_to_the_end_and_creates_what_is_absent()
    {
        await using var database = await Database.CreateAsync();
        var store = await database.MartenAsync();

        await SaveAsync(store, s => s.Events.Append(Stream, Events(2)));
        await SaveAsync(store, s => s.Events.Append(Stream, Events(1)));
        await SaveAsync(store, s => s.Events.Append(Other, 1, Events(1)));

        Assert.Equal([1L, 2, 3], await VersionsAsync(store, Stream));
        Assert.Equal([1L], await VersionsAsync(store, Other));
    }

    [Fact]
    public async Task Of_ten_at_once_one_is_accepted()
    {
        await using var database = await Database.CreateAsync();
        var store = await database.MartenAsync();

        var starts = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TryAsync(() => SaveAsync(store, s => s.Events.StartStream(Stream, Events(1))))));
        var appends = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TryAsync(() => SaveAsync(store, s => s.Events.Append(Stream, 2, Events(1))))));

        Assert.Equal([null, .. Enumerable.Repeat(typeof(ExistingStreamIdCollisionException), 9)], starts.OrderBy(e => e is not null).Select(e => e?.GetType()));
        Assert.Equal([null, .. Enumerable.Repeat(typeof(EventStreamUnexpectedMaxEventIdException), 9)], appends.OrderBy(e => e is not null).Select(e => e?.GetType()));
        Assert.Equal([1L, 2], await VersionsAsync(store, Stream));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_session_that_is_refused_writes_none_of_its_streams(string why, bool given)
    {
        await using var database = await Database.CreateAsync();
        var refusal = await RefusedAsync(database, why, given);
        Assert.IsType(why switch { "archived" => typeof(InvalidStreamOperationException), "there" => typeof(ExistingStreamIdCollisionException), _ => typeof(EventStreamUnexpectedMaxEventIdException) }, refusal);
        Assert.Equal("6 6", await database.ScalarAsync<string>($"""
            select concat((select count(*) from {database.Schema}.mt_events where type <> 'tombstone'), ' ', (select sum(version) from {database.Schema}.mt_streams
                where id not in (select stream_id from {database.Schema}.mt_events where type = 'tombstone')))
            """));
    }

    /// <summary>Marten may name another stream of the session.</summary>
    [Theory, Trait("EventStore", "StandIn")]
    [MemberData(nameof(Refusals))]
    public async Task A_session_that_is_refused_names_the_stream(string why, bool given)
    {
        await using var database = await Database.CreateAsync();
        Assert.Contains((why == "absent" ? Other : Stream).ToString(), (await RefusedAsync(database, why, given))!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_given_transaction_decides_over_events_rows_and_commands_together()
    {
        await using var database = await Database.CreateAsync();
        var store = await database.MartenAsync();
        await database.ExecuteAsync($"create table {database.Schema}.board (n int, what text)");

        await InTransactionAsync(database, store, commit: false);
        var afterRollback = (Versions: await VersionsAsync(store, Stream), Rows: await database.ScalarAsync<long>($"select count(*) from {database.Schema}.board"));
        await InTransactionAsync(database, store, commit: true);

        Assert.Empty(afterRollback.Versions);
        Assert.Equal(0, afterRollback.Rows);
        Assert.Equal([1L], await VersionsAsync(store, Stream));
        Assert.Equal("1 a?b, 2 c", await database.ScalarAsync<string>($"select string_agg(concat_ws(' ', n, what), ', ' order by n) from {database.Schema}.board"));
    }

    [Fact]
    public async Task An_archived_stream_keeps_its_rows_reads_empty_and_refuses_appends()
    {
        await using var database = await Database.CreateAsync();
        var store = await database.MartenAsync();
        await SaveAsync(store, s => s.Events.StartStream(Stream, Events(2)));

        await SaveAsync(store, s => s.Events.ArchiveStream(Stream));

        Assert.Empty(await VersionsAsync(store, Stream));
        await Assert.ThrowsAsync<InvalidStreamOperationException>(() => SaveAsync(store, s => s.Events.Append(Stream, 3, Events(1))));
        Assert.Equal(2, await database.ScalarAsync<long>($"select count(*) from {database.Schema}.mt_events where stream_id = '{Stream}' and is_archived"));
    }

    [Fact]
    public async Task A_stream_reads_to_a_version_to_an_instant_and_from_a_version()
    {
        await using var database = await Database.CreateAsync();
        var start = new DateTimeOffset(2016, 4, 1, 1, 0, 0, TimeSpan.Zero);
        var clock = new ManualClock(start);
        var store = await database.MartenAsync(() => MartenStores.Options(database.Schema, clock));
        for (var version = 1; version <= 4; version++)
        {
            await SaveAsync(store, s => s.Events.Append(Stream, version, Events(1)));
            clock.Advance(TimeSpan.FromHours(1));
        }
        await using var session = store.QuerySession();

        Assert.Equal([1L, 2], (await session.Events.FetchStreamAsync(Stream, version: 2, token: Ct)).Select(e => e.Version));
        Assert.Equal([1L, 2, 3], (await session.Events.FetchStreamAsync(Stream, timestamp: start.AddHours(2), token: Ct)).Select(e => e.Version));
        Assert.Equal([3L, 4], (await session.Events.FetchStreamAsync(Stream, fromVersion: 3, token: Ct)).Select(e => e.Version));
        Assert.Equal([2L], (await session.Events.FetchStreamAsync(Stream, version: 2, fromVersion: 2, token: Ct)).Select(e => e.Version));
        Assert.Null(await session.Events.FetchStreamStateAsync(Other, Ct));
    }

    [Fact]
    public async Task What_is_stored_under_an_older_name_reads_as_todays_event()
    {
        await using var database = await Database.CreateAsync();
        var store = await database.MartenAsync();
        await SaveAsync(store, s => s.Events.StartStream(Stream, [new GoldenEvent.Acknowledged("p-1")]));

        var later = await database.MartenAsync(() =>
        {
            var options = MartenStores.Options(database.Schema);
            options.Events.Upcast<GoldenEvent.Acknowledged, GoldenEvent.Closed>("assignment.acknowledged.v1", old => new($"by {old.By}"));
            return options;
        });

        await using var session = later.QuerySession();
        Assert.Equal(new GoldenEvent.Closed("by p-1"), (await session.Events.FetchStreamAsync(Stream, token: Ct))[0].Data);
    }

    [Fact, Trait("EventStore", "StandIn")]
    public async Task A_session_takes_the_same_statements_however_many_streams_it_writes()
    {
        await using var database = await Database.CreateAsync();
        var store = await database.MartenAsync();
        await SaveAsync(store, s => s.Events.StartStream(Guid.NewGuid(), Events(1)));

        var one = await CountAsync(1);
        var many = await CountAsync(500);

        Assert.Equal((1, 1), (one, many));

        async Task<int> CountAsync(int streams)
        {
            using var statements = new StatementCount();
            await SaveAsync(store, s =>
            {
                for (var i = 0; i < streams; i++)
                    s.Events.StartStream(Guid.NewGuid(), Events(3));
            });
            return statements.Of(database.Schema);
        }
    }

    [Fact]
    public async Task Sessions_on_the_same_streams_in_any_order_wait_for_one_another()
    {
        await using var database = await Database.CreateAsync();
        var store = await database.MartenAsync();
        var streams = Enumerable.Range(0, 50).Select(_ => Guid.NewGuid()).ToArray();
        await SaveAsync(store, s => Array.ForEach(streams, id => s.Events.StartStream(id, Events(1))));

        var refusals = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => TryAsync(() => SaveAsync(store, s =>
        {
            foreach (var id in streams.OrderBy(_ => Random.Shared.Next()))
                s.Events.Append(id, 2, Events(1));
        }))));

        Assert.Equal([null, .. Enumerable.Repeat(typeof(EventStreamUnexpectedMaxEventIdException), 7)], refusals.OrderBy(e => e is not null).Select(e => e?.GetType()));
    }

    /// <summary>One stream of the session stands elsewhere, or is archived, absent or there already; the others, before and after it, are where they should be.</summary>
    private static async Task<Exception?> RefusedAsync(Database database, string why, bool given)
    {
        var store = await database.MartenAsync();
        var good = Enumerable.Range(0, 4).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var stream in good[..2].Append(Stream))
            await SaveAsync(store, s => s.Events.StartStream(stream, Events(2)));
        if (why == "archived")
            await SaveAsync(store, s => s.Events.ArchiveStream(Stream));

        return await TryAsync(() => SaveAsync(store, given ? database : null, s =>
        {
            s.Events.Append(good[0], 3, Events(1));
            s.Events.StartStream(good[2], Events(1));
            if (why == "there")
                s.Events.StartStream(Stream, Events(1));
            else
                s.Events.Append(why == "absent" ? Other : Stream, why == "moved" ? 2 : 3, Events(1));
            s.Events.Append(good[1], 3, Events(1));
            s.Events.StartStream(good[3], Events(1));
        }));
    }

    private static GoldenEvent[] Events(int count) => [.. Enumerable.Repeat(GoldenEvent.Sample, count)];

    private static Task SaveAsync(IDocumentStore store, Action<IDocumentSession> act) => SaveAsync(store, null, act);

    /// <summary>In a transaction given by this database, or in the session's own.</summary>
    private static async Task SaveAsync(IDocumentStore store, Database? giving, Action<IDocumentSession> act)
    {
        await using var connection = giving is null ? null : await giving.Source.OpenConnectionAsync(Ct);
        await using var transaction = connection is null ? null : await connection.BeginTransactionAsync(Ct);
        await using var session = transaction is null ? store.LightweightSession() : store.LightweightSession(SessionOptions.ForTransaction(transaction));
        act(session);
        await session.SaveChangesAsync(Ct);
        if (transaction is not null)
            await transaction.CommitAsync(Ct);
    }

    private static async Task<Exception?> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (Exception e) when (e is ConcurrencyException or ExistingStreamIdCollisionException or InvalidStreamOperationException or NpgsqlException)
        {
            return e;
        }
    }

    private static async Task<IEnumerable<long>> VersionsAsync(IDocumentStore store, Guid stream)
    {
        await using var session = store.QuerySession();
        return (await session.Events.FetchStreamAsync(stream, token: Ct)).Select(e => e.Version).ToList();
    }

    private static async Task InTransactionAsync(Database database, IDocumentStore store, bool commit)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await using var session = store.LightweightSession(SessionOptions.ForTransaction(transaction));
        session.Events.StartStream(Stream, Events(1));
        session.QueueSqlCommand($"insert into {database.Schema}.board values (?, ?)", 2, "c");
        session.QueueSqlCommand('~', $"insert into {database.Schema}.board values (~, 'a?b')", 1);
        await session.SaveChangesAsync(Ct);
        Assert.Single(await session.Events.FetchStreamAsync(Stream, token: Ct));
        if (commit)
            await transaction.CommitAsync(Ct);
        else
            await transaction.RollbackAsync(Ct);
    }
}
