namespace Workflow.EventSourcing.Tests;

/// <summary>Streams as they are and as they were; and what cannot be read.</summary>
public sealed class LoadingTests : DatabaseTests
{
    private static readonly DateTimeOffset Morning = new(2016, 4, 1, 1, 0, 0, TimeSpan.Zero);
    private static readonly CommandContext Context =
        new(new("p-7f3a", "branch", "DL-001"), Guid.Parse("01530000-0000-7000-8000-000000000001"), null);
    private static readonly Guid Stream = Guid.Parse("01530000-0000-8000-8000-000000000003");
    private static readonly AssignmentEvent.Dispatched Dispatched = Given.Dispatched with { DueAt = Morning.AddDays(30) };

    [Fact]
    public async Task Many_streams_load_at_a_sequence_number()
    {
        var store = await Database.StoreAsync();
        var absent = Guid.Parse("01530000-0000-8000-8000-000000000005");
        await store.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Dispatch, ct: Ct);
        await store.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Acknowledge, ct: Ct);

        var now = await store.LoadManyAsync<Assignment, AssignmentEvent>([Stream, absent], Ct);
        var then = await store.LoadManyAsync<Assignment, AssignmentEvent>([Stream], Ct, toSequence: 1);

        Assert.IsType<Assignment.Acknowledged>(now[Stream].State);
        Assert.Equal(new(Assignment.Initial, 0), now[absent]);
        Assert.IsType<Assignment.Dispatched>(then[Stream].State);
        Assert.Equal(1, then[Stream].Version);
    }

    [Fact]
    public async Task A_stream_is_loaded_as_it_was_at_an_instant_inclusive()
    {
        var clock = new ManualClock(Morning);
        var store = await Database.StoreAsync(clock);
        await store.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Dispatch, ct: Ct);
        clock.MoveTo(Morning.AddHours(1));
        await store.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Acknowledge, ct: Ct);

        Assert.Equal(1, (await store.LoadAsync<Assignment, AssignmentEvent>(Stream, Ct, at: Morning.AddHours(1).AddMicroseconds(-1)))
            .Version);
        Assert.Equal(2, (await store.LoadAsync<Assignment, AssignmentEvent>(Stream, Ct, at: Morning.AddHours(1))).Version);
        Assert.Equal(1, (await store.LoadAsync<Assignment, AssignmentEvent>(Stream, Ct, version: 1)).Version);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_is_named()
    {
        var store = await Database.StoreAsync();
        await store.ExecuteAsync<Assignment, AssignmentEvent>(Stream, Context, Dispatch, ct: Ct);
        // Marten would read a name it does not know by the CLR name.
        await Database.ExecuteAsync(
            $"update {Database.Schema}.mt_events set type = 'assignment.dispatched.v99', mt_dotnet_type = 'Nobody, Nowhere'");

        var one = await Assert.ThrowsAsync<UnreadableEventException>(() => store.LoadAsync<Assignment, AssignmentEvent>(Stream, Ct));
        var many = await Assert.ThrowsAsync<UnreadableEventException>(() => store.LoadManyAsync<Assignment, AssignmentEvent>([Stream], Ct));

        Assert.Equal((Stream, 1L, "assignment.dispatched.v99"), (one.Stream, one.Version, one.Type));
        Assert.Equal(one.Message, many.Message);
    }

    private static Decision<AssignmentEvent> Dispatch(Assignment state, DateTimeOffset now) => new Decided([Dispatched]);

    private static Decision<AssignmentEvent> Acknowledge(Assignment state, DateTimeOffset now) =>
        new Decided([new AssignmentEvent.Acknowledged()]);
}
