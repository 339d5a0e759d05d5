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

/// <summary>
/// A notice was withdrawn, or another took its place. That is kept first, so that what is made of it later is over at once; then what there
/// is of it is cancelled, 500 a transaction. One that cannot be is set aside.
/// </summary>
internal sealed class NoticeWithdrawnConsumer(StreamStore streams, BoardStore board, WithdrawnAssignments withdrawn,
    Quarantine quarantine) : IConsumer<NoticeWithdrawn>
{
    public async Task Consume(ConsumeContext<NoticeWithdrawn> context)
    {
        var (message, ct) = (context.Message, context.CancellationToken);
        var command = new CommandContext(Actor.System(Sources.Assignments), message.Notice, context.MessageId);
        await using (var transaction = await streams.BeginAsync(command, ct))
        {
            await NoticeStore.KeepAsync(transaction.Transaction, message, ct);
            await transaction.CommitAsync(ct);
        }
        for (Guid? after = Guid.Empty; after is not null;)
        {
            var open = await board.NotDoneAsync(message.Notice, after.Value, AssignmentDesk.ChunkSize, ct);
            await quarantine.AddAsync(withdrawn.Place, await withdrawn.CancelAsync(open, message.Notice, command, ct), ct);
            after = open.Count < AssignmentDesk.ChunkSize ? null : open[^1].Assignment;
        }
    }
}

/// <summary>Cancels assignments of a notice as what was heard of it says.</summary>
internal sealed class WithdrawnAssignments(AssignmentDesk desk, BoardStore board, DueSweep due,
    [FromKeyedServices(WallClock.Key)] TimeProvider wall) : ISetAside
{
    public string Place => "withdrawn";

    public async Task RetryAsync(Guid item, long? version, CancellationToken ct)
    {
        if (await board.FindAsync(item, ct) is not { } row)
            return;
        var command = new CommandContext(Actor.System(Sources.Assignments), row.Notice, CausationId: null);
        if (await CancelAsync([row], row.Notice, command, ct) is [var fault, ..])
            throw fault.Why;
    }

    /// <summary>Those whose deadline passes in these seconds are waited for, until they are judged.</summary>
    /// <returns>Those that it cannot be done to.</returns>
    public async Task<IReadOnlyList<ItemFault>> CancelAsync(IReadOnlyCollection<BoardRow> rows, Guid notice, CommandContext context,
        CancellationToken ct)
    {
        await due.JudgeAsync(rows, ct);
        var faults = await TryAsync([.. rows.Select(row => row.Assignment)], notice, context, ct);
        if (faults.All(fault => fault.Why is not RefusedRequestException))
            return faults;
        await Task.Delay(Limit.Patience, wall, ct);
        await due.JudgeAsync(rows, ct);
        Guid[] waited = [.. faults.Where(fault => fault.Why is RefusedRequestException).Select(fault => fault.Item)];
        return [.. faults.Where(fault => fault.Why is not RefusedRequestException), .. await TryAsync(waited, notice, context, ct)];
    }

    private async Task<IReadOnlyList<ItemFault>> TryAsync(Guid[] assignments, Guid notice, CommandContext context,
        CancellationToken ct) => assignments is [] ? []
        : (await desk.ExecuteManyAsync(assignments, context, async transaction =>
        {
            var since = await NoticeStore.SinceAsync(transaction.Transaction, notice, ct);
            var cancel = since.Withdrawn is { } heard ? CancelAssignment.Of(heard) : null;
            return (_, state, now) => cancel is null ? new Decided([]) : CancelAssignment.Decide(state, cancel, now);
        }, ct)).Faults;
}
