using System.Text.Json.Serialization;

namespace Workflow.History;

/// <summary>
/// What happened to one notice (通知). The received bytes, what was understood and long lists stand beside the stream, by SHA-256 in
/// lower-case hex.
/// </summary>
public abstract record NoticeEvent
{
    private NoticeEvent() { }

    /// <summary>The bytes arrived and were stored.</summary>
    /// <param name="Sha256">Of the bytes as received.</param>
    /// <param name="Length">Of the bytes.</param>
    /// <param name="MediaType">As it was read (text/plain that is HTML is text/html).</param>
    /// <param name="Charset">The encoding the bytes were decoded with; <c>binary</c> where they are no text (DOCX).</param>
    /// <param name="IssuingUnit">Code of the unit whose token posted it.</param>
    /// <param name="Reference">The caller's own reference.</param>
    public sealed record Received(string Sha256, long Length, string MediaType, string Charset, string IssuingUnit, string? Reference)
        : NoticeEvent;

    /// <summary>
    /// A grammar read it. <paramref name="ContentSha256"/> names everything it took from the text. A later one takes the place of the
    /// earlier, with its questions, answers and corrections: an officer confirmed the reading of a newer grammar.
    /// </summary>
    public sealed record Understood(
        int GrammarVersion, string ContentSha256, string Title, string? DocumentNumber, string? Issuer, DateOnly? IssuedOn, int Addressees,
            int Requirements) : NoticeEvent;

    /// <summary>Something can be read in more than one way, or is missing: the notice is not issued before it is answered.</summary>
    /// <param name="Question">Stable within the notice.</param>
    /// <param name="Kind">As interfaces name it: deadline-ambiguous, addressee-partial …</param>
    /// <param name="About">
    /// What it is about: <c>notice</c>, <c>issuedOn</c>, <c>addressees</c>, <c>requirement:3</c>, <c>addressee:2</c>.
    /// </param>
    /// <param name="Span">Where the doubt stands in the text.</param>
    /// <param name="Text">The question in words.</param>
    /// <param name="Proposals">The customary answer first; empty where none can be proposed.</param>
    public sealed record QuestionRaised(
        string Question, string Kind, string About, TextSpan? Span, string Text, IReadOnlyList<Proposal> Proposals) : NoticeEvent;

    /// <summary>
    /// Somebody chose, or the directory came to know what was asked (<c>directory</c>), or what it was asked about is not passed on
    /// (<c>excluded</c>).
    /// </summary>
    /// <param name="Question">Its id.</param>
    /// <param name="Value">
    /// Several unit codes are separated by commas; more than 2,000 characters of them stand here as <c>sha256:</c> and the hash that
    /// <see cref="AddresseesResolved"/> names.
    /// </param>
    public sealed record QuestionAnswered(string Question, string Value) : NoticeEvent;

    /// <summary>An addressee phrase was resolved to units of the directory as it stood at <paramref name="DirectoryVersion"/>.</summary>
    /// <param name="Addressee">Its number among the notice's addressees, from 1.</param>
    /// <param name="Phrase">As the notice writes it.</param>
    /// <param name="UnitsSha256">Of the JSON array of unit codes, in ordinal order.</param>
    /// <param name="Units">How many.</param>
    /// <param name="DirectoryVersion">The last directory event that had been seen.</param>
    public sealed record AddresseesResolved(int Addressee, string Phrase, string UnitsSha256, int Units, long DirectoryVersion)
        : NoticeEvent;

    /// <summary>
    /// Who answered whom a phrase means asked the directory to know it from now on; it will resolve for these units in later notices.
    /// </summary>
    /// <param name="Addressee">Its number among the notice's addressees, from 1.</param>
    /// <param name="Phrase">As the notice writes it: the alias to be.</param>
    /// <param name="UnitsSha256">Of the JSON array of unit codes, in ordinal order.</param>
    /// <param name="Units">How many.</param>
    public sealed record AliasTaught(int Addressee, string Phrase, string UnitsSha256, int Units) : NoticeEvent;

