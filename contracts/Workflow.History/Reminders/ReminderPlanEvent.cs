namespace Workflow.History;

/// <summary>What happened to the reminders of one unit for one notice: one stream holds the steps of all its requirements.</summary>
public abstract record ReminderPlanEvent
{
    private ReminderPlanEvent() { }

    /// <summary>
    /// Business instant that the decision rests on, as rows and messages show it; never after the event's <c>recordedAt</c>. Null before
    /// it is appended, and in events stored before it was kept.
    /// </summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Assignments of the unit were planned; a later chunk of the notice adds more.</summary>
    /// <param name="Notice">The notice's id.</param>
    /// <param name="Unit">Code of the unit that is reminded.</param>
    /// <param name="Policy">Name and version of the ladder, as <c>default/1</c>.</param>
    /// <param name="Calendar">Name and versions of the working calendar used; null when no step needed one.</param>
    /// <param name="Assignments">What was planned.</param>
    public sealed record Planned(Guid Notice, string Unit, string Policy, string? Calendar, IReadOnlyList<PlannedAssignment> Assignments)
        : ReminderPlanEvent;

    /// <summary>The message for one audience was decided, and handed to delivery in the same transaction.</summary>
    /// <param name="Assignment">Whose deadline it is about.</param>
    /// <param name="Step">The ladder's step: <c>-7d</c> … <c>+10wd</c>.</param>
    /// <param name="DeadlineVersion">Of the deadline the step belongs to.</param>
    /// <param name="AssignmentVersion">The assignment's version it was decided on.</param>
    /// <param name="Level">remind, urge, blue, yellow or red.</param>
    /// <param name="Audience">Code of the unit the message goes to.</param>
    /// <param name="Message">Id of the message, the same over repeats.</param>
    /// <param name="Sha256">Of the message's words, lower-case hexadecimal; null in events stored before it was kept.</param>
    public sealed record Sent(Guid Assignment, string Step, int DeadlineVersion, long AssignmentVersion, string Level, string Audience,
        Guid Message, string? Sha256 = null) : ReminderPlanEvent;

    /// <summary>The step fell due, and nothing was sent.</summary>
    /// <param name="Assignment">Whose deadline it is about.</param>
    /// <param name="Step">The ladder's step.</param>
    /// <param name="DeadlineVersion">Of the deadline the step belongs to.</param>
    /// <param name="Reason">A <see cref="ReminderReason"/>.</param>
    public sealed record Suppressed(Guid Assignment, string Step, int DeadlineVersion, string Reason) : ReminderPlanEvent;

    /// <summary>The lateness was taken to another unit: the parent, or the issuer at the red.</summary>
    public sealed record Escalated(Guid Assignment, string Step, string Level, string To) : ReminderPlanEvent;

    /// <summary>The due instant passed without a report. Not appended any more: the assignment's own verdict says it.</summary>
    public sealed record DeadlinePassed(Guid Assignment, int DeadlineVersion, DateTimeOffset DueAt) : ReminderPlanEvent;

    /// <summary>
    /// The due instant came, and there was nothing to miss: the unit had reported, or nobody waits for its report. Not appended any more.
    /// </summary>
    public sealed record NotMissed(Guid Assignment, int DeadlineVersion) : ReminderPlanEvent;

    /// <summary>The assignment changed in a way that means nothing to its reminders; a later message about it may not be older.</summary>
    /// <param name="Assignment">Whose.</param>
    /// <param name="AssignmentVersion">The version that was seen.</param>
    /// <param name="Missed">Whether its deadline in force was judged as missed.</param>
    public sealed record Followed(Guid Assignment, long AssignmentVersion, bool Missed = false) : ReminderPlanEvent;

    /// <summary>The assignment needs no more reminders for now: it was reported or closed.</summary>
    public sealed record Stopped(Guid Assignment, long AssignmentVersion, string Reason) : ReminderPlanEvent;

    /// <summary>
    /// The reminders go on: the report was returned (no <paramref name="Steps"/>), or the deadline moved (they replace those that had not
    /// fallen due).
    /// </summary>
    /// <param name="Assignment">Whose.</param>
    /// <param name="AssignmentVersion">The assignment's version that says so.</param>
    /// <param name="DueAt">Inclusive; null when undated.</param>
    /// <param name="DeadlineVersion">Of that due instant.</param>
    /// <param name="Steps">In the order they fall due.</param>
    /// <param name="Sha256">
    /// Of the words in which the unit is told that its deadline moved; null when it is not told, and in events stored before it was kept.
    /// </param>
    public sealed record Revised(Guid Assignment, long AssignmentVersion, DateTimeOffset? DueAt, int DeadlineVersion,
        IReadOnlyList<PlannedStep> Steps, string? Sha256 = null) : ReminderPlanEvent;

