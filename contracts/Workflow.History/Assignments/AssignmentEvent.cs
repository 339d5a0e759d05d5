using System.Text.Json.Serialization;

namespace Workflow.History;

/// <summary>What happened to one assignment (交办事项): one requirement × one unit. Who did it stands in the event's metadata.</summary>
public abstract record AssignmentEvent
{
    private AssignmentEvent() { }

    /// <summary>交办: the unit owes the requirement.</summary>
    /// <param name="Notice">The notice's id.</param>
    /// <param name="Requirement">Its number in the notice.</param>
    /// <param name="Unit">Code of the unit that owes it.</param>
    /// <param name="Occurrence">Period of a recurring duty; null otherwise.</param>
    /// <param name="IssuingUnit">Code of the unit that issued the notice.</param>
    /// <param name="Disposition">A principle is done when acknowledged.</param>
    /// <param name="Part">Its part in a joint requirement.</param>
    /// <param name="DueAt">Last instant in time, inclusive; null when undated.</param>
    /// <param name="DistributionSha256">Names the requirement's text as issued.</param>
    /// <param name="Origin">Of the due instant: the notice, an officer's correction of what was read of it, or a reassignment.</param>
    /// <param name="InsteadOf">The assignment of the unit that declined it; null where the notice made it.</param>
    /// <param name="Amendment">Number of the amendment of the notice that made it; null where its issue did.</param>
    public sealed record Dispatched(
        Guid Notice, int Requirement, string Unit, string? Occurrence, string IssuingUnit, Disposition Disposition, Part Part,
            DateTimeOffset? DueAt, string DistributionSha256, DeadlineOrigin Origin = DeadlineOrigin.Notice, Guid? InsteadOf = null,
            int? Amendment = null) : AssignmentEvent;

    /// <summary>签收.</summary>
    public sealed record Acknowledged : AssignmentEvent;

    /// <summary>专人负责: by role or as an opaque person id; the person's name is never here.</summary>
    public sealed record ResponsiblePersonNamed(string? Role, string? Person) : AssignmentEvent;

    /// <summary>反馈: the unit says what it did.</summary>
    /// <param name="Number">1, 2, … within the assignment.</param>
    /// <param name="TextSha256">Of the report's text, which is kept beside the stream.</param>
    /// <param name="Figures">Counts by name (sessions, people); within ± 2^53.</param>
    /// <param name="Evidence">Files named by hash.</param>
    /// <param name="At">
    /// Business instant at which its request had arrived whole, UTC: what the deadline is judged by. Null in events stored before.
    /// </param>
    /// <param name="By">Opaque id of the person who handed it in. Null in events stored before it was kept.</param>
    public sealed record ReportSubmitted(int Number, string TextSha256, IReadOnlyDictionary<string, long> Figures,
        IReadOnlyList<Evidence> Evidence, DateTimeOffset? At = null, string? By = null) : AssignmentEvent;

    /// <summary>退回重办: the report is not enough. The new term follows as <see cref="DeadlineMoved"/>.</summary>
    public sealed record ReportReturned(int Number, string Reason) : AssignmentEvent;

    /// <summary>审核通过.</summary>
    public sealed record ReportAccepted(int Number) : AssignmentEvent;

    /// <summary>The due instant passed without a report: the verdict on that version of the deadline.</summary>
    public sealed record DeadlineMissed(DateTimeOffset DueAt, int DeadlineVersion) : AssignmentEvent;

    /// <summary>The assignment has another deadline, with a verdict of its own. Deadline versions count these.</summary>
    /// <param name="DueAt">The due instant from now on, inclusive; UTC.</param>
    /// <param name="Origin">Where it comes from.</param>
    /// <param name="NoticeVersion">Version of the notice's stream that says so; null where the notice does not.</param>
    /// <param name="Calendar">The calendars it was counted by; null when it was not counted in working days.</param>
    /// <param name="Reason">A <see cref="RecountReason"/>, where a calendar moved it.</param>
    /// <param name="At">Business instant that the decision rests on, UTC; null in events stored before it was kept.</param>
    public sealed record DeadlineMoved(DateTimeOffset DueAt, DeadlineOrigin Origin, long? NoticeVersion, string? Calendar, string? Reason,
        DateTimeOffset? At) : AssignmentEvent;

