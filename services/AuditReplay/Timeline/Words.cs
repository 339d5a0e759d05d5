namespace AuditReplay.Timeline;

/// <summary>What happened, in a sentence.</summary>
internal sealed record Words(string Zh, string En)
{
    /// <summary>Words for what this version of the product cannot read.</summary>
    public static Words Unreadable(string type) =>
        new($"记录了本版本尚不认识的事件 {type}", $"An event that this version cannot read was recorded: {type}");

    /// <summary>Words for what this version of the product can read and has none for.</summary>
    public static Words Wordless(string type) =>
        new($"记录了事件 {type}，本版本没有它的说法", $"An event that this version has no words for was recorded: {type}");
}
