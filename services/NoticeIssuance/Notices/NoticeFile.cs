using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>A notice with what stands beside its stream: all that is needed to show it or decide on it.</summary>
/// <param name="Dossier">Null before the notice was understood.</param>
/// <param name="Addressees">Unit codes by number of the addressee, where resolved; none where it was opened to count.</param>
internal sealed record NoticeFile(
    Guid Id, Notice State, long Version, Dossier? Dossier, IReadOnlyDictionary<int, IReadOnlyList<string>> Addressees)
{
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
        Understood(state).Concat(FactsOf(state).Addressees.Values.Select(units => units.UnitsSha256));

    /// <summary>Hashes of what it takes to count deadlines and to decide what the directory says.</summary>
    public static IEnumerable<string> ToCount(Notice state) =>
        state is Notice.Issued issued ? Understood(state).Append(issued.Issuance.DistributionSha256) : Understood(state);

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
        var addressees = new Dictionary<int, IReadOnlyList<string>>(Addressees);
        foreach (var units in ruling.Events.OfType<NoticeEvent.AddresseesResolved>())
            addressees[units.Addressee] = ruling.Contents.First(content => content.Sha256 == units.UnitsSha256).Read<string[]>();
        return this with
        {
            State = ruling.Events.Aggregate(State, Notice.Evolve), Version = Version + ruling.Events.Count, Addressees = addressees,
            Distribution = ruling.Distribution ?? Distribution,
        };
    }

    /// <summary>What the notice asks for: what it encloses is left out where that was answered.</summary>
    public IReadOnlyList<ConfirmedRequirement> Requirements() => ConfirmedRequirement.All(
        [.. (Dossier?.Content.Requirements ?? []).Where(requirement => !EmbeddedIn(requirement)
            .Any(question => Facts.Answers.GetValueOrDefault(question.Question) == AnswerValues.Exclude))], Facts);

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

    private static IEnumerable<string> Understood(Notice state) =>
        FactsOf(state).Content is { } understood ? [understood.ContentSha256] : [];

    private static NoticeFile Open(Guid id, Versioned<Notice> notice, IReadOnlyDictionary<string, KeptContent> contents)
    {
        var facts = FactsOf(notice.State);
        return new(id, notice.State, notice.Version,
            facts.Content is null ? null : contents[facts.Content.ContentSha256].Read<Dossier>(),
            facts.Addressees.Where(units => contents.ContainsKey(units.Value.UnitsSha256))
                .ToDictionary(units => units.Key, units => (IReadOnlyList<string>)contents[units.Value.UnitsSha256].Read<string[]>()))
        {
            Distribution = notice.State is Notice.Issued issued
                ? contents.GetValueOrDefault(issued.Issuance.DistributionSha256)?.Read<FrozenDistribution>() : null,
        };
    }

    private static NoticeFacts FactsOf(Notice state) => state switch
    {
        Notice.Received received => received.Facts,
        Notice.Issued issued => issued.Facts,
        Notice.Rejected rejected => rejected.Facts,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>A requirement as it stands: as read, with what was set since.</summary>
/// <param name="DueAt">Null where undated, or dated by an event that has not come yet.</param>
/// <param name="Calendar">
/// The working calendars that <paramref name="DueAt"/> was counted by; null when it was not, or a person set it.
/// </param>
/// <param name="Counted">What it is counted from; null when it is not, or a person has set it.</param>
/// <param name="Lead">Code of the unit that leads, once one was set.</param>
/// <param name="Joint">Codes of the units named beside it.</param>
internal sealed record ConfirmedRequirement(
    Requirement Read, Disposition Disposition, OwedBy Owes, DateTimeOffset? DueAt, string? Calendar, WorkingDayLimit? Counted, string? Lead,
    IReadOnlyList<string> Joint)
{
    public int Number => Read.Number;

    /// <summary>Whether it needs a due instant to be issued.</summary>
    public bool Dated => Disposition is Disposition.Dated or Disposition.Recurring;

    public static IReadOnlyList<ConfirmedRequirement> All(IReadOnlyList<Requirement> read, NoticeFacts facts)
    {
        var byNumber = facts.Corrections.ToLookup(correction => correction.Number);
        return [.. read.Select(requirement =>
            Of(requirement, byNumber[requirement.Number], facts.Recomputed.GetValueOrDefault(requirement.Number)))];
    }

    /// <summary>What several corrections set together: the last word on each field.</summary>
    public static NoticeEvent.RequirementCorrected Sum(int number, IEnumerable<NoticeEvent.RequirementCorrected> corrections) =>
        corrections.Aggregate(new NoticeEvent.RequirementCorrected(number, null, null, null, null, null), (sum, next) => new(
            number, next.Disposition ?? sum.Disposition, next.Owes ?? sum.Owes, next.DueAt ?? sum.DueAt, next.Lead ?? sum.Lead,
            next.Joint ?? sum.Joint));

    private static ConfirmedRequirement Of(Requirement read, IEnumerable<NoticeEvent.RequirementCorrected> corrections,
        NoticeEvent.DeadlineRecomputed? recomputed)
    {
        var set = Sum(read.Number, corrections);
        var disposition = set.Disposition ?? read.Disposition;
        var isDated = disposition is Disposition.Dated or Disposition.Recurring;
        var isSet = recomputed is null && set.DueAt is not null;
        return new(
            read,
            disposition,
            set.Owes ?? (disposition is Disposition.Principle ? new OwedBy(Level: null) : read.Owes),
            isDated ? recomputed?.DueAt ?? set.DueAt ?? read.Deadline?.DueAt : null,
            recomputed?.Calendar ?? (isSet ? null : read.Deadline?.Calendar),
            isDated && !isSet ? read.Deadline?.Counted : null,
            set.Lead is { Length: > 0 } lead ? lead : null,
            set.Joint ?? []);
    }
}
