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
        Assignment.Dispatched or Assignment.Acknowledged or Assignment.Returned when command.Moves(((Assignment.Known)state).Facts, now) =>
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
/// with it.
/// </summary>
internal sealed class DeadlineRecomputedConsumer(StreamStore streams, AssignmentDesk desk, BoardStore board) : IConsumer<DeadlineRecomputed>
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
            if (open.Count > 0)
                await desk.ExecuteManyAsync(open, command, DecideAsync, ct);
            after = open.Count < AssignmentDesk.ChunkSize ? null : open[^1];
        }

        // By what is kept, not by this message: a newer one may have been taken up before it, and none is while this transaction lasts.
        async Task<Func<Guid, Assignment, DateTimeOffset, Decision<AssignmentEvent>>> DecideAsync(StreamTransaction transaction)
        {
            var newest = await NoticeStore.RecomputedAsync(transaction.Transaction, recomputed.Notice, ct);
            var move = MoveDeadline.Of(newest[recomputed.Requirement]);
            return (_, state, now) => MoveDeadline.Decide(state, move, now);
        }
    }
}

/// <summary>Few at a time, as with chunks.</summary>
internal sealed class DeadlineRecomputedConsumerDefinition : ConsumerDefinition<DeadlineRecomputedConsumer>
{
    public DeadlineRecomputedConsumerDefinition() => ConcurrentMessageLimit = 4;
}
