using Workflow.Calendars;

namespace TaskAssignment.Assignments;

/// <summary>The term that an assigner gives with a decision. Pure.</summary>
/// <param name="DueAt">The due instant, inclusive; UTC.</param>
/// <param name="Calendar">The calendars it was counted by; null where it was named or is the one in force.</param>
internal sealed record NewTerm(DateTimeOffset DueAt, string? Calendar)
{
    private const int WorkingDays = 3;

    /// <summary>Why a principle has none: it is done by acknowledging it.</summary>
    public static Unusable OfNoPrinciple { get; } = Unusable("A principle has no deadline: it is done by acknowledging it.");

    /// <summary>The day that was named; else as <see cref="Counted"/>.</summary>
    /// <returns>It, or why it cannot be.</returns>
    public static (NewTerm? Term, Unusable? Unfit) Of(DateTimeOffset? named, DateTimeOffset? inForce, IWorkingCalendars calendars,
        DateTimeOffset now) => named is { } day ? Named(day, now) : Counted(inForce, calendars, now);

    /// <summary>The day that was named.</summary>
    /// <returns>It, or why it cannot be: it is not after now.</returns>
    public static (NewTerm? Term, Unusable? Unfit) Named(DateTimeOffset dueAt, DateTimeOffset now) =>
        now < dueAt && OfficialYears.Hold(dueAt) ? (new(dueAt.ToUniversalTime(), Calendar: null), null)
            : (null, Unusable($"The new term is {dueAt:O}; an instant after now, {OfficialYears.Allowed}, is allowed."));

    /// <summary>The later of the deadline in force and the end of the third working day after now.</summary>
    /// <returns>It, or why it cannot be: no calendar tells which day that is.</returns>
    private static (NewTerm? Term, Unusable? Unfit) Counted(DateTimeOffset? inForce, IWorkingCalendars calendars, DateTimeOffset now) =>
        calendars.AddWorkingDays(OfficialTime.DayOf(now), WorkingDays) switch
        {
            WorkingDayCount.CalendarMissing missing => (null, Unusable(
                $"Without a working calendar of {missing.Year} no third working day can be counted: name the day of the new term.")),
            WorkingDayCount.Reached third when OfficialTime.EndOf(third.Day).ToUniversalTime() is var counted => inForce >= counted
                ? (new(inForce.Value, Calendar: null), null) : (new(counted, string.Join(',', third.By)), null),
            _ => throw new UnreachableException(),
        };

    /// <summary>As an event.</summary>
    public AssignmentEvent.DeadlineMoved Moved(DeadlineOrigin origin, DateTimeOffset now) =>
        new(DueAt, origin, NoticeVersion: null, Calendar, Reason: null, now);

    private static Unusable Unusable(string detail) => new("term-unusable", detail, [new FieldError("$.dueAt", detail)]);
}
