using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>A notice with what stands beside its stream: all that is needed to show it or decide on it.</summary>
/// <param name="Dossier">Null before the notice was understood.</param>
/// <param name="Addressees">Unit codes by number of the addressee, where resolved; none where it was opened to count.</param>
internal sealed record NoticeFile(
    Guid Id, Notice State, long Version, Dossier? Dossier, IReadOnlyDictionary<int, IReadOnlyList<string>> Addressees)
{
    /// <summary>Codes of the units that lie beyond the issuer's authority, by question; none where it was opened to count.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Beyond { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Codes of the units that copies went to, in ordinal order; of what was issued before these were told, none.</summary>
    public IReadOnlyList<string> Copied { get; init; } = [];

    /// <summary>What was issued, where the notice was opened to count or is issued here; null otherwise.</summary>
    public FrozenDistribution? Distribution { get; init; }

    public NoticeFacts Facts => FactsOf(State);

    public string StateName => HistoryJson.NameOf(State);

    public string IssuingUnit => Facts.Source.IssuingUnit;

    /// <summary>UTC, to the millisecond: its id holds the instant.</summary>
    public DateTimeOffset ReceivedAt =>
        DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(Id.ToString("N")[..12], 16));

    /// <summary>A notice that is about to be received.</summary>
    public static NoticeFile New(Guid id, Dossier dossier) =>
        new(id, Notice.Initial, 0, dossier, new Dictionary<int, IReadOnlyList<string>>());

    /// <summary>Hashes of what it takes to show a notice and to decide what people ask.</summary>
    public static IEnumerable<string> ToShow(Notice state) =>
        Understood(state).Concat(FactsOf(state).Addressees.Values.Select(units => units.UnitsSha256))
            .Concat(FactsOf(state).Beyond.Values.Select(units => units.UnitsSha256))
            .Concat(FactsOf(state).Copied.Select(units => units.UnitsSha256));

    /// <summary>Hashes of what it takes to count deadlines and to decide what the directory says.</summary>
    public static IEnumerable<string> ToCount(Notice state) =>
        state is Notice.GivenOut issued
            ? Understood(state).Append(issued.DistributionSha256).Concat(issued.Facts.Copied.Select(units => units.UnitsSha256))
            : Understood(state);

    /// <summary>Opens notices by one statement.</summary>
    /// <param name="sql">Where the content is read.</param>
    /// <param name="notices">As loaded; none of them absent.</param>
    /// <param name="beside"><see cref="ToShow"/> or <see cref="ToCount"/>.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<NoticeFile>> OpenAsync(Sql sql, IReadOnlyDictionary<Guid, Versioned<Notice>> notices,
        Func<Notice, IEnumerable<string>> beside, CancellationToken ct)
    {
        var contents = await sql.ContentsAsync([.. notices.Values.SelectMany(notice => beside(notice.State))], ct);
        return [.. notices.OrderBy(notice => notice.Key).Select(notice => Open(notice.Key, notice.Value, contents))];
    }

    /// <summary>The same after what was ruled on it.</summary>
    public NoticeFile After(Ruling ruling)
    {
        // Read again: what takes the place of the content that stood.
        var again = State is Notice.Received { Facts.Content: not null }
            ? ruling.Events.OfType<NoticeEvent.Understood>().FirstOrDefault()?.ContentSha256 : null;
        var addressees = again is null ? new Dictionary<int, IReadOnlyList<string>>(Addressees) : [];
        foreach (var units in ruling.Events.OfType<NoticeEvent.AddresseesResolved>())
            addressees[units.Addressee] = Units(units.UnitsSha256);
        var beyond = new Dictionary<string, IReadOnlyList<string>>(again is null ? Beyond : new Dictionary<string, IReadOnlyList<string>>(),
            StringComparer.Ordinal);
        foreach (var units in ruling.Events.OfType<NoticeEvent.BeyondAuthority>())
            beyond[units.Question] = Units(units.UnitsSha256);
        return this with
        {
            State = ruling.Events.Aggregate(State, Notice.Evolve), Version = Version + ruling.Events.Count, Addressees = addressees,
            Beyond = beyond, Distribution = ruling.Distribution ?? Distribution,
            Copied = UnitList.Of([.. Copied, .. ruling.Events.OfType<NoticeEvent.Copied>().SelectMany(units => Units(units.UnitsSha256))])
                .Codes,
            Dossier = again is null
                ? Dossier?.Amended(Worded(ruling.Events.OfType<NoticeEvent.Amended>()).Select(Requirements))
                : ruling.Contents.First(content => content.Sha256 == again).Read<Dossier>(),
        };

        Requirement[] Requirements(string sha256) => ruling.Contents.First(content => content.Sha256 == sha256).Read<Requirement[]>();

        string[] Units(string sha256) => ruling.Contents.First(content => content.Sha256 == sha256).Read<string[]>();
    }

    /// <summary>The same with what it orders, where it is issued.</summary>
    public async Task<NoticeFile> WithDistributionAsync(Sql sql, CancellationToken ct) => State is not Notice.GivenOut issued ? this
        : this with { Distribution = (await sql.ContentAsync(issued.DistributionSha256, ct)).Read<FrozenDistribution>() };

    /// <summary>Codes of the units it is addressed to, as it was amended last; it is opened with what it orders.</summary>
    public IReadOnlyList<string> Addressed() => Distribution is { Addressed: { Count: > 0 } addressed } ? addressed
        : [.. Addressees.Values.SelectMany(units => units).Except(LeftOut(), StringComparer.Ordinal)];

    /// <summary>When a requirement is due by now, as a calendar has counted it since; UTC, null where undated.</summary>
    public DateTimeOffset? DueOf(FrozenRequirement issued) => Facts.Recomputed.GetValueOrDefault(issued.Number)?.DueAt ?? issued.DueAt;

    /// <summary>Units that the notice does not go to, because its issuer may not order them.</summary>
    public IReadOnlySet<string> LeftOut() => Beyond.Where(units => Facts.Answers.GetValueOrDefault(units.Key) == AnswerValues.LeaveOut)
        .SelectMany(units => units.Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether the unit is asked, or was, to agree to be ordered.</summary>
    public bool AsksToAgree(string unit, UnitSnapshot tree) => Beyond
        .Where(units => Facts.Answers.GetValueOrDefault(units.Key) is not (AnswerValues.Superseded or AnswerValues.LeaveOut)
            && units.Value.Contains(unit))
        .Any(units => BeyondAuthority.ToAgree([unit], IssuingUnit, tree).Any());

    /// <summary>What the notice asks for: what it encloses is left out where that was answered, and what an amendment took out.</summary>
    public IReadOnlyList<ConfirmedRequirement> Requirements()
    {
        var byNumber = Facts.Corrections.ToLookup(correction => correction.Number);
        return [.. (Dossier?.Content.Requirements ?? []).Where(IsPassedOn)
            .Select(read => ConfirmedRequirement.Of(read, byNumber[read.Number], Facts.Recomputed.GetValueOrDefault(read.Number)))];
    }

    /// <summary>One of them; null where there is none of that number.</summary>
    public ConfirmedRequirement? Requirement(int number) =>
        Dossier?.Content.Requirements.FirstOrDefault(read => read.Number == number) is { } read && IsPassedOn(read)
            ? ConfirmedRequirement.Of(read, Facts.Corrections.Where(correction => correction.Number == number),
                Facts.Recomputed.GetValueOrDefault(number))
            : null;

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

    /// <summary>
    /// The day before which nothing of it is due: its 成文日期, while its year is in doubt the earliest that it may be; else the day it was
    /// received.
    /// </summary>
    public DateOnly FirstDay() => Facts.OpenQuestions().Where(QuestionSubject.IsIssueDate).SelectMany(question => question.Proposals)
        .Select(proposal => DueTime.Day(proposal.Value)).Append(IssuedOn()).Min() ?? OfficialTime.DayOf(ReceivedAt);

    private bool IsPassedOn(Requirement requirement) => !Facts.IsDropped(requirement.Number) && !EmbeddedIn(requirement)
        .Any(question => Facts.Answers.GetValueOrDefault(question.Question) == AnswerValues.Exclude);

    private static IEnumerable<string> Understood(Notice state) =>
        FactsOf(state) is { Content: { } understood } facts ? Worded(facts.Amendments).Prepend(understood.ContentSha256) : [];

    /// <summary>Hashes of the requirements that amendments added or worded otherwise.</summary>
    private static IEnumerable<string> Worded(IEnumerable<NoticeEvent.Amended> amendments) =>
        amendments.Select(amended => amended.RequirementsSha256).OfType<string>();

    private static NoticeFile Open(Guid id, Versioned<Notice> notice, IReadOnlyDictionary<string, KeptContent> contents)
    {
        var facts = FactsOf(notice.State);
        return new(id, notice.State, notice.Version,
            facts.Content is null ? null : contents[facts.Content.ContentSha256].Read<Dossier>().Amended(
                Worded(facts.Amendments).Select(sha256 => contents[sha256].Read<Requirement[]>())),
            facts.Addressees.Where(units => contents.ContainsKey(units.Value.UnitsSha256))
                .ToDictionary(units => units.Key, units => (IReadOnlyList<string>)contents[units.Value.UnitsSha256].Read<string[]>()))
        {
            Beyond = facts.Beyond.Where(units => contents.ContainsKey(units.Value.UnitsSha256)).ToDictionary(units => units.Key,
                units => (IReadOnlyList<string>)contents[units.Value.UnitsSha256].Read<string[]>(), StringComparer.Ordinal),
            Copied = UnitList.Of(facts.Copied.SelectMany(units => contents[units.UnitsSha256].Read<string[]>())).Codes,
            Distribution = notice.State is Notice.GivenOut issued
                ? contents.GetValueOrDefault(issued.DistributionSha256)?.Read<FrozenDistribution>() : null,
        };
    }

    private static NoticeFacts FactsOf(Notice state) => state switch
    {
        Notice.Received received => received.Facts,
        Notice.GivenOut issued => issued.Facts,
        Notice.Rejected rejected => rejected.Facts,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
