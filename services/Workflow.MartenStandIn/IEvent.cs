namespace Workflow.MartenStandIn;

/// <summary>A stored event with its metadata.</summary>
public interface IEvent
{
    /// <summary>The event's own id.</summary>
    Guid Id { get; set; }

    /// <summary>Its stream.</summary>
    Guid StreamId { get; set; }

    /// <summary>Its place in the stream, from 1.</summary>
    long Version { get; set; }

    /// <summary>Its place in the schema's log; numbers may be missing.</summary>
    long Sequence { get; set; }

    /// <summary>The event itself.</summary>
    object Data { get; }

    /// <summary>The stored name, such as <c>assignment.dispatched.v1</c>.</summary>
    string EventTypeName { get; set; }

    /// <summary>The CLR name it was written with: <c>FullName, Assembly</c>. Nothing depends on it.</summary>
    string DotNetTypeName { get; set; }

    /// <summary>When it was recorded: business time, UTC, whole microseconds.</summary>
    DateTimeOffset Timestamp { get; set; }

    /// <summary>What it belongs to.</summary>
    string? CorrelationId { get; set; }

    /// <summary>What caused it.</summary>
    string? CausationId { get; set; }

    /// <summary>Who acted.</summary>
    string? UserName { get; set; }

    /// <summary>Further metadata; null where none was given.</summary>
    Dictionary<string, object>? Headers { get; set; }

    /// <summary>Whether its stream is archived.</summary>
    bool IsArchived { get; set; }

    /// <summary>One header.</summary>
    /// <param name="key">Its name.</param>
    /// <returns>Its value as read from JSON; null where there is none.</returns>
    object? GetHeader(string key);
}

/// <summary>What is known of a stream without reading its events.</summary>
public sealed class StreamState
{
    /// <summary>The stream.</summary>
    public Guid Id { get; set; }

    /// <summary>How many events it has.</summary>
    public long Version { get; set; }

    /// <summary>When it was last appended to, by the database server's clock.</summary>
    public DateTimeOffset LastTimestamp { get; set; }

    /// <summary>When it was started, by the database server's clock.</summary>
    public DateTimeOffset Created { get; set; }

    /// <summary>Whether it is archived.</summary>
    public bool IsArchived { get; set; }
}

/// <summary>Events queued for one stream of a session.</summary>
public sealed class StreamAction
{
    internal StreamAction(Guid id, bool starts) => (Id, Starts) = (id, starts);

    internal Guid Id { get; }

    internal bool Starts { get; }

    internal List<IEvent> Events { get; } = [];

    /// <summary>The version the caller expects before the append; null = whatever it is.</summary>
    internal long? ExpectedBefore { get; set; }

    /// <summary>The version before the append, as it is written.</summary>
    internal long Before { get; set; }

    internal long After => Before + Events.Count;
}
