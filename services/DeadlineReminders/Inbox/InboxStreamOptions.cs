using System.ComponentModel.DataAnnotations;

namespace DeadlineReminders.Inbox;

/// <summary>Streams of inboxes. Section <c>InboxStreams</c>.</summary>
public sealed class InboxStreamOptions
{
    /// <summary>Open at once, by the unit of the token. Default 20.</summary>
    [Range(1, 100_000, ErrorMessage = "1 to 100000 open streams are allowed")]
    public int OfUnit { get; set; } = 20;

    /// <summary>Open at once in this process. Default 5,000.</summary>
    [Range(1, 100_000, ErrorMessage = "1 to 100000 open streams are allowed")]
    public int OfNode { get; set; } = 5_000;

    /// <summary>How often a stream that has nothing to say says so: a reader that is gone is found by it. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "00:00:01 to 00:10:00 is allowed")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long what was sent may wait for the reader to take it before he is cut off. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "00:00:01 to 00:10:00 is allowed")]
    public TimeSpan ReaderPatience { get; set; } = TimeSpan.FromSeconds(30);
}
