using System.Text.Json.Serialization;

namespace Workflow.History;

/// <summary>
/// A stretch of the received text. <paramref name="Start"/> and <paramref name="Length"/> count UTF-16 code units of the decoded text as
/// received.
/// </summary>
public sealed record TextSpan(int Start, int Length);

/// <summary>办理要求: how a requirement is to be handled.</summary>
public enum Disposition
{
    /// <summary>Due at an instant: the notice's day, or an internal one the officer set.</summary>
    [JsonStringEnumMemberName("dated")]
    Dated,
    /// <summary>Due once a period.</summary>
    [JsonStringEnumMemberName("recurring")]
    Recurring,
    /// <summary>Goes on without a deadline.</summary>
    [JsonStringEnumMemberName("standing")]
    Standing,
    /// <summary>To be done once, undated.</summary>
    [JsonStringEnumMemberName("once")]
    Once,
    /// <summary>To be acknowledged only.</summary>
    [JsonStringEnumMemberName("principle")]
    Principle,
}

/// <summary>The levels of units, highest first; a child is never above its parent.</summary>
public enum UnitLevel
{
    /// <summary>中央</summary>
    [JsonStringEnumMemberName("central")]
    Central,
    /// <summary>省、自治区、直辖市</summary>
    [JsonStringEnumMemberName("province")]
    Province,
    /// <summary>市、州</summary>
    [JsonStringEnumMemberName("city")]
    City,
    /// <summary>县、区</summary>
    [JsonStringEnumMemberName("county")]
    County,
    /// <summary>乡、镇、街道</summary>
    [JsonStringEnumMemberName("township")]
    Township,
    /// <summary>基层党支部</summary>
    [JsonStringEnumMemberName("branch")]
    Branch,
}

/// <summary>
/// Who owes a requirement: every unit of <paramref name="Level"/> (and <paramref name="Kind"/>, where given) at or below a resolved
/// addressee;
/// without a level, the addressees themselves. <paramref name="Role"/> names the persons a duty rests on (县处级以上党员领导干部).
/// </summary>
public sealed record OwedBy(UnitLevel? Level, string? Kind = null, string? Role = null);

/// <summary>牵头 / 会同: the part a unit has in a joint requirement.</summary>
public enum Part
{
    /// <summary>Owes the requirement alone.</summary>
    [JsonStringEnumMemberName("sole")]
    Sole,
    /// <summary>Leads, and closes last.</summary>
    [JsonStringEnumMemberName("lead")]
    Lead,
    /// <summary>Owes its part of what another leads.</summary>
    [JsonStringEnumMemberName("joint")]
    Joint,
}