    /// <summary>
    /// What the text leaves open or the grammar misread was set: by an officer, by an answer, by the directory that knows the units it
    /// names, or by issuing, which dates limits that count from it.
    /// Null leaves as it was; an empty lead takes the lead away.
    /// </summary>
    /// <param name="Number">Of the requirement.</param>
    /// <param name="Disposition">How it is to be handled.</param>
    /// <param name="Owes">Who owes it, where no unit is named.</param>
    /// <param name="DueAt">Last instant in time, inclusive; UTC.</param>
    /// <param name="Lead">Code of the unit that leads.</param>
    /// <param name="Joint">Codes of the units named beside it.</param>
    /// <param name="Origin">A <see cref="CorrectionOrigin"/>; null where it was stored before this was kept.</param>
    public sealed record RequirementCorrected(
        int Number, Disposition? Disposition, OwedBy? Owes, DateTimeOffset? DueAt, string? Lead, IReadOnlyList<string>? Joint,
            string? Origin = null) : NoticeEvent
    {
        /// <summary>Whether nothing but a person may set it otherwise. Of what was stored without an origin it is supposed.</summary>
        [JsonIgnore]
        public bool IsPersons => Origin is null or CorrectionOrigin.Person;
    }

    /// <summary>
    /// Units that it would order and that its issuer may not order by itself. Asked by the question of the same id, which holds for these
    /// units and for what was confirmed of the notice then.
    /// </summary>
    /// <param name="Question">Id of the question.</param>
    /// <param name="UnitsSha256">Of the JSON array of unit codes, in ordinal order.</param>
    /// <param name="Units">How many.</param>
    public sealed record BeyondAuthority(string Question, string UnitsSha256, int Units) : NoticeEvent;

    /// <summary>批准: an officer of a unit above both lets the issuer order those of them that stand at or below it.</summary>
    /// <param name="Question">What was approved.</param>
    /// <param name="By">Code of the unit that approves.</param>
    public sealed record Approved(string Question, string By) : NoticeEvent;

    /// <summary>会签: a unit above which and the issuer nobody stands agrees to be ordered.</summary>
    /// <param name="Question">What was agreed to.</param>
    /// <param name="By">Code of the unit that agrees.</param>
    public sealed record Agreed(string Question, string By) : NoticeEvent;

    /// <summary>
    /// Confirmed and distributed. <paramref name="DistributionSha256"/> names the requirements as confirmed and which unit owes which.
    /// </summary>
    public sealed record Issued(
        string DistributionSha256, int Requirements, int Units, int Assignments, int Chunks, string? Calendar, long DirectoryVersion)
            : NoticeEvent;

    /// <summary>
    /// A limit in working days was counted again by a calendar that was published or amended meanwhile. What a person set is not counted
    /// again, nor what was past, nor into the past.
    /// </summary>
    /// <param name="Number">Of the requirement.</param>
    /// <param name="Before">The due instant until now; null where the calendar was missing.</param>
    /// <param name="DueAt">The due instant from now on, inclusive; UTC.</param>
    /// <param name="Calendar">All calendars it was counted by: <c>cn/2026/2,cn/2027/1</c>.</param>
    /// <param name="Published">The one among them that made it be counted again: <c>cn/2026/2</c>.</param>
    /// <param name="Reason">A <see cref="RecountReason"/>.</param>
    public sealed record DeadlineRecomputed(int Number, DateTimeOffset? Before, DateTimeOffset DueAt, string Calendar, string Published,
        string Reason) : NoticeEvent;

    /// <summary>改派: a unit does what another has declined; the notice orders it from then on.</summary>
    /// <param name="Unit">Its code.</param>
    /// <param name="Requirement">Number of what it does.</param>
    /// <param name="Assignment">Id of its assignment.</param>
    public sealed record UnitJoined(string Unit, int Requirement, Guid Assignment) : NoticeEvent;

