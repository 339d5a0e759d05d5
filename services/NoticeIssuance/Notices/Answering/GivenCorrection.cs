using NoticeIssuance.Understanding;

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
        var (before, problems) = (file.Requirement(Number), errors.Count);
        if (before is null)
            errors.Add(new($"{path}.number",
                $"There is no requirement {Number}; the notice has {string.Join(", ", file.Requirements().Select(r => r.Number))}."));
        var due = DueAt is null ? null : DueTime.Read(DueAt);
        if (DueAt is not null && DueTime.Problem(DueAt, file.FirstDay()) is { } problem)
            errors.Add(new($"{path}.dueAt", problem));
        if (due is not null && Disposition is { } undated && !ConfirmedRequirement.IsDated(undated))
            errors.Add(new($"{path}.dueAt", $"A requirement that is {undated.Name()} has no due instant."));
        if (due is null && Disposition is Workflow.History.Disposition.Dated && before is { Dated: false } && WasLeftOpen(file))
            errors.Add(new($"{path}.dueAt", $"When requirement {Number} is due was asked about and left open; "
                + $"dated, it needs a due instant: {DueTime.Allowed}."));
        if (Lead is { Length: > 0 } && !directory.Units.Exists(Lead))
            errors.Add(new($"{path}.lead", $"The directory knows no unit {Lead}."));
        foreach (var (index, unit) in (Joint ?? []).Index().Where(joint => !directory.Units.Exists(joint.Item)))
            errors.Add(new($"{path}.joint[{index}]", $"The directory knows no unit {unit}."));
        if (errors.Count > problems)
            return null;
        var disposition = Disposition ?? (due is not null && !before!.Dated ? Workflow.History.Disposition.Dated : null);
        return new(Number, disposition, Owes, due, Lead, Joint, CorrectionOrigin.Person);
    }

    public bool IsAbout(NoticeEvent.QuestionRaised question) => QuestionSubject.RequirementOf(question.About) == Number;

    /// <summary>What it answers to a question about its requirement; null when it says nothing of what was asked.</summary>
    /// <param name="question">When it is due, at what level it is owed, or which units lead and join.</param>
    /// <param name="corrected">The requirement after it.</param>
    public string? AnswerTo(NoticeEvent.QuestionRaised question, ConfirmedRequirement corrected)
    {
        if (Settling.IsAboutTime(question.Kind))
            return DueAt ?? (corrected.Dated ? null : Disposition?.Name());
        var units = Lead is null && Joint is null ? null : string.Join(',', corrected.Named);
        return question.Kind switch
        {
            NoticeQuestions.LeadUnresolved => units is "" ? AnswerValues.Addressees : units,
            QuestionKinds.OwingLevel or QuestionKinds.ActorMissing when units is { Length: > 0 } => units,
            QuestionKinds.OwingLevel or QuestionKinds.ActorMissing
                when Owes is not null || Disposition is Workflow.History.Disposition.Principle =>
                corrected.Owes.Level?.Name() ?? AnswerValues.Addressees,
            _ => null,
        };
    }

    /// <summary>Whether the requirement is as the correction says already; what a person says is new where no person has said it.</summary>
    public static bool AddsNothing(NoticeFacts facts, NoticeEvent.RequirementCorrected correction)
    {
        var set = ConfirmedRequirement.Sum(correction.Number, facts.Corrections.Where(earlier => earlier.Number == correction.Number));
        if (facts.Recomputed.GetValueOrDefault(correction.Number) is { } recomputed)
            set = set with { DueAt = recomputed.DueAt };
        return IsIn(set, correction)
            && (!correction.IsPersons || IsIn(ConfirmedRequirement.Said(correction.Number, facts.Corrections), correction));
    }

    /// <summary>Whether no field is set by both, to different values.</summary>
    public static bool AreSame(NoticeEvent.RequirementCorrected one, NoticeEvent.RequirementCorrected other) =>
        IsIn(other with
        {
            Disposition = one.Disposition ?? other.Disposition, Owes = one.Owes ?? other.Owes, DueAt = one.DueAt ?? other.DueAt,
            Lead = one.Lead ?? other.Lead, Joint = one.Joint ?? other.Joint,
        }, other);

    /// <summary>Whether every field that <paramref name="correction"/> sets is that of <paramref name="set"/>.</summary>
    private static bool IsIn(NoticeEvent.RequirementCorrected set, NoticeEvent.RequirementCorrected correction)
    {
        return Same(correction.Disposition, set.Disposition) && Same(correction.Owes, set.Owes) && Same(correction.DueAt, set.DueAt)
            && Same(correction.Lead, set.Lead)
            && (correction.Joint is null || (set.Joint is not null && correction.Joint.SequenceEqual(set.Joint, StringComparer.Ordinal)));

        static bool Same<T>(T? wanted, T? present) => wanted is null || Equals(wanted, present);
    }

    /// <summary>Whether its time was asked about and answered by no time: the notice's own reading is not taken silently.</summary>
    private bool WasLeftOpen(NoticeFile file) => file.Facts.Questions.Values.Any(question => IsAbout(question)
        && Settling.IsAboutTime(question.Kind)
        && file.Facts.Answers.GetValueOrDefault(question.Question) is { } answer && DueTime.Read(answer) is null);
}
