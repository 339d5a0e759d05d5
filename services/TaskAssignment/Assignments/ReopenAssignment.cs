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
    /// <summary>Number of the notice's last amendment: what it said of the assignment is past; null where there is none.</summary>
    internal int? Amendment { get; init; }

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
        int? amendment = null;
        return acts.ExecuteAsync(act, body.Reason, (state, calendars, now) =>
        {
            dispatch = (state as Assignment.Known)?.Facts.Dispatch;
            return Decide(state, body with { Amendment = amendment }, calendars, now);
        }, async (transaction, ct) =>
        {
            var decided = amendment;
            amendment = await MayBeAsync(transaction, dispatch!, ct);
            if (decided != amendment)
                throw new StreamConflictException("The notice was amended; what is reopened follows that.");
        });
    }

    /// <summary>
    /// Nothing of a notice that is withdrawn comes to life again, nor what it does not order any more, also where that is heard in this
    /// moment.
    /// </summary>
    /// <returns>Number of its last amendment; null where there is none.</returns>
    private static async Task<int?> MayBeAsync(StreamTransaction transaction, AssignmentEvent.Dispatched dispatch, CancellationToken ct)
    {
        var since = await NoticeStore.SinceAsync(transaction.Transaction, dispatch.Notice, ct);
        if (since.Amended?.Orders(dispatch) is false)
            throw new RefusedRequestException(StatusCodes.Status409Conflict, Refusals.Cancelled.Code, Refusals.Cancelled.Detail);
        if (since.Withdrawn is not null)
            throw new RefusedRequestException(StatusCodes.Status409Conflict, "notice-withdrawn",
                "The notice was withdrawn, or another took its place: nothing of it is reopened.");
        if (dispatch.Part is Part.Joint && await BoardStore.IsLeadClosedAsync(transaction, dispatch, ct))
            throw new RefusedRequestException(StatusCodes.Status409Conflict, "lead-closed",
                "The lead closes last: reopen the lead of this requirement first.");
        return since.Amended?.Number;
    }

    private Decision<AssignmentEvent> Reopen(AssignmentFacts facts, IWorkingCalendars calendars, DateTimeOffset now)
    {
        var (term, unfit) = NewTerm.Of(DueAt, facts.DueAt, calendars, now);
        return unfit is not null ? unfit
            : new Decided([new AssignmentEvent.Reopened(Reason, Amendment), term!.Moved(DeadlineOrigin.Reopening, now)]);
    }
}
