using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>What persons said of a reading and still holds of the one that takes its place.</summary>
/// <param name="Events">Answers to questions that are asked again, the units these chose, and corrections of the same requirements.</param>
/// <param name="Units">The lists of units the events name.</param>
internal sealed record Carried(IReadOnlyList<NoticeEvent> Events, IReadOnlyList<KeptContent> Units)
{
    /// <param name="file">As it stands.</param>
    /// <param name="now">The reading that takes the place of its own.</param>
    /// <param name="asked">What that one asks.</param>
    public static Carried Of(NoticeFile file, NoticeContent now, IReadOnlyList<NoticeEvent.QuestionRaised> asked)
    {
        var (facts, then) = (file.Facts, file.Dossier!.Content);
        var numbers = Numbers(then, now);
        var (events, units, settled) = (new List<NoticeEvent>(), new List<KeptContent>(), new HashSet<int?>());
        // Whether it was received before is no matter of how it is read.
        if (facts.Questions.GetValueOrDefault(NoticeQuestions.AlreadyReceived) is { } repeated)
            (events, asked) = ([repeated], [.. asked, repeated]);
        foreach (var (question, value) in facts.Answers.Select(answer => (facts.Questions[answer.Key], answer.Value)))
        {
            if (asked.FirstOrDefault(one => IsSame(question, one)) is not { } again)
                continue;
            events.Add(new NoticeEvent.QuestionAnswered(again.Question, value));
            settled.Add(QuestionSubject.RequirementOf(question.About));
            var number = QuestionSubject.AddresseeOf(question.About) ?? then.Addressees.Count + 1;
            if (!QuestionSubject.IsAddressing(question) || !facts.Addressees.TryGetValue(number, out var chosen))
                continue;
            events.Add(chosen with { Addressee = QuestionSubject.AddresseeOf(again.About) ?? now.Addressees.Count + 1 });
            units.Add(UnitList.Of(file.Addressees[number]).Kept);
        }
        events.AddRange(facts.Corrections
            .Where(said => numbers.ContainsKey(said.Number)
                && (said.IsPersons || said.Origin == CorrectionOrigin.Proposal && settled.Contains(said.Number)))
            .Select(said => said with { Number = numbers[said.Number] }));
        return new(events, units);

        bool IsSame(NoticeEvent.QuestionRaised one, NoticeEvent.QuestionRaised other) => one.Kind == other.Kind
            && (QuestionSubject.RequirementOf(one.About), QuestionSubject.AddresseeOf(one.About)) switch
            {
                ({ } number, _) => numbers.TryGetValue(number, out var same) && QuestionSubject.RequirementOf(other.About) == same,
                (_, { } number) => QuestionSubject.AddresseeOf(other.About) is { } same
                    && then.Addressees[number - 1].Phrase == now.Addressees[same - 1].Phrase,
                _ => one.About == other.About && one.Span == other.Span,
            };
    }

    /// <summary>Which requirement each of the earlier reading is now, where it is still read.</summary>
    private static Dictionary<int, int> Numbers(NoticeContent then, NoticeContent now) => then.Requirements
        .Select(before => (before.Number, Now: now.Requirements.FirstOrDefault(after => Comparison.IsSame(before, after))?.Number))
        .Where(pair => pair.Now is not null).ToDictionary(pair => pair.Number, pair => pair.Now!.Value);
}
