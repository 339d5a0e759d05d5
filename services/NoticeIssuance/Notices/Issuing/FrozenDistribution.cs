using System.Text.Json.Serialization;
using NoticeIssuance.Understanding;
using Workflow.Planning;

namespace NoticeIssuance.Notices;

/// <summary>
/// What was issued, for ever: the requirements as confirmed and which unit owes which. The content that <see cref="NoticeEvent.Issued"/>
/// names.
/// </summary>
internal sealed record FrozenDistribution(
    string IssuingUnit, string Title, string? DocumentNumber, string? Issuer, DateOnly? IssuedOn,
    IReadOnlyList<FrozenRequirement> Requirements, IReadOnlyList<FrozenOwing> Owing)
{
    /// <summary>Codes of the units it is addressed to; none where it was issued before this was kept.</summary>
    public IReadOnlyList<string> Addressed { get; init; } = [];

    /// <summary>抄送: codes of the units a copy goes to, as far as the directory knew them.</summary>
    public IReadOnlyList<string> Copied { get; init; } = [];

    /// <summary>Number of the amendment by which it is so; 0 as issued.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Amendment { get; init; }

    /// <summary>Requirements that amendments took out.</summary>
    public IReadOnlyList<FrozenDropped> Dropped { get; init; } = [];

    /// <summary>What was owed before an amendment, and is not any more.</summary>
    public IReadOnlyList<FrozenOwing> NoLonger { get; init; } = [];

    /// <summary>Codes of the units that amendments took out, with those below them.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>How many assignments are owed.</summary>
    [JsonIgnore]
    public int AssignmentCount => Owing.Sum(group => group.Requirements.Count * group.Units.Count);

    /// <summary>Units that owe the same parts are written together.</summary>
    public static IReadOnlyList<FrozenOwing> Fold(IEnumerable<OwedPart> parts) =>
    [
        .. parts.GroupBy(part => part.Unit, StringComparer.Ordinal)
            .Select(unit => (Unit: unit.Key, Owes: unit.Select(part => new FrozenPart(part.Requirement, part.Part)).ToList()))
            .GroupBy(unit => string.Join(',', unit.Owes.Select(part => $"{part.Requirement}{part.Part}")), StringComparer.Ordinal)
            .Select(group => new FrozenOwing(group.First().Owes, [.. group.Select(unit => unit.Unit)])),
    ];

    /// <summary>How many units owe the requirement: as many assignments are made.</summary>
    public int AssignmentsOf(int requirement) =>
        Owing.Where(group => group.Requirements.Any(part => part.Requirement == requirement)).Sum(group => group.Units.Count);

    /// <summary>Every part owed, by unit, then requirement.</summary>
    public IReadOnlyList<OwedPart> Parts() => PartsOf(Owing);

    /// <summary>Every part that is owed no more, likewise.</summary>
    public IReadOnlyList<OwedPart> NoLongerParts() => PartsOf(NoLonger);

    private static IReadOnlyList<OwedPart> PartsOf(IReadOnlyList<FrozenOwing> owing) =>
    [
        .. owing.SelectMany(group => group.Units.Select(unit => (Unit: unit, group.Requirements)))
            .OrderBy(unit => unit.Unit, StringComparer.Ordinal)
            .SelectMany(unit => unit.Requirements.Select(part => new OwedPart(unit.Unit, part.Requirement, part.Part))),
    ];
}

/// <summary>A requirement as confirmed.</summary>
/// <param name="Title">In a few words.</param>
/// <param name="DueAt">UTC; null where undated.</param>
/// <param name="Occurrence">Period of a recurring duty's first occurrence.</param>
/// <param name="Counted">What the due instant was counted from in working days; null when it was not, or a person set it.</param>
/// <param name="DueOrigin">A <see cref="DueOrigins"/>.</param>
/// <param name="Text">Its whole wording; null where that is the quote, or was issued before this was kept.</param>
/// <param name="Files">Documents it asks for; null where none, or before.</param>
/// <param name="Checklist">The questions to be gone through; null where none, or before.</param>
internal sealed record FrozenRequirement(
    int Number, string? Label, string Title, string Quote, string Kind, Disposition Disposition, DateTimeOffset? DueAt, string? Occurrence,
    IReadOnlyList<string> Figures, OwedBy Owes, string? Lead, IReadOnlyList<string> Joint, WorkingDayLimit? Counted = null,
    string DueOrigin = DueOrigins.Notice, string? Text = null, IReadOnlyList<string>? Files = null,
    IReadOnlyList<string>? Checklist = null)
{
    private const int LongestQuote = 500;
    private const int LongestTitle = 40;
    private const int LongestText = 2_000;

    /// <summary>Number of the amendment that set its due instant; 0 where none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int DueAmendment { get; init; }

    /// <summary>Number of the amendment that worded it; 0 where none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int TextAmendment { get; init; }

    /// <summary>The same in other words.</summary>
    public FrozenRequirement Reworded(Requirement read) => this with
    {
        Title = Cut(FirstClause(read.Quote), LongestTitle), Quote = Cut(read.Quote, LongestQuote), Figures = read.Figures,
        Text = read.Text == read.Quote ? null : Cut(read.Text, LongestText), Files = read.Evidence is [] ? null : read.Evidence,
        Checklist = read.Checklist,
    };

    private static string FirstClause(string quote) =>
        quote.IndexOfAny(['，', '。', '；', ',', ';', '\n']) is var end and > 0 ? quote[..end] : quote;

    private static string Cut(string text, int most) =>
        text.Length <= most ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1), "…");
}

