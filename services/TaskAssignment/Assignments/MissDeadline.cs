using Workflow.Contracts.Reminders.V1;

namespace TaskAssignment.Assignments;

/// <summary>The due instant passed. What was reported in time, or has another deadline by now, is left as it is.</summary>
internal sealed record MissDeadline(DateTimeOffset DueAt, int DeadlineVersion)
{
    public static Decision<AssignmentEvent> Decide(Assignment state, MissDeadline command) => state switch
    {
        Assignment.Dispatched or Assignment.Acknowledged or Assignment.Returned when command.IsMissedBy(((Assignment.Known)state).Facts) =>
            new Decided([new AssignmentEvent.DeadlineMissed(command.DueAt, command.DeadlineVersion)]),
        Assignment.Known => new Decided([]),
        Assignment.None => Refusals.Unknown,
        _ => throw new UnreachableException(),
    };

    private bool IsMissedBy(AssignmentFacts facts) =>
        facts.Missed?.DeadlineVersion != DeadlineVersion && facts.DeadlineVersion == DeadlineVersion && facts.DueAt == DueAt;
}

/// <summary>Records the deadlines that passed: a notice's in one transaction.</summary>
internal sealed class DeadlinePassedConsumer(AssignmentDesk desk, ILogger<DeadlinePassedConsumer> logger) : IConsumer<DeadlinePassed>
{
    public async Task Consume(ConsumeContext<DeadlinePassed> context)
    {
        foreach (var notice in context.Message.Deadlines.GroupBy(deadline => deadline.Notice))
        {
            var passed = notice.ToDictionary(deadline => deadline.Assignment);
            var decisions = await desk.ExecuteManyAsync(
                passed.Keys,
                new(Actor.System(Sources.Assignments), CorrelationId: notice.Key, CausationId: context.MessageId),
                (id, state) => MissDeadline.Decide(state, new(passed[id].DueAt, passed[id].DeadlineVersion)),
                context.CancellationToken);
            foreach (var (assignment, decision) in decisions)
            {
                if (decision is Decision<AssignmentEvent>.Rejected { Refusal: var refusal })
                    logger.LogWarning("The deadline of assignment {Assignment} cannot be missed: {Code}", assignment, refusal.Code);
            }
        }
    }
}

/// <summary>Few at a time, as with chunks.</summary>
internal sealed class DeadlinePassedConsumerDefinition : ConsumerDefinition<DeadlinePassedConsumer>
{
    public DeadlinePassedConsumerDefinition() => ConcurrentMessageLimit = 4;
}