    /// <summary>
    /// The requirement has another deadline, and the unit had reported: its own stands. The report returned, the unit has until
    /// <paramref name="Instead"/>, if that is later.
    /// </summary>
    /// <param name="Instead">The requirement's due instant from now on, inclusive; UTC.</param>
    /// <param name="NoticeVersion">As in <see cref="DeadlineMoved"/>.</param>
    /// <param name="Calendar">The calendars it was counted by; null where an amendment set it.</param>
    /// <param name="Reason">A <see cref="RecountReason"/>; null where an amendment set it.</param>
    public sealed record DeadlineKept(DateTimeOffset Instead, long NoticeVersion, string? Calendar, string? Reason) : AssignmentEvent;

    /// <summary>延期: the unit asks for more time. It stands until it is decided, and no longer than a report is owed.</summary>
    /// <param name="Number">1, 2, … within the assignment.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="DueAt">The due instant asked for, inclusive; UTC.</param>
    public sealed record ExtensionRequested(int Number, string Reason, DateTimeOffset DueAt) : AssignmentEvent;

    /// <summary>More time is given. The deadline follows as <see cref="DeadlineMoved"/>.</summary>
    /// <param name="Number">Of the request.</param>
    /// <param name="DueAt">The due instant given, which may be another than was asked for; inclusive, UTC.</param>
    /// <param name="Reason">What the assigner says to it; null where nothing.</param>
    public sealed record ExtensionGranted(int Number, DateTimeOffset DueAt, string? Reason) : AssignmentEvent;

    /// <summary>No more time is given: the deadline stands.</summary>
    public sealed record ExtensionRefused(int Number, string Reason) : AssignmentEvent;

    /// <summary>退回: the unit says that it is not its to do. It is nobody's until that is decided.</summary>
    /// <param name="Reason">Why not.</param>
    /// <param name="Rather">Code of the unit whose it may be; null where none is named.</param>
    public sealed record Declined(string Reason, string? Rather) : AssignmentEvent;

    /// <summary>
    /// The assigner insists: it is the unit's to do, and to be acknowledged again. A new term, where it gets one, follows as
    /// <see cref="DeadlineMoved"/>.
    /// </summary>
    public sealed record DeclineRefused(string Reason) : AssignmentEvent;

    /// <summary>改派: another unit does it instead. Nothing follows here.</summary>
    /// <param name="Unit">Code of that unit.</param>
    /// <param name="Assignment">Id of its assignment.</param>
    /// <param name="Reason">What the assigner says to it; null where nothing.</param>
    public sealed record Reassigned(string Unit, Guid Assignment, string? Reason) : AssignmentEvent;

    /// <summary>销号.</summary>
    public sealed record Closed : AssignmentEvent;

    /// <summary>What was closed is to be reported on once more. The new term follows as <see cref="DeadlineMoved"/>.</summary>
    /// <param name="Reason">What is still to be done.</param>
    /// <param name="Amendment">Number of the notice's last amendment by then, which it follows; null where there was none.</param>
    public sealed record Reopened(string Reason, int? Amendment = null) : AssignmentEvent;

    /// <summary>
    /// 变更: an amendment of the notice concerns it. Another day follows as <see cref="DeadlineMoved"/> or <see cref="DeadlineKept"/>, its
    /// end as <see cref="Cancelled"/>.
    /// </summary>
    /// <param name="Number">Of the amendment; of several that were taken up together, the last.</param>
    /// <param name="NoticeVersion">Version of the notice's stream that says so.</param>
    /// <param name="Reason">As the notice's officer gave it.</param>
    /// <param name="Changes">What is another: dropped, moved, reworded.</param>
    /// <param name="Told">
    /// All that changes for the unit, in the one of its assignments by which it is told; null in the others.
    /// </param>
    public sealed record Amended(int Number, long NoticeVersion, string Reason, IReadOnlyList<AmendmentChange> Changes,
        IReadOnlyList<AmendedPart>? Told) : AssignmentEvent;

