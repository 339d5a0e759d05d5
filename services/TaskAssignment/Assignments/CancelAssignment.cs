using TaskAssignment.Notices;
using Workflow.Contracts.Notices.V1;

namespace TaskAssignment.Assignments;

/// <summary>
/// The notice does not order it any more: what is not done with is over. What was reported stays in its history, and so does every verdict
/// that was given; a deadline that has passed is judged first. Repeating it changes nothing.
/// </summary>
internal sealed record CancelAssignment(CancelCause Cause, string? Reason, long NoticeVersion)
{
    public static CancelAssignment Of(NoticeWithdrawn message) => new(
        message.By is null ? CancelCause.Withdrawal : CancelCause.Supersession, message.Reason, message.Version);

    public static Decision<AssignmentEvent> Decide(Assignment state, CancelAssignment command, DateTimeOffset now)
    {
        switch (state)
        {
            case Assignment.Closed or Assignment.Reassigned or Assignment.Cancelled:
            case Assignment.Acknowledged { Facts.Dispatch.Disposition: Disposition.Principle }:
                return new Decided([]);
            case Assignment.Dispatched or Assignment.Acknowledged or Assignment.Returned:
                Limit.MustBeJudged(((Assignment.Known)state).Facts, now);
                return new Decided([command.Event]);
            case Assignment.Known:
                return new Decided([command.Event]);
            default:
                return Refusals.Unknown;
        }
    }

    public AssignmentEvent.Cancelled Event => new(Cause, Reason, NoticeVersion);
}

/// <summary>A notice was withdrawn, or another took its place; assignments made of it later are over at once.</summary>
internal sealed class NoticeWithdrawnConsumer(WithdrawnAssignments withdrawn) : IConsumer<NoticeWithdrawn>
{
    public Task Consume(ConsumeContext<NoticeWithdrawn> context) =>
        withdrawn.HearAsync(context.Message, context.MessageId, context.CancellationToken);
}

/// <summary>Cancels assignments of a notice as what was heard of it says.</summary>
internal sealed class WithdrawnAssignments(AssignmentDesk desk, StreamStore streams, BoardStore board, Quarantine quarantine,
    DueSweep due, [FromKeyedServices(WallClock.Key)] TimeProvider wall) : HeardWhereJudged(streams, board, quarantine, due, wall)
{
    public override string Place => "withdrawn";

    public Task HearAsync(NoticeWithdrawn withdrawn, Guid? message, CancellationToken ct) => HearAsync(withdrawn.Notice, message,
        transaction => NoticeStore.KeepAsync(transaction, withdrawn, ct),
        ById((after, most) => Board.NotDoneAsync(withdrawn.Notice, after, most, ct)), ct);

    protected override async Task<IReadOnlyList<ItemFault>> TryAsync(IReadOnlyList<BoardRow> rows, CommandContext context,
        CancellationToken ct) => rows is not [var first, ..] ? []
        : (await desk.ExecuteManyAsync([.. rows.Select(row => row.Assignment)], context, async transaction =>
        {
            var since = await NoticeStore.SinceAsync(transaction.Transaction, first.Notice, ct);
            var cancel = since.Withdrawn is { } heard ? CancelAssignment.Of(heard) : null;
            return (_, state, now) => cancel is null ? new Decided([]) : CancelAssignment.Decide(state, cancel, now);
        }, ct)).Faults;
}
