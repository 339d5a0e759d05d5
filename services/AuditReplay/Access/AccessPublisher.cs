namespace AuditReplay.Access;

/// <summary>Recorded calls concern nobody but the ledger, which gets every service's events in pages, this one's too.</summary>
internal sealed class AccessPublisher : IEventPublisher
{
    public ValueTask<IReadOnlyList<OutgoingMessage>> TranslateAsync(IReadOnlyList<StoredEvent> page, CancellationToken ct) => new([]);
}
