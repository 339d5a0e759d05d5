namespace NoticeIssuance.Notices;

/// <summary>退文: the officer sends the notice back; it will not be issued. Repeating it changes nothing.</summary>
internal sealed record RejectNotice(string Reason)
{
    private const int LongestReason = 2000;

    public static Decision<NoticeEvent> Decide(Notice state, RejectNotice command) => state switch
    {
        _ when NoticeActs.Unfit(command.Reason, LongestReason) is { } unfit => unfit,
        Notice.Received => new Decided([new NoticeEvent.Rejected(command.Reason)]),
        Notice.Rejected => new Decided([]),
        Notice.Issued or Notice.Concluded => new Refused("notice-issued",
            "The notice is issued; it can be withdrawn (POST …/withdrawal), no longer sent back."),
        _ => NoticeActs.Over(state)!,
    };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/notices/{id:guid}/rejection", HandleAsync).RequireAccess(NoticeActs.Reject)
            .Refuses(409).AnswersWith("ETag")
                .WithSummary("Send back");

    private static async Task<Results<Ok<NoticeView>, ProblemHttpResult>> HandleAsync(
        Guid id, RejectNotice command, IfMatch ifMatch, Permission permission, NoticeDesk desk, NoticeViews views, HttpResponse response,
        CancellationToken ct)
    {
        var acted = await desk.ActAsync(id, permission, ifMatch, notice => new(Decide(notice.State, command)), ct);
        return await views.AnswerAsync(acted, permission, response, ct);
    }
}
