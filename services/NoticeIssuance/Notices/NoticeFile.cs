using System.Text.Json;
using NoticeIssuance.Understanding;
using Workflow.EventSourcing;
using Workflow.History;

namespace NoticeIssuance.Notices;

/// <summary>
/// What a grammar took from a notice, and the files that came with it: the content that <see cref="NoticeEvent.Understood"/> names.
/// </summary>
internal sealed record Dossier(NoticeContent Content, IReadOnlyList<KeptFile> Files);

/// <summary>An attachment as received.</summary>
internal sealed record KeptFile(string Name, string MediaType, string Sha256, long Size);

/// <summary>Unit codes, each once, in ordinal order; kept beside the stream however many they are.</summary>
internal sealed class UnitList
{
    private UnitList(string[] codes) => (Codes, Kept) = (codes, KeptContent.Json(codes));

    public IReadOnlyList<string> Codes { get; }

    public KeptContent Kept { get; }

    public static UnitList Of(IEnumerable<string> codes) => new([.. codes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    public static IReadOnlyList<string> Read(KeptContent kept) => JsonSerializer.Deserialize<string[]>(kept.Bytes, HistoryJson.Options)!;

    public NoticeEvent.AddresseesResolved Resolved(int addressee, string phrase, long directoryVersion) =>
        new(addressee, phrase, Kept.Sha256, Codes.Count, directoryVersion);
}

/// <summary>A notice with what stands beside its stream: all that is needed to show it or decide on it.</summary>
/// <param name="Dossier">Null before the notice was understood.</param>
/// <param name="Addressees">Unit codes by number of the addressee, where resolved.</param>
internal sealed record NoticeFile(
    Guid Id, Notice State, long Version, NoticeFacts Facts, Dossier? Dossier, IReadOnlyDictionary<int, IReadOnlyList<string>> Addressees)
{
    /// <summary>The notice that these events make, its lists of units among <paramref name="contents"/>.</summary>
    public static NoticeFile Of(Guid id, IReadOnlyList<NoticeEvent> events, Dossier dossier, IReadOnlyList<KeptContent> contents)
    {
        var state = events.Aggregate(Notice.Initial, Notice.Evolve);
        var facts = NoticeStream.FactsOf(state);
        return new(id, state, events.Count, facts, dossier, facts.Addressees.ToDictionary(
            addressee => addressee.Key, addressee =>
                UnitList.Read(contents.First(content => content.Sha256 == addressee.Value.UnitsSha256))));
    }

    /// <summary>
    /// Hashes of what stands beside the stream and is needed to decide about deadlines: what was understood and, once issued, what was
    /// distributed.
    /// </summary>
    public static IEnumerable<string> ContentsOf(Notice state)
    {
        if (NoticeStream.FactsOf(state).Content is { } understood)
            yield return understood.ContentSha256;
        if (state is Notice.Issued issued)
            yield return issued.Issuance.DistributionSha256;
    }

    /// <summary>The notice with the contents that <see cref="ContentsOf"/> names, its lists of units left aside.</summary>
    public static (NoticeFile File, FrozenDistribution? Frozen) Open(Guid id, Versioned<Notice> notice,
        IReadOnlyDictionary<string, KeptContent> contents)
    {
        var facts = NoticeStream.FactsOf(notice.State);
        var dossier = facts.Content is null ? null : contents[facts.Content.ContentSha256].Read<Dossier>();
        var frozen = notice.State is Notice.Issued issued ? contents[issued.Issuance.DistributionSha256].Read<FrozenDistribution>() : null;
        return (new(id, notice.State, notice.Version, facts, dossier, new Dictionary<int, IReadOnlyList<string>>()), frozen);
    }

    /// <summary>The same after these events, which leave its addressees be.</summary>
    public NoticeFile After(IReadOnlyList<NoticeEvent> events)
    {
        var state = events.Aggregate(State, Notice.Evolve);
        return this with { State = state, Version = Version + events.Count, Facts = NoticeStream.FactsOf(state) };
    }

    public string StateName => HistoryJson.NameOf(State);

    public string IssuingUnit => Facts.Source.IssuingUnit;

    /// <summary>What the notice asks for: what it encloses is left out where that was answered.</summary>
    public IReadOnlyList<ConfirmedRequirement> Requirements() => ConfirmedRequirement.All(
        [.. (Dossier?.Content.Requirements ?? [])
            .Where(requirement =>
            !EmbeddedIn(requirement).Any(question => Facts.Answers.GetValueOrDefault(question.Question) == Answering.Exclude))],
        Facts);

    /// <summary>
    /// The questions whether the enclosed document that the requirement stands in is passed on; none for the notice's own.
    /// </summary>
    public IEnumerable<NoticeEvent.QuestionRaised> EmbeddedIn(Requirement requirement) => Facts.Questions.Values.Where(question =>
        question is { Kind: QuestionKinds.EmbeddedNotice, Span: { } enclosed } && requirement.Span is { } span
        && span.Start >= enclosed.Start && span.Start < enclosed.Start + enclosed.Length);

    /// <summary>成文日期: as answered, else as read.</summary>
    public DateOnly? IssuedOn() => Facts.Questions.Values.Where(QuestionSubject.IsIssueDate)
        .Select(question => Facts.Answers.GetValueOrDefault(question.Question))
        .Select(answer => answer is null ? (DateOnly?)null : DueTime.Day(answer))
        .FirstOrDefault(day => day is not null) ?? Dossier?.Content.IssuedOn;
}
