namespace NoticeIssuance.Understanding;

/// <summary>A time expression that sets a limit, in the normal text: <c>[Start, End)</c>, its anchor and closing word included.</summary>
/// <param name="Before">It closes with 前: a period named before it reads two ways.</param>
/// <param name="Event">Words of the event it counts from, where it counts from one.</param>
internal sealed record Limit(string Rule, When When, int Start, int End, bool Before, string? Event = null)
{
    /// <summary>Another day the words name for the same: 14日或17日, 5月底（25日）, 4月20日、6月20日前.</summary>
    public When? Or { get; init; }

    /// <summary>Other days on which the same is due too: 8月20日、10月20日、12月10日前，分三次.</summary>
    public IReadOnlyList<When> Also { get; init; } = [];

    /// <summary>Written in full, closed like a limit, and before the notice itself: one of the two years is wrong.</summary>
    public bool Insists { get; init; }

    /// <summary>Where the words stand that say from when until when it comes back.</summary>
    public (int Start, int End)? Term { get; init; }

    /// <summary>Where the time expression itself begins, behind its anchor.</summary>
    public int At { get; init; } = Start;

    /// <summary>It begins to run with an event, 不合格的，限10日内: a stage above it stays the limit.</summary>
    public bool IsConditional => When is When.Within && Event is not null;

    /// <summary>Whether both name a day of the same year, and this one the later.</summary>
    public bool IsAfter(Limit other) =>
        (When, other.When) is (When.OnDay { Month: not null } later, When.OnDay { Month: not null } earlier) && later.Year == earlier.Year
        && (later.Month, (uint)later.Day).CompareTo((earlier.Month, (uint)earlier.Day)) > 0;
}
