using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>What an answer comes to.</summary>
internal abstract record Settlement
{
    private Settlement() { }

    /// <summary>The answer as stored, what else it sets, and the units it names.</summary>
    internal sealed record Settled(string Value, NoticeEvent? Effect = null, UnitList? Units = null) : Settlement;

    /// <summary>Not an answer to this question; says what would be.</summary>
    internal sealed record Unfit(string Why) : Settlement;
}

/// <summary>Reads the answers to questions. Pure.</summary>
internal static class Settling
{
    /// <summary>Longest answer that is kept in the event; a longer list of units stands there by its hash.</summary>
    private const int LongestValue = 2000;

    private const int LongestAlias = 200;

    /// <param name="values">One text, or unit codes.</param>
    public static Settlement Settle(NoticeEvent.QuestionRaised question, IReadOnlyList<string> values, NoticeFile file,
        DirectoryView directory) => question.Kind switch
    {
        QuestionKinds.AddresseesMissing or QuestionKinds.AddresseeUnresolved or QuestionKinds.AddresseePartial =>
            Addressed(question, values, file.Dossier!.Content, directory),
        QuestionKinds.OwingLevel or QuestionKinds.ActorMissing => Owing(question, values, file.Dossier!.Content, directory),
        NoticeQuestions.LeadUnresolved => values is [AnswerValues.Addressees] ? new Settlement.Settled(AnswerValues.Addressees)
            : Leading(question, values, directory),
        NoticeQuestions.DeadlineMissing when values is [AnswerValues.Undated] => new Settlement.Settled(AnswerValues.Undated,
            new NoticeEvent.RequirementCorrected(QuestionSubject.RequirementOf(question.About)!.Value, Disposition.Once, null, null, null,
                null)),
        QuestionKinds.TimeUnread when values is [AnswerValues.NoLimit] => new Settlement.Settled(AnswerValues.NoLimit),
        _ when IsAboutTime(question.Kind) && question.About != QuestionSubject.Notice =>
            QuestionSubject.RequirementOf(question.About) is { } number ? Due(number, values, file) : Day(values),
        _ => Choice(question, values),
    };

    /// <summary>Whether the answer is a day or an instant.</summary>
    public static bool IsAboutTime(string kind) => kind is NoticeQuestions.DeadlineMissing or QuestionKinds.DeadlineAmbiguous
        or QuestionKinds.TimeUnread or QuestionKinds.CalendarMissing or QuestionKinds.YearUnknown or QuestionKinds.YearDoubtful
            or QuestionKinds.DateMissing;

    /// <summary>Whether the proposal can be taken; a reading by which the requirement would be due before the notice cannot.</summary>
    public static bool CanBe(NoticeEvent.QuestionRaised question, Proposal proposal, NoticeFile file) =>
        !IsAboutTime(question.Kind) || QuestionSubject.RequirementOf(question.About) is null
            || proposal.Value is AnswerValues.Undated or AnswerValues.NoLimit
            || DueTime.Problem(proposal.Value, file.FirstDay()) is null;

    /// <summary>The proposal as an answer would bring it.</summary>
    public static IReadOnlyList<string> ValuesOf(NoticeEvent.QuestionRaised question, string value) =>
        QuestionSubject.IsAddressing(question)
            || question.Kind is NoticeQuestions.LeadUnresolved or QuestionKinds.ActorMissing or QuestionKinds.OwingLevel
            ? value.Split(',') : [value];

    /// <summary>What the directory is to learn from an answer; else why it cannot.</summary>
    public static (NoticeEvent.AliasTaught? Taught, string? Why) Teach(NoticeFile file, NoticeEvent.QuestionRaised question,
        Settlement.Settled settled, DirectoryView directory)
    {
        if (question.Kind != QuestionKinds.AddresseeUnresolved
            || settled is not { Effect: NoticeEvent.AddresseesResolved resolved, Units: { } units })
            return (null, $"only what a phrase nobody knew means ({QuestionKinds.AddresseeUnresolved}) can be taught");
        if (resolved.Phrase.Length > LongestAlias || resolved.Phrase.Contains('|', StringComparison.Ordinal))
            return (null, $"an alias has at most {LongestAlias} characters and no '|'");
        return units.Codes.FirstOrDefault(code => !directory.Units.IsSelfOrBelow(code, file.IssuingUnit)) is { } foreign
            ? (null, $"{foreign} is not at or below {file.IssuingUnit}; what others are called is not taught from here")
            : new TakenNames(directory.Units).Problem(resolved.Phrase, file.IssuingUnit) is { } taken
            ? (null, $"“{resolved.Phrase}” {taken}")
            : (new(resolved.Addressee, resolved.Phrase, resolved.UnitsSha256, resolved.Units), null);
    }

