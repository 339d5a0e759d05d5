using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>What the directory says of the units a notice names: its addressees, and who leads and joins its requirements.</summary>
/// <param name="Resolved">Addressees by number, where the phrase means exactly these units.</param>
/// <param name="Named">Requirements whose lead and joint units are all known.</param>
/// <param name="Questions">What a person has to settle.</param>
internal sealed record Addressing(
    IReadOnlyDictionary<int, UnitList> Resolved,
    IReadOnlyList<NoticeEvent.RequirementCorrected> Named,
    IReadOnlyList<NoticeEvent.QuestionRaised> Questions)
{
    public static Addressing Of(NoticeContent content, string issuingUnit, DirectoryView directory)
    {
        var resolved = new Dictionary<int, UnitList>();
        var named = new List<NoticeEvent.RequirementCorrected>();
        var questions = new List<NoticeEvent.QuestionRaised>();
        foreach (var (index, addressee) in content.Addressees.Index())
        {
            var resolution = directory.Resolve(addressee.Phrase, issuingUnit);
            if (Understanding.Questions.AboutAddressee(index + 1, addressee, resolution) is { } question)
                questions.Add(new(question.Id, question.Kind, question.About, question.Span, question.Text,
                    AddresseeProposals.For(addressee.Phrase, resolution, issuingUnit, directory)));
            else
                resolved[index + 1] = UnitList.Of(((AddresseeResolution.Units)resolution).Codes);
        }
        foreach (var requirement in content.Requirements.Where(r => r.Lead is not null || r.Joint.Count > 0))
        {
            if (LeadAndJoint(requirement, issuingUnit, directory) is { } units)
                named.Add(units);
            else
                questions.Add(LeadUnresolved(requirement));
        }
        return new(resolved, named, questions);
    }

    private static NoticeEvent.RequirementCorrected? LeadAndJoint(Requirement requirement, string issuingUnit, DirectoryView directory)
    {
        var lead = requirement.Lead is null ? [] : Codes(requirement.Lead);
        var joint = requirement.Joint.Select(Codes).ToList();
        return (requirement.Lead is not null && lead.Count != 1) || joint.Any(codes => codes.Count == 0)
            ? null
            : new(requirement.Number, null, null, null, lead is [var only] ? only : null,
                [.. joint.SelectMany(codes => codes).Distinct(StringComparer.Ordinal)], CorrectionOrigin.Directory);

        IReadOnlyList<string> Codes(string phrase) =>
            directory.Resolve(phrase, issuingUnit) is AddresseeResolution.Units units ? units.Codes : [];
    }

    private static NoticeEvent.QuestionRaised LeadUnresolved(Requirement requirement) => new(
        $"{NoticeQuestions.LeadUnresolved}-{requirement.Number}", NoticeQuestions.LeadUnresolved,
        QuestionSubject.Requirement(requirement.Number), requirement.Span,
        $"第 {requirement.Number} 项写明由“{string.Join('、', requirement.Joint.Prepend(requirement.Lead).OfType<string>())}”负责，"
            + "名录中不能逐一对应。由哪些单位承担？",
        [new(AnswerValues.Addressees, "不单独指定牵头、配合单位，按承担层级落实")]);
}
