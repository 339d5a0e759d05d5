using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>A requirement as it stands: as read, with what was set since.</summary>
/// <param name="DueAt">Null where undated, or dated by an event that has not come yet.</param>
/// <param name="DueOrigin">A <see cref="DueOrigins"/>.</param>
/// <param name="Calendar">
/// The working calendars that <paramref name="DueAt"/> was counted by; null when it was not, or a person set it.
/// </param>
/// <param name="Counted">What it is counted from; null when it is not, or a person has set it.</param>
/// <param name="Lead">Code of the unit that leads, once one was set.</param>
/// <param name="Joint">Codes of the units named beside it.</param>
internal sealed record ConfirmedRequirement(
    Requirement Read, Disposition Disposition, OwedBy Owes, DateTimeOffset? DueAt, string DueOrigin, string? Calendar,
    WorkingDayLimit? Counted, string? Lead, IReadOnlyList<string> Joint)
{
    public int Number => Read.Number;

    /// <summary>Whether it needs a due instant to be issued.</summary>
    public bool Dated => IsDated(Disposition);

    /// <summary>The units it names instead of a level.</summary>
    public IEnumerable<string> Named => Lead is null ? Joint : Joint.Prepend(Lead);

    public static bool IsDated(Disposition disposition) => disposition is Disposition.Dated or Disposition.Recurring;

    /// <param name="read">As the grammar read it.</param>
    /// <param name="corrections">Those of it, in their order.</param>
    /// <param name="recomputed">As counted again, where no person has set it since.</param>
    public static ConfirmedRequirement Of(Requirement read, IEnumerable<NoticeEvent.RequirementCorrected> corrections,
        NoticeEvent.DeadlineRecomputed? recomputed)
    {
        var made = corrections.ToList();
        var (set, said) = (Sum(read.Number, made), Said(read.Number, made));
        var disposition = set.Disposition ?? read.Disposition;
        var isSaid = recomputed is null && made.FindLast(correction => correction.DueAt is not null) is { IsPersons: true };
        // A proposal that was taken is what was counted, or the other reading of the words, which was not.
        var isCounted = recomputed is not null || (!isSaid && (set.DueAt is null || set.DueAt == read.Deadline?.DueAt));
        return new(
            read,
            disposition,
            disposition is Disposition.Principle ? said.Owes ?? new OwedBy(Level: null) : set.Owes ?? read.Owes,
            IsDated(disposition) ? recomputed?.DueAt ?? set.DueAt ?? read.Deadline?.DueAt : null,
            isSaid ? DueOrigins.Correction : DueOrigins.Notice,
            recomputed?.Calendar ?? (isCounted ? read.Deadline?.Calendar : null),
            IsDated(disposition) && isCounted ? read.Deadline?.Counted : null,
            set.Lead is { Length: > 0 } lead ? lead : null,
            set.Joint ?? []);
    }

    /// <summary>What several corrections set together: the last word on each field.</summary>
    public static NoticeEvent.RequirementCorrected Sum(int number, IEnumerable<NoticeEvent.RequirementCorrected> corrections) =>
        corrections.Aggregate(new NoticeEvent.RequirementCorrected(number, null, null, null, null, null), (sum, next) => new(
            number, next.Disposition ?? sum.Disposition, next.Owes ?? sum.Owes, next.DueAt ?? sum.DueAt, next.Lead ?? sum.Lead,
            next.Joint ?? sum.Joint));

    /// <summary>The same of what persons set: neither a proposal nor the directory says otherwise afterwards.</summary>
    public static NoticeEvent.RequirementCorrected Said(int number, IEnumerable<NoticeEvent.RequirementCorrected> corrections) =>
        Sum(number, corrections.Where(correction => correction.Number == number && correction.IsPersons));
}

/// <summary>Where a due instant comes from.</summary>
internal static class DueOrigins
{
    /// <summary>The notice's words, also where they were read two ways and one reading was confirmed; counted again by calendars.</summary>
    public const string Notice = "notice";

    /// <summary>A person, otherwise than proposed.</summary>
    public const string Correction = "correction";

    /// <summary>An amendment.</summary>
    public const string Amendment = "amendment";
}
