using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>
/// What becomes of a notice while answers and corrections are gone through one after the other, each upon what those before it came to.
/// What is so already adds nothing; with one error nothing is decided.
/// </summary>
internal sealed class AnswerSheet(NoticeFile file, DirectoryView directory)
{
    private readonly List<NoticeEvent> _events = [];
    private readonly List<KeptContent> _units = [];
    private readonly List<FieldError> _errors = [];
    private NoticeFile _now = file;

    public Ruling Ruling() => _errors.Count > 0
        ? new Unusable("answers-unusable", string.Join(' ', _errors.Select(error => error.Message)), _errors)
        : new Ruling(new Decided(_events), _units);

    /// <summary>A person's answer, also to a question that was answered.</summary>
    public void Answer(GivenAnswer answer, string path)
    {
        if (_now.Facts.Questions.GetValueOrDefault(answer.Question) is not { } question)
        {
            _errors.Add(new($"{path}.question", $"There is no question '{answer.Question}'; open are: "
                + $"{string.Join(", ", _now.Facts.OpenQuestions().Select(open => open.Question))}."));
            return;
        }
        if (Settle(question, answer.Values(question), $"{path}.value") is not { } settled)
            return;
        Take(question, settled, OriginOf(question, settled.Effect));
        if (answer.Teach is not true)
            return;
        var (taught, why) = Settling.Teach(_now, question, settled, directory);
        if (taught is not null)
            Add(taught);
        else
            _errors.Add(new($"{path}.teach", $"{question.Question}: {why}."));
    }

    /// <summary>A correction, and with it the answer to what was asked about the same: that is not asked again.</summary>
    public void Correct(GivenCorrection given, string path)
    {
        if (given.Read(_now, directory, path, _errors) is not { } correction)
            return;
        Add(correction);
        var corrected = _now.Requirement(given.Number)!;
        foreach (var question in _now.Facts.Questions.Values.Where(given.IsAbout))
        {
            if (given.AnswerTo(question, corrected) is { } value)
                Add(new NoticeEvent.QuestionAnswered(question.Question, value));
        }
    }

    /// <summary>The first proposal that can be of each question still open.</summary>
    public void TakeProposals(string path)
    {
        foreach (var question in _now.Facts.OpenQuestions().Where(question => !NoticeQuestions.IsByHand(question.Kind)).ToList())
        {
            if (question.Proposals.FirstOrDefault(proposal => Settling.CanBe(question, proposal, _now)) is { } proposal
                && Settle(question, Settling.ValuesOf(question, proposal.Value), path) is { } settled && !Overwrites(settled.Effect))
                Take(question, settled, CorrectionOrigin.Proposal);
        }
    }

    private Settlement.Settled? Settle(NoticeEvent.QuestionRaised question, IReadOnlyList<string> values, string path)
    {
        var settlement = Settling.Settle(question, values, _now, directory);
        if (settlement is Settlement.Unfit unfit)
            _errors.Add(new(path, $"{question.Question}: {unfit.Why}."));
        return settlement as Settlement.Settled;
    }

    private void Take(NoticeEvent.QuestionRaised question, Settlement.Settled settled, string origin)
    {
        if (settled.Units is not null)
            _units.Add(settled.Units.Kept);
        Add(new NoticeEvent.QuestionAnswered(question.Question, settled.Value));
        if (question.Kind == QuestionKinds.EmbeddedNotice && settled.Value == AnswerValues.Exclude)
            Exclude(question);
        if (settled.Effect is not null)
            Add(settled.Effect is NoticeEvent.RequirementCorrected correction ? correction with { Origin = origin } : settled.Effect);
    }

    /// <summary>What was asked about requirements that are not passed on needs no answer.</summary>
    private void Exclude(NoticeEvent.QuestionRaised embedded)
    {
        var numbers = _now.Dossier!.Content.Requirements.Where(requirement => _now.EmbeddedIn(requirement).Contains(embedded))
            .Select(requirement => (int?)requirement.Number).ToHashSet();
        foreach (var question in _now.Facts.OpenQuestions()
            .Where(question => numbers.Contains(QuestionSubject.RequirementOf(question.About))))
            Add(new NoticeEvent.QuestionAnswered(question.Question, AnswerValues.ByExclusion));
    }

    /// <summary>A due instant that was proposed is the notice's own, whoever answers with it.</summary>
    private static string OriginOf(NoticeEvent.QuestionRaised question, NoticeEvent? effect) =>
        effect is NoticeEvent.RequirementCorrected { DueAt: { } due } && question.Proposals.Any(it => DueTime.Read(it.Value) == due)
            ? CorrectionOrigin.Proposal : CorrectionOrigin.Person;

    private bool Overwrites(NoticeEvent? effect) => effect is NoticeEvent.RequirementCorrected proposed
        && !GivenCorrection.AreSame(ConfirmedRequirement.Said(proposed.Number, _now.Facts.Corrections), proposed);

    private void Add(NoticeEvent @event)
    {
        if (IsSo(@event))
            return;
        _events.Add(@event);
        _now = _now.After(new(new Decided([@event]), _units));
    }

    private bool IsSo(NoticeEvent @event) => @event switch
    {
        NoticeEvent.QuestionAnswered answer => _now.Facts.Answers.GetValueOrDefault(answer.Question) == answer.Value,
        NoticeEvent.AddresseesResolved units => _now.Facts.Addressees.GetValueOrDefault(units.Addressee)?.UnitsSha256 == units.UnitsSha256,
        NoticeEvent.AliasTaught taught => _now.Facts.Taught.GetValueOrDefault(taught.Addressee) == taught,
        NoticeEvent.RequirementCorrected correction => GivenCorrection.AddsNothing(_now.Facts, correction),
        _ => false,
    };
}
