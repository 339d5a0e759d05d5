namespace WorkflowConsole.Services;

/// <summary>A notice as NoticeIssuance shows it; what the pages use of it.</summary>
public sealed record NoticeView(Guid Id, string State, long Version, string IssuingUnit, string? Title,
    string? DocumentNumber, string? Issuer, DateOnly? IssuedOn, string? Urgency,
    IReadOnlyList<Attachment> Attachments, IReadOnlyList<RequirementView> Requirements, IReadOnlyList<Question> Questions,
    IReadOnlyList<Answered> Answered, int? Assignments, string? RejectedFor, IReadOnlyList<string> Allowed,
    IReadOnlyDictionary<string, string> Names, string? WithdrawnFor, SupersededBy? SupersededBy,
    IReadOnlyList<Amendment> Amendments, IReadOnlyList<CopiedTo> CopiedTo)
{
    /// <summary>Whether the caller may do this now.</summary>
    public bool May(string act) => Allowed.Contains(act);

    /// <summary>Whether it was issued, whatever became of it since.</summary>
    public bool IsGivenOut => State is not ("received" or "rejected");
}

/// <param name="Phrase">As the notice writes it; null for units that an officer added, and once it is issued.</param>
/// <param name="Count">How many units; <c>Units</c> are the first of them.</param>
public sealed record CopiedTo(string? Phrase, int Count, IReadOnlyList<UnitName> Units);

public sealed record SupersededBy(Guid Id, string Title, string? DocumentNumber, string? Reason);

/// <param name="Added">Numbers of requirements; so are those changed.</param>
/// <param name="UnitsAdded">Codes; so are those removed.</param>
/// <param name="Made">How many assignments.</param>
public sealed record Amendment(int Number, DateTimeOffset At, string Reason, IReadOnlyList<int> Added, IReadOnlyList<int> Changed,
    IReadOnlyList<Dropped> Dropped, IReadOnlyList<string> UnitsAdded, IReadOnlyList<string> UnitsRemoved, int Made, int NoLonger);

public sealed record Dropped(int Number, string Text);

/// <summary>What a notice that changes earlier ones would amend of them.</summary>
public sealed record AmendmentProposals(IReadOnlyList<AmendmentProposal> Items, IReadOnlyList<SaidChange> Missing);

public sealed record AmendmentProposal(AmendedOne Notice, string Reason, IReadOnlyList<ProposedChange> Change,
    IReadOnlyList<SaidChange> Unplaced, bool Supersedes)
{
    /// <summary>As the form of an amendment would have them typed.</summary>
    public IReadOnlyDictionary<string, string> AsTyped() => new Dictionary<string, string>(Change.SelectMany(change => new[]
    {
        KeyValuePair.Create($"day-{change.Number.ToString(CultureInfo.InvariantCulture)}",
            change.DueAt is { } due ? Days.Field(Days.DayOf(due)) : ""),
        KeyValuePair.Create($"text-{change.Number.ToString(CultureInfo.InvariantCulture)}", change.Text),
    })) { ["reason"] = Reason };
}

public sealed record AmendedOne(Guid Id, string? Title, string? DocumentNumber);

public sealed record ProposedChange(int Number, string Before, string Text, DateTimeOffset? DueBefore, DateTimeOffset? DueAt);

public sealed record SaidChange(string? DocumentNumber, string? Title, string? Article, string? From, string? To);

/// <summary>What an amendment would do.</summary>
public sealed record AmendmentEffect(int Made, int NoLonger, int Concerned, int Units, IReadOnlyList<AmendedRequirement> Requirements,
    IReadOnlyList<RehearsedUnit> ByUnit);

/// <param name="Change">added, dropped, moved or reworded.</param>
public sealed record AmendedRequirement(int Number, string Title, string Change, DateTimeOffset? Before, DateTimeOffset? DueAt,
    int Assignments);

public sealed record Attachment(string Name, string? Sha256);

public sealed record RequirementView(int Number, string Text, string Quote, string Kind, string Disposition, Owes Owes,
    string? Lead, IReadOnlyList<string> Joint, IReadOnlyList<string> Figures, IReadOnlyList<string> Evidence,
    IReadOnlyList<string>? Checklist, DeadlineView? Deadline, int? Amendment, IReadOnlyList<DateTimeOffset>? Occurrences);

public sealed record Owes(string? Level, string? Kind, string? Role);

public sealed record DeadlineView(DateTimeOffset? DueAt, string? Words, Anchor? Anchor);

public sealed record Anchor(string Words);

public sealed record Span(int Start, int Length);

public sealed record Question(string Id, string Kind, string About, Span? Span, string Text, IReadOnlyList<Proposal> Proposals);

public sealed record Proposal(JsonNode? Value, string Why);

public sealed record Answered(string Id, string Kind, string About, Span? Span, string Text, IReadOnlyList<Proposal> Proposals,
    JsonNode? Value);

public sealed record NoticeItem(Guid Id, string State, long Version, string IssuingUnit, string? Title,
    string? DocumentNumber, string? Issuer, DateOnly? IssuedOn, int Requirements, int OpenQuestions, DateTimeOffset ReceivedAt,
    string IssuingUnitName = "");

public sealed record LaterUnits(IReadOnlyList<LaterUnit> Items);

public sealed record LaterUnit(string Unit, string? Name);

public sealed record Posted(Guid Id, string State, IReadOnlyList<Question> Questions);

public sealed record Issued(Guid Id, string State, int Assignments);

/// <summary>The received text, cut where the marks change.</summary>
public sealed record Passages(IReadOnlyList<Passage> Items);

/// <param name="Marks">Names of elements, <c>requirement</c>, <c>deadline</c>, <c>time-none</c> …; none for plain text.</param>
/// <param name="Requirement">The requirement it belongs to.</param>
/// <param name="First">Whether the requirement's first passage.</param>
public sealed record Passage(string Text, int Start, IReadOnlyList<string> Marks, int? Requirement, bool First);

public sealed record Rehearsal(int Assignments, IReadOnlyList<RehearsedRequirement> Requirements, IReadOnlyList<RehearsedUnit> Units,
    IReadOnlyList<RehearsedDay> Reminders, IReadOnlyList<RestDay> RestDays, IReadOnlyList<UnitName> BeyondAuthority,
    RehearsalRefusal? Refusal, WithoutChannel WithoutChannel, IReadOnlyList<WeekAlsoDue> AlsoDue, IReadOnlyList<string> LeftOut);

/// <summary>Why it would not be issued.</summary>
public sealed record RehearsalRefusal(string Code, string Detail);

public sealed record WithoutChannel(int Count, IReadOnlyList<UnitName> Units);

public sealed record WeekAlsoDue(DateOnly Monday, int Assignments, int Units, IReadOnlyList<UnitAlsoOwing> Most);

public sealed record UnitAlsoOwing(UnitName Unit, int Assignments);

public sealed record RehearsedRequirement(int Number, string? Title, int Units, DateTimeOffset? DueAt);

public sealed record RehearsedUnit(string Code, string Name, string? Level, int Count);

public sealed record RehearsedDay(DateOnly Day, string Step, int Count);

public sealed record RestDay(DateOnly Date, string Why);
