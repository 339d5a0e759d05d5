namespace TaskAssignment.Assignments;

/// <summary>退回重办: the report is not enough. Repeating it for the same reason changes nothing.</summary>
internal sealed record ReturnReport(string Reason)
{
    public const int LongestReason = 2_000;

    public static Decision<AssignmentEvent> Decide(Assignment state, ReturnReport command) => state switch
    {
        Assignment.Reported s => new Decided(
            [new AssignmentEvent.ReportReturned(s.Facts.Reports[^1].Number, command.Reason), .. MoveDeadline.OnReturn(s.Facts)]),
        Assignment.Returned s when s.Reason == command.Reason => new Decided([]),
        Assignment.Dispatched or Assignment.Acknowledged or Assignment.Returned => Refusals.NotReported,
        Assignment.Accepted => Refusals.AlreadyAccepted,
        Assignment.Closed => Refusals.Closed,
        Assignment.None => Refusals.Unknown,
        _ => throw new UnreachableException(),
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/assignments/{id:guid}/return", HandleAsync).RequireAccess(Standing.Assigner);
        routes.MapPost("/v1/returns", HandleManyAsync).RequireAccess(Standing.Assigner);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync([AsParameters] Act act, ReturnReport body,
        AssignmentDesk desk) =>
        Unusable(body.Reason) ?? await desk.ExecuteAsync(act, state => Decide(state, body));

    private static async Task<Results<Ok<ManyResults>, ProblemHttpResult>> HandleManyAsync(ManyBody body, Permission permission,
        ManyAtOnce many, CancellationToken ct) =>
        Unusable(body.Reason) is { } problem ? problem
            : await many.ExecuteAsync(body, permission, (_, state) => Decide(state, new(body.Reason!)), ct);

    private static ProblemHttpResult? Unusable(string? reason) => Wording.IsFit(reason ?? "", LongestReason)
        ? null
        : Problems.Unusable("reason-unusable", "A return needs its reason.",
            [new FieldError("$.reason", $"1 to {LongestReason} characters.")]);
}
