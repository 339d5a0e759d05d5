namespace TaskAssignment.Assignments;

/// <summary>审核通过. Repeating it changes nothing.</summary>
internal static class AcceptReport
{
    public static Decision<AssignmentEvent> Decide(Assignment state) => state switch
    {
        Assignment.Reported s => new Decided([new AssignmentEvent.ReportAccepted(s.Facts.Reports[^1].Number)]),
        Assignment.Accepted or Assignment.Closed { Facts.Reports: not [] } => new Decided([]),
        Assignment.Dispatched or Assignment.Acknowledged or Assignment.Returned => Refusals.NotReported,
        _ => Refusals.Over(state),
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/assignments/{id:guid}/acceptance", HandleAsync).RequireAccess(Standing.Accept)
            .Refuses(409).AnswersWith("ETag").WithSummary("Accept the report of an assignment");
        routes.MapPost("/v1/acceptances", HandleManyAsync).RequireAccess(Standing.Accept)
            .WithSummary("Accept the reports of up to 1,000 assignments; each is answered for itself");
    }

    private static Task<Results<NoContent, ProblemHttpResult>> HandleAsync([AsParameters] Act act, AssignmentDesk desk) =>
        desk.ExecuteAsync(act, Decide);

    private static Task<Results<Ok<ManyResults>, ProblemHttpResult>> HandleManyAsync(ManyBody body, Permission permission, ManyAtOnce many,
        CancellationToken ct) =>
        many.ExecuteAsync(body, permission, (state, _) => Decide(state), ct);
}
