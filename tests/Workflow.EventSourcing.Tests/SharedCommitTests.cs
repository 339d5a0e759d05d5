using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Workflow.History;

namespace Workflow.EventSourcing.Tests;

/// <summary>What several callers append at the same moment is committed together; each hears of its own append only.</summary>
public sealed class SharedCommitTests
{
    private static readonly Guid Notice = Guid.Parse("01530000-0000-7000-8000-000000000001");
    private static readonly AssignmentEvent.Dispatched Dispatched = new(Notice, 1, "DL-001", null, "DL", Disposition.Dated, default, null, new string('a', 64));
    private static readonly AssignmentEvent.Acknowledged Acknowledged = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Appends_of_one_moment_share_transactions_and_keep_each_its_own_metadata()
    {
        await using var database = await Database.CreateAsync();
        var store = await database.StoreAsync();
        var contexts = Enumerable.Range(0, 200).Select(n => new CommandContext(new($"p-{n}", "branch", $"DL-{n}", n % 2 == 0 ? "DL" : null), Guid.NewGuid(), Guid.NewGuid())).ToList();

        await Task.WhenAll(contexts.Select(context => store.AppendAsync(Guid.NewGuid(), 0, [Dispatched with { Notice = context.CorrelationId!.Value }, Acknowledged], context, Ct)));

        Assert.InRange(await database.ScalarAsync<long>($"select count(distinct xmin::text) from {database.Schema}.mt_events"), 1, 50);
        Assert.Equal(
            contexts.Select(c => $"{c.CorrelationId} {c.CausationId} {c.Actor.Person} branch {c.Actor.Unit} {c.Actor.OnBehalfOf}".Trim()).Order(StringComparer.Ordinal),
            (await database.ScalarAsync<string[]>($"""
                select array_agg(distinct concat_ws(' ', correlation_id, causation_id, user_name, headers->>'role', headers->>'unit', headers->>'onBehalfOf')) from {database.Schema}.mt_events
                where data->>'notice' = correlation_id or version = 2
                """)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_conflict_is_heard_by_its_own_caller_alone()
    {
        await using var database = await Database.CreateAsync();
        var store = await database.StoreAsync();
        var streams = Enumerable.Range(0, 40).Select(_ => Guid.NewGuid()).ToList();
        await Task.WhenAll(streams.Select(stream => AppendAsync(store, stream, 0)));

        var outcomes = await Task.WhenAll(streams.Select((stream, n) => TryAsync(() => AppendAsync(store, stream, n % 10 == 3 ? 7 : 1))));

        Assert.Equal(streams.Select((_, n) => n % 10 == 3), outcomes.Select(e => e is StreamConflictException));
        Assert.Equal(76, await EventsAsync(database));
    }

    [Fact]
    public async Task Of_twenty_that_append_to_one_stream_at_once_one_is_accepted()
    {
        await using var database = await Database.CreateAsync();
        var store = await database.StoreAsync();
        var stream = Guid.NewGuid();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => TryAsync(() => AppendAsync(store, stream, 0))));

        Assert.Equal(19, outcomes.Count(e => e is StreamConflictException));
        Assert.Equal(1, await EventsAsync(database));
    }

    [Fact]
    public async Task Commands_on_few_streams_from_many_callers_are_decided_one_after_another()
    {
        await using var database = await Database.CreateAsync();
        var store = await database.StoreAsync();
        var streams = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToArray();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => store.ExecuteAsync<Assignment, AssignmentEvent>(
            streams[n % 5], Context(), (state, _) => new Decided(state is Assignment.None ? [Dispatched] : []), ct: Ct)));