/// <summary>A requirement that an amendment took out.</summary>
internal sealed record FrozenDropped(int Number, string Title);

/// <summary>Units that owe the same parts.</summary>
internal sealed record FrozenOwing(IReadOnlyList<FrozenPart> Requirements, IReadOnlyList<string> Units);

/// <summary>One requirement's part.</summary>
internal sealed record FrozenPart(int Requirement, Part Part);

/// <summary>
/// A requirement at its issue: limits that hang on the issue, and the first day of a recurring duty, have become instants.
/// </summary>
/// <param name="DueAt">UTC; null where undated, or where nothing says when.</param>
/// <param name="Calendar">The working calendars its day was counted by.</param>
/// <param name="Counted">What its day was counted from.</param>
internal sealed record RequirementAtIssue(ConfirmedRequirement Requirement, DateTimeOffset? DueAt, string? Calendar = null,
    WorkingDayLimit? Counted = null)
{
    public static RequirementAtIssue Of(ConfirmedRequirement requirement, IWorkingCalendars calendars, DateTimeOffset now)
    {
        var today = OfficialTime.DayOf(now);
        if (!requirement.Dated || requirement.DueAt is not null)
            return new(requirement, requirement.DueAt?.ToUniversalTime(), requirement.Calendar, requirement.Counted);
        if (requirement.Disposition is Disposition.Recurring && requirement.Read.Recurrence is { } recurrence)
            return new(requirement, recurrence.InstantsFrom(today, calendars: calendars).Where(instant => instant >= now)
                .Select(instant => (DateTimeOffset?)instant.ToUniversalTime()).FirstOrDefault());
        return requirement.Read.Deadline?.Anchor is { Event: "issue" or "receipt" } anchor
            ? FromIssue(requirement, anchor, calendars, now)
            : new(requirement, DueAt: null);
    }

    /// <summary>The instant that issuing fixed; null where it stood before.</summary>
    public NoticeEvent.RequirementCorrected? Correction() =>
        Requirement.DueAt is null && DueAt is not null
            ? new(Requirement.Number, null, null, DueAt, null, null, CorrectionOrigin.Issue) : null;

    public FrozenRequirement Freeze() => new FrozenRequirement(
        Requirement.Number, Requirement.Read.Label, Title: "", Quote: "", Requirement.Read.Kind, Requirement.Disposition, DueAt,
        Occurrence(), Figures: [], Requirement.Owes, Requirement.Lead, Requirement.Joint, Counted, Requirement.DueOrigin)
        .Reworded(Requirement.Read);

    private static RequirementAtIssue FromIssue(ConfirmedRequirement requirement, Anchor anchor, IWorkingCalendars calendars,
        DateTimeOffset now)
    {
        if (anchor.Unit is "hours" or "minutes")
            return new(requirement, now.ToUniversalTime()
                + (anchor.Unit == "hours" ? TimeSpan.FromHours(anchor.Amount) : TimeSpan.FromMinutes(anchor.Amount)));
        var issued = OfficialTime.DayOf(now);
        if (anchor.Unit == "working-days")
        {
            var limit = new WorkingDayLimit(issued, anchor.Amount);
            var counted = limit.Count(calendars);
            return new(requirement, counted.DueAt, counted.Calendar, limit);
        }
        var day = anchor.Unit == "months" ? issued.AddMonths(anchor.Amount) : issued.AddDays(anchor.Amount);
        return new(requirement, OfficialTime.EndOf(day).ToUniversalTime());
    }

    /// <summary>The period its first occurrence falls into: 2016-04-30, 2016-W17, 2016-04, 2016-Q2, 2016-H1, 2016.</summary>
    private string? Occurrence()
    {
        if (Requirement.Disposition is not Disposition.Recurring || DueAt is null)
            return null;
        var day = OfficialTime.DayOf(DueAt.Value);
        return Requirement.Read.Recurrence?.Every switch
        {
            Period.Day => $"{day:yyyy-MM-dd}",
            Period.Week => string.Create(CultureInfo.InvariantCulture,
                $"{ISOWeek.GetYear(day.ToDateTime(default))}-W{ISOWeek.GetWeekOfYear(day.ToDateTime(default)):00}"),
            Period.Quarter => string.Create(CultureInfo.InvariantCulture, $"{day.Year}-Q{(day.Month + 2) / 3}"),
            Period.HalfYear => string.Create(CultureInfo.InvariantCulture, $"{day.Year}-H{(day.Month + 5) / 6}"),
            Period.Year => $"{day:yyyy}",
            _ => $"{day:yyyy-MM}",
        };
    }
}
