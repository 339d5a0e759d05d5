namespace Workflow.EventSourcing.Tests;

public sealed class EventFeedTests : DatabaseTests
{
    private static readonly CommandContext Context = new(Actor.System("assignments"), null, null);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Recording.CreateTableAsync(Database);
    }

    [Fact]
    public async Task Every_committed_event_reaches_every_consumer_once_and_in_order()
    {
        var node = await NodeAsync(new Recording(Database.Schema), new Recording(Database.Schema, "other"));
        var store = node.GetRequiredService<StreamStore>();

        await Parallel.ForEachAsync(Enumerable.Range(0, 200), Ct, async (_, ct) =>
            await AppendAsync(store, Guid.NewGuid(), 1 + Random.Shared.Next(3), ct));

        await CaughtUpAsync(node);
        Assert.Equal(0, await Recording.FaultsAsync(Database));
        Assert.Equal(0, await Recording.FaultsAsync(Database, "other"));
    }

    [Fact]
    public async Task An_open_transaction_holds_back_what_could_come_behind_it_and_is_reported()
    {
        var node = await NodeAsync(new Recording(Database.Schema));
        var store = node.GetRequiredService<StreamStore>();
        var status = node.GetRequiredService<FeedStatus>();
        await using var early = await Database.Source.OpenConnectionAsync(Ct);
        await using (var open = await early.BeginTransactionAsync(Ct))
        {
            await new NpgsqlCommand($"select nextval('{Database.Schema}.mt_events_sequence')", early, open).ExecuteScalarAsync(Ct);
            await AppendAsync(store, Guid.NewGuid(), 1, Ct);

            await Within.TrueAsync(() => status.BlockedBy is not null);
            Assert.Equal(0, await Database.RecordedAsync());
            Assert.Contains("open transaction", Assert.Single(status.Waits), StringComparison.Ordinal);
            Assert.Empty(status.Problems);
            await open.RollbackAsync(Ct);
        }

        await CaughtUpAsync(node);
        Assert.Equal(0, await Recording.FaultsAsync(Database));
        Assert.Empty(status.Waits);
    }

    [Fact]
    public async Task A_rolled_back_number_is_never_waited_for()
    {
        var node = await NodeAsync(new Recording(Database.Schema));
        var store = node.GetRequiredService<StreamStore>();
        await AppendAsync(store, Guid.NewGuid(), 1, Ct);
        await CaughtUpAsync(node);
        await Database.ExecuteAsync($"select setval('{Database.Schema}.mt_events_sequence', 1000)");

        await AppendAsync(store, Guid.NewGuid(), 1, Ct);
        var took = await CaughtUpAsync(node);

        Assert.True(took < TimeSpan.FromSeconds(1), $"It took {took}.");
        Assert.Equal(0, await Recording.FaultsAsync(Database));
    }

    [Fact]
    public async Task A_failing_consumer_pauses_alone_visibly_and_goes_on_by_itself()
    {
        var failing = new Recording(Database.Schema, "failing") { Failure = "The board is not there." };
        var node = await NodeAsync(failing, new Recording(Database.Schema));
        var status = node.GetRequiredService<FeedStatus>();

        await AppendAsync(node.GetRequiredService<StreamStore>(), Guid.NewGuid(), 2, Ct);
        await Within.TrueAsync(() =>
            status.Problems is [var problem] && problem.Contains("The board is not there.", StringComparison.Ordinal));
        await Within.TrueAsync(async () => await Recording.FaultsAsync(Database) == 0);
        failing.Failure = null;

        await CaughtUpAsync(node);
        Assert.Empty(status.Problems);
        Assert.Equal(0, await Recording.FaultsAsync(Database, "failing"));
    }

    [Fact]
    public async Task A_stream_whose_versions_do_not_ascend_by_one_stops_the_feed()
    {
        var node = await NodeAsync(new Recording(Database.Schema));
        var store = node.GetRequiredService<StreamStore>();
        var stream = Guid.NewGuid();
        await AppendAsync(store, stream, 2, Ct);
        await CaughtUpAsync(node);

        await Database.ExecuteAsync($"""
            insert into {Database.Schema}.mt_events (seq_id, id, stream_id, version, data, type)
            values (nextval('{Database.Schema}.mt_events_sequence'), gen_random_uuid(), '{stream}', 4, '{"{}"}',
                'assignment.acknowledged.v1')
            """);

        var status = node.GetRequiredService<FeedStatus>();
        await Within.TrueAsync(() => status.Consumers.Count(c => c.Error is not null) == 2);
        Assert.Equal(2, await Database.RecordedAsync());
    }

    [Fact]
    public async Task A_clean_stop_hands_over_at_once()
    {
        var first = await NodeAsync(new Recording(Database.Schema));
        await Within.TrueAsync(() => first.GetRequiredService<FeedStatus>().Leading);
        var second = await NodeAsync(new Recording(Database.Schema));
        await AppendAsync(second.GetRequiredService<StreamStore>(), Guid.NewGuid(), 2, Ct);
        await CaughtUpAsync(first);

        await Database.StopAsync(first);
        var took = await Within.TrueAsync(() => second.GetRequiredService<FeedStatus>().Leading);
        await AppendAsync(second.GetRequiredService<StreamStore>(), Guid.NewGuid(), 2, Ct);

        Assert.True(took < TimeSpan.FromMilliseconds(500), $"It took {took}.");
        await CaughtUpAsync(second);
        Assert.Equal(0, await Recording.FaultsAsync(Database));
    }

    [Fact]
    public async Task A_leader_whose_session_is_ended_is_followed_and_fenced()
    {
        var one = await NodeAsync(new Recording(Database.Schema));
        var two = await NodeAsync(new Recording(Database.Schema));
        for (var round = 0; round < 5; round++)
        {
            await AppendAsync(one.GetRequiredService<StreamStore>(), Guid.NewGuid(), 3, Ct);
            await Database.ExecuteAsync(
                $"select pg_terminate_backend(l.pid) from pg_locks l join pg_stat_activity a using (pid) where l.locktype = 'advisory' "
                    + $"and a.application_name = '{Database.Schema} feed'");
            await AppendAsync(two.GetRequiredService<StreamStore>(), Guid.NewGuid(), 3, Ct);
            await Within.TrueAsync(async () => await Recording.FaultsAsync(Database) == 0);
        }
        Assert.Equal(30, await Database.RecordedAsync());
    }

    [Fact]
    public async Task When_the_database_throws_everybody_out_what_was_acknowledged_is_there_and_fed_once()
    {
        var node = await NodeAsync(new Recording(Database.Schema));
        var store = node.GetRequiredService<StreamStore>();
        using var load = new Load(Ct);
        var clients = Enumerable.Range(0, 4).Select(_ => AcknowledgedAsync(store, load.Token)).ToList();

        for (var storm = 0; storm < 5; storm++)
        {
            var recorded = await RecordedAsync();
            await Within.TrueAsync(async () => await RecordedAsync() > recorded + 20);
            await Database.ExecuteAsync(
                $"select pg_terminate_backend(pid) from pg_stat_activity where application_name like '{Database.Schema}%' and pid <> "
                    + $"pg_backend_pid()");
        }
        await load.CancelAsync();
        var acknowledged = (await Task.WhenAll(clients)).SelectMany(ids => ids).ToHashSet();

        await CaughtUpAsync(node);
        Assert.Equal(0, await Recording.FaultsAsync(Database));
        Assert.Empty(acknowledged.Except(await Database.ScalarAsync<Guid[]>($"select array_agg(id) from {Database.Schema}.mt_streams")));

        Task<long> RecordedAsync() => RetriedAsync(Database.RecordedAsync);
    }

    [Fact]
    public async Task Pages_number_every_event_without_a_gap_and_keep_to_their_size()
    {
        var store = await Database.StoreAsync();
        await using (var transaction = await store.BeginAsync(Context, Ct))
        {
            for (var i = 0; i < 700; i++)
                transaction.Start(Guid.NewGuid(), [Given.Dispatched]);
            transaction.Start(Guid.NewGuid(), [.. Enumerable.Repeat(Given.Dispatched with { DistributionSha256 = new('b', 50_000) }, 12)]);
            await transaction.CommitAsync(Ct);
        }

        await Within.TrueAsync(async () =>
            await Database.ScalarAsync<long>($"select coalesce(max(last_ordinal), 0) from {Database.Schema}.event_page") == 712);

        Assert.Equal(0, await Database.ScalarAsync<long>($"""
            select count(*) from (select *, lag(last_ordinal, 1, 0::bigint) over w as before, lag(to_seq, 1,
                0::bigint) over w as seq_before, row_number() over w as n from {Database.Schema}.event_page window w as (order by number)) p
            where first_ordinal <> before + 1 or from_seq <= seq_before or number <> n or last_ordinal - first_ordinal >= 500
               or (select sum(length(data::text)) from {Database.Schema}.mt_events where seq_id between from_seq and to_seq) > 256000
            """));
    }

    [Fact]
    public async Task An_idle_service_asks_the_database_less_than_five_times_a_second()
    {
        var node = await NodeAsync(new Recording(Database.Schema));
        await AppendAsync(node.GetRequiredService<StreamStore>(), Guid.NewGuid(), 1, Ct);
        await CaughtUpAsync(node);
        using var statements = new StatementCount();

        await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System, Ct);

        Assert.InRange(statements.Of(Database.Schema), 1, 6 * 5);
    }

    private static async Task AppendAsync(StreamStore store, Guid stream, int events, CancellationToken ct)
    {
        await using var transaction = await store.BeginAsync(Context, ct);
        transaction.Start(stream, [.. Enumerable.Repeat(Given.Dispatched, events)]);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Starts streams one after another.</summary>
    /// <returns>Those of which it was told that they are there.</returns>
    private static async Task<List<Guid>> AcknowledgedAsync(StreamStore store, CancellationToken until)
    {
        var acknowledged = new List<Guid>();
        while (!until.IsCancellationRequested)
        {
            var id = Guid.NewGuid();
            try
            {
                await AppendAsync(store, id, 2, Ct);
                acknowledged.Add(id);
            }
            catch (NpgsqlException)
            {
                // Told that it failed, or not told: either may have happened.
            }
        }
        return acknowledged;
    }

    private static async Task<T> RetriedAsync<T>(Func<Task<T>> ask)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (NpgsqlException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
            }
        }
    }

    private Task<ServiceProvider> NodeAsync(params Recording[] consumers) =>
        Database.NodeAsync(configure: services => Array.ForEach(consumers, consumer => services.AddSingleton<IFeedConsumer>(consumer)));

    private Task<TimeSpan> CaughtUpAsync(ServiceProvider node)
    {
        var status = node.GetRequiredService<FeedStatus>();
        return Within.TrueAsync(async () =>
        {
            var last = await Database.ScalarAsync<long>($"select last_value from {Database.Schema}.mt_events_sequence");
            return status.Consumers.Count > 0 && status.Consumers.All(c => c.Position == last);
        }, TimeSpan.FromSeconds(30), () => $"Not caught up: {string.Join("; ", status.Consumers)} {string.Join("; ", status.Problems)}");
    }
}