        Assert.Equal(5, outcomes.Count(o => o is Outcome<Assignment>.Done { Events.Count: 1 }));
        Assert.Equal(5, await EventsAsync(database));
    }

    [Fact]
    public async Task A_caller_that_gave_up_before_its_turn_writes_nothing_and_holds_nobody_up()
    {
        await using var database = await Database.CreateAsync();
        var store = await database.StoreAsync();
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        var left = await TryAsync(() => store.AppendAsync(Guid.NewGuid(), 0, [Dispatched], Context(), gone.Token));
        await AppendAsync(store, Guid.NewGuid(), 0);

        Assert.IsType<OperationCanceledException>(left, exactMatch: false);
        Assert.Equal(1, await EventsAsync(database));
    }

    [Fact]
    public async Task A_database_that_is_away_is_told_to_all_at_once()
    {
        await using var database = await Database.CreateAsync();
        var direct = new NpgsqlConnectionStringBuilder(database.Source.ConnectionString);
        await using var wire = new Wire(direct.Port);
        await using var behind = Database.At(new NpgsqlConnectionStringBuilder(direct.ConnectionString) { Port = wire.Port, Timeout = 2, CommandTimeout = 2 }.ConnectionString, database.Schema);
        var store = (await behind.NodeAsync(feeds: false)).GetRequiredService<StreamStore>();
        await AppendAsync(store, Guid.NewGuid(), 0);
        wire.Hang();
        var began = Stopwatch.GetTimestamp();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => TryAsync(() => AppendAsync(store, Guid.NewGuid(), 0))));
        wire.Pass();

        Assert.All(outcomes, e => Assert.IsType<NpgsqlException>(e, exactMatch: false));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    /// <summary>Twelve callers append to four streams at the versions they believe in, while connections are broken: what was acknowledged is there, and nothing that was refused.</summary>
    [Fact]
    public async Task Whatever_the_callers_do_what_was_acknowledged_is_there_once_and_what_was_refused_is_not()
    {
        await using var database = await Database.CreateAsync();
        var store = await database.StoreAsync();
        var streams = Enumerable.Range(0, 4).Select(_ => Guid.NewGuid()).ToArray();
        var seed = Random.Shared.Next();
        // Not among those whose connections are broken.
        await using var aside = Database.At(database.Source.ConnectionString, "aside");

        var callers = await Task.WhenAll(Enumerable.Range(0, 12).Select(async n =>
        {
            var (random, told) = (new Random(HashCode.Combine(seed, n)), new List<(Guid Cause, Exception? Outcome)>());
            for (var i = 0; i < 60; i++)
            {
                var (stream, cause) = (streams[random.Next(4)], Guid.NewGuid());
                var believed = (await aside.ScalarAsync<long>($"select coalesce(max(version), 0) from {database.Schema}.mt_events where stream_id = '{stream}'")) + random.Next(-1, 2);
                told.Add((cause, await TryAsync(() => store.AppendAsync(stream, Math.Max(0, believed), [.. Enumerable.Repeat(Acknowledged, 1 + random.Next(3))], Context() with { CausationId = cause }, Ct))));
                if (n == 0 && random.Next(6) == 0)
                    await aside.ScalarAsync<object>($"select count(pg_terminate_backend(pid)) from (select pid from pg_stat_activity where application_name = '{database.Schema}' and state <> 'idle' limit 1) one");
            }
            return told;
        }));

        var stored = (await aside.ScalarAsync<string[]>($"select array_agg(distinct causation_id) from {database.Schema}.mt_events where type <> 'tombstone'")).Select(Guid.Parse).ToHashSet();
        Assert.All(callers.SelectMany(told => told), append => Assert.True(
            append.Outcome switch { null => stored.Contains(append.Cause), StreamConflictException => !stored.Contains(append.Cause), _ => true },
            $"{append.Cause}: {append.Outcome?.Message ?? "acknowledged"}, {(stored.Contains(append.Cause) ? "stored" : "not stored")} (seed {seed})"));
        Assert.Contains(callers.SelectMany(told => told), append => append.Outcome is StreamConflictException);
        Assert.Equal(0, await aside.ScalarAsync<long>($"select count(*) from (select max(version) - count(*) as missing from {database.Schema}.mt_events where type <> 'tombstone' group by stream_id) s where missing <> 0"));
    }

    private static CommandContext Context() => new(new("p-1", "branch", "DL-001"), Notice, null);

    private static Task AppendAsync(StreamStore store, Guid stream, long versionBefore) =>
        store.AppendAsync(stream, versionBefore, [versionBefore == 0 ? Dispatched : Acknowledged], Context(), Ct);

    private static Task<long> EventsAsync(Database database) => database.ScalarAsync<long>($"select count(*) from {database.Schema}.mt_events where type <> 'tombstone'");

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
