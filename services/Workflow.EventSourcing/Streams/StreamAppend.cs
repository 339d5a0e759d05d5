namespace Workflow.EventSourcing;

/// <summary>What was decided about one stream, waiting to be committed with what others decided.</summary>
internal sealed class StreamAppend
{
    private readonly long _versionBefore;
    private readonly IReadOnlyList<object> _events;
    private readonly Guid _correlation;
    private readonly EventMetadata _metadata;
    private readonly DateTimeOffset? _lastRecorded;
    private readonly CancellationToken _caller;

    /// <summary>The last recorded instant is that of the stream's last event; null where it was not loaded.</summary>
    /// <exception cref="EventTooLargeException">An event is too large.</exception>
    public StreamAppend(Guid stream, long versionBefore, IReadOnlyList<object> events, CommandContext context, DateTimeOffset? lastRecorded, CancellationToken caller)
    {
        foreach (var e in events)
            EventSize.Check(stream, e);
        (Stream, _versionBefore, _events, _lastRecorded, _caller) = (stream, versionBefore, events, lastRecorded, caller);
        (_correlation, _metadata) = (context.CorrelationId ?? stream, new(context));
    }

    public Guid Stream { get; }

    /// <summary>Ends when this append is committed or refused.</summary>
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsAbandoned => _caller.IsCancellationRequested;

    public void Join(StreamTransaction transaction)
    {
        if (_lastRecorded is { } recorded)
            transaction.Loaded(Stream, recorded);
        transaction.Append(Stream, _versionBefore, _events, _correlation, _metadata);
    }
}
