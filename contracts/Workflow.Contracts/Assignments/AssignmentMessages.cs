using Workflow.Contracts.Notices.V1;

namespace Workflow.Contracts.Assignments.V1;

/// <summary>At most 500 assignments of one notice were made.</summary>
/// <param name="Head">The notice.</param>
/// <param name="Requirements">Those that the assignments are of.</param>
/// <param name="Assignments">What was made.</param>
public sealed record AssignmentsDispatched(
    NoticeHead Head, IReadOnlyList<DistributedRequirement> Requirements, IReadOnlyList<DispatchedAssignment> Assignments);

/// <summary>An assignment as it was made.</summary>
/// <param name="Assignment">Its id.</param>
/// <param name="Version">Of its stream, after being made.</param>
/// <param name="Requirement">The requirement's number.</param>
/// <param name="Unit">Code of the unit that owes it.</param>
/// <param name="Occurrence">Period of a recurring duty; null otherwise.</param>
/// <param name="DueAt">Last instant in time, inclusive, UTC; null when undated.</param>
/// <param name="DeadlineVersion">1 at first, one more each time the due instant moves.</param>
/// <param name="At">Business instant at which the unit got it, UTC; null where that is when the notice was issued.</param>
/// <param name="IsOver">Whether it was over as soon as it was made: nobody is told of it.</param>
public sealed record DispatchedAssignment(Guid Assignment, long Version, int Requirement, string Unit, string? Occurrence,
    DateTimeOffset? DueAt, int DeadlineVersion, DateTimeOffset? At = null, bool IsOver = false);

/// <summary>
/// An assignment changed: its whole present state at <paramref name="Version"/>. A receiver keeps the highest version it has seen;
/// versions in between may never be published.
/// </summary>
/// <param name="Assignment">Its id.</param>
/// <param name="Version">Of its stream.</param>
/// <param name="Notice">The notice's id.</param>
/// <param name="Requirement">The requirement's number.</param>
/// <param name="Unit">Code of the unit that owes it.</param>
/// <param name="Occurrence">Period of a recurring duty; null otherwise.</param>
/// <param name="State">dispatched, acknowledged, reported, returned, reopened, accepted, closed, declined, reassigned or cancelled.</param>
/// <param name="DueAt">The due instant in force, inclusive, UTC; null when undated.</param>
/// <param name="DeadlineVersion">Of that due instant.</param>
/// <param name="MovedAt">Business instant at which that deadline came into force, UTC; null for the first one.</param>
/// <param name="Verdict">pending, met or missed; on that deadline, null when undated.</param>
/// <param name="ReturnedFor">Why the last report was returned, where that is not told apart.</param>
/// <param name="ToldApart">Whether what the unit is to know of it travels as <see cref="AssignmentNews"/>; it did not always.</param>
public sealed record AssignmentChanged(
    Guid Assignment, long Version, Guid Notice, int Requirement, string Unit, string? Occurrence, string State, DateTimeOffset? DueAt,
        int DeadlineVersion, DateTimeOffset? MovedAt, string? Verdict, string? ReturnedFor = null, bool ToldApart = false);

/// <summary>Another unit does what one has declined: the notice orders it from now on, and it may read the notice.</summary>
/// <param name="Assignment">The other unit's, which is dispatched as any.</param>
/// <param name="Notice">The notice's id.</param>
/// <param name="Requirement">The requirement's number.</param>
/// <param name="From">Code of the unit that declined.</param>
/// <param name="Unit">Code of the unit that does it.</param>
public sealed record AssignmentReassigned(Guid Assignment, Guid Notice, int Requirement, string From, string Unit);

/// <summary>
/// What units are told at once about assignments of one notice, at most 500. Each is told once, whatever comes again or out of order.
/// </summary>
/// <param name="Head">The notice.</param>
/// <param name="Requirements">Those that the news is about.</param>
/// <param name="News">In the order in which it happened.</param>
public sealed record AssignmentNews(
    NoticeHead Head, IReadOnlyList<DistributedRequirement> Requirements, IReadOnlyList<UnitNews> News);

