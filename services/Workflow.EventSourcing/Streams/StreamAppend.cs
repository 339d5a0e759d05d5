namespace Workflow.EventSourcing;

/// <summary>What was decided about one stream, waiting to be committed with what others decided.</summary>
internal sealed class StreamAppend
{
    private readonly IReadOnlyList<object> _events;
    private readonly Guid _correlation;
    private readonly EventMetadata _metadata;
    private readonly CancellationToken _caller;

    /// <summary>The last recorded instant is that of the stream's last event; null where it was not loaded.</summary>
    /// <exception cref="EventTooLargeException">An event is too large.</exception>
    public StreamAppend(Guid stream, long versionBefore, IReadOnlyList<object> events, CommandContext context, DateTimeOffset? lastRecorded, CancellationToken caller)
    {
        foreach (var e in events)
            EventSize.Check(stream, e);
        (Stream, VersionBefore, _events, LastRecorded, _caller) = (stream, versionBefore, events, lastRecorded, caller);
        (_correlation, _metadata) = (context.CorrelationId ?? stream, new(context));
    }

    public Guid Stream { get; }

    public long VersionBefore { get; }

    public long VersionAfter => VersionBefore + _events.Count;

    public DateTimeOffset? LastRecorded { get; }

    /// <summary>Ends when this append is committed or refused.</summary>
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsAbandoned => _caller.IsCancellationRequested;

    public void Join(IDocumentSession session) => _metadata.Append(session, Stream, VersionBefore, _events, _correlation);
}
