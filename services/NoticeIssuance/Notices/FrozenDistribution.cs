using Workflow.Calendars;
using Workflow.History;
using Workflow.Planning;

namespace NoticeIssuance.Notices;

/// <summary>
/// What was issued, for ever: the requirements as confirmed and which unit owes which. The content that <see cref="NoticeEvent.Issued"/>
/// names.
/// </summary>
internal sealed record FrozenDistribution(
    string IssuingUnit, string Title, string? DocumentNumber, string? Issuer, DateOnly? IssuedOn,
    IReadOnlyList<FrozenRequirement> Requirements, IReadOnlyList<FrozenOwing> Owing)
{
    /// <summary>Units that owe the same parts are written together.</summary>
    public static IReadOnlyList<FrozenOwing> Fold(IEnumerable<OwedPart> parts) =>
    [
        .. parts.GroupBy(part => part.Unit, StringComparer.Ordinal)
            .Select(unit => (Unit: unit.Key, Owes: unit.Select(part => new FrozenPart(part.Requirement, part.Part)).ToList()))
            .GroupBy(unit => string.Join(',', unit.Owes.Select(part => $"{part.Requirement}{part.Part}")), StringComparer.Ordinal)
            .Select(group => new FrozenOwing(group.First().Owes, [.. group.Select(unit => unit.Unit)])),
    ];

    /// <summary>How many units owe the requirement: as many assignments are made.</summary>
    public int AssignmentsOf(int requirement) =>
        Owing.Where(group => group.Requirements.Any(part => part.Requirement == requirement)).Sum(group => group.Units.Count);

    /// <summary>Every part owed, by unit, then requirement.</summary>
    public IReadOnlyList<OwedPart> Parts() =>
    [
        .. Owing.SelectMany(group => group.Units.Select(unit => (Unit: unit, group.Requirements)))
            .OrderBy(unit => unit.Unit, StringComparer.Ordinal)
            .SelectMany(unit => unit.Requirements.Select(part => new OwedPart(unit.Unit, part.Requirement, part.Part))),
    ];
}

/// <summary>A requirement as confirmed.</summary>
/// <param name="Title">In a few words.</param>
/// <param name="DueAt">UTC; null where undated.</param>
/// <param name="Occurrence">Period of a recurring duty's first occurrence.</param>
/// <param name="Counted">What the due instant was counted from in working days; null when it was not, or a person set it.</param>
internal sealed record FrozenRequirement(
    int Number, string? Label, string Title, string Quote, string Kind, Disposition Disposition, DateTimeOffset? DueAt, string? Occurrence,
    IReadOnlyList<string> Figures, OwedBy Owes, string? Lead, IReadOnlyList<string> Joint, WorkingDayLimit? Counted = null);

/// <summary>Units that owe the same parts.</summary>
internal sealed record FrozenOwing(IReadOnlyList<FrozenPart> Requirements, IReadOnlyList<string> Units);

/// <summary>One requirement's part.</summary>
internal sealed record FrozenPart(int Requirement, Part Part);
