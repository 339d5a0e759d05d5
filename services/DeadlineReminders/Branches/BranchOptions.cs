using System.ComponentModel.DataAnnotations;

namespace DeadlineReminders.Branches;

/// <summary>What branch queues and their readers are held to, by policies and limits of the broker. Section <c>Branches</c>.</summary>
internal sealed class BranchOptions
{
    /// <summary>Connections that a unit's user may have open at once. Default 10.</summary>
    [Range(1, 1000)]
    public int MaxConnections { get; set; } = 10;

    /// <summary>Channels that a unit's user may have open at once. Default 50.</summary>
    [Range(1, 10_000)]
    public int MaxChannels { get; set; } = 50;

    /// <summary>How often a message that is given back is delivered again before it goes to the dead ones. Default 50.</summary>
    [Range(1, 10_000)]
    public int DeliveryLimit { get; set; } = 50;

    /// <summary>Messages that a queue holds; what comes beyond waits with the service. Default 100,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxLength { get; set; } = 100_000;

    /// <summary>Days after which an unread message goes to the dead ones. Default 45, at most 49: the broker counts in 32 bits.</summary>
    [Range(1, 49)]
    public int DaysKept { get; set; } = 45;

    /// <summary>Dead messages that are kept; the oldest are dropped beyond. Default 100,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxDead { get; set; } = 100_000;
}
