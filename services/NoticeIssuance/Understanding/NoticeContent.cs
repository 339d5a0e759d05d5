namespace NoticeIssuance.Understanding;

/// <summary>The elements of a notice (GB/T 9704-2012) as read from its text, or as given with it.</summary>
/// <param name="GrammarVersion">Which grammar read it; a later one never changes an issued notice.</param>
/// <param name="DocumentNumber">The notice's own number as written, without spaces.</param>
/// <param name="Marks">Where the title, number, issuer, date … stand, for showing.</param>
/// <param name="Times">
/// Every time-like run and what became of it, in text order; null where the requirements came as fields, or where it was read before this
/// was kept.
/// </param>
internal sealed record NoticeContent(
    int GrammarVersion,
    string? Title,
    string? DocumentNumber,
    string? Issuer,
    DateOnly? IssuedOn,
    IReadOnlyList<Addressee> Addressees,
    IReadOnlyList<string> Copies,
    string? Urgency,
    string? Classification,
    IReadOnlyList<Reference> References,
    IReadOnlyList<string> Attachments,
    string? Signature,
    IReadOnlyList<Requirement> Requirements,
    IReadOnlyList<Mark> Marks,
    IReadOnlyList<TimeRun>? Times = null,
    Beside? Beside = null);

/// <summary>What else stands in a notice; null where it was read before this was kept.</summary>
/// <param name="SecrecyPeriod">What stands behind the ★ of the classification: 1年.</param>
/// <param name="Parts">The documents and parts that came as one text, in its order.</param>
/// <param name="Contacts">Whom to ask; no duty.</param>
/// <param name="Materials">What is named to be studied or used, and links.</param>
/// <param name="Amends">What it changes about earlier notices, as read.</param>
internal sealed record Beside(
    string? SecrecyPeriod,
    IReadOnlyList<DocumentPart> Parts,
    IReadOnlyList<Contact> Contacts,
    IReadOnlyList<Material> Materials,
    IReadOnlyList<Amendment> Amends);

/// <summary>Where an element stands: <c>title</c>, <c>documentNumber</c>, <c>issuedOn</c>, <c>copies</c>, <c>attachment</c> …</summary>
internal sealed record Mark(string Element, TextSpan Span);

/// <summary>One addressee phrase as written, such as 各区市县委组织部.</summary>
/// <param name="Span">Null when the phrase was given and does not stand in the text.</param>
/// <param name="Partial">部分…: a person has to choose which.</param>
internal sealed record Addressee(string Phrase, TextSpan? Span, bool Partial);

/// <summary>A document the notice cites, by number, title or both.</summary>
internal sealed record Reference(string? DocumentNumber, string? Title, TextSpan Span);

/// <summary>One thing the notice orders.</summary>
/// <param name="Number">1, 2, … in text order.</param>
/// <param name="Label">The numeral printed before it (一, （二）, 3.), if any.</param>
/// <param name="Text">Its whole wording, spaces and line breaks cleaned.</param>
/// <param name="Span">All of the text it covers; null when it was given and does not stand in the text.</param>
/// <param name="Quote">The clause that orders it, short enough for a reminder.</param>
/// <param name="Kind">study, essay, discussion, meeting, activity, register, return, report, inspection, publicity, other.</param>
/// <param name="Owes">Proposed from the actor; without a level, the addressees themselves.</param>
/// <param name="Actor">Who is to do it, in the notice's words.</param>
/// <param name="Lead">The one unit that leads, where several share it.</param>
/// <param name="Joint">The others named, in the notice's words.</param>
/// <param name="ReportTo">To whom the outcome is reported.</param>
/// <param name="Figures">Numbers it asks for (场次, 人次 …).</param>
/// <param name="Evidence">Documents it asks for (总结, 台账, 照片 …).</param>
/// <param name="Checklist">The questions to be gone through (一问…六问).</param>
/// <param name="After">Number of the requirement it builds on (在…的基础上).</param>
/// <param name="Cites">Document number of a cited notice whose demands it takes over.</param>
internal sealed record Requirement(
    int Number,
    string? Label,
    string Text,
    TextSpan? Span,
    string Quote,
    string Kind,
    Disposition Disposition,
    OwedBy Owes,
    string? Actor,
    string? Lead,
    IReadOnlyList<string> Joint,
    string? ReportTo,
    IReadOnlyList<string> Figures,
    IReadOnlyList<string> Evidence,
    IReadOnlyList<string>? Checklist,
    int? After,
    string? Cites,
    Deadline? Deadline,
    Recurrence? Recurrence);

/// <summary>When a requirement is due, and how that was read.</summary>
/// <param name="DueAt">Null where it hangs on an event (<paramref name="Anchor"/>) or a question is open.</param>
/// <param name="Words">The words that say so.</param>
/// <param name="Rule">Name of the grammar form that read them.</param>
/// <param name="InferredYear">Set when the words name no year.</param>
/// <param name="Calendar">The working calendars counted by, such as <c>cn/2019/2</c>.</param>
/// <param name="Alternatives">Other readings of the same words.</param>
/// <param name="Counted">What it is counted from, where it is counted in working days: by an amended calendar it is counted again.</param>
internal sealed record Deadline(
    DateTimeOffset? DueAt,
    string Words,
    TextSpan Span,
    string Rule,
    InferredYear? InferredYear,
    string? Calendar,
    IReadOnlyList<AlternativeDue> Alternatives,
    Anchor? Anchor,
    WorkingDayLimit? Counted = null);

/// <summary>A year the words do not say, and what it was taken from: <c>text</c>, <c>issuedOn</c>, <c>documentNumber</c>.</summary>
internal sealed record InferredYear(int Year, [OneOf("text", "issuedOn", "documentNumber")] string From);

/// <summary>Another due instant the same words can mean.</summary>
internal sealed record AlternativeDue(DateTimeOffset DueAt, string Why);

/// <summary>An event with no date yet that a limit counts from (or back from).</summary>
/// <param name="Event"><c>issue</c>, <c>receipt</c>, or <c>other</c>: an event only its words name.</param>
/// <param name="Words">The event in the notice's words.</param>
/// <param name="Amount">How many units after it; negative: before it; 0: by then.</param>
/// <param name="Unit"><c>days</c>, <c>working-days</c>, <c>months</c>, <c>hours</c>, <c>minutes</c>.</param>
internal sealed record Anchor([OneOf("issue", "receipt", "other")] string Event, string Words, int Amount,
    [OneOf("days", "working-days", "months", "hours", "minutes")] string Unit);
