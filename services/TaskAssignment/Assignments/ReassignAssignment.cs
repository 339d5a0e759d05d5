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
            new Decided([new AssignmentEvent.Reassigned(command.Unit, IdOf(declined with { Unit = command.Unit }), command.Reason)]),
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

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/assignments/{id:guid}/reassignment", HandleAsync).RequireAccess(Standing.Reassign)
            .Refuses(409).AnswersWith("ETag").WithSummary("Give what was declined to another unit: 改派");
        routes.MapPost("/v1/reassignments", HandleManyAsync).RequireAccess(Standing.Reassign)
            .WithSummary("The same, of up to 1,000 at once: to one unit, or each to the one that its decline names");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync([AsParameters] Act act, ReassignAssignment body,
        AssignmentDesk desk, UnitTree tree, PublishedCalendars calendars)
    {
        if (body.Reason is not null && Wording.Unfit(body.Reason) is { } problem)
            return problem;
        var published = await calendars.NowAsync(act.Http.RequestAborted);
        AssignmentEvent.Dispatched? begun = null;
        return await desk.ExecuteAsync(act, (state, now) =>
        {
            (var decision, begun) = body.Give(act.Id, state, act.Permission.Caller.Unit, tree.Now, published, now);
            return decision;
        }, (transaction, ct) => StartAsync(transaction, [begun!], ct));
    }

    private static async Task<Results<Ok<ManyResults>, ProblemHttpResult>> HandleManyAsync(Reassignments body, Permission permission,
        ManyAtOnce many, UnitTree tree, PublishedCalendars calendars, CancellationToken ct)
    {
        if (ManyAtOnce.Unfit(body.Assignments) is { } unfit)
            return unfit;
        if (body.Reason is not null && Wording.Unfit(body.Reason) is { } problem)
            return problem;
        var published = await calendars.NowAsync(ct);
        var begun = new Dictionary<Guid, AssignmentEvent.Dispatched?>();
        return TypedResults.Ok(new ManyResults(await many.EachAsync(body.Assignments, permission, Give, ct, (transaction, decisions) =>
            StartAsync(transaction, [.. decisions.Keys.Select(id => begun[id]).OfType<AssignmentEvent.Dispatched>()], ct))));

        Decision<AssignmentEvent> Give(Guid id, Assignment state, DateTimeOffset now)
        {
            begun[id] = null;
            if (body.Unit is null && state is Assignment.Declined { Rather: null })
                return UnitUnusable("The decline names no other unit.", permission.Caller.Unit);
            (var decision, begun[id]) = new ReassignAssignment(body.Unit ?? RatherOf(state) ?? "", body.Reason, body.DueAt)
                .Give(id, state, permission.Caller.Unit, tree.Now, published, now);
            return decision;
        }
    }

    /// <summary>The unit that a decline names; of one that is another unit's by now, that one; null where it is not declined.</summary>
    private static string? RatherOf(Assignment state) => state switch
    {
        Assignment.Declined declined => declined.Rather,
        Assignment.Reassigned given => given.Unit,
        _ => null,
    };

    private static Unusable UnitUnusable(string detail, string own) => new("unit-unusable", detail,
        [new FieldError("$.unit", $"Code of a unit at or below {own}; the issuer may name one that a grant lets it order.")]);

    /// <summary>What is decided, and how the other unit's assignment begins where it does. Pure.</summary>
    private (Decision<AssignmentEvent> Decision, AssignmentEvent.Dispatched? Begun) Give(Guid id, Assignment state, string assigner,
        UnitSnapshot today, IWorkingCalendars calendars, DateTimeOffset now)
    {
        var decision = Decide(state, this);
        if (decision is not Decision<AssignmentEvent>.Accepted { Events: not [] } || state is not Assignment.Declined declined)
            return (decision, null);
        if (!MayBeGiven(Unit, assigner, declined.Facts.Dispatch.IssuingUnit, today, OfficialTime.DayOf(now)))
            return (UnitUnusable("It cannot be given to this unit.", assigner), null);
        var (begun, unfit) = Begin(id, declined.Facts, calendars, now);
        return unfit is not null ? (unfit, null) : (decision, begun);
    }

    /// <summary>
    /// Begins what is given of one notice, at once with the deadline that a calendar gave the requirement meanwhile; a unit that owes a
    /// requirement already does it for both. Refused where one has declined it or given it on: nobody owes anything twice, and nothing ends
    /// in a ring.
    /// </summary>
    private static async Task StartAsync(StreamTransaction transaction, IReadOnlyCollection<AssignmentEvent.Dispatched> given,
        CancellationToken ct)
    {
        if (given.Count == 0)
            return;
        var since = await NoticeStore.SinceAsync(transaction.Transaction, given.First().Notice, ct);
        if (since.Withdrawn is not null || given.Any(begun => since.Amended?.Orders(begun) is false))
            throw new RefusedRequestException(StatusCodes.Status409Conflict, Refusals.Cancelled.Code, Refusals.Cancelled.Detail);
        var events = given.DistinctBy(IdOf).ToDictionary(IdOf, begun => EventsOf(begun, since, transaction.Now));
        var added = await BoardStore.AddAsync(transaction, events.Select(entry =>
            entry.Value.Aggregate((BoardRow?)null, (row, e) => AssignmentBoard.Project(row, entry.Key, e))!), ct);
        foreach (var id in added)
            transaction.Start(id, events[id]);
        if (await transaction.Sql(
                $"select unit from board where assignment = any($1) and state in ('{States.Declined}', '{States.Reassigned}') limit 1",
                events.Keys.Except(added).ToArray()).ScalarAsync<string>(ct) is { } unit)
            throw new RefusedRequestException(StatusCodes.Status409Conflict, "already-owes",
                $"{unit} has declined this requirement or given it on.");
    }

    private static IReadOnlyList<AssignmentEvent> EventsOf(AssignmentEvent.Dispatched begun, SinceIssue since, DateTimeOffset now)
    {
        var moved = since.Counted(begun) is { } recomputed
            ? MoveDeadline.Decide(Assignment.Evolve(Assignment.Initial, begun), MoveDeadline.Of(recomputed), now) : null;
        IReadOnlyList<AssignmentEvent> events = [begun, .. (moved as Decision<AssignmentEvent>.Accepted)?.Events ?? []];
        return since.Amended is not { } amended ? events
            : [.. events, .. AmendAssignment.Decide(events.Aggregate(Assignment.Initial, Assignment.Evolve), amended, now)];
    }

    private static Guid IdOf(AssignmentEvent.Dispatched begun) =>
        Ids.Assignment(begun.Notice, begun.Requirement, begun.Unit, begun.Occurrence);
}

/// <summary>What is given to others.</summary>
/// <param name="Assignments">Their ids, 1 to 1,000.</param>
/// <param name="Unit">Code of the unit that does all of it; null = each is given to the unit that its decline names.</param>
/// <param name="Reason">What the assigner says to it; null where nothing.</param>
/// <param name="DueAt">The term of all, inclusive, after now; null = as of one.</param>
internal sealed record Reassignments(IReadOnlyList<Guid> Assignments, string? Unit = null, string? Reason = null,
    DateTimeOffset? DueAt = null);
