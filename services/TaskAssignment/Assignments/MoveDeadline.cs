using TaskAssignment.Notices;
using Workflow.Contracts.Notices.V1;

namespace TaskAssignment.Assignments;

/// <summary>
/// A calendar moved the requirement's deadline. Who owes it by what the notice or a calendar said follows; a day that a person set, what
/// was missed, accepted or closed stays; what was reported keeps its deadline, and gets the later one if the report is returned. Nobody
/// becomes late by it.
/// </summary>
internal sealed record MoveDeadline(DateTimeOffset DueAt, long NoticeVersion, string Calendar, string Reason)
{
    public static MoveDeadline Of(DeadlineRecomputed message) => new(message.DueAt, message.Version, message.Calendar, message.Reason);

    public static Decision<AssignmentEvent> Decide(Assignment state, MoveDeadline command, DateTimeOffset now) => state switch
    {
        Assignment.Known { Facts: { Verdict: Verdict.Missed } or { Origin: not (DeadlineOrigin.Notice or DeadlineOrigin.Calendar) } } =>
            new Decided([]),
        Assignment.Dispatched or Assignment.Acknowledged or Assignment.Returned or Assignment.Declined
            when command.Moves(((Assignment.Known)state).Facts, now) =>
            new Decided([command.Moved(now)]),
        Assignment.Reported { Facts: var facts } when command.DueAt != (facts.Kept?.Instead ?? facts.DueAt) =>
            new Decided([new AssignmentEvent.DeadlineKept(command.DueAt, command.NoticeVersion, command.Calendar, command.Reason)]),
        Assignment.Known => new Decided([]),
        Assignment.None => Refusals.Unknown,
        _ => throw new UnreachableException(),
    };

    public AssignmentEvent.DeadlineMoved Moved(DateTimeOffset now) =>
        new(DueAt, DeadlineOrigin.Calendar, NoticeVersion, Calendar, Reason, now);

    private bool Moves(AssignmentFacts facts, DateTimeOffset now) => facts.DueAt != DueAt && facts.DueAt >= now && DueAt >= now;
}

/// <summary>
/// Keeps what the notice says of the deadline, then moves the assignments that are there, 500 a transaction; those made later begin
/// with it. One that cannot be moved is set aside.
/// </summary>
internal sealed class DeadlineRecomputedConsumer(StreamStore streams, BoardStore board, MovedDeadlines moved, Quarantine quarantine)
    : IConsumer<DeadlineRecomputed>
{
    public async Task Consume(ConsumeContext<DeadlineRecomputed> context)
    {
        var (recomputed, ct) = (context.Message, context.CancellationToken);
        var command = new CommandContext(Actor.System(Sources.Assignments), recomputed.Notice, context.MessageId);
        await using (var transaction = await streams.BeginAsync(command, ct))
        {
            await NoticeStore.KeepAsync(transaction.Transaction, recomputed, ct);
            await transaction.CommitAsync(ct);
        }
        for (Guid? after = Guid.Empty; after is not null;)
        {
            var open = await board.OpenAsync(recomputed.Notice, recomputed.Requirement, after.Value, AssignmentDesk.ChunkSize, ct);
            await quarantine.AddAsync(moved.Place,
                (await moved.MoveAsync(open, recomputed.Notice, recomputed.Requirement, command, ct)).Faults, ct);
            after = open.Count < AssignmentDesk.ChunkSize ? null : open[^1];
        }
    }
}

/// <summary>Moves assignments of a requirement to the newest deadline that was heard of.</summary>
internal sealed class MovedDeadlines(AssignmentDesk desk, BoardStore board) : ISetAside
{
    public string Place => "moved-deadlines";

    public async Task RetryAsync(Guid item, long? version, CancellationToken ct)
    {
        if (await board.FindAsync(item, ct) is not { } row)
            return;
        var command = new CommandContext(Actor.System(Sources.Assignments), row.Notice, CausationId: null);
        if ((await MoveAsync([item], row.Notice, row.Requirement, command, ct)).Faults is [var fault])
            throw fault.Why;
    }

    /// <summary>
    /// By what is kept, not by the message: a newer one may have been taken up before it, and none is while the transaction lasts.
    /// </summary>
    public Task<DecidedMany> MoveAsync(IReadOnlyCollection<Guid> assignments, Guid notice, int requirement, CommandContext context,
        CancellationToken ct) => desk.ExecuteManyAsync(assignments, context, async transaction =>
        {
            var since = await NoticeStore.SinceAsync(transaction.Transaction, notice, ct);
            var move = since.Deadlines.TryGetValue(requirement, out var recomputed) ? MoveDeadline.Of(recomputed) : null;
            return (_, state, now) => move is null ? new Decided([]) : MoveDeadline.Decide(state, move, now);
        }, ct);
}

/// <summary>Few at a time, as with chunks.</summary>
internal sealed class DeadlineRecomputedConsumerDefinition : ConsumerDefinition<DeadlineRecomputedConsumer>
{
    public DeadlineRecomputedConsumerDefinition() => ConcurrentMessageLimit = 4;
}
