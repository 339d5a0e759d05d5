namespace NoticeIssuance.Notices;

/// <summary>What an officer sets of a requirement; absent leaves as it was. An empty lead or joint takes the named units away.</summary>
/// <param name="DueAt">A day or an instant with offset; makes the requirement dated unless it recurs.</param>
internal sealed record GivenCorrection(
    int Number, Disposition? Disposition = null, OwedBy? Owes = null, string? DueAt = null, string? Lead = null,
        IReadOnlyList<string>? Joint = null)
{
    /// <summary>The event it comes to; null when an error was added.</summary>
    public NoticeEvent.RequirementCorrected? Read(NoticeFile file, DirectoryView directory, string path, List<FieldError> errors)
    {
        var (before, problems) = (file.Requirements().FirstOrDefault(requirement => requirement.Number == Number), errors.Count);
        if (before is null)
            errors.Add(new($"{path}.number",
                $"There is no requirement {Number}; the notice has {string.Join(", ", file.Requirements().Select(r => r.Number))}."));
        var due = DueAt is null ? null : DueTime.Read(DueAt);
        if (DueAt is not null && due is null)
            errors.Add(new($"{path}.dueAt", $"'{DueAt}' is not {DueTime.Allowed}."));
        if (due is not null && Disposition is not (null or Workflow.History.Disposition.Dated or Workflow.History.Disposition.Recurring))
            errors.Add(new($"{path}.dueAt", $"A requirement that is {Disposition.Value.Name()} has no due instant."));
        if (Lead is { Length: > 0 } && !directory.Units.Exists(Lead))
            errors.Add(new($"{path}.lead", $"The directory knows no unit {Lead}."));
        foreach (var (index, unit) in (Joint ?? []).Index().Where(joint => !directory.Units.Exists(joint.Item)))
            errors.Add(new($"{path}.joint[{index}]", $"The directory knows no unit {unit}."));
        if (errors.Count > problems)
            return null;
        var disposition = Disposition ?? (due is not null && !before!.Dated ? Workflow.History.Disposition.Dated : null);
        return new(Number, disposition, Owes, due, Lead, Joint);
    }

    /// <summary>Whether the requirement is as the correction says already.</summary>
    public static bool AddsNothing(NoticeFacts facts, NoticeEvent.RequirementCorrected correction)
    {
        var set = ConfirmedRequirement.Sum(correction.Number, facts.Corrections.Where(earlier => earlier.Number == correction.Number));
        if (facts.Recomputed.GetValueOrDefault(correction.Number) is { } recomputed)
            set = set with { DueAt = recomputed.DueAt };
        return Same(correction.Disposition, set.Disposition) && Same(correction.Owes, set.Owes) && Same(correction.DueAt, set.DueAt)
            && Same(correction.Lead, set.Lead)
            && (correction.Joint is null || (set.Joint is not null && correction.Joint.SequenceEqual(set.Joint, StringComparer.Ordinal)));

        static bool Same<T>(T? wanted, T? present) => wanted is null || Equals(wanted, present);
    }
}
