using NoticeIssuance.Understanding;
using Workflow.History;

namespace NoticeIssuance.Notices;

/// <summary>A requirement as it stands: as read, with what was set since.</summary>
/// <param name="Lead">Code of the unit that leads, once one was set.</param>
/// <param name="Joint">Codes of the units named beside it.</param>
/// <param name="DueAt">Null where undated, or dated by an event that has not come yet.</param>
internal sealed record ConfirmedRequirement(
    Requirement Read, Disposition Disposition, OwedBy Owes, DateTimeOffset? DueAt, string? Lead, IReadOnlyList<string> Joint)
{
    public int Number => Read.Number;

    /// <summary>Whether it needs a due instant to be issued.</summary>
    public bool Dated => Disposition is Disposition.Dated or Disposition.Recurring;

    public static IReadOnlyList<ConfirmedRequirement> All(IReadOnlyList<Requirement> read, IEnumerable<NoticeEvent.RequirementCorrected> corrections)
    {
        var byNumber = corrections.ToLookup(correction => correction.Number);
        return [.. read.Select(requirement => Of(requirement, byNumber[requirement.Number]))];
    }

    private static ConfirmedRequirement Of(Requirement read, IEnumerable<NoticeEvent.RequirementCorrected> corrections)
    {
        var set = Corrections.Sum(read.Number, corrections);
        var disposition = set.Disposition ?? read.Disposition;
        return new(
            read,
            disposition,
            set.Owes ?? (disposition is Disposition.Principle ? new OwedBy(Level: null) : read.Owes),
            disposition is Disposition.Dated or Disposition.Recurring ? set.DueAt ?? read.Deadline?.DueAt : null,
            set.Lead is { Length: > 0 } lead ? lead : null,
            set.Joint ?? []);
    }
}