    /// <summary>
    /// A working calendar was published or amended: steps that have not fallen due have another instant, or have one at last. The deadline,
    /// and whether the plan is armed, stay.
    /// </summary>
    /// <param name="Assignment">Whose steps.</param>
    /// <param name="DeadlineVersion">Of the deadline they belong to.</param>
    /// <param name="Calendar">All calendars they were counted by.</param>
    /// <param name="Published">The one that made them be counted again.</param>
    /// <param name="Reason">A <see cref="RecountReason"/>.</param>
    /// <param name="Steps">Those that changed, in the order they fall due.</param>
    public sealed record Rescheduled(
        Guid Assignment, int DeadlineVersion, string Calendar, string Published, string Reason, IReadOnlyList<RescheduledStep> Steps)
            : ReminderPlanEvent;

    /// <summary>
    /// The channel took the message: the broker confirmed it, for each queue on its own. What lies in the inbox alone needs no such
    /// event; it lies there since <see cref="Sent"/>.
    /// </summary>
    /// <param name="Message">The message's id.</param>
    /// <param name="Channel"><c>queue</c>.</param>
    /// <param name="Queue">
    /// Code of the unit whose queue it is: the audience's, or that of one above it. Null in events stored before each queue was told apart.
    /// </param>
    public sealed record Delivered(Guid Message, string Channel, string? Queue = null) : ReminderPlanEvent;

    /// <summary>The message can never go to this channel as it is; an operator may send it again.</summary>
    /// <param name="Message">The message's id.</param>
    /// <param name="Channel"><c>queue</c>.</param>
    /// <param name="Reason">A <see cref="ReminderReason"/>.</param>
    /// <param name="Queue">As of <see cref="Delivered"/>.</param>
    public sealed record DeadLettered(Guid Message, string Channel, string Reason, string? Queue = null) : ReminderPlanEvent;

    /// <summary>
    /// The message waited for its channel until what it says was no longer so; it was not sent, and the inbox says that it does not hold.
    /// </summary>
    /// <param name="Message">The message's id.</param>
    /// <param name="Reason">A <see cref="ReminderReason"/>.</param>
    public sealed record Withdrawn(Guid Message, string Reason) : ReminderPlanEvent;

    /// <summary>
    /// The unit was told what happened to an assignment of it, or to the notice: the message was handed to delivery in the same
    /// transaction.
    /// </summary>
    /// <param name="Notice">The notice's id.</param>
    /// <param name="Unit">Code of the unit.</param>
    /// <param name="Assignment">
    /// What it is about, or the first of them; null for a copy of the notice, by which the unit owes nothing.
    /// </param>
    /// <param name="Kind">A <see cref="NewsKind"/>, as the type of the message names it: <c>workflow.acceptance.v1</c>.</param>
    /// <param name="Message">Id of the message, the same over repeats.</param>
    /// <param name="Sha256">Of its words, lower-case hexadecimal.</param>
    public sealed record UnitTold(Guid Notice, string Unit, Guid? Assignment, string Kind, Guid Message, string Sha256) : ReminderPlanEvent;

    /// <summary>The unit said that it has read the message.</summary>
    public sealed record MessageRead(Guid Message) : ReminderPlanEvent;
}

/// <summary>An assignment within a plan.</summary>
/// <param name="Assignment">Its id.</param>
/// <param name="Requirement">The requirement's number in the notice.</param>
/// <param name="DueAt">Inclusive; null when undated, and then without steps.</param>
/// <param name="DeadlineVersion">Of that due instant.</param>
/// <param name="AssignmentVersion">The assignment's version it was planned on.</param>
/// <param name="Steps">In the order they fall due.</param>
/// <param name="Sha256">
/// Of the words in which the unit is told that it has the assignment, lower-case hexadecimal; null in events stored before it was kept.
/// </param>
public sealed record PlannedAssignment(
    Guid Assignment, int Requirement, DateTimeOffset? DueAt, int DeadlineVersion, long AssignmentVersion, IReadOnlyList<PlannedStep> Steps,
    string? Sha256 = null);

/// <summary>A step of the ladder and the instant it falls due.</summary>
public sealed record PlannedStep(string Step, DateTimeOffset At);

/// <summary>A step of the ladder and its other instant.</summary>
/// <param name="Step">Of the ladder.</param>
/// <param name="Before">The instant until now; null where it waited for a calendar.</param>
/// <param name="At">The instant from now on.</param>
public sealed record RescheduledStep(string Step, DateTimeOffset? Before, DateTimeOffset At);
