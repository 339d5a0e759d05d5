using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Workflow.EventSourcing.Tests;

/// <summary>Every committed event exactly once, each stream's versions ascending, whatever the writers do.</summary>
public sealed class FeedPropertyTests
{
    /// <summary>Many where it is worth the time.</summary>
    private static readonly int Rounds = Environment.GetEnvironmentVariable("CI") == "true" ? 200 : 40;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_rule_of_lock_holders_loses_nothing()
    {
        await using var database = await Database.CreateAsync();
        var reader = (await database.NodeAsync()).GetRequiredService<EventReader>();

        var faults = await FaultsAsync(database, Rounds, stopAtFirst: true, async (position, ct) =>
        {
            var settled = await reader.SettledAsync(ct);
            var events = await reader.ReadAsync(position, settled, EventFeed.BatchSize, ct);
            return (events.Count == EventFeed.BatchSize ? events[^1].Sequence : settled, events);
        });

        Assert.Empty(faults);
    }

    /// <summary>The same writers catch the rule that is most often proposed instead: rows older than every transaction that has an id.</summary>
    [Fact]
    public async Task Comparing_snapshots_loses_events()
    {
        await using var database = await Database.CreateAsync();
        await database.NodeAsync();

        var faults = await FaultsAsync(database, Rounds, stopAtFirst: true, async (position, ct) =>
        {
            await using var connection = await database.Source.OpenConnectionAsync(ct);
            var events = await StoredEvent.ReadAsync(connection, null, database.Schema,
                "seq_id > $1 and xmin::text::bigint < pg_snapshot_xmin(pg_current_snapshot())::text::bigint order by seq_id", ct, new NpgsqlParameter { Value = position });
            return (events is [] ? position : events[^1].Sequence, events);
        });

        Assert.NotEmpty(faults);
    }

    /// <summary>Reads while the writers write, then until nothing more comes, and compares with what is stored.</summary>
    private static async Task<List<string>> FaultsAsync(Database database, int rounds, bool stopAtFirst, Func<long, CancellationToken, Task<(long Position, List<StoredEvent> Events)>> read)
    {
        var seed = Random.Shared.Next();
        var writers = new RandomWriters(database, seed);
        var seen = new List<StoredEvent>();
        var position = 0L;
        var faults = new List<string>();
        for (var round = 0; round < rounds && !(stopAtFirst && faults.Count > 0); round++)
        {
            var writing = writers.RoundAsync(round, Ct);
            while (!writing.IsCompleted)
                await ReadOnAsync();
            await writing;
            await ReadOnAsync();
            faults.AddRange((await FaultsAsync(database, seen)).Select(f => $"{f} (seed {seed}, round {round})"));
            seen.Clear();
            await database.ExecuteAsync($"truncate {database.Schema}.mt_events, {database.Schema}.mt_streams");
        }
        return faults;

        async Task ReadOnAsync()
        {
            (position, var events) = await read(position, Ct);
            seen.AddRange(events);
        }
    }

    private static async Task<IEnumerable<string>> FaultsAsync(Database database, List<StoredEvent> read)
    {
        var stored = await database.ScalarAsync<long[]>($"select coalesce(array_agg(seq_id order by seq_id), array[]::bigint[]) from {database.Schema}.mt_events");
        var repeated = read.GroupBy(e => e.Sequence).Where(g => g.Count() > 1).Select(g => $"{g.Key} was read {g.Count()} times");
        var lost = stored.Except(read.Select(e => e.Sequence)).Select(s => $"{s} was committed and not read");
        var invented = read.Select(e => e.Sequence).Except(stored).Select(s => $"{s} was read and is not there");
        var jumped = read.GroupBy(e => e.Stream).Where(g => !g.Select(e => e.Version).SequenceEqual(Enumerable.Range(1, g.Count()).Select(v => (long)v))).Select(g => $"stream {g.Key} came as {string.Join(", ", g.Select(e => e.Version))}");
        return [.. repeated, .. lost, .. invented, .. jumped];
    }
}