/// <summary>What a unit is told.</summary>
/// <param name="Message">Id of the message to the unit: of one id there is one message.</param>
/// <param name="Kind">
/// deadline, return, extension-granted, extension-refused, insistence, acceptance, reopening, urging, amendment or withdrawal; to whoever
/// decides on it: report, extension-asked or declined.
/// </param>
/// <param name="Assignment">What it is about; of a withdrawal or an amendment, the first of those that it concerns.</param>
/// <param name="Requirement">The requirement's number.</param>
/// <param name="Unit">Code of the unit that is told.</param>
/// <param name="At">Business instant of the decision, UTC.</param>
/// <param name="DueAt">The due instant in force by it, inclusive, UTC; null when undated.</param>
/// <param name="Before">Of a deadline that moved: the due instant until then; null where there was none.</param>
/// <param name="Reason">What the decision was given for; null where nothing was said.</param>
/// <param name="By">Of a withdrawal: the notice that took the other's place; null where none did.</param>
/// <param name="Changes">Of an amendment: all that changes for the unit; null otherwise.</param>
/// <param name="DeadlineVersion">
/// Of an urging: the deadline it was about. It holds as long as that is in force and owed, as a reminder does; null otherwise.
/// </param>
/// <param name="From">Of what the unit is to decide on: code of the unit that owes the assignment; null otherwise.</param>
/// <param name="AskedFor">Of more time that is asked for: the due instant asked for, inclusive, UTC; null otherwise.</param>
public sealed record UnitNews(Guid Message, string Kind, Guid Assignment, int Requirement, string Unit, DateTimeOffset At,
    DateTimeOffset? DueAt, DateTimeOffset? Before = null, string? Reason = null, SupersedingNotice? By = null,
    IReadOnlyList<UnitChange>? Changes = null, int? DeadlineVersion = null, string? From = null, DateTimeOffset? AskedFor = null);

/// <summary>What an amendment makes of one of a unit's assignments.</summary>
/// <param name="Assignment">Its id.</param>
/// <param name="Requirement">The requirement's number.</param>
/// <param name="Title">Of the requirement, in a few words.</param>
/// <param name="Change">dropped, moved or reworded.</param>
/// <param name="Before">Of what is moved: the due instant until now, UTC; null otherwise.</param>
/// <param name="DueAt">The due instant from now on, inclusive, UTC; null when undated, or dropped.</param>
public sealed record UnitChange(
    Guid Assignment, int Requirement, string Title, string Change, DateTimeOffset? Before, DateTimeOffset? DueAt);

/// <summary>
/// Whether all that a notice ordered is done with: closed, cancelled, given on, of a principle acknowledged. A receiver keeps what was
/// told with the highest <paramref name="Through"/>.
/// </summary>
/// <param name="Notice">The notice's id.</param>
/// <param name="Through">How many events all its assignments have: it only grows.</param>
/// <param name="IsDischarged">False where something was reopened since.</param>
/// <param name="Amendment">Number of the amendment by which that was looked at; 0 where none was known.</param>
public sealed record NoticeDischarged(Guid Notice, long Through, bool IsDischarged, int Amendment = 0);

/// <summary>
/// A request: how do these stand, as their owner knows it now? Who speaks to somebody about an assignment asks first; the answer is good
/// for a few seconds.
/// </summary>
/// <param name="Assignments">Their ids, at most 500.</param>
public sealed record AssignmentsAsked(IReadOnlyList<Guid> Assignments);

/// <summary>The answer to <see cref="AssignmentsAsked"/> and to <see cref="DatedAssignmentsAsked"/>.</summary>
/// <param name="Assignments">
/// To the first: those that there are, their deadlines judged as far as they have passed. To the second: at most 2,000, by their ids; none
/// when there are no more.
/// </param>
public sealed record AssignmentsAnswered(IReadOnlyList<AssignmentChanged> Assignments);

/// <summary>A request: which assignments of the notice have a due instant and still owe a report?</summary>
/// <param name="Notice">The notice's id.</param>
/// <param name="After">The last assignment of the answer before; null at first.</param>
public sealed record DatedAssignmentsAsked(Guid Notice, Guid? After);

/// <summary>A request: what do these units owe already in some weeks? Whoever is about to order more of them looks first.</summary>
/// <param name="Units">Their codes, at most 20,000.</param>
/// <param name="Weeks">Mondays, official time; at most 60.</param>
public sealed record DutiesAsked(IReadOnlyList<string> Units, IReadOnlyList<DateOnly> Weeks);

/// <summary>The answer to <see cref="DutiesAsked"/>.</summary>
/// <param name="Weeks">Those in which something is due, ascending.</param>
public sealed record DutiesAnswered(IReadOnlyList<WeekOfDuties> Weeks);

/// <summary>What is due in a week and not reported yet.</summary>
/// <param name="Monday">Its first day.</param>
/// <param name="Assignments">How many.</param>
/// <param name="Units">Of how many units.</param>
/// <param name="Most">The units that owe most, at most 20, the most first.</param>
public sealed record WeekOfDuties(DateOnly Monday, int Assignments, int Units, IReadOnlyList<UnitDuties> Most);

/// <summary>What a unit owes in a week.</summary>
/// <param name="Unit">Its code.</param>
/// <param name="Assignments">How many.</param>
public sealed record UnitDuties(string Unit, int Assignments);
