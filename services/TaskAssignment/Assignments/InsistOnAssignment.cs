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
            Assignment.None => Refusals.Unknown,
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

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync([AsParameters] Act act, InsistOnAssignment body,
        AssignmentDesk desk, PublishedCalendars calendars)
    {
        if (Wording.Unfit(body.Reason) is { } problem)
            return problem;
        var published = await calendars.NowAsync(act.Http.RequestAborted);
        return await desk.ExecuteAsync(act, (state, now) => Decide(state, body, published, now));
    }

    private static async Task<Results<Ok<ManyResults>, ProblemHttpResult>> HandleManyAsync(ManyBody body, Permission permission,
        ManyAtOnce many, PublishedCalendars calendars, CancellationToken ct)
    {
        if (Wording.Unfit(body.Reason) is { } problem)
            return problem;
        var (command, published) = (new InsistOnAssignment(body.Reason!, body.DueAt), await calendars.NowAsync(ct));
        return await many.ExecuteAsync(body, permission, (state, now) => Decide(state, command, published, now), ct);
    }

    private Decision<AssignmentEvent> Insist(AssignmentFacts facts, IWorkingCalendars calendars, DateTimeOffset now)
    {
        var insisted = new AssignmentEvent.DeclineRefused(Reason);
        if (DueAt is null && facts.DueAt is null)
            return new Decided([insisted]);
        if (facts.Dispatch.Disposition is Disposition.Principle)
            return NewTerm.OfNoPrinciple;
        var (term, unfit) = DueAt is { } named ? NewTerm.Named(named, now) : NewTerm.Counted(facts.DueAt, calendars, now);
        return unfit is not null ? unfit
            : term!.DueAt == facts.DueAt ? new Decided([insisted])
            : new Decided([insisted, term.Moved(DeadlineOrigin.Decline, now)]);
    }
}
