using NoticeIssuance.Understanding;
using Workflow.Calendars;
using Workflow.History;

namespace NoticeIssuance.Notices;

/// <summary>A requirement as it stands: as read, with what was set since.</summary>
/// <param name="Lead">Code of the unit that leads, once one was set.</param>
/// <param name="Joint">Codes of the units named beside it.</param>
/// <param name="DueAt">Null where undated, or dated by an event that has not come yet.</param>
/// <param name="Calendar">
/// The working calendars that <paramref name="DueAt"/> was counted by; null when it was not, or a person set it.
/// </param>
/// <param name="Counted">What it is counted from; null when it is not, or a person has set it.</param>
internal sealed record ConfirmedRequirement(
    Requirement Read, Disposition Disposition, OwedBy Owes, DateTimeOffset? DueAt, string? Calendar, WorkingDayLimit? Counted, string? Lead,
        IReadOnlyList<string> Joint)
{
    public int Number => Read.Number;

    /// <summary>Whether it needs a due instant to be issued.</summary>
    public bool Dated => Disposition is Disposition.Dated or Disposition.Recurring;

    public static IReadOnlyList<ConfirmedRequirement> All(IReadOnlyList<Requirement> read, NoticeFacts facts)
    {
        var byNumber = facts.Corrections.ToLookup(correction => correction.Number);
        return [.. read.Select(requirement =>
            Of(requirement, byNumber[requirement.Number], facts.Recomputed.GetValueOrDefault(requirement.Number)))];
    }

    private static ConfirmedRequirement Of(Requirement read, IEnumerable<NoticeEvent.RequirementCorrected> corrections,
        NoticeEvent.DeadlineRecomputed? recomputed)
    {
        var set = Corrections.Sum(read.Number, corrections);
        var disposition = set.Disposition ?? read.Disposition;
        var isDated = disposition is Disposition.Dated or Disposition.Recurring;
        var isSet = recomputed is null && set.DueAt is not null;
        return new(
            read,
            disposition,
            set.Owes ?? (disposition is Disposition.Principle ? new OwedBy(Level: null) : read.Owes),
            isDated ? recomputed?.DueAt ?? set.DueAt ?? read.Deadline?.DueAt : null,
            recomputed?.Calendar ?? (isSet ? null : read.Deadline?.Calendar),
            isDated && !isSet ? read.Deadline?.Counted : null,
            set.Lead is { Length: > 0 } lead ? lead : null,
            set.Joint ?? []);
    }
}
