using Workflow.Contracts.Assignments.V1;

namespace TaskAssignment.Assignments;

/// <summary>An assignment's row on the board: what lists, counts and access are asked of.</summary>
/// <param name="MovedAt">When the deadline in force came into force; null for the first one.</param>
/// <param name="Verdict">On the deadline in force; null for an undated assignment.</param>
/// <param name="Figures">Of the report that stands; empty when there is none or it was returned.</param>
/// <param name="Extension">Number of the request for more time that is not decided; null when none is.</param>
/// <param name="UrgedAt">When it was last urged by hand for the deadline in force; null where it was not.</param>
internal sealed record BoardRow(
    Guid Assignment, long Version, Guid Notice, int Requirement, string Unit, string? Occurrence, string IssuingUnit, Part Part,
    string State, DateTimeOffset? DueAt, int DeadlineVersion, DateTimeOffset? MovedAt, Verdict? Verdict,
    IReadOnlyDictionary<string, long> Figures, int? Extension, DateTimeOffset? UrgedAt = null)
{
    /// <summary>As other services are told of it.</summary>
    public AssignmentChanged AsMessage() =>
        new(Assignment, Version, Notice, Requirement, Unit, Occurrence, State, DueAt, DeadlineVersion, MovedAt,
            Verdict?.Name(), ToldApart: true);
}

/// <summary>The states as the board, lists and messages name them.</summary>
internal static class States
{
    public const string Dispatched = "dispatched";
    public const string Acknowledged = "acknowledged";
    public const string Reported = "reported";
    public const string Returned = "returned";
    public const string Accepted = "accepted";
    public const string Closed = "closed";
    public const string Declined = "declined";
    public const string Reassigned = "reassigned";
    public const string Reopened = "reopened";
    public const string Cancelled = "cancelled";

    /// <summary>In a view alone: the stream cannot be read.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>What the state of a stream is called.</summary>
    public static string Of(Assignment state) => state switch
    {
        Assignment.Dispatched => Dispatched,
        Assignment.Acknowledged => Acknowledged,
        Assignment.Reported => Reported,
        Assignment.Reopened => Reopened,
        Assignment.Returned => Returned,
        Assignment.Accepted => Accepted,
        Assignment.Closed => Closed,
        Assignment.Declined => Declined,
        Assignment.Reassigned => Reassigned,
        Assignment.Cancelled => Cancelled,
        _ => throw new UnreachableException(),
    };

    public static IReadOnlyList<string> All { get; } =
        [Dispatched, Acknowledged, Reported, Returned, Reopened, Accepted, Closed, Declined, Reassigned, Cancelled];

    /// <summary>Those in which the unit still owes a report: once the deadline is missed, they are overdue.</summary>
    public static IReadOnlyList<string> Owing { get; } = [Dispatched, Acknowledged, Returned, Reopened];

    /// <summary>Those after which nothing follows, unless it is reopened.</summary>
    public static IReadOnlyList<string> Over { get; } = [Closed, Reassigned, Cancelled];

    /// <summary>Those in which no deadline matters any more.</summary>
    public static IReadOnlyList<string> Settled { get; } = [Accepted, .. Over];
}

/// <summary>The board as a projection of the streams.</summary>
internal static class AssignmentBoard
{
    private static readonly Dictionary<string, long> NoFigures = [];

    /// <summary>The row after one more event of its stream. Pure.</summary>
    public static BoardRow Project(BoardRow? row, Guid assignment, AssignmentEvent @event) => (row, @event) switch
    {
        (null, AssignmentEvent.Dispatched e) => new(
            assignment, Version: 1, e.Notice, e.Requirement, e.Unit, e.Occurrence, e.IssuingUnit, e.Part,
            States.Dispatched, e.DueAt, DeadlineVersion: 1, MovedAt: null, e.DueAt is null ? null : Verdict.Pending, NoFigures,
            Extension: null),
        ({ } known, not AssignmentEvent.Dispatched) => Change(known, @event) with { Version = known.Version + 1 },
        _ => throw new ImpossibleEventException((object?)row ?? Assignment.Initial, @event),
    };

    private static BoardRow Change(BoardRow row, AssignmentEvent @event) => @event switch
    {
        AssignmentEvent.Acknowledged => row with { State = States.Acknowledged },
        AssignmentEvent.ResponsiblePersonNamed => row,
        AssignmentEvent.ReportSubmitted e => row with
        {
            State = States.Reported, Verdict = Settled(row.Verdict), Figures = e.Figures, Extension = null,
        },
        AssignmentEvent.ReportReturned => row with { State = States.Returned, Figures = NoFigures },
        AssignmentEvent.ReportAccepted => row with { State = States.Accepted },
        AssignmentEvent.DeadlineMissed => row with { Verdict = Verdict.Missed },
        AssignmentEvent.DeadlineMoved e => row with
        {
            DueAt = e.DueAt, DeadlineVersion = row.DeadlineVersion + 1, MovedAt = e.At, Verdict = Verdict.Pending,
            UrgedAt = null,
        },
        AssignmentEvent.DeadlineKept => row,
        AssignmentEvent.ExtensionRequested e => row with { Extension = e.Number },
        AssignmentEvent.ExtensionGranted or AssignmentEvent.ExtensionRefused => row with { Extension = null },
        AssignmentEvent.Declined => row with { State = States.Declined, Extension = null },
        AssignmentEvent.DeclineRefused => row with { State = States.Dispatched },
        AssignmentEvent.Reassigned => row with { State = States.Reassigned },
        AssignmentEvent.Closed => row with { State = States.Closed },
        AssignmentEvent.Reopened => row with { State = States.Reopened, Figures = NoFigures },
        AssignmentEvent.Urged e => row with { UrgedAt = e.At },
        AssignmentEvent.Amended => row,
        AssignmentEvent.Cancelled => row with { State = States.Cancelled, Extension = null },
        _ => throw new ImpossibleEventException(row, @event),
    };

    /// <summary>After a report: the same decision has said before that it is late.</summary>
    private static Verdict? Settled(Verdict? before) => before is Verdict.Pending ? Verdict.Met : before;
}
