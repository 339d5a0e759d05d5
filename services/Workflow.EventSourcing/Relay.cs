namespace Workflow.EventSourcing;

/// <summary>A message to be published. It may go out more than once, always with the same id.</summary>
/// <param name="Message">A type of <c>Workflow.Contracts</c>.</param>
/// <param name="MessageId">The stored event's id, or derived from it.</param>
/// <param name="CorrelationId">The notice's id.</param>
public sealed record OutgoingMessage(object Message, Guid MessageId, Guid? CorrelationId);

/// <summary>Translates stored events to messages: one per service, one switch.</summary>
public interface IEventPublisher
{
    /// <summary>What a page of events says to other services. Called again for the same page after a crash: the same events must give messages with the same ids.</summary>
    /// <param name="page">One to five hundred events, ascending by sequence; a page's boundaries never change.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The messages, in the order to be sent; none where nothing concerns others.</returns>
    ValueTask<IReadOnlyList<OutgoingMessage>> TranslateAsync(IReadOnlyList<StoredEvent> page, CancellationToken ct);
}