    /// <summary>催办: an officer asks for it by hand, beside the ladder. It stays as it is.</summary>
    /// <param name="By">Code of the unit whose officer it is.</param>
    /// <param name="Words">What the officer says to the unit; null where nothing.</param>
    /// <param name="At">Business instant of it, UTC: what the pause until the next is counted from.</param>
    public sealed record Urged(string By, string? Words, DateTimeOffset At) : AssignmentEvent;

    /// <summary>The notice does not order it any more. Nothing follows.</summary>
    /// <param name="Cause">What became of the notice.</param>
    /// <param name="Reason">As its officer gave it; null where nothing was said.</param>
    /// <param name="NoticeVersion">Version of the notice's stream that says so.</param>
    public sealed record Cancelled(CancelCause Cause, string? Reason, long NoticeVersion) : AssignmentEvent;
}

/// <summary>Why a notice does not order something any more.</summary>
public enum CancelCause
{
    /// <summary>撤回: it was withdrawn.</summary>
    [JsonStringEnumMemberName("withdrawal")]
    Withdrawal,

    /// <summary>废止: another notice took its place.</summary>
    [JsonStringEnumMemberName("supersession")]
    Supersession,

    /// <summary>变更: it was amended.</summary>
    [JsonStringEnumMemberName("amendment")]
    Amendment,
}

/// <summary>What an amendment makes of an assignment.</summary>
public enum AmendmentChange
{
    /// <summary>It is owed no more.</summary>
    [JsonStringEnumMemberName("dropped")]
    Dropped,

    /// <summary>It is due at another instant.</summary>
    [JsonStringEnumMemberName("moved")]
    Moved,

    /// <summary>What it asks for is worded otherwise.</summary>
    [JsonStringEnumMemberName("reworded")]
    Reworded,
}

/// <summary>What an amendment makes of one of a unit's assignments, as the unit is told.</summary>
/// <param name="Assignment">Its id.</param>
/// <param name="Requirement">The requirement's number.</param>
/// <param name="Title">Of the requirement, in a few words.</param>
/// <param name="Change">What is another.</param>
/// <param name="Before">Of what is due at another instant: the due instant until now; UTC.</param>
/// <param name="DueAt">The due instant from now on, inclusive, UTC; null when undated, or owed no more.</param>
public sealed record AmendedPart(
    Guid Assignment, int Requirement, string Title, AmendmentChange Change, DateTimeOffset? Before, DateTimeOffset? DueAt);

/// <summary>A file that shows what was done: its SHA-256 in lower-case hex, name, and size in bytes.</summary>
public sealed record Evidence(string Sha256, string Name, long Size);

/// <summary>时限来源: where a deadline comes from. A later calendar moves only what the notice or a calendar gave.</summary>
public enum DeadlineOrigin
{
    /// <summary>The notice's words.</summary>
    [JsonStringEnumMemberName("notice")]
    Notice,

    /// <summary>The notice's words, counted again by another calendar.</summary>
    [JsonStringEnumMemberName("calendar")]
    Calendar,

    /// <summary>An officer's correction of what was read.</summary>
    [JsonStringEnumMemberName("correction")]
    Correction,

    /// <summary>An amendment of the notice.</summary>
    [JsonStringEnumMemberName("amendment")]
    Amendment,

    /// <summary>延期.</summary>
    [JsonStringEnumMemberName("extension")]
    Extension,

    /// <summary>退回重办: the new term.</summary>
    [JsonStringEnumMemberName("return")]
    Return,

    /// <summary>退回: the term with which it was insisted on, or given to another unit.</summary>
    [JsonStringEnumMemberName("decline")]
    Decline,

    /// <summary>The term with which it was reopened.</summary>
    [JsonStringEnumMemberName("reopening")]
    Reopening,
}
