namespace Workflow.EventSourcing.Tests;

public sealed class StreamStoreTests : DatabaseTests
{
    private static readonly DateTimeOffset Morning = new(2016, 4, 1, 1, 0, 0, TimeSpan.Zero);
    private static readonly CommandContext Context =
        new(new("p-7f3a", "branch", "DL-001", OnBehalfOf: "DL"), Guid.Parse("01530000-0000-7000-8000-000000000001"),
        Guid.Parse("01530000-0000-7000-8000-000000000002"));
    private static readonly Guid Stream = Guid.Parse("01530000-0000-8000-8000-000000000003");
    private static readonly AssignmentEvent.Dispatched Dispatched = Given.Dispatched with { DueAt = Morning.AddDays(30) };

    [Fact]
    public async Task What_was_decided_is_what_is_loaded()
    {
        var store = await Database.StoreAsync(new ManualClock(Morning));

        var dispatched = await store.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Dispatch, ct: Ct);
        var acknowledged = await store.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Acknowledge, ct: Ct);
        var loaded = await store.LoadAsync<Assignment, AssignmentEvent>(Stream, Ct);

        Assert.Equal(1, Assert.IsType<Outcome<Assignment>.Done>(dispatched).Version);
        var done = Assert.IsType<Outcome<Assignment>.Done>(acknowledged);
        Assert.Equal((done.State, done.Version), (loaded.State, loaded.Version));
        Assert.IsType<Assignment.Acknowledged>(loaded.State);
        Assert.Equal(2, loaded.Version);
    }

    [Fact]
    public async Task Repeating_a_command_appends_nothing()
    {
        var store = await Database.StoreAsync();
        await store.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Dispatch, ct: Ct);

        var again = await store.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Dispatch, ct: Ct);

        Assert.Empty(Assert.IsType<Outcome<Assignment>.Done>(again).Events);
        Assert.Equal(1L, await Database.ScalarAsync<long>($"select count(*) from {Database.Schema}.mt_events"));
    }

    [Fact]
    public async Task A_refusal_writes_nothing()
    {
        var store = await Database.StoreAsync();

        var outcome = await store.ExecuteAsync<Assignment,
            AssignmentEvent>(Stream, Context, (_, _) => new Refused("assignment-unknown", "No notice has dispatched this assignment."),
            ct: Ct);

        Assert.Equal("assignment-unknown", Assert.IsType<Outcome<Assignment>.Rejected>(outcome).Refusal.Code);
        Assert.Equal(0L, await Database.ScalarAsync<long>($"select count(*) from {Database.Schema}.mt_streams"));
    }

    [Fact]
    public async Task An_event_carries_who_why_and_the_trace()
    {
        var store = await Database.StoreAsync(new ManualClock(Morning.AddTicks(7)));
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();

        await store.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Dispatch, ct: Ct);

        var row = await Database.ScalarAsync<string>($"select row_to_json(e)::text from {Database.Schema}.mt_events e");
        using var json = JsonDocument.Parse(row);
        var stored = json.RootElement;
        Assert.Equal("assignment.dispatched.v1", stored.GetProperty("type").GetString());
        Assert.Equal("p-7f3a", stored.GetProperty("user_name").GetString());
        Assert.Equal(Context.CorrelationId.ToString(), stored.GetProperty("correlation_id").GetString());
        Assert.Equal(Context.CausationId.ToString(), stored.GetProperty("causation_id").GetString());
        Assert.Equal(Morning, stored.GetProperty("timestamp").GetDateTimeOffset());
        Assert.Equal("*DEFAULT*", stored.GetProperty("tenant_id").GetString());
        Assert.Equal("dated", stored.GetProperty("data").GetProperty("disposition").GetString());
        var headers = stored.GetProperty("headers");
        Assert.Equal(("branch", "DL-001", "DL", activity.Id),
            (Header("role"), Header("unit"), Header("onBehalfOf"), Header("traceparent")));

        string? Header(string name) => headers.GetProperty(name).GetString();
    }

    [Fact]
    public async Task Without_a_notice_an_event_belongs_to_its_own_stream()
    {
        var store = await Database.StoreAsync();
        var other = Guid.Parse("01530000-0000-8000-8000-000000000004");

        await using (var transaction = await store.BeginAsync(Context with { CorrelationId = null, CausationId = null }, Ct))
        {
            transaction.Start(Stream, [Dispatched]);
            transaction.Start(other, [Dispatched]);
            await transaction.CommitAsync(Ct);
        }

        Assert.Equal(2L, await Database.ScalarAsync<long>(
            $"select count(*) from {Database.Schema}.mt_events where correlation_id = stream_id::text and causation_id is null"));
    }

    [Fact]
    public async Task Twenty_at_once_decide_one_after_another()
    {
        var store = await Database.StoreAsync();

        var outcomes =
            await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(_ => store.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Dispatch, ct: Ct)));

        Assert.Equal(1, outcomes.Count(o => o is Outcome<Assignment>.Done { Events.Count: 1 }));
        Assert.Equal(19, outcomes.Count(o => o is Outcome<Assignment>.Done { Events: [] }));
    }

    [Fact]
    public async Task A_stale_caller_is_told_the_present_version_only_when_events_would_result()
    {
        var store = await Database.StoreAsync();
        await store.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Dispatch, ct: Ct);

        var stale = await store.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Acknowledge, ifMatch: 7, ct: Ct);
        var already = await store.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Dispatch, ifMatch: 7, ct: Ct);

        Assert.Equal(1, Assert.IsType<Outcome<Assignment>.Stale>(stale).ActualVersion);
        Assert.IsType<Outcome<Assignment>.Done>(already);
    }

    [Fact]
    public async Task Each_event_of_a_transaction_over_many_notices_belongs_to_its_own()
    {
        var store = await Database.StoreAsync();
        var notices = Enumerable.Range(0, 50).Select(_ => Guid.NewGuid()).ToList();

        await using (var transaction = await store.BeginAsync(Context with { CorrelationId = null }, Ct))
        {
            notices.ForEach(notice => transaction.Start(Guid.NewGuid(), [Dispatched with { Notice = notice }], correlation: notice));
            await transaction.CommitAsync(Ct);
        }

        Assert.Equal(50L,
            await Database.ScalarAsync<long>($"select count(*) from {Database.Schema}.mt_events where correlation_id = data->>'notice'"));
    }

    [Fact]
    public async Task Rows_and_events_become_true_together_or_not_at_all()
    {
        var store = await Database.StoreAsync();
        await Database.ExecuteAsync($"create table {Database.Schema}.board (id uuid primary key, version bigint)");

        await store.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Dispatch, WriteRow, ct: Ct);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            store.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Acknowledge, async (transaction, after, events, ct) =>
        {
            await WriteRow(transaction, after, events, ct);
            throw new InvalidOperationException("The row cannot be written.");
        }, ct: Ct));

        Assert.Equal(1L, await Database.ScalarAsync<long>($"select version from {Database.Schema}.board"));
        Assert.Equal(1, (await store.LoadAsync<Assignment, AssignmentEvent>(Stream, Ct)).Version);

        async Task WriteRow(StreamTransaction transaction, Versioned<Assignment> after, IReadOnlyList<AssignmentEvent> events,
            CancellationToken ct)
        {
            await using var command =
                new Npgsql.NpgsqlCommand(
                $"insert into {Database.Schema}.board values ($1, $2) on conflict (id) do update set version = excluded.version",
                transaction.Connection, transaction.Transaction);
            command.Parameters.Add(new() { Value = Stream });
            command.Parameters.Add(new() { Value = after.Version });
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    [Fact]
    public async Task A_clock_behind_the_stream_refuses_to_record()
    {
        var clock = new ManualClock(Morning);
        var store = await Database.StoreAsync(clock);
        await store.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Dispatch, ct: Ct);
        clock.MoveTo(Morning.AddSeconds(-90));

        var byCommand =
            await Assert.ThrowsAsync<ClockBehindException>(() =>
            store.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Acknowledge, ct: Ct));
        await using var transaction = await store.BeginAsync(Context, Ct);
        transaction.Append(Stream, 1, [new AssignmentEvent.Acknowledged()]);
        await Assert.ThrowsAsync<ClockBehindException>(() => transaction.CommitAsync(Ct));

        Assert.Equal(TimeSpan.FromSeconds(90), byCommand.Behind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_clock_a_little_behind_is_waited_for(bool loaded)
    {
        var ahead = await Database.StoreAsync(new ShiftedClock(TimeSpan.FromMilliseconds(300)));
        var behind = await Database.StoreAsync(new ShiftedClock(TimeSpan.Zero));
        await ahead.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Dispatch, ct: Ct);

        await behind.TransactAsync(Context, async transaction =>
        {
            if (loaded)
                await transaction.LoadAsync<Assignment, AssignmentEvent>(Stream, Ct);
            transaction.Append(Stream, 1, [new AssignmentEvent.Acknowledged()]);
            await transaction.CommitAsync(Ct);
            return true;
        }, Ct);

        Assert.True(await Database.ScalarAsync<bool>(
            $"select max(timestamp) filter (where version = 2) >= max(timestamp) filter (where version = 1) from "
                + $"{Database.Schema}.mt_events"));
    }

    [Fact]
    public async Task An_event_over_60_kB_is_refused()
    {
        var store = await Database.StoreAsync();

        var refused = await Assert.ThrowsAsync<EventTooLargeException>(() => store.ExecuteAsync<Assignment, AssignmentEvent>(
            Stream, Context, (_, _) => new Decided([Dispatched with { DistributionSha256 = new string('a', 60_000) }]), ct: Ct));

        Assert.InRange(refused.Bytes, 60_001, 61_000);
    }

    [Fact]
    public async Task Ten_nodes_starting_at_once_make_their_tables_one_after_another()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Database.NodeAsync(feeds: false)));

        Assert.Equal(1, await Database.ScalarAsync<long>($"select count(*) from pg_sequences where schemaname = '{Database.Schema}'"));
    }

    [Fact]
    public async Task A_conflict_inside_a_transaction_of_many_streams_says_so_and_writes_nothing()
    {
        var store = await Database.StoreAsync();
        var other = Guid.Parse("01530000-0000-8000-8000-000000000006");
        await store.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Dispatch, ct: Ct);

        await using (var transaction = await store.BeginAsync(Context, Ct))
        {
            transaction.Start(other, [Dispatched]);
            transaction.Start(Stream, [Dispatched]);
            await Assert.ThrowsAsync<StreamConflictException>(() => transaction.CommitAsync(Ct));
        }

        Assert.Equal([Stream],
            await Database.ScalarAsync<Guid[]>($"select array_agg(stream_id) from {Database.Schema}.mt_events where type <> 'tombstone'"));
        Assert.Equal(0, (await store.LoadAsync<Assignment, AssignmentEvent>(other, Ct)).Version);
    }

    private static Decision<AssignmentEvent> Dispatch(Assignment state, DateTimeOffset now) =>
        state is Assignment.None ? new Decided([Dispatched]) : new Decided([]);

    private static Decision<AssignmentEvent> Acknowledge(Assignment state, DateTimeOffset now) => state switch
    {
        Assignment.Dispatched => new Decided([new AssignmentEvent.Acknowledged()]),
        Assignment.None => new Refused("assignment-unknown", "No notice has dispatched this assignment."),
        _ => new Decided([]),
    };

    private sealed class ShiftedClock(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }
}
