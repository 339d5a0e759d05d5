using TaskAssignment.Notices;
using Workflow.Calendars;

namespace TaskAssignment.Assignments;

/// <summary>
/// 改派: another unit does what was declined. Its assignment begins in the same transaction, with the deadline in force or, where that is
/// near, the third working day. Repeating it changes nothing.
/// </summary>
/// <param name="Unit">
/// Code of the unit that does it: at or below the assigner's own; the issuer may take one that a grant of the day lets it order, too.
/// </param>
/// <param name="Reason">What the assigner says to it; null where nothing.</param>
/// <param name="DueAt">The term, inclusive, after now; null as above.</param>
internal sealed record ReassignAssignment(string Unit, string? Reason = null, DateTimeOffset? DueAt = null)
{
    public static Decision<AssignmentEvent> Decide(Assignment state, ReassignAssignment command) => state switch
    {
        Assignment.Declined { Facts.Dispatch: var declined } =>
            new Decided([new AssignmentEvent.Reassigned(command.Unit, command.IdOf(declined), command.Reason)]),
        Assignment.Reassigned s when s.Unit == command.Unit => new Decided([]),
        Assignment.Reassigned or Assignment.Cancelled or Assignment.None => Refusals.Over(state),
        _ => InsistOnAssignment.NotDeclined,
    };

    /// <summary>How the other unit's assignment begins; or why its term cannot be.</summary>
    public (AssignmentEvent.Dispatched? Begun, Unusable? Unfit) Begin(Guid declined, AssignmentFacts facts, IWorkingCalendars calendars,
        DateTimeOffset now)
    {
        var begun = facts.Dispatch with
        {
            Unit = Unit, InsteadOf = declined, DueAt = facts.DueAt, Origin = facts.Origin,
            Amendment = facts.Amendment == 0 ? null : facts.Amendment,
        };
        if (DueAt is null && facts.DueAt is null)
            return (begun, null);
        if (begun.Disposition is Disposition.Principle)
            return (null, NewTerm.OfNoPrinciple);
        var (term, unfit) = NewTerm.Of(DueAt, facts.DueAt, calendars, now);
        return unfit is not null ? (null, unfit)
            : (term!.DueAt == facts.DueAt ? begun : begun with { DueAt = term.DueAt, Origin = DeadlineOrigin.Decline }, null);
    }

    /// <summary>
    /// Whether the assigner may give it to the unit: the orders stay the issuer's, so nobody else's grant brings in whom it may not order.
    /// Pure.
    /// </summary>
    public static bool MayBeGiven(string unit, string assigner, string issuer, UnitSnapshot today, DateOnly day) =>
        (today.Exists(unit) && today.IsSelfOrBelow(unit, assigner)) || (assigner == issuer && today.IsGranted(issuer, unit, day));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/assignments/{id:guid}/reassignment", HandleAsync).RequireAccess(Standing.Reassign)
            .Refuses(409).AnswersWith("ETag").WithSummary("Give what was declined to another unit: 改派");

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync([AsParameters] Act act, ReassignAssignment body,
        AssignmentDesk desk, UnitTree tree, PublishedCalendars calendars)
    {
        if (body.Reason is not null && Wording.Unfit(body.Reason) is { } problem)
            return problem;
        var own = act.Permission.Caller.Unit;
        var published = await calendars.NowAsync(act.Http.RequestAborted);
        AssignmentEvent.Dispatched? begun = null;
        return await desk.ExecuteAsync(act, (state, now) =>
        {
            var decision = Decide(state, body);
            if (decision is not Decision<AssignmentEvent>.Accepted { Events: not [] } || state is not Assignment.Declined declined)
                return decision;
            if (!MayBeGiven(body.Unit, own, declined.Facts.Dispatch.IssuingUnit, tree.Now, OfficialTime.DayOf(now)))
                return new Unusable("unit-unusable", "It cannot be given to this unit.",
                    [new FieldError("$.unit", $"Code of a unit at or below {own}; the issuer may name one that a grant lets it order.")]);
            (begun, var unfit) = body.Begin(act.Id, declined.Facts, published, now);
            return unfit is not null ? unfit : decision;
        }, (transaction, ct) => StartAsync(transaction, body.IdOf(begun!), begun!, ct));
    }

    /// <summary>
    /// Begins it, at once with the deadline that a calendar gave the requirement meanwhile; a unit that owes the requirement already does
    /// it for both. Refused where it has declined it or given it on: nobody owes anything twice, and nothing ends in a ring.
    /// </summary>
    private static async Task StartAsync(StreamTransaction transaction, Guid id, AssignmentEvent.Dispatched begun, CancellationToken ct)
    {
        var since = await NoticeStore.SinceAsync(transaction.Transaction, begun.Notice, ct);
        if (since.Withdrawn is not null || since.Amended?.Orders(begun) is false)
            throw new RefusedRequestException(StatusCodes.Status409Conflict, Refusals.Cancelled.Code, Refusals.Cancelled.Detail);
        var moved = since.Counted(begun) is { } recomputed
            ? MoveDeadline.Decide(Assignment.Evolve(Assignment.Initial, begun), MoveDeadline.Of(recomputed), transaction.Now) : null;
        IReadOnlyList<AssignmentEvent> events = [begun, .. (moved as Decision<AssignmentEvent>.Accepted)?.Events ?? []];
        if (since.Amended is { } amended)
            events = [.. events,
                .. AmendAssignment.Decide(events.Aggregate(Assignment.Initial, Assignment.Evolve), amended, transaction.Now)];
        var row = events.Aggregate((BoardRow?)null, (row, e) => AssignmentBoard.Project(row, id, e))!;
        if ((await BoardStore.AddAsync(transaction, [row], ct)).Count > 0)
            transaction.Start(id, events);
        else if (await transaction.Sql("select state from board where assignment = $1", id).ScalarAsync<string>(ct)
            is States.Declined or States.Reassigned)
            throw new RefusedRequestException(StatusCodes.Status409Conflict, "already-owes",
                $"{begun.Unit} has declined this requirement or given it on.");
    }

    private Guid IdOf(AssignmentEvent.Dispatched of) => Ids.Assignment(of.Notice, of.Requirement, Unit, of.Occurrence);
}
