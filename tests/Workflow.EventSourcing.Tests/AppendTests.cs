namespace Workflow.EventSourcing.Tests;

/// <summary>Who appends hears of its own append, as one type of conflict, whatever Marten raises; and nobody hears of a deadlock.</summary>
public sealed class AppendTests : DatabaseTests
{
    private static readonly AssignmentEvent.Acknowledged Acknowledged = new();

    [Fact]
    public async Task Of_twenty_that_append_to_one_stream_at_once_one_is_accepted()
    {
        var (store, stream) = (await Database.StoreAsync(), Guid.NewGuid());

        var starts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => TryAsync(() => AppendAsync(store, stream, 0))));
        var appends = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => TryAsync(() => AppendAsync(store, stream, 1))));

        Assert.Equal((19, 19), (starts.Count(e => e is StreamConflictException), appends.Count(e => e is StreamConflictException)));
        Assert.Equal(2, await EventsAsync(Database));
    }

    /// <summary>One stream of four stands elsewhere, or is absent, archived or there already.</summary>
    [Theory]
    [InlineData("behind", 1, false), InlineData("ahead", 5, false), InlineData("absent", 2, true), InlineData("there", 0, false),
        InlineData("archived", 2, false)]
    public async Task A_transaction_that_is_refused_writes_none_of_its_streams(string why, long believed, bool isNew)
    {
        var store = await Database.StoreAsync();
        var streams = Enumerable.Range(0, 4).Select(_ => Guid.NewGuid()).ToList();
        await AppendAsync(store, streams.ToDictionary(s => s, _ => 0L));
        await AppendAsync(store, streams.ToDictionary(s => s, _ => 1L));
        if (why == "archived")
        {
            await using var session = store.Documents.LightweightSession();
            session.Events.ArchiveStream(streams[1]);
            await session.SaveChangesAsync(Ct);
        }
        var versions = streams.ToDictionary(s => s, _ => 2L);
        versions.Remove(isNew ? streams[1] : Guid.Empty);
        versions[isNew ? Guid.NewGuid() : streams[1]] = believed;

        Assert.IsType<StreamConflictException>(await TryAsync(() => AppendAsync(store, versions)));

        Assert.Equal(8, await EventsAsync(Database));
    }

    [Fact]
    public async Task Sessions_on_the_same_hundred_streams_in_any_order_never_deadlock()
    {
        var store = await Database.StoreAsync();
        var streams = Enumerable.Range(0, 100).Select(_ => Guid.NewGuid()).ToArray();
        await AppendAsync(store, streams.ToDictionary(s => s, _ => 0L));
        var (seed, deadlocks) = (Random.Shared.Next(), await DeadlocksAsync(Database));

        // A thousand rounds of sixteen at once: each round one of them is accepted, or two that share no stream.
        for (var round = 0; round < 1000; round++)
        {
            var versions =
                (await Database.Source.Sql($"select id, version from {Database.Schema}.mt_streams")
                .ReadAsync(row => (row.GetGuid(0), row.GetInt64(1)), Ct))
                .ToDictionary();
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(n =>
            {
                var random = new Random(HashCode.Combine(seed, round, n));
                var some = random.GetItems(streams, 8).Distinct().ToList();
                return TryAsync(() => AppendAsync(store, some.ToDictionary(s => s, s => versions[s])));
            }));
            Assert.All(outcomes, e => Assert.True(e is null or StreamConflictException, $"{e} (seed {seed}, round {round})"));
            Assert.Contains(null, outcomes);
        }

        Assert.Equal(deadlocks, await DeadlocksAsync(Database));
    }

    [Fact]
    public async Task Commands_on_few_streams_from_many_callers_are_decided_one_after_another()
    {
        var store = await Database.StoreAsync();
        var streams = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToArray();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => store.ExecuteAsync<Assignment, AssignmentEvent>(
            streams[n % 5], Context(), (state, _) => new Decided(state is Assignment.None ? [Given.Dispatched] : []), ct: Ct)));

        Assert.Equal(5, outcomes.Count(o => o is Outcome<Assignment>.Done { Events.Count: 1 }));
        Assert.Equal(5, await EventsAsync(Database));
    }

    [Fact]
    public async Task A_transaction_may_append_to_a_stream_more_than_once()
    {
        var (store, stream) = (await Database.StoreAsync(), Guid.NewGuid());
        await using (var transaction = await store.BeginAsync(Context(), Ct))
        {
            transaction.Start(stream, [Given.Dispatched]);
            transaction.Append(stream, 1, [Acknowledged]);
            Assert.Throws<StreamConflictException>(() => transaction.Append(stream, 1, [Acknowledged]));
            await transaction.CommitAsync(Ct);
        }

        Assert.IsType<Assignment.Acknowledged>((await store.LoadAsync<Assignment, AssignmentEvent>(stream, Ct)).State);
    }

    [Fact]
    public async Task Another_append_mode_is_refused_at_the_start()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Database.NodeAsync(configure: services =>
            services.ConfigureMarten(options => options.Events.AppendMode = EventAppendMode.Rich)));

        Assert.Contains("Rich", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Twelve callers append to four streams at the versions they believe in, while connections are broken: what was acknowledged is there,
    /// and nothing that was refused.
    /// </summary>
    [Fact]
    public async Task Whatever_the_callers_do_what_was_acknowledged_is_there_once_and_what_was_refused_is_not()
    {
        var store = await Database.StoreAsync();
        var streams = Enumerable.Range(0, 4).Select(_ => Guid.NewGuid()).ToArray();
        var seed = Random.Shared.Next();
        // Not among those whose connections are broken.
        await using var aside = Database.At(Database.Source.ConnectionString, "aside");

        var callers = await Task.WhenAll(Enumerable.Range(0, 12).Select(async n =>
        {
            var (random, told) = (new Random(HashCode.Combine(seed, n)), new List<(Guid Cause, Exception? Outcome)>());
            for (var i = 0; i < 60; i++)
            {
                var (stream, cause) = (streams[random.Next(4)], Guid.NewGuid());
                var there = await aside.ScalarAsync<long>(
                    $"select coalesce(max(version), 0) from {Database.Schema}.mt_events where stream_id = '{stream}'");
                var context = Context() with { CausationId = cause };
                told.Add((cause, await TryAsync(() =>
                    AppendAsync(store, stream, Math.Max(0, there + random.Next(-1, 2)), 1 + random.Next(3), context))));
                if (n == 0 && random.Next(6) == 0)
                {
                    await aside.ScalarAsync<object>($"""
                        select count(pg_terminate_backend(pid)) from (
                            select pid from pg_stat_activity where application_name = '{Database.Schema}' and state <> 'idle' limit 1) one
                        """);
                }
            }
            return told;
        }));

        var stored = (await aside.ScalarAsync<string[]>(
            $"select array_agg(distinct causation_id) from {Database.Schema}.mt_events where type <> 'tombstone'"))
            .Select(Guid.Parse).ToHashSet();
        Assert.All(callers.SelectMany(told => told), append => Assert.True(
            append.Outcome switch { null => stored.Contains(append.Cause), StreamConflictException => !stored.Contains(append.Cause), _ =>
                true },
            $"{append.Cause}: {append.Outcome?.Message
                ?? "acknowledged"}, {(stored.Contains(append.Cause) ? "stored" : "not stored")} (seed {seed})"));
        Assert.Contains(callers.SelectMany(told => told), append => append.Outcome is StreamConflictException);
        Assert.Equal(0, await aside.ScalarAsync<long>($"""
            select count(*) from (
                select max(version) - count(*) as missing from {Database.Schema}.mt_events where type <> 'tombstone' group by stream_id) s
                    where missing <> 0
            """));
    }

    private static CommandContext Context() => new(new("p-1", "branch", "DL-001"), Given.Notice, null);

    private static Task AppendAsync(StreamStore store, Guid stream, long versionBefore) =>
        AppendAsync(store, new Dictionary<Guid, long> { [stream] = versionBefore });

    private static async Task AppendAsync(StreamStore store, IReadOnlyDictionary<Guid, long> versionsBefore)
    {
        await using var transaction = await store.BeginAsync(Context(), Ct);
        foreach (var (stream, versionBefore) in versionsBefore)
            transaction.Append(stream, versionBefore, [versionBefore == 0 ? Given.Dispatched : Acknowledged]);
        await transaction.CommitAsync(Ct);
    }

    private static async Task AppendAsync(StreamStore store, Guid stream, long versionBefore, int events, CommandContext context)
    {
        await using var transaction = await store.BeginAsync(context, Ct);
        transaction.Append(stream, versionBefore, [.. Enumerable.Repeat(Acknowledged, events)]);
        await transaction.CommitAsync(Ct);
    }

    private static Task<long> EventsAsync(Database database) =>
        database.ScalarAsync<long>($"select count(*) from {database.Schema}.mt_events where type <> 'tombstone'");

    private static Task<long> DeadlocksAsync(Database database) =>
        database.ScalarAsync<long>("select deadlocks from pg_stat_database where datname = current_database()");

    private static async Task<Exception?> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (Exception e) when (e is StreamConflictException or NpgsqlException or OperationCanceledException)
        {
            return e;
        }
    }
}
