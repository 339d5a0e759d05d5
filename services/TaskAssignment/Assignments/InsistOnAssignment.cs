using Workflow.Calendars;

namespace TaskAssignment.Assignments;

/// <summary>
/// The assigner insists: what was declined is the unit's to do, and to be acknowledged again. It has at least three working days from
/// then on. Repeating it changes nothing.
/// </summary>
/// <param name="Reason">Why it is.</param>
/// <param name="DueAt">The new term, inclusive, after now; null = the later of the deadline in force and the third working day.</param>
internal sealed record InsistOnAssignment(string Reason, DateTimeOffset? DueAt = null)
{
    public static Decision<AssignmentEvent> Decide(Assignment state, InsistOnAssignment command, IWorkingCalendars calendars,
        DateTimeOffset now) => state switch
        {
            Assignment.Declined s => command.Insist(s.Facts, calendars, now),
            Assignment.Known { Facts.Insisted: { } reason } when reason == command.Reason => new Decided([]),
            Assignment.Cancelled or Assignment.None => Refusals.Over(state),
            _ => NotDeclined,
        };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/assignments/{id:guid}/insistence", HandleAsync).RequireAccess(Standing.Insist)
            .Refuses(409).AnswersWith("ETag").WithSummary("Refuse a decline: it is the unit's to do");
        routes.MapPost("/v1/insistences", HandleManyAsync).RequireAccess(Standing.Insist)
            .WithSummary("The same, of many at once");
    }

    public static Refused NotDeclined { get; } = new("not-declined", "This assignment is not declined.");

    private static Task<Results<NoContent, ProblemHttpResult>> HandleAsync([AsParameters] Act act, InsistOnAssignment body,
        ActsWithTerm acts) =>
        acts.ExecuteAsync(act, body.Reason, (state, calendars, now) => Decide(state, body, calendars, now));

    private static Task<Results<Ok<ManyResults>, ProblemHttpResult>> HandleManyAsync(ManyBody body, Permission permission,
        ActsWithTerm acts, CancellationToken ct) => acts.ExecuteAsync(body, permission,
            (state, calendars, now) => Decide(state, new(body.Reason!, body.DueAt), calendars, now), ct);

    private Decision<AssignmentEvent> Insist(AssignmentFacts facts, IWorkingCalendars calendars, DateTimeOffset now)
    {
        var insisted = new AssignmentEvent.DeclineRefused(Reason);
        if (DueAt is null && facts.DueAt is null)
            return new Decided([insisted]);
        if (facts.Dispatch.Disposition is Disposition.Principle)
            return NewTerm.OfNoPrinciple;
        var (term, unfit) = NewTerm.Of(DueAt, facts.DueAt, calendars, now);
        return unfit is not null ? unfit
            : term!.DueAt == facts.DueAt ? new Decided([insisted])
            : new Decided([insisted, term.Moved(DeadlineOrigin.Decline, now)]);
    }
}
