namespace Workflow.Contracts.Notices.V1;

/// <summary>What every message about a notice says of it, so that no receiver depends on having seen another message first.</summary>
/// <param name="Notice">Its id.</param>
/// <param name="IssuingUnit">Code of the unit that issued it.</param>
/// <param name="Title">As the notice writes it.</param>
/// <param name="DocumentNumber">发文字号; null where the notice has none.</param>
/// <param name="Issuer">发文机关, as the text says.</param>
/// <param name="IssuedOn">成文日期.</param>
/// <param name="IssuedAt">When it was confirmed and distributed; UTC.</param>
/// <param name="DistributionSha256">Names the requirements as confirmed and which unit owes which.</param>
public sealed record NoticeHead(
    Guid Notice, string IssuingUnit, string Title, string? DocumentNumber, string? Issuer, DateOnly? IssuedOn, DateTimeOffset IssuedAt,
        string DistributionSha256);

/// <summary>A requirement as confirmed at issue.</summary>
/// <param name="Number">1, 2, … in text order.</param>
/// <param name="Label">The numeral as printed; null where there is none.</param>
/// <param name="Title">In a few words.</param>
/// <param name="Quote">The words that order it; at most 500 characters.</param>
/// <param name="Kind">study, meeting, report …</param>
/// <param name="Disposition">dated, recurring, standing, once or principle.</param>
/// <param name="DueAt">Last instant in time, inclusive, UTC; null when undated.</param>
/// <param name="Figures">Names of the figures a report must give.</param>
/// <param name="Counted">How the due instant was counted in working days; null when it was not, or a person set it.</param>
/// <param name="DueOrigin">notice, correction or amendment; it is a correction where a person set the due instant.</param>
/// <param name="Text">Its whole wording, at most 2,000 characters; null where it is the quote, or was issued before this was told.</param>
/// <param name="Files">Documents it asks for (总结, 台账, 照片 …); null where none, or before.</param>
/// <param name="Checklist">The questions to be gone through; null where none, or before.</param>
/// <param name="Lead">Code of the unit that leads; null where none does, or before.</param>
/// <param name="Joint">Codes of the units named beside it; null where none, or before.</param>
/// <param name="DueAmendment">Number of the amendment that set the due instant; 0 where none did.</param>
/// <param name="TextAmendment">Number of the amendment that worded it; 0 where none did.</param>
public sealed record DistributedRequirement(
    int Number, string? Label, string Title, string Quote, string Kind, string Disposition, DateTimeOffset? DueAt,
        IReadOnlyList<string> Figures, CountedDays? Counted = null, string DueOrigin = "notice", string? Text = null,
        IReadOnlyList<string>? Files = null, IReadOnlyList<string>? Checklist = null, string? Lead = null,
        IReadOnlyList<string>? Joint = null, int DueAmendment = 0, int TextAmendment = 0);

/// <summary>
/// The end of the <paramref name="WorkingDays"/>-th working day after <paramref name="From"/>, which itself is not counted.
/// </summary>
public sealed record CountedDays(DateOnly From, int WorkingDays);

/// <summary>A set of units that owe the same requirements.</summary>
public sealed record Owing(IReadOnlyList<int> Requirements, IReadOnlyList<string> Units);

/// <summary>
/// A notice was issued: what is owed by whom, whatever becomes of the chunks that distribute it. Published once, at least once delivered.
/// </summary>
/// <param name="Head">The notice.</param>
/// <param name="Version">Of its stream.</param>
/// <param name="Requirements">All of them.</param>
/// <param name="Owing">Every (requirement, unit) that must have exactly one assignment.</param>
/// <param name="Assignments">How many that are.</param>
/// <param name="Chunks">In how many <see cref="NoticeDistributed"/> they travel.</param>
/// <param name="DirectoryVersion">The version of the directory that it was distributed by.</param>
public sealed record NoticeIssued(
    NoticeHead Head, long Version, IReadOnlyList<DistributedRequirement> Requirements, IReadOnlyList<Owing> Owing, int Assignments,
    int Chunks, long DirectoryVersion = 0);

/// <summary>At most 500 assignments to make. Chunks may come in any order, and again.</summary>
/// <param name="Head">The notice.</param>
/// <param name="Chunk">1 … <paramref name="Chunks"/>.</param>
/// <param name="Chunks">How many there are.</param>
/// <param name="Requirements">Those that this chunk distributes.</param>
/// <param name="Assignments">One for each requirement and unit; ordered by unit, then requirement.</param>
/// <param name="Amendment">Number of the amendment that makes them; 0 where the issue does.</param>
public sealed record NoticeDistributed(NoticeHead Head, int Chunk, int Chunks, IReadOnlyList<DistributedRequirement> Requirements,
    IReadOnlyList<DistributedAssignment> Assignments, int Amendment = 0);

