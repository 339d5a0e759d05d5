namespace Workflow.EventSourcing.Tests;

/// <summary>
/// What an older Marten wrote (9.29) is read, replayed, continued and left readable; so is what an older version of the product wrote under
/// an older name.
/// </summary>
public sealed class GoldenRowsTests
{
    private static readonly Guid Open = Guid.Parse("00000000-0000-8000-8000-000000000007");
    private static readonly Guid Archived = Guid.Parse("00000000-0000-8000-8000-000000000001");
    private static readonly CommandContext Context = new(new("p-1", "branch", "DL-900"), null, null);

    /// <summary>The events as the golden rows have them.</summary>
    private static readonly Vocabulary Golden = new([
        new(Sources.Assignments, "assignment.dispatched.v1", typeof(GoldenEvent.Dispatched)),
        new(Sources.Assignments, "assignment.acknowledged.v1", typeof(GoldenEvent.Acknowledged)),
        new(Sources.Assignments, "assignment.reported.v1", typeof(GoldenEvent.Reported)),
        new(Sources.Assignments, "assignment.closed.v1", typeof(GoldenEvent.Closed)),
    ]);

    /// <summary>A second version of one event: one entry.</summary>
    private static readonly Vocabulary WithV2 = new([.. Golden.All,
        new(Sources.Assignments, "assignment.acknowledged.v2", typeof(GoldenEvent.Acknowledged), Upcast: old =>
        new JsonObject { ["by"] = $"{old["by"]}（v1）" })]);

    [Fact]
    public async Task Every_stream_folds_to_the_version_its_row_says()
    {
        await using var database = await GoldenAsync();
        var store = await StoreAsync(database, Golden);
        var streams =
            await database.Source.Sql($"select id, version, is_archived from {database.Schema}.mt_streams where id::text like '00000000-%'")
            .ReadAsync(row => (Id: row.GetGuid(0), Version: row.GetInt64(1), IsArchived: row.GetBoolean(2)), Ct);
        Assert.Equal(40, streams.Count);

        var folded = await store.LoadManyAsync<GoldenState, GoldenEvent>(streams.ConvertAll(s => s.Id), Ct);

        Assert.All(streams, stream => Assert.Equal(stream.IsArchived ? 0 : stream.Version, folded[stream.Id].Version));
        Assert.All(streams, stream => Assert.Equal(stream.IsArchived ? 0 : stream.Version, folded[stream.Id].State.Events.Count));
        var first = Assert.IsType<GoldenEvent.Dispatched>(folded[Guid.Parse("00000000-0000-8000-8000-000000000004")].State.Events[0]);
        Assert.Equal(("DL-004", 5, "Normal", new DateTimeOffset(2016, 4, 30, 15, 59, 59, TimeSpan.Zero)),
            (first.Unit, first.Requirement, first.Urgency, first.DueAt));
        Assert.Equal(["签收", "反馈"], first.Asks);
    }

    [Fact]
    public async Task Marten_itself_reads_them_by_the_same_names()
    {
        await using var database = await GoldenAsync();
        var store = await StoreAsync(database, Golden);
        await using var session = store.Documents.QuerySession();

        var events = await session.Events.FetchStreamAsync(Open, token: Ct);
        var folded = await store.LoadAsync<GoldenState, GoldenEvent>(Open, Ct);

        Assert.Equal(folded.State.Events.Select(e => e.GetType()), events.Select(e => e.Data.GetType()));
        Assert.Equal(folded.Version, events[^1].Version);
    }

    [Fact]
    public async Task Appends_are_refused_where_they_must_be_and_accepted_where_they_may()
    {
        await using var database = await GoldenAsync();
        var store = await StoreAsync(database, Golden);

        foreach (var (stream, believed) in new[] { (Open, 3L), (Open, 5L), (Open, 0L), (Archived, 0L), (Archived, 4L) })
            await Assert.ThrowsAsync<StreamConflictException>(() => AppendAsync(store, stream, believed));
        await AppendAsync(store, Open, 4);

        var folded = await store.LoadAsync<GoldenState, GoldenEvent>(Open, Ct);
        Assert.Equal((5, "p-1"), (folded.Version, Assert.IsType<GoldenEvent.Acknowledged>(folded.State.Events[^1]).By));
        Assert.True(await database.ScalarAsync<long>(
            $"select seq_id from {database.Schema}.mt_events where stream_id = '{Open}' and version = 5") > 116);
    }

