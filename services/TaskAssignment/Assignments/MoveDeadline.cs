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

/// <summary>The requirement's deadline was counted again; assignments made later begin with it.</summary>
internal sealed class DeadlineRecomputedConsumer(MovedDeadlines moved) : IConsumer<DeadlineRecomputed>
{
    public Task Consume(ConsumeContext<DeadlineRecomputed> context) =>
        moved.HearAsync(context.Message, context.MessageId, context.CancellationToken);
}

/// <summary>Moves assignments of a requirement to the newest deadline that was heard of.</summary>
internal sealed class MovedDeadlines(AssignmentDesk desk, StreamStore streams, BoardStore board, Quarantine quarantine)
    : HeardOfNotice(streams, board, quarantine)
{
    public override string Place => "moved-deadlines";

    public Task HearAsync(DeadlineRecomputed recomputed, Guid? message, CancellationToken ct) => HearAsync(recomputed.Notice, message,
        transaction => NoticeStore.KeepAsync(transaction, recomputed, ct),
        ById((after, most) => Board.OpenAsync(recomputed.Notice, recomputed.Requirement, after, most, ct)), ct);

    protected override async Task<IReadOnlyList<ItemFault>> DoAsync(IReadOnlyList<BoardRow> rows, CommandContext context,
        CancellationToken ct) => rows is not [var first, ..] ? []
        : (await desk.ExecuteManyAsync([.. rows.Select(row => row.Assignment)], context, async transaction =>
        {
            var since = await NoticeStore.SinceAsync(transaction.Transaction, first.Notice, ct);
            return (_, state, now) => state is Assignment.Known { Facts.Dispatch: var dispatch } && since.Counted(dispatch) is { } counted
                ? MoveDeadline.Decide(state, MoveDeadline.Of(counted), now) : new Decided([]);
        }, ct)).Faults;
}

/// <summary>Few at a time, as with chunks.</summary>
internal sealed class DeadlineRecomputedConsumerDefinition : ConsumerDefinition<DeadlineRecomputedConsumer>
{
    public DeadlineRecomputedConsumerDefinition() => ConcurrentMessageLimit = 4;
}
