namespace Workflow.EventSourcing.Tests;

/// <summary>Every committed event exactly once, each stream's versions ascending, whatever the writers do.</summary>
public sealed class FeedPropertyTests : DatabaseTests
{
    /// <summary>Many where it is worth the time.</summary>
    private static readonly int Rounds = Environment.GetEnvironmentVariable("CI") == "true" ? 100 : 40;

    [Fact]
    public async Task The_rule_of_lock_holders_loses_nothing()
    {
        var node = await Database.NodeAsync();

        var faults = await FaultsAsync(Database, node.GetRequiredService<IDocumentStore>(), ownConnections: false, Settled(node));

        Assert.Empty(faults);
    }

    /// <summary>
    /// Why no session here has a connection of its own, and why the append mode is said: in this one numbers are drawn before the
    /// transaction.
    /// </summary>
    [Fact]
    public async Task A_session_with_a_connection_of_its_own_in_Rich_mode_loses_events()
    {
        var node = await Database.NodeAsync();
        await using var rich = DocumentStore.For(options =>
        {
            options.Connection(Database.Source);
            options.DatabaseSchemaName = options.Events.DatabaseSchemaName = Database.Schema;
            options.Events.AppendMode = EventAppendMode.Rich;
            options.Events.MetadataConfig.EnableAll();
            options.Events.MetadataConfig.UserNameEnabled = true;
            options.AutoCreateSchemaObjects = AutoCreate.None;
        });

        var faults = await FaultsAsync(Database, rich, ownConnections: true, Settled(node));

        Assert.NotEmpty(faults);
    }

    /// <summary>
    /// The same writers catch the rule that is most often proposed instead: rows older than every transaction that has an id.
    /// </summary>
    [Fact]
    public async Task Comparing_snapshots_loses_events()
    {
        var node = await Database.NodeAsync();

        var faults = await FaultsAsync(Database, node.GetRequiredService<IDocumentStore>(), ownConnections: false, async (position, ct) =>
        {
            var events = await StoredEvent.ReadAsync(Database.Source.Sql(), new() { Schema = Database.Schema },
                "seq_id > $1 and xmin::text::bigint < pg_snapshot_xmin(pg_current_snapshot())::text::bigint order by seq_id", ct, position);
            return (events is [] ? position : events[^1].Sequence, events);
        });

        Assert.NotEmpty(faults);
    }

    /// <summary>How the feed reads.</summary>
    private static Func<long, CancellationToken, Task<(long, List<StoredEvent>)>> Settled(ServiceProvider node)
    {
        var reader = node.GetRequiredService<EventReader>();
        return async (position, ct) =>
        {
            var settled = await reader.SettledAsync(ct);
            var events = await reader.ReadAsync(position, settled, EventFeed.BatchSize, ct);
            return (events.Count == EventFeed.BatchSize ? events[^1].Sequence : settled, events);
        };
    }

    /// <summary>
    /// Reads while the writers write, then until nothing more comes, and compares with what is stored; until the first round with a fault.
    /// </summary>
    private static async Task<List<string>> FaultsAsync(
        Database database, IDocumentStore marten, bool ownConnections, Func<long, CancellationToken,
            Task<(long Position, List<StoredEvent> Events)>> read)
    {
        var seed = Random.Shared.Next();
        var writers = new RandomWriters(database, marten, ownConnections, seed);
        var seen = new List<StoredEvent>();
        var position = 0L;
        var faults = new List<string>();
        for (var round = 0; round < Rounds && faults.Count == 0; round++)
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
        var stored = await database.ScalarAsync<long[]>(
            $"select coalesce(array_agg(seq_id order by seq_id), array[]::bigint[]) from {database.Schema}.mt_events where type <> "
                + $"'tombstone'");
        var repeated = read.GroupBy(e => e.Sequence).Where(g => g.Count() > 1).Select(g => $"{g.Key} was read {g.Count()} times");
        var lost = stored.Except(read.Select(e => e.Sequence)).Select(s => $"{s} was committed and not read");
        var invented = read.Select(e => e.Sequence).Except(stored).Select(s => $"{s} was read and is not there");
        var jumped = read.GroupBy(e => e.Stream)
            .Where(g => !g.Select(e => e.Version).SequenceEqual(Enumerable.Range(1, g.Count()).Select(v => (long)v)))
            .Select(g => $"stream {g.Key} came as {string.Join(", ", g.Select(e => e.Version))}");
        return [.. repeated, .. lost, .. invented, .. jumped];
    }
}
