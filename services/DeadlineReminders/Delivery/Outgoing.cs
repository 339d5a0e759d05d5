namespace DeadlineReminders.Delivery;

/// <summary>What became of one message at the broker.</summary>
internal enum Reply
{
    /// <summary>The queue has it.</summary>
    Confirmed,

    /// <summary>There is no such queue.</summary>
    Unroutable,

    /// <summary>The queue refused it.</summary>
    Refused,

    /// <summary>The broker closed the channel over it: access refused, or the like.</summary>
    Barred,

    /// <summary>The broker answers, but not for this queue.</summary>
    Silent,

    /// <summary>The connection went, or the broker does not answer at all.</summary>
    Unknown,

    /// <summary>It cannot be handed over, to whatever broker.</summary>
    Unusable,
}

/// <summary>A message to a queue.</summary>
/// <param name="Queue">Its name at the broker.</param>
/// <param name="Id">The same over repeats.</param>
/// <param name="Body">JSON.</param>
/// <param name="IsLate">Whether it may not be handed over any more; asked when its turn comes.</param>
internal sealed record Outgoing(string Queue, Guid Id, string Body, Func<bool> IsLate);
