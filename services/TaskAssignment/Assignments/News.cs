using Workflow.Contracts.Assignments.V1;
using Workflow.Contracts.Notices.V1;

namespace TaskAssignment.Assignments;

/// <summary>What a unit is told at once of what happened to an assignment that it owes, or is to decide on. Pure.</summary>
internal static class News
{
    /// <summary>The news that an event is; null where it is none, or is told with the event beside it.</summary>
    /// <param name="story">All that is known of the assignment, in order.</param>
    /// <param name="place">Place of the event in it, from 0.</param>
    /// <param name="withdrawn">What became of the notice; null where nothing did.</param>
    /// <param name="tree">Of today: who decides on what a unit says.</param>
    public static UnitNews? Of(IReadOnlyList<Told<AssignmentEvent>> story, int place, NoticeWithdrawn? withdrawn, UnitSnapshot tree)
    {
        var (happened, stored) = story[place];
        if (happened is not (AssignmentEvent.DeadlineMoved or AssignmentEvent.ExtensionRefused or AssignmentEvent.DeclineRefused
            or AssignmentEvent.ReportAccepted or AssignmentEvent.Reopened or AssignmentEvent.Urged
            or AssignmentEvent.Amended { Told: not null } or AssignmentEvent.Cancelled
            or AssignmentEvent.ReportSubmitted or AssignmentEvent.ExtensionRequested or AssignmentEvent.Declined))
            return null;
        var state = (Assignment.Known)story.Take(place + 1).Select(told => told.Event).Aggregate(Assignment.Initial, Assignment.Evolve);
        if (Told(happened, state) is not var (kind, reason))
            return null;
        var (facts, dispatch) = (state.Facts, state.Facts.Dispatch);
        var isToDecide = kind is NewsKind.Report or NewsKind.ExtensionAsked or NewsKind.Declined;
        var unit = isToDecide ? DeciderOn(dispatch, tree) : dispatch.Unit;
        // Nobody is told of what it has said itself.
        if (isToDecide && unit == dispatch.Unit)
            return null;
        return new(IdOf(happened, stored, facts), kind, stored.Stream, dispatch.Requirement, unit, stored.RecordedAt,
            TermOf(story, place) ?? facts.DueAt, kind == NewsKind.Deadline ? facts.Before : null, reason,
            happened is AssignmentEvent.Cancelled ? withdrawn?.By : null, (happened as AssignmentEvent.Amended)?.Told?.Select(part =>
                new UnitChange(part.Assignment, part.Requirement, part.Title, part.Change.Name(), part.Before, part.DueAt)).ToList(),
            kind == NewsKind.Urging ? facts.DeadlineVersion : null, isToDecide ? dispatch.Unit : null,
            (happened as AssignmentEvent.ExtensionRequested)?.DueAt);
    }

    /// <summary>The unit above that passes the notice on; where that stands not below the issuer, the issuer.</summary>
    private static string DeciderOn(AssignmentEvent.Dispatched dispatch, UnitSnapshot tree) =>
        tree.Parent(dispatch.Unit) is { } parent && tree.IsSelfOrBelow(parent, dispatch.IssuingUnit) ? parent : dispatch.IssuingUnit;

    private static (string Kind, string? Reason)? Told(AssignmentEvent happened, Assignment.Known state) => happened switch
    {
        AssignmentEvent.DeadlineMoved { Origin: DeadlineOrigin.Return } => (NewsKind.Return, (state as Assignment.Returned)?.Reason),
        AssignmentEvent.DeadlineMoved { Origin: DeadlineOrigin.Extension } =>
            (NewsKind.ExtensionGranted, state.Facts.Extensions[^1].Because),
        AssignmentEvent.DeadlineMoved { Origin: DeadlineOrigin.Decline or DeadlineOrigin.Reopening or DeadlineOrigin.Amendment } => null,
        AssignmentEvent.DeadlineMoved when States.Owing.Contains(States.Of(state)) => (NewsKind.Deadline, null),
        AssignmentEvent.ExtensionRefused e => (NewsKind.ExtensionRefused, e.Reason),
        AssignmentEvent.DeclineRefused e => (NewsKind.Insistence, e.Reason),
        AssignmentEvent.ReportAccepted => (NewsKind.Acceptance, null),
        AssignmentEvent.Reopened e => (NewsKind.Reopening, e.Reason),
        AssignmentEvent.Urged e => (NewsKind.Urging, e.Words),
        AssignmentEvent.ReportSubmitted => (NewsKind.Report, null),
        AssignmentEvent.ExtensionRequested e => (NewsKind.ExtensionAsked, e.Reason),
        AssignmentEvent.Declined e => (NewsKind.Declined, e.Reason),
        AssignmentEvent.Amended e => (NewsKind.Amendment, e.Reason),
        AssignmentEvent.Cancelled { Cause: not CancelCause.Amendment } e => (NewsKind.Withdrawal, e.Reason),
        _ => null,
    };

    /// <summary>The term that a decision gives: the event after it, of the same decision. Null where it gives none.</summary>
    private static DateTimeOffset? TermOf(IReadOnlyList<Told<AssignmentEvent>> story, int place) =>
        (story[place].Event, story.ElementAtOrDefault(place + 1)?.Event) switch
        {
            (AssignmentEvent.DeclineRefused, AssignmentEvent.DeadlineMoved { Origin: DeadlineOrigin.Decline } term) => term.DueAt,
            (AssignmentEvent.Reopened, AssignmentEvent.DeadlineMoved { Origin: DeadlineOrigin.Reopening } term) => term.DueAt,
            _ => null,
        };

    /// <summary>Of a deadline that moved, by its version; of a withdrawal, one for all that the unit owed by the notice.</summary>
    private static Guid IdOf(AssignmentEvent happened, StoredEvent stored, AssignmentFacts facts) => happened switch
    {
        AssignmentEvent.DeadlineMoved => Ids.DeadlineMessage(facts.Dispatch.Notice, stored.Stream, facts.DeadlineVersion),
        AssignmentEvent.Cancelled e => Ids.NoticeMessage(facts.Dispatch.Notice, facts.Dispatch.Unit, e.NoticeVersion),
        _ => Ids.Derived(stored.Id, "news"),
    };
}