    /// <summary>
    /// 变更: what it orders from now on. Days, leads and joint units that are set by it stand before it, as corrections.
    /// </summary>
    /// <param name="Number">1, 2, … within the notice.</param>
    /// <param name="Reason">As its officer gave it.</param>
    /// <param name="At">Business instant of the decision; UTC.</param>
    /// <param name="RequirementsSha256">Of the requirements that are new or worded otherwise; null where none is.</param>
    /// <param name="Added">Numbers of the new requirements.</param>
    /// <param name="Changed">Numbers of those that are due at another instant or worded otherwise.</param>
    /// <param name="Dropped">Numbers of those that are owed no more.</param>
    /// <param name="UnitsAdded">Codes of the units that it is addressed to from now on.</param>
    /// <param name="UnitsRemoved">Codes of the units that, with those below them, owe nothing of it any more.</param>
    /// <param name="DistributionSha256">Names the requirements from now on and which unit owes which.</param>
    /// <param name="Assignments">How many are owed from now on.</param>
    /// <param name="Made">How many of them are new.</param>
    /// <param name="NoLonger">How many of those owed until now are not any more.</param>
    /// <param name="Chunks">In how many the new ones travel.</param>
    /// <param name="DirectoryVersion">The version of the directory by which the new ones were found.</param>
    public sealed record Amended(
        int Number, string Reason, DateTimeOffset At, string? RequirementsSha256, IReadOnlyList<int> Added, IReadOnlyList<int> Changed,
        IReadOnlyList<int> Dropped, IReadOnlyList<string> UnitsAdded, IReadOnlyList<string> UnitsRemoved, string DistributionSha256,
        int Assignments, int Made, int NoLonger, int Chunks, long DirectoryVersion) : NoticeEvent;

    /// <summary>
    /// An officer set to whom copies go, before the issue: besides the units that the text names, or not to some of them.
    /// </summary>
    /// <param name="Added">Codes of units that get one.</param>
    /// <param name="Removed">Codes of units that get none.</param>
    public sealed record CopiesSet(IReadOnlyList<string> Added, IReadOnlyList<string> Removed) : NoticeEvent;

    /// <summary>抄送: a copy goes to these units; they are to know, and owe nothing by it. At the issue, or added later.</summary>
    /// <param name="UnitsSha256">Of the JSON array of unit codes, in ordinal order.</param>
    /// <param name="Units">How many.</param>
    public sealed record Copied(string UnitsSha256, int Units) : NoticeEvent;

    /// <summary>撤回: what it ordered, and is still open, is owed no more.</summary>
    public sealed record Withdrawn(string Reason) : NoticeEvent;

    /// <summary>废止: another notice takes its place; what it ordered, and is still open, is owed no more.</summary>
    /// <param name="By">Id of the other notice.</param>
    /// <param name="Title">Of that one.</param>
    /// <param name="DocumentNumber">Of that one; null where it has none.</param>
    /// <param name="Reason">What its officer says to it; null where nothing.</param>
    public sealed record Superseded(Guid By, string Title, string? DocumentNumber, string? Reason) : NoticeEvent;

    /// <summary>All that it ordered is done with.</summary>
    /// <param name="Through">How many events its assignments had by then: what is told later has more.</param>
    public sealed record Concluded(long Through) : NoticeEvent;

    /// <summary>Something that it ordered is to be done once more.</summary>
    /// <param name="Through">As in <see cref="Concluded"/>.</param>
    public sealed record Resumed(long Through) : NoticeEvent;

    /// <summary>退文: the notice will not be issued.</summary>
    public sealed record Rejected(string Reason) : NoticeEvent;
}

/// <summary>A possible answer and why it is proposed.</summary>
public sealed record Proposal(string Value, string Why);

/// <summary>Who set what a correction sets: the codes that events store.</summary>
public static class CorrectionOrigin
{
    /// <summary>A person, by a correction or an answer of their own.</summary>
    public const string Person = "person";

    /// <summary>The notice's own words: a proposal was taken. A due instant that was proposed is one, whoever answered with it.</summary>
    public const string Proposal = "proposal";

    /// <summary>The directory, which knows the units that are named.</summary>
    public const string Directory = "directory";

    /// <summary>Issuing, which dates the limits that count from it.</summary>
    public const string Issue = "issue";
}
