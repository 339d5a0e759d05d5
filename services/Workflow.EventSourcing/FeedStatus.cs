namespace Workflow.EventSourcing;

/// <summary>How far the feed and the relay of this process are, for health pages and people. Safe to read at any time.</summary>
public sealed class FeedStatus
{
    /// <summary>Whether this process is the one that reads, feeds and publishes.</summary>
    public bool Leading { get; internal set; }
}
