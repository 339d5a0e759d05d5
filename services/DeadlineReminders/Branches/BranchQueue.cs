namespace DeadlineReminders.Branches;

/// <summary>How queues of units are called and bound at the broker.</summary>
internal static class BranchQueue
{
    /// <summary>The topic exchange to which each queue is bound by the path of its unit.</summary>
    public const string Exchange = "branch";

    /// <summary>The fanout exchange and the queue that take what branches could not take for good.</summary>
    public const string Dead = "branch-dead";

    /// <summary>Longest routing key and name of a queue, in bytes.</summary>
    public const int LongestKey = 255;

    private const string Prefix = "branch.";

    /// <summary>The queue of a unit's own channel, and the broker's user that reads it.</summary>
    public static string Of(string unit) => Prefix + unit;

    /// <summary>The codes from the root down to the unit.</summary>
    public static string Path(UnitSnapshot units, string unit) =>
        units.Path(unit) is { Count: > 0 } path ? string.Join('.', path) : unit;

    /// <summary>What the queue is bound by: the path, or everything at and below it.</summary>
    public static string Binding(string path, bool subtree) => subtree ? $"{path}.#" : path;

    /// <summary>Whether the broker takes it as a routing key or a name.</summary>
    public static bool Fits(string key) => Encoding.UTF8.GetByteCount(key) <= LongestKey;
}
