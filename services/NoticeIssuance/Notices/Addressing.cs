using NoticeIssuance.Understanding;
using Workflow.History;

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
            switch (directory.Phrases.Resolve(addressee.Phrase, issuingUnit))
            {
                case AddresseeResolution.Units { Codes.Count: > 0 } units when !addressee.Partial:
                    resolved[index + 1] = UnitList.Of(units.Codes);
                    break;
                case AddresseeResolution.SomeOf some:
                    questions.Add(Partial(index + 1, addressee, some.Candidates.Count));
                    break;
                case AddresseeResolution.Units some when addressee.Partial:
                    questions.Add(Partial(index + 1, addressee, some.Codes.Count));
                    break;
                default:
                    questions.Add(addressee.Partial ? Partial(index + 1, addressee, candidates: 0) : Unresolved(index + 1, addressee));
                    break;
            }
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
            : new(requirement.Number, null, null, null, lead is [var only] ? only : null, [.. joint.SelectMany(codes => codes).Distinct(StringComparer.Ordinal)]);

        IReadOnlyList<string> Codes(string phrase) => directory.Phrases.Resolve(phrase, issuingUnit) is AddresseeResolution.Units units ? units.Codes : [];
    }

    private static NoticeEvent.QuestionRaised Partial(int number, Addressee addressee, int candidates) => new(
        $"{QuestionKinds.AddresseePartial}-{number}", QuestionKinds.AddresseePartial, QuestionSubject.Addressee(number), addressee.Span,
        candidates > 0
            ? $"“{addressee.Phrase}”只指其中一部分，名录中符合的有 {candidates} 个，请选定具体单位。"
            : $"“{addressee.Phrase}”只指其中一部分，名录中没有与之对应的单位，请选定具体单位。", []);

    private static NoticeEvent.QuestionRaised Unresolved(int number, Addressee addressee) => new(
        $"{QuestionKinds.AddresseeUnresolved}-{number}", QuestionKinds.AddresseeUnresolved, QuestionSubject.Addressee(number), addressee.Span,
        $"单位名录中没有与“{addressee.Phrase}”对应的单位，请指明是哪些单位。", []);

    private static NoticeEvent.QuestionRaised LeadUnresolved(Requirement requirement) => new(
        $"{Answering.LeadUnresolved}-{requirement.Number}", Answering.LeadUnresolved, QuestionSubject.Requirement(requirement.Number), requirement.Span,
        $"第 {requirement.Number} 项写明由“{string.Join('、', requirement.Joint.Prepend(requirement.Lead).OfType<string>())}”负责，名录中不能逐一对应。由哪些单位承担？",
        [new(Answering.Addressees, "不单独指定牵头、配合单位，按承担层级落实")]);
}
