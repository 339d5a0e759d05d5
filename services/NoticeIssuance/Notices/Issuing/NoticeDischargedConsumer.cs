using Workflow.Contracts.Assignments.V1;

namespace NoticeIssuance.Notices;

/// <summary>
/// All that a notice ordered is done with, or is no longer. The highest count heard is what holds, whatever order messages come in; what
/// was looked at before an amendment says nothing of what it orders now.
/// </summary>
internal sealed class NoticeDischargedConsumer(NoticeDesk desk) : IConsumer<NoticeDischarged>
{
    public Task Consume(ConsumeContext<NoticeDischarged> context) => desk.ActAsync(
        new CommandContext(Actor.System(Sources.Notices), CorrelationId: null, context.MessageId), context.Message.Notice,
        file => Decide(file.State, context.Message), context.CancellationToken);

    /// <summary>Also what changes nothing is kept: what was told before it, and comes after it, changes nothing then.</summary>
    public static Ruling Decide(Notice state, NoticeDischarged heard) => state switch
    {
        Notice.GivenOut { Facts: var facts } and (Notice.Issued or Notice.Concluded)
            when heard.Through > facts.Through && heard.Amendment >= facts.Amendments.Count =>
            new Decided([heard.IsDischarged ? new NoticeEvent.Concluded(heard.Through) : new NoticeEvent.Resumed(heard.Through)]),
        _ => new Decided([]),
    };
}
