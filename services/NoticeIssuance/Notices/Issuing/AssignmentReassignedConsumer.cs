using Workflow.Contracts.Assignments.V1;

namespace NoticeIssuance.Notices;

/// <summary>
/// A unit does what another has declined: the notice orders it from then on, so it may read it. Heard again, it changes nothing.
/// </summary>
internal sealed class AssignmentReassignedConsumer(NoticeDesk desk) : IConsumer<AssignmentReassigned>
{
    public Task Consume(ConsumeContext<AssignmentReassigned> context) => desk.ActAsync(
        new CommandContext(Actor.System(Sources.Notices), CorrelationId: null, context.MessageId), context.Message.Notice,
        file => Decide(file, context.Message), context.CancellationToken);

    public static Ruling Decide(NoticeFile file, AssignmentReassigned message) =>
        new Decided(file.Facts.Joined.Any(joined => joined.Assignment == message.Assignment) ? []
            : [new NoticeEvent.UnitJoined(message.Unit, message.Requirement, message.Assignment)]);
}
