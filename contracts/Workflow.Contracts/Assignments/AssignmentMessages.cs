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
public sealed record DispatchedAssignment(
    Guid Assignment, long Version, int Requirement, string Unit, string? Occurrence, DateTimeOffset? DueAt, int DeadlineVersion);

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
/// <param name="State">dispatched, acknowledged, reported, returned, accepted or closed.</param>
/// <param name="DueAt">The due instant in force, inclusive, UTC; null when undated.</param>
/// <param name="DeadlineVersion">Of that due instant.</param>
/// <param name="Missed">Whether the due instant passed without a report.</param>
public sealed record AssignmentChanged(
    Guid Assignment, long Version, Guid Notice, int Requirement, string Unit, string? Occurrence, string State, DateTimeOffset? DueAt,
        int DeadlineVersion, bool Missed);
