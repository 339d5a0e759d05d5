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
    public sealed record Dispatched(
        Guid Notice, int Requirement, string Unit, string? Occurrence, string IssuingUnit, Disposition Disposition, Part Part,
            DateTimeOffset? DueAt, string DistributionSha256) : AssignmentEvent;

    /// <summary>签收.</summary>
    public sealed record Acknowledged : AssignmentEvent;

    /// <summary>专人负责: by role or as an opaque person id; the person's name is never here.</summary>
    public sealed record ResponsiblePersonNamed(string? Role, string? Person) : AssignmentEvent;

    /// <summary>反馈: the unit says what it did.</summary>
    /// <param name="Number">1, 2, … within the assignment.</param>
    /// <param name="TextSha256">Of the report's text, which is kept beside the stream.</param>
    /// <param name="Figures">Counts by name (sessions, people); within ± 2^53.</param>
    /// <param name="Evidence">Files named by hash.</param>
    public sealed record ReportSubmitted(int Number, string TextSha256, IReadOnlyDictionary<string, long> Figures,
        IReadOnlyList<Evidence> Evidence) : AssignmentEvent;

    /// <summary>退回重办: the report is not enough; the reminders go on.</summary>
    public sealed record ReportReturned(int Number, string Reason) : AssignmentEvent;

    /// <summary>审核通过.</summary>
    public sealed record ReportAccepted(int Number) : AssignmentEvent;

    /// <summary>The due instant passed without a report.</summary>
    public sealed record DeadlineMissed(DateTimeOffset DueAt, int DeadlineVersion) : AssignmentEvent;

    /// <summary>
    /// The requirement's deadline was counted again by another calendar, and the assignment's with it. Deadline versions count these.
    /// </summary>
    /// <param name="DueAt">The due instant from now on, inclusive; UTC.</param>
    /// <param name="NoticeVersion">Version of the notice's stream that says so.</param>
    /// <param name="Calendar">The calendars it was counted by.</param>
    /// <param name="Reason">A <see cref="RecountReason"/>.</param>
    public sealed record DeadlineMoved(DateTimeOffset DueAt, long NoticeVersion, string Calendar, string Reason) : AssignmentEvent;

    /// <summary>
    /// The requirement's deadline was counted again, and the unit had reported: its own stands. The report returned, the unit has until
    /// <paramref name="Instead"/>, if that is later.
    /// </summary>
    /// <param name="Instead">The requirement's due instant from now on, inclusive; UTC.</param>
    /// <param name="NoticeVersion">As in <see cref="DeadlineMoved"/>.</param>
    /// <param name="Calendar">The calendars it was counted by.</param>
    /// <param name="Reason">A <see cref="RecountReason"/>.</param>
    public sealed record DeadlineKept(DateTimeOffset Instead, long NoticeVersion, string Calendar, string Reason) : AssignmentEvent;

    /// <summary>销号.</summary>
    public sealed record Closed : AssignmentEvent;
}

/// <summary>A file that shows what was done: its SHA-256 in lower-case hex, name, and size in bytes.</summary>
public sealed record Evidence(string Sha256, string Name, long Size);
