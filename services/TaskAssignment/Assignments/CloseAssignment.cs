namespace TaskAssignment.Assignments;

/// <summary>销号, after acceptance only; the lead of a joint requirement closes last. Repeating it changes nothing.</summary>
/// <param name="OpenJointParts">Joint parts of the same requirement that are not closed.</param>
internal sealed record CloseAssignment(int OpenJointParts)
{
    public static Decision<AssignmentEvent> Decide(Assignment state, CloseAssignment command) => state switch
    {
        Assignment.Accepted { Facts.Dispatch.Part: Part.Lead } when command.OpenJointParts > 0 =>
            new Refused("joint-parts-open",
                $"The lead closes last: {command.OpenJointParts} joint parts of this requirement are not closed."),
        Assignment.Accepted => new Decided([new AssignmentEvent.Closed()]),
        Assignment.Closed => new Decided([]),
        Assignment.Declined or Assignment.Reassigned or Assignment.Cancelled => Refusals.Over(state),
        Assignment.Known => new Refused("not-accepted", "Only what has been accepted is closed."),
        Assignment.None => Refusals.Unknown,
        _ => throw new UnreachableException(),
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/assignments/{id:guid}/closure", HandleAsync).RequireAccess(Standing.Close)
            .Refuses(409).AnswersWith("ETag").WithSummary("Close an accepted assignment: nothing more can be done with it");
        routes.MapPost("/v1/closures", HandleManyAsync).RequireAccess(Standing.Close)
            .WithSummary("Close up to 1,000 accepted assignments; each is answered for itself");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync([AsParameters] Act act, AssignmentDesk desk,
        BoardStore board)
    {
        // Read before the transaction: a joint part that is reopened in this moment, before its lead is closed, is not seen.
        var open = await board.OpenJointPartsAsync([act.Id], act.Http.RequestAborted);
        return await desk.ExecuteAsync(act, state => Decide(state, new(open.GetValueOrDefault(act.Id))));
    }

    private static Task<Results<Ok<ManyResults>, ProblemHttpResult>> HandleManyAsync(ManyBody body, Permission permission, ManyAtOnce many,
        BoardStore board, CancellationToken ct)
    {
        return many.ExecuteAsync(body, permission, LeadsLast, DecisionsAsync, ct);

        // A joint part and its lead may be closed by one request: the parts first, then the leads against what is still open.
        static int LeadsLast(BoardRow row) => row.Part is Part.Lead ? 1 : 0;

        async Task<Func<Guid, Assignment, DateTimeOffset, Decision<AssignmentEvent>>> DecisionsAsync(IReadOnlyCollection<Guid> assignments)
        {
            var open = await board.OpenJointPartsAsync(assignments, ct);
            return (id, state, _) => Decide(state, new(open.GetValueOrDefault(id)));
        }
    }
}
