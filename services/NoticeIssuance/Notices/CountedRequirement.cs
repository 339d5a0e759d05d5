using Workflow.Calendars;
using Workflow.History;

namespace NoticeIssuance.Notices;

/// <summary>A requirement whose deadline is counted in working days, and that no person has set.</summary>
/// <param name="DueAt">As counted so far, UTC; null where a calendar was missing.</param>
/// <param name="Assignments">How many were made of it; null before the notice is issued.</param>
internal sealed record CountedRequirement(int Number, WorkingDayLimit Limit, DateTimeOffset? DueAt, int? Assignments)
{
    /// <summary>Those of a notice as it stands.</summary>
    /// <param name="frozen">What was issued; null before.</param>
    public static IReadOnlyList<CountedRequirement> Of(NoticeFile file, FrozenDistribution? frozen) => file.State switch
    {
        Notice.Received =>
            [.. file.Requirements().Where(requirement => requirement.Counted is not null)
                .Select(requirement => new CountedRequirement(requirement.Number, requirement.Counted!, requirement.DueAt, null))],
        Notice.Issued when frozen is not null =>
            [.. frozen.Requirements.Where(requirement => requirement.Counted is not null).Select(requirement => new CountedRequirement(
                requirement.Number, requirement.Counted!, file.Facts.Recomputed.GetValueOrDefault(requirement.Number)?.DueAt
                    ?? requirement.DueAt, frozen.AssignmentsOf(requirement.Number)))],
        _ => [],
    };

    /// <summary>
    /// What these calendars make of it; null when nothing, or when the calendar of <paramref name="year"/> has no part in it.
    /// </summary>
    /// <remarks>
    /// Once issued, a deadline that has passed is not counted again, because a verdict was given on it; nor does one come to lie in the
    /// past: nobody becomes late by a calendar.
    /// </remarks>
    public Recount? By(IWorkingCalendars calendars, int year, DateTimeOffset now)
    {
        if (Limit.Count(calendars) is not { DueAt: { } due } counted || due == DueAt || (Assignments is not null && DueAt < now))
            return null;
        return counted.By.FirstOrDefault(calendar => calendar.Year == year) is { Name: not null } published
            ? new(Number, DueAt, due, counted.Calendar!, published, Stays: Assignments is not null && due < now)
            : null;
    }
}

/// <summary>A deadline counted again.</summary>
/// <param name="Published">The calendar that made it be counted again.</param>
/// <param name="Stays">It would come to lie in the past: it stays as it was.</param>
internal sealed record Recount(int Number, DateTimeOffset? Before, DateTimeOffset DueAt, string Calendar, CalendarVersion Published,
    bool Stays)
{
    public NoticeEvent.DeadlineRecomputed Event() => new(
        Number, Before, DueAt, Calendar, Published.ToString(), Before is null ? RecountReason.CalendarPublished
            : RecountReason.CalendarAmended);
}