/// <summary>An assignment to make.</summary>
/// <param name="Assignment">Its id, derived from notice, requirement, unit and occurrence.</param>
/// <param name="Requirement">The requirement's number.</param>
/// <param name="Unit">Code of the unit that owes it.</param>
/// <param name="Occurrence">Period of a recurring duty; null otherwise.</param>
/// <param name="Part">sole, lead or joint.</param>
public sealed record DistributedAssignment(Guid Assignment, int Requirement, string Unit, string? Occurrence, string Part);

/// <summary>
/// The deadline of one requirement of an issued notice was counted again, by a working calendar that was published or amended. It concerns
/// assignments that are open; verdicts already given stay.
/// A receiver keeps, for each requirement, the highest version it has seen.
/// </summary>
/// <param name="Notice">The notice's id.</param>
/// <param name="Version">Of its stream.</param>
/// <param name="Requirement">The requirement's number.</param>
/// <param name="DueAt">The due instant from now on, inclusive; UTC.</param>
/// <param name="Calendar">The calendars it was counted by: <c>cn/2026/2,cn/2027/1</c>.</param>
/// <param name="Reason">calendar-published or calendar-amended.</param>
public sealed record DeadlineRecomputed(Guid Notice, long Version, int Requirement, DateTimeOffset DueAt, string Calendar, string Reason);

/// <summary>
/// An officer answered whom an addressee phrase means, and asked that it be known from now on. Repeating it changes nothing.
/// </summary>
/// <param name="Notice">The notice it was learnt from.</param>
/// <param name="Phrase">The alias, as the notice writes it.</param>
/// <param name="Units">Codes of the units it means, at or below the unit that issues the notice; at most 500 a message.</param>
/// <param name="IssuingUnit">Code of the unit that issues the notice; a phrase that means others already is not taught by it.</param>
public sealed record AliasTaught(Guid Notice, string Phrase, IReadOnlyList<string> Units, string? IssuingUnit = null);

/// <summary>
/// 变更: what the notice orders from now on, all of it: a receiver keeps the highest number it has heard of, and needs none before. What is
/// new besides travels in chunks, as at the issue.
/// </summary>
/// <param name="Head">The notice.</param>
/// <param name="Version">Of its stream.</param>
/// <param name="Number">Of the amendment: 1, 2, … within the notice.</param>
/// <param name="Reason">As its officer gave it.</param>
/// <param name="Requirements">All that are in force.</param>
/// <param name="Dropped">Those that amendments took out, by this or one before.</param>
/// <param name="Owing">Every (requirement, unit) that must have exactly one assignment from now on.</param>
/// <param name="NoLonger">Every one that was to have one before, and is owed no more; by this amendment or one before.</param>
/// <param name="Assignments">How many are owed.</param>
/// <param name="DirectoryVersion">The version of the directory by which what is new was found.</param>
public sealed record NoticeAmended(
    NoticeHead Head, long Version, int Number, string Reason, IReadOnlyList<DistributedRequirement> Requirements,
    IReadOnlyList<DroppedRequirement> Dropped, IReadOnlyList<Owing> Owing, IReadOnlyList<Owing> NoLonger, int Assignments,
    long DirectoryVersion);

/// <summary>A requirement that an amendment took out.</summary>
/// <param name="Number">Its number, which no other gets.</param>
/// <param name="Title">In a few words.</param>
public sealed record DroppedRequirement(int Number, string Title);

/// <summary>
/// 撤回 or 废止: what the notice ordered, and is still open, is owed no more. Assignments that are made later by what was distributed
/// before are over at once.
/// </summary>
/// <param name="Notice">The notice's id.</param>
/// <param name="Version">Of its stream.</param>
/// <param name="Reason">As its officer gave it; null where nothing was said.</param>
/// <param name="By">The notice that took its place; null where it was withdrawn.</param>
public sealed record NoticeWithdrawn(Guid Notice, long Version, string? Reason, SupersedingNotice? By);

/// <summary>
/// 抄送: units that are to know of an issued notice and owe nothing by it; or what became of a notice that they have a copy of. At most 500
/// units a message.
/// </summary>
/// <param name="Head">The notice.</param>
/// <param name="Version">Of its stream, of the event that says so.</param>
/// <param name="Kind">copy, copy-amended or copy-withdrawn.</param>
/// <param name="At">When it was decided; UTC.</param>
/// <param name="Units">Codes of those to be told.</param>
/// <param name="Reason">As its officer gave it; null for a copy, and where nothing was said.</param>
/// <param name="By">The notice that took its place; null otherwise.</param>
public sealed record NoticeCopied(NoticeHead Head, long Version, string Kind, DateTimeOffset At, IReadOnlyList<string> Units,
    string? Reason = null, SupersedingNotice? By = null);

/// <summary>A notice that took another's place.</summary>
/// <param name="Notice">Its id.</param>
/// <param name="Title">As it writes it.</param>
/// <param name="DocumentNumber">发文字号; null where it has none.</param>
public sealed record SupersedingNotice(Guid Notice, string Title, string? DocumentNumber);