    [Fact]
    public async Task The_feed_reads_every_row_but_the_tombstones()
    {
        await using var database = await GoldenAsync();
        var options = new EventSourcingOptions { Schema = database.Schema };

        var events = await StoredEvent.ReadAsync(database.Source.Sql(), options, "true order by seq_id", Ct);

        Assert.Equal(111, events.Count);
        Assert.DoesNotContain(events, e => e.Type == "tombstone");
        Assert.Contains(events, e => e.Stream == Archived);
        Assert.Contains(events, e => e.Headers is null);
    }

    [Fact]
    public async Task What_stands_under_an_older_name_reads_as_todays_event_and_only_the_newest_name_is_written()
    {
        await using var database = await GoldenAsync();
        var store = await StoreAsync(database, WithV2);

        await AppendAsync(store, Open, 4);
        var folded = await store.LoadAsync<GoldenState, GoldenEvent>(Open, Ct);
        await using var session = store.Documents.QuerySession();
        var marten = await session.Events.FetchStreamAsync(Open, token: Ct);

        Assert.Equal(["支部书记（v1）", "p-1"], folded.State.Events.OfType<GoldenEvent.Acknowledged>().Select(e => e.By));
        Assert.Equal(["支部书记（v1）", "p-1"], marten.Select(e => e.Data).OfType<GoldenEvent.Acknowledged>().Select(e => e.By));
        Assert.Equal("assignment.acknowledged.v2",
            await database.ScalarAsync<string>($"select type from {database.Schema}.mt_events where stream_id = '{Open}' and version = 5"));
    }

    [Fact]
    public async Task An_event_of_an_unknown_name_is_told_by_stream_version_and_name_whoever_asks()
    {
        await using var database = await GoldenAsync();
        var store = await StoreAsync(database, Golden);
        await database.ExecuteAsync(
            $"update {database.Schema}.mt_events set type = 'assignment.forgotten.v1' where stream_id = '{Open}' and version = 2");

        await using var transaction = await store.BeginAsync(Context, Ct);
        var one = await Assert.ThrowsAsync<UnreadableEventException>(() => store.LoadAsync<GoldenState, GoldenEvent>(Open, Ct));
        var many = await Assert.ThrowsAsync<UnreadableEventException>(() => store.LoadManyAsync<GoldenState, GoldenEvent>([Open], Ct));
        var within = await Assert.ThrowsAsync<UnreadableEventException>(() => transaction.LoadAsync<GoldenState, GoldenEvent>(Open, Ct));

        Assert.All([one, many, within], e => Assert.Equal((Open, 2L, "assignment.forgotten.v1"), (e.Stream, e.Version, e.Type)));
    }

    private static async Task AppendAsync(StreamStore store, Guid stream, long versionBefore)
    {
        await using var transaction = await store.BeginAsync(Context, Ct);
        transaction.Append(stream, versionBefore, [new GoldenEvent.Acknowledged("p-1")]);
        await transaction.CommitAsync(Ct);
    }

    private static async Task<StreamStore> StoreAsync(Database database, Vocabulary vocabulary) =>
        (await database.NodeAsync(feeds: false, options: options => options.Vocabulary = vocabulary)).GetRequiredService<StreamStore>();

    /// <summary>The golden rows in a schema of their own.</summary>
    private static async Task<Database> GoldenAsync()
    {
        var database = await Database.CreateAsync();
        var rows = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Golden", "golden.sql"), Ct);
        await database.ExecuteAsync($"create schema {database.Schema}; {rows.Replace("golden.mt_", $"{database.Schema}.mt_",
            StringComparison.Ordinal)}; reset all");
        return database;
    }

    private abstract record GoldenEvent
    {
        public sealed record Dispatched(string Unit, int Requirement, DateTimeOffset? DueAt, string Urgency, IReadOnlyList<string> Asks)
            : GoldenEvent;

        public sealed record Acknowledged(string By) : GoldenEvent;

        public sealed record Reported(string Text, IReadOnlyDictionary<string, decimal> Figures) : GoldenEvent;

        public sealed record Closed(string? Remark) : GoldenEvent;
    }

    private sealed record GoldenState(IReadOnlyList<GoldenEvent> Events) : IAggregate<GoldenState, GoldenEvent>
    {
        public static GoldenState Initial { get; } = new([]);

        public static GoldenState Evolve(GoldenState state, GoldenEvent @event) => new([.. state.Events, @event]);
    }
}