    private static Settlement Addressed(NoticeEvent.QuestionRaised question, IReadOnlyList<string> values, NoticeContent content,
        DirectoryView directory)
    {
        if (Unknown(values, directory) is { } unknown)
            return unknown;
        var units = UnitList.Of(values);
        var number = QuestionSubject.AddresseeOf(question.About) ?? content.Addressees.Count + 1;
        var phrase = content.Addressees.ElementAtOrDefault(number - 1)?.Phrase ?? "";
        return new Settlement.Settled(Joined(units), units.Resolved(number, phrase, directory.Version), units);
    }

    private static Settlement Owing(NoticeEvent.QuestionRaised question, IReadOnlyList<string> values, NoticeContent content,
        DirectoryView directory)
    {
        var number = QuestionSubject.RequirementOf(question.About);
        if (values is [AnswerValues.Addressees])
            return Owed(new(Level: null));
        if (values is [var name] && Named.Find<UnitLevel>(name) is { } level)
            return Owed(new(level));
        return values.All(directory.Units.Exists) && values.Count > 0
            ? new Settlement.Settled(string.Join(',', values),
                number is null ? null : new NoticeEvent.RequirementCorrected(number.Value, null, null, null, Lead: "", values))
            : new Settlement.Unfit($"allowed: {AnswerValues.Addressees}, {string.Join(", ", Named.All<UnitLevel>())}, "
                + "or an array of codes of units");

        Settlement Owed(OwedBy owes) => new Settlement.Settled(
            values[0], number is null ? null
                : new NoticeEvent.RequirementCorrected(number.Value, null, KeepingRole(content, number.Value, owes), null, null, null));
    }

    private static OwedBy KeepingRole(NoticeContent content, int number, OwedBy owes)
    {
        var read = content.Requirements.FirstOrDefault(requirement => requirement.Number == number)?.Owes;
        return owes with { Role = read?.Role, Kind = read?.Level == owes.Level ? read?.Kind : null };
    }

    private static Settlement Leading(NoticeEvent.QuestionRaised question, IReadOnlyList<string> values, DirectoryView directory) =>
        Unknown(values, directory) as Settlement ?? new Settlement.Settled(string.Join(',', values),
            new NoticeEvent.RequirementCorrected(QuestionSubject.RequirementOf(question.About)!.Value, null, null, null, values[0],
                [.. values.Skip(1)]));

    private static Settlement Due(int number, IReadOnlyList<string> values, NoticeFile file) => values switch
    {
        [var text] when DueTime.Problem(text, file.FirstDay()) is { } problem => new Settlement.Unfit(problem.TrimEnd('.')),
        [var text] => new Settlement.Settled(text, new NoticeEvent.RequirementCorrected(
            number, file.Requirement(number) is { Dated: false } ? Disposition.Dated : null, null, DueTime.Read(text), null, null)),
        _ => new Settlement.Unfit($"allowed: {DueTime.Allowed}"),
    };

    private static Settlement Day(IReadOnlyList<string> values) => values switch
    {
        [var text] when DueTime.Day(text) is null => new Settlement.Unfit($"'{text}' is not {DueTime.AllowedDay}"),
        [var text] => new Settlement.Settled(text),
        _ => new Settlement.Unfit($"allowed: {DueTime.AllowedDay}"),
    };

    private static Settlement Choice(NoticeEvent.QuestionRaised question, IReadOnlyList<string> values) =>
        values is [{ Length: > 0 and <= LongestValue } text]
            && (question.Proposals.Count == 0 || question.Proposals.Any(proposal => proposal.Value == text))
            ? new Settlement.Settled(text)
            : new Settlement.Unfit(question.Proposals.Count == 0 ? $"allowed: a text of at most {LongestValue} characters"
                : $"allowed: {string.Join(", ", question.Proposals.Select(p => p.Value))}");

    private static Settlement.Unfit? Unknown(IReadOnlyList<string> values, DirectoryView directory) =>
        values.Count == 0 ? new("allowed: an array of codes of units, at least one")
        : values.FirstOrDefault(code => !directory.Units.Exists(code)) is { } unknown
            ? new($"the directory knows no unit {unknown}; allowed: an array of codes of units")
        : null;

    private static string Joined(UnitList units) =>
        string.Join(',', units.Codes) is { Length: <= LongestValue } codes ? codes : $"sha256:{units.Kept.Sha256}";
}
