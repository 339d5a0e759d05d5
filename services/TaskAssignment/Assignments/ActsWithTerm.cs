using Workflow.Calendars;
using DecideByCalendars = System.Func<Workflow.History.Assignment, Workflow.Calendars.IWorkingCalendars, System.DateTimeOffset,
    Workflow.EventSourcing.Decision<Workflow.History.AssignmentEvent>>;

namespace TaskAssignment.Assignments;

/// <summary>An assigner's acts that need a reason and give a term, on one assignment or many at once.</summary>
internal sealed class ActsWithTerm(AssignmentDesk desk, ManyAtOnce many, PublishedCalendars calendars)
{
    /// <param name="act">The request.</param>
    /// <param name="reason">As it was given.</param>
    /// <param name="decide">The command's decision.</param>
    /// <param name="alongside">Looks and writes, in the same transaction, where something was decided.</param>
    public async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(Act act, string? reason, DecideByCalendars decide,
        Func<StreamTransaction, CancellationToken, Task>? alongside = null)
    {
        if (Wording.Unfit(reason) is { } problem)
            return problem;
        var published = await calendars.NowAsync(act.Http.RequestAborted);
        return await desk.ExecuteAsync(act, (state, now) => decide(state, published, now), alongside);
    }

    public async Task<Results<Ok<ManyResults>, ProblemHttpResult>> ExecuteAsync(ManyBody body, Permission permission,
        DecideByCalendars decide, CancellationToken ct)
    {
        if (Wording.Unfit(body.Reason) is { } problem)
            return problem;
        var published = await calendars.NowAsync(ct);
        return await many.ExecuteAsync(body, permission, (state, now) => decide(state, published, now), ct);
    }
}
