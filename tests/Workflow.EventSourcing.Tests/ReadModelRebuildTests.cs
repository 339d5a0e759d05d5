namespace Workflow.EventSourcing.Tests;

/// <summary>A read model made again while it is being written, beside the one in use, and switched.</summary>
public sealed class ReadModelRebuildTests : DatabaseTests
{

    [Fact]
    public async Task Rebuilt_under_load_it_says_what_the_events_say_and_goes_on_being_written()
    {
        await Tally.CreateTableAsync(Database);
        var node = await NodeAsync(Database, new Tally());
        var store = node.GetRequiredService<StreamStore>();
        var models = node.GetRequiredService<ReadModels>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => AppendAsync(Database, store, streams: 400, seed: i, Ct)));
        await Database.ExecuteAsync(
            $"update {Database.Schema}.tally set events = 77 where events > 1; delete from {Database.Schema}.tally where events = 1");
        using var load = new Load(Ct);
        var appending = Enumerable.Range(10, 4).Select(i => AppendAsync(Database, store, streams: int.MaxValue, seed: i, load.Token))
            .ToList();

        Assert.True((await models.RebuildAsync("tally", Ct))!.Rebuilding);
        await Within.TrueAsync(async () => await models.ListAsync(Ct) is [{ Rebuilding: false, Position: null }]);
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, Ct);
        await load.CancelAsync();
        await Task.WhenAll(appending);

        Assert.Equal(0, await FaultsAsync(Database));
        Assert.True(await Database.ScalarAsync<bool>($"select to_regclass('{Database.Schema}.tally_rebuild') is null"));
        Assert.Empty(node.GetRequiredService<FeedStatus>().Rebuilds);
    }

    [Fact]
    public async Task One_that_fails_leaves_the_table_in_use_alone_and_is_seen_and_goes_on_by_itself()
    {
        await Tally.CreateTableAsync(Database);
        var tally = new Tally { Failure = "The projection has a defect." };
        var node = await NodeAsync(Database, tally);
        var models = node.GetRequiredService<ReadModels>();
        var status = node.GetRequiredService<FeedStatus>();
        await AppendAsync(Database, node.GetRequiredService<StreamStore>(), streams: 20, seed: 1, Ct);

        await models.RebuildAsync("tally", Ct);
        await Within.TrueAsync(() => status.Waits is [var wait] && wait.Contains("tally.rebuild", StringComparison.Ordinal)
            && wait.Contains("has a defect", StringComparison.Ordinal));
        Assert.Empty(status.Problems);
        Assert.Equal(0, await FaultsAsync(Database));
        tally.Failure = null;

        await Within.TrueAsync(async () => await models.ListAsync(Ct) is [{ Rebuilding: false }]);
        await Within.TrueAsync(() => status.Waits is []);
        Assert.Equal(0, await FaultsAsync(Database));
    }

    [Fact]
    public async Task A_leader_that_goes_away_in_the_middle_is_followed_where_it_was()
    {
        await Tally.CreateTableAsync(Database);
        var first = await NodeAsync(Database, new Tally { Slowly = true });
        await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(i => AppendAsync(Database, first.GetRequiredService<StreamStore>(), streams: 500, seed: i, Ct)));
        await first.GetRequiredService<ReadModels>().RebuildAsync("tally", Ct);
        await Within.TrueAsync(() => first.GetRequiredService<FeedStatus>().Rebuilds is [{ Position: > 0 }]);
        var second = await NodeAsync(Database, new Tally());

        await Database.StopAsync(first);

        await Within.TrueAsync(async () => await second.GetRequiredService<ReadModels>().ListAsync(Ct) is [{ Rebuilding: false }]);
        Assert.Equal(0, await FaultsAsync(Database));
    }

    [Fact]
    public async Task Nobody_can_ask_for_one_that_there_is_not()
    {
        await Tally.CreateTableAsync(Database);
        var node = await NodeAsync(Database, new Tally());
        Assert.Null(await node.GetRequiredService<ReadModels>().RebuildAsync("board", Ct));
    }

    private static Task<ServiceProvider> NodeAsync(Database database, Tally tally) =>
        database.NodeAsync(configure: services => services.AddSingleton<IReadModel>(tally));

    /// <summary>Streams of one to three events, each commit with the row that goes with it.</summary>
    private static async Task AppendAsync(Database database, StreamStore store, int streams, int seed, CancellationToken until)
    {
        var random = new Random(seed);
        for (var i = 0; i < streams && !until.IsCancellationRequested; i++)
        {
            var (stream, versions) = (Guid.NewGuid(), random.Next(1, 4));
            for (var version = 0; version < versions; version++)
            {
                await using var transaction = await store.BeginAsync(new(Actor.System("assignments"), null, null), Ct);
                transaction.Append(stream, version, [version == 0 ? Given.Dispatched : new AssignmentEvent.Acknowledged()]);
                await transaction.Sql(
                    $"insert into {database.Schema}.tally values ($1, 1) on conflict (stream) do update set events = tally.events + 1",
                        stream).ExecuteAsync(Ct);
                await transaction.CommitAsync(Ct);
            }
        }
    }

    /// <summary>Streams whose row does not say how many events they have.</summary>
    private static Task<long> FaultsAsync(Database database) => database.ScalarAsync<long>($"""
        select count(*) from {database.Schema}.mt_streams s full join {database.Schema}.tally t on t.stream = s.id
            where t.events is distinct from s.version
        """);

    /// <summary>How many events each stream has.</summary>
    private sealed class Tally : IReadModel
    {
        public string Name => "tally";

        /// <summary>Throws, while set.</summary>
        public string? Failure { get; set; }

        public bool Slowly { get; init; }

        public static Task CreateTableAsync(Database database) => database.ExecuteAsync(
            $"create schema if not exists {database.Schema}; create table {database.Schema}.tally (stream uuid primary key, events "
                + $"bigint not null)");

        public async Task ProjectAsync(IReadOnlyList<StoredEvent> events, ReadModelTables tables, NpgsqlTransaction transaction,
            CancellationToken ct)
        {
            if (Failure is { } failure)
                throw new InvalidOperationException(failure);
            if (Slowly)
                await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, ct);
            await transaction.Sql().Over(events,
                $"""
                insert into {tables[Name]} as t select stream, count(*) from unnest($1) as e(stream) group by stream
                on conflict (stream) do update set events = t.events + excluded.events
                """).With(e => e.Stream).End().ExecuteAsync(ct);
        }
    }
}
