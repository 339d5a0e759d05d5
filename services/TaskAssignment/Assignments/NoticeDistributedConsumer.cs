using TaskAssignment.Notices;
using Workflow.Contracts.Notices.V1;

namespace TaskAssignment.Assignments;

/// <summary>
/// Makes the assignments of a chunk: one transaction, a constant number of statements. Those that exist are left alone, so a chunk may come
/// again, late, or twice at the same moment. Where the notice was amended meanwhile, they follow that at once; where it was
/// withdrawn, they are over.
/// </summary>
internal sealed class NoticeDistributedConsumer(StreamStore streams) : IConsumer<NoticeDistributed>
{
    public async Task Consume(ConsumeContext<NoticeDistributed> context)
    {
        var (chunk, ct) = (context.Message, context.CancellationToken);
        await using var transaction = await streams.BeginAsync(
            new(Actor.System(Sources.Assignments), chunk.Head.Notice, context.MessageId), ct);
        var since = await NoticeStore.SinceAsync(transaction.Transaction, chunk.Head.Notice, ct);
        await NoticeStore.KeepAsync(transaction.Transaction, chunk.Head, chunk.Requirements, ct);
        var begun = Dispatch(chunk).ToDictionary(entry => entry.Key, entry => Begin(entry.Value, since, transaction.Now));
        var rows = begun.Select(entry => entry.Value.Aggregate((BoardRow?)null, (row, e) => AssignmentBoard.Project(row, entry.Key, e))!);
        var added = await BoardStore.AddAsync(transaction, rows, ct);
        foreach (var (assignment, events) in begun.Where(entry => added.Contains(entry.Key)))
            transaction.Start(assignment, events);
        await transaction.CommitAsync(ct);
    }

    /// <summary>
    /// As it was issued, and at once with the deadline that a calendar or an amendment gave it since, or over, when the chunk comes later
    /// than that. The unit is told of it as it is then.
    /// </summary>
    private static IReadOnlyList<AssignmentEvent> Begin(AssignmentEvent.Dispatched dispatched, SinceIssue since, DateTimeOffset now)
    {
        if (since.Withdrawn is { } withdrawn)
            return [dispatched, CancelAssignment.Of(withdrawn).Event];
        IReadOnlyList<AssignmentEvent> begun = since.Counted(dispatched) is { } recomputed && recomputed.DueAt != dispatched.DueAt
            ? [dispatched, MoveDeadline.Of(recomputed).Moved(now)] : [dispatched];
        return since.Amended is not { } amended ? begun
            : [.. begun, .. AmendAssignment.Decide(begun.Aggregate(Assignment.Initial, Assignment.Evolve), amended, now)];
    }

    private static Dictionary<Guid, AssignmentEvent.Dispatched> Dispatch(NoticeDistributed chunk)
    {
        var requirements = chunk.Requirements.ToDictionary(requirement => requirement.Number);
        return chunk.Assignments.ToDictionary(assignment => assignment.Assignment, assignment => Dispatch(
            chunk.Head,
            requirements.GetValueOrDefault(assignment.Requirement) ?? throw new InvalidDataException(
                $"Chunk {chunk.Chunk} of notice {chunk.Head.Notice} distributes requirement {assignment.Requirement} "
                + "without saying what it is."),
            assignment, chunk.Amendment));
    }

    private static AssignmentEvent.Dispatched Dispatch(NoticeHead head, DistributedRequirement requirement,
        DistributedAssignment assignment, int amendment) => new(
        Notice: head.Notice,
        Requirement: requirement.Number,
        Unit: assignment.Unit,
        Occurrence: assignment.Occurrence,
        IssuingUnit: head.IssuingUnit,
        Disposition: Named.Value<Disposition>(requirement.Disposition),
        Part: Named.Value<Part>(assignment.Part),
        DueAt: requirement.DueAt,
        DistributionSha256: head.DistributionSha256,
        Origin: Named.Value<DeadlineOrigin>(requirement.DueOrigin),
        Amendment: amendment == 0 ? null : amendment);
}

/// <summary>
/// A few chunks at a time: enough to keep the database busy, too few to take its connections from those who ask and act meanwhile.
/// </summary>
internal sealed class NoticeDistributedConsumerDefinition : ConsumerDefinition<NoticeDistributedConsumer>
{
    public NoticeDistributedConsumerDefinition() => ConcurrentMessageLimit = 4;
}
