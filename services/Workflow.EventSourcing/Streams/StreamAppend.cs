namespace Workflow.EventSourcing;

/// <summary>What was decided about one stream, with what goes with it.</summary>
internal sealed class StreamAppend
{
    private readonly long _versionBefore;
    private readonly IReadOnlyList<object> _events;
    private readonly Guid _correlation;
    private readonly EventMetadata _metadata;
    private readonly CancellationToken _caller;

    /// <exception cref="EventTooLargeException">An event is too large.</exception>
    public StreamAppend(Guid stream, long versionBefore, IReadOnlyList<object> events, CommandContext context, CancellationToken caller)
    {
        foreach (var e in events)
            EventSize.Check(stream, e);
        (Stream, _versionBefore, _events, _caller) = (stream, versionBefore, events, caller);
        (_correlation, _metadata) = (context.CorrelationId ?? stream, new(context));
    }

    public Guid Stream { get; }

    /// <summary>Business time of the decision; null = that of the transaction.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The instant of the stream's last event; null where it was not loaded.</summary>
    public DateTimeOffset? LastRecorded { get; init; }

    /// <summary>Writes rows before the events are written; called once an attempt.</summary>
    public Func<StreamTransaction, Task>? Rows { get; init; }

    /// <summary>Ends when this append is committed or refused, where others commit it.</summary>
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsAbandoned => _caller.IsCancellationRequested;

    /// <summary>Queues the events and writes the rows.</summary>
    /// <exception cref="StreamConflictException">The rows met a race.</exception>
    public async Task JoinAsync(StreamTransaction transaction)
    {
        if (DecidedAt is { } decided)
            transaction.Now = decided;
        if (LastRecorded is { } recorded)
            transaction.Loaded(Stream, recorded);
        transaction.Append(Stream, _versionBefore, _events, _correlation, _metadata);
        try
        {
            await (Rows?.Invoke(transaction) ?? Task.CompletedTask);
        }
        catch (Exception e) when (StreamConflictException.IsRace(e))
        {
            throw new StreamConflictException(e.Message, e);
        }
    }

    /// <summary>The same, and commits: nothing else is in the transaction.</summary>
    public async Task CommitAsync(StreamTransaction transaction, CancellationToken ct)
    {
        await JoinAsync(transaction);
        await transaction.CommitAsync(ct);
    }
}
