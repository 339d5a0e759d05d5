using TaskAssignment.Notices;
using Workflow.Calendars;

namespace TaskAssignment.Assignments;

/// <summary>
/// What was closed is to be reported on once more, by a new term with a verdict of its own. Repeating it for the same reason, and the same
/// day where one is named, changes nothing.
/// </summary>
/// <param name="Reason">What is still to be done.</param>
/// <param name="DueAt">
/// The new term, inclusive, after now; null = the later of the last deadline and the end of the third working day from now.
/// </param>
internal sealed record ReopenAssignment(string Reason, DateTimeOffset? DueAt = null)
{
    public static Decision<AssignmentEvent> Decide(Assignment state, ReopenAssignment command, IWorkingCalendars calendars,
        DateTimeOffset now) => state switch
        {
            Assignment.Closed { Facts.Dispatch.Disposition: Disposition.Principle } => NewTerm.OfNoPrinciple,
            Assignment.Closed s => command.Reopen(s.Facts, calendars, now),
            Assignment.Reopened s when s.Reason == command.Reason && (command.DueAt is null || command.DueAt == s.Facts.DueAt) =>
                new Decided([]),
            Assignment.Reassigned or Assignment.Cancelled or Assignment.None => Refusals.Over(state),
            _ => new Refused("not-closed", "Only what has been closed is reopened."),
        };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/assignments/{id:guid}/reopening", HandleAsync).RequireAccess(Standing.Reopen)
            .Refuses(409).AnswersWith("ETag").WithSummary("Reopen what was closed, with the reason and a new term");

    private static Task<Results<NoContent, ProblemHttpResult>> HandleAsync([AsParameters] Act act, ReopenAssignment body,
        ActsWithTerm acts)
    {
        AssignmentEvent.Dispatched? dispatch = null;
        return acts.ExecuteAsync(act, body.Reason, (state, calendars, now) =>
        {
            dispatch = (state as Assignment.Known)?.Facts.Dispatch;
            return Decide(state, body, calendars, now);
        }, (transaction, ct) => MayBeAsync(transaction, dispatch!, ct));
    }

    /// <summary>Nothing of a notice that is withdrawn comes to life again, also where that is heard in this moment.</summary>
    private static async Task MayBeAsync(StreamTransaction transaction, AssignmentEvent.Dispatched dispatch, CancellationToken ct)
    {
        if ((await NoticeStore.SinceAsync(transaction.Transaction, dispatch.Notice, ct)).Withdrawn is not null)
            throw new RefusedRequestException(StatusCodes.Status409Conflict, "notice-withdrawn",
                "The notice was withdrawn, or another took its place: nothing of it is reopened.");
        if (dispatch.Part is Part.Joint && await BoardStore.IsLeadClosedAsync(transaction, dispatch, ct))
            throw new RefusedRequestException(StatusCodes.Status409Conflict, "lead-closed",
                "The lead closes last: reopen the lead of this requirement first.");
    }

    private Decision<AssignmentEvent> Reopen(AssignmentFacts facts, IWorkingCalendars calendars, DateTimeOffset now)
    {
        var (term, unfit) = NewTerm.Of(DueAt, facts.DueAt, calendars, now);
        return unfit is not null ? unfit
            : new Decided([new AssignmentEvent.Reopened(Reason), term!.Moved(DeadlineOrigin.Reopening, now)]);
    }
}
