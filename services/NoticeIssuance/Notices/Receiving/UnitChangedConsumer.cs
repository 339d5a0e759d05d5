using NoticeIssuance.Understanding;
using Workflow.Contracts.Directory.V1;

namespace NoticeIssuance.Notices;

/// <summary>
/// Units changed: the replica takes them up; then whatever the directory had to say of notices not yet issued is asked again.
/// Both in this order in one consumer, so that no notice is resolved against the tree before the change.
/// </summary>
internal sealed class UnitChangedConsumer(UnitTree tree, UnitDirectory units, NoticeDesk desk) : IConsumer<UnitChanged>, ISetAside
{
    private const string Aside = "directory";

    public string Place => Aside;

    public async Task Consume(ConsumeContext<UnitChanged> context)
    {
        var ct = context.CancellationToken;
        if (!await tree.HearAsync(context.Message, ct))
            return;
        var command = new CommandContext(Actor.System(Sources.Notices), CorrelationId: null, context.MessageId);
        await desk.ActOnManyAsync(command, ByToday(ct), ct);
    }

    public Task RetryAsync(Guid item, long? version, CancellationToken ct) => desk.ActAsync(
        new(Actor.System(Sources.Notices), CorrelationId: null, CausationId: null), [item], ByToday(ct), ct);

    private ActOnNotices ByToday(CancellationToken ct)
    {
        var directory = units.Now;
        return new(Place, NoticeFile.ToShow, async (transaction, after, most) =>
            (await NoticeList.ReceivedAsync(transaction, after, most, ct),
                file => Decide(file, directory).ThenReviewed(file, directory, transaction.Now)));
    }

    /// <summary>What the directory says today, where no person has said otherwise.</summary>
    public static Ruling Decide(NoticeFile file, DirectoryView directory)
    {
        if (file.State is not Notice.Received || file.Dossier is not { } dossier)
            return new Decided([]);
        var addressing = Addressing.Of(dossier.Content, file.IssuingUnit, directory);
        var (events, kept) = (new List<NoticeEvent>(), new List<KeptContent>());
        foreach (var (number, units) in addressing.Resolved.Where(resolved => !SettledByPerson(resolved.Key)))
        {
            if (file.Facts.Addressees.GetValueOrDefault(number)?.UnitsSha256 == units.Kept.Sha256)
                continue;
            events.Add(units.Resolved(number, dossier.Content.Addressees[number - 1].Phrase, directory.Version));
            events.AddRange(Closed(question => QuestionSubject.AddresseeOf(question.About) == number));
            kept.Add(units.Kept);
        }
        foreach (var question in addressing.Questions.Where(IsLost))
        {
            var (number, none) = (QuestionSubject.AddresseeOf(question.About)!.Value, UnitList.Of([]));
            events.AddRange([none.Resolved(number, dossier.Content.Addressees[number - 1].Phrase, directory.Version), question]);
            kept.Add(none.Kept);
        }
        events.AddRange(addressing.Questions.Where(OffersOthers));
        foreach (var named in addressing.Named.Where(named => !IsSaidByPerson(named.Number)))
        {
            if (Closed(question => question.Kind == NoticeQuestions.LeadUnresolved
                && QuestionSubject.RequirementOf(question.About) == named.Number).ToList() is { Count: > 0 } closed)
                events.AddRange([named, .. closed]);
        }
        return new(new Decided(events), kept);

        // Asked again with what the directory offers today, as long as nobody has answered.
        bool OffersOthers(NoticeEvent.QuestionRaised question) =>
            QuestionSubject.AddresseeOf(question.About) is not null && file.Facts.Questions.GetValueOrDefault(question.Question) is { } open
            && !file.Facts.Answers.ContainsKey(question.Question) && !open.Proposals.SequenceEqual(question.Proposals);

        // Whom the phrase meant it means no longer.
        bool IsLost(NoticeEvent.QuestionRaised question) => QuestionSubject.AddresseeOf(question.About) is { } number
            && file.Facts.Addressees.GetValueOrDefault(number) is { Units: > 0 } && !SettledByPerson(number);

        bool SettledByPerson(int addressee) => file.Facts.Questions.Values.Any(question =>
            QuestionSubject.AddresseeOf(question.About) == addressee
                && file.Facts.Answers.GetValueOrDefault(question.Question, AnswerValues.ByDirectory) != AnswerValues.ByDirectory);

        // Who owes it; that some of the named units are known by now does not change it.
        bool IsSaidByPerson(int requirement) =>
            ConfirmedRequirement.Said(requirement, file.Facts.Corrections) is not { Owes: null, Lead: null, Joint: null };

        IEnumerable<NoticeEvent> Closed(Func<NoticeEvent.QuestionRaised, bool> about) =>
            file.Facts.OpenQuestions().Where(about)
                .Select(question => new NoticeEvent.QuestionAnswered(question.Question, AnswerValues.ByDirectory));
    }
}

/// <summary>One at a time: the changes of an import follow one another, and each looks at the same notices.</summary>
internal sealed class UnitChangedConsumerDefinition : ConsumerDefinition<UnitChangedConsumer>
{
    public UnitChangedConsumerDefinition() => ConcurrentMessageLimit = 1;
}
