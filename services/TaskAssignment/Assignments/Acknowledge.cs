namespace TaskAssignment.Assignments;

/// <summary>签收: the unit confirms that it has the assignment. A principle is done by that. Repeating it changes nothing.</summary>
internal static class Acknowledge
{
    public static Decision<AssignmentEvent> Decide(Assignment state) => state switch
    {
        Assignment.Dispatched { Facts.Dispatch.Disposition: Disposition.Principle } =>
            new Decided([new AssignmentEvent.Acknowledged(), new AssignmentEvent.Closed()]),
        Assignment.Dispatched => new Decided([new AssignmentEvent.Acknowledged()]),
        Assignment.Declined or Assignment.Reassigned or Assignment.Cancelled or Assignment.None => Refusals.Over(state),
        _ => new Decided([]),
    };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/assignments/{id:guid}/acknowledgement", HandleAsync).RequireAccess(Standing.Acknowledge)
            .Refuses(409).AnswersWith("ETag").WithSummary("Confirm that the unit has the assignment; repeating it changes nothing");

    private static Task<Results<NoContent, ProblemHttpResult>> HandleAsync([AsParameters] Act act, AssignmentDesk desk) =>
        desk.ExecuteAsync(act, Decide);
}
