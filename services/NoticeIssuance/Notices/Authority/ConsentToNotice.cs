namespace NoticeIssuance.Notices;

/// <summary>
/// 批准 and 会签: who stands above, or is to be ordered, lets a notice go beyond its issuer's authority. Repeating it changes nothing.
/// </summary>
internal static class ConsentToNotice
{
    private static readonly Refused Changed =
        new("question-changed", "What lies beyond the issuer's authority is not what it was; look at the notice again.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        Open(routes.MapPost("/v1/notices/{id:guid}/approval", ApproveAsync), NoticeActs.Approve)
            .WithSummary("Approve what lies beyond the issuer's authority, from above it and them");
        Open(routes.MapPost("/v1/notices/{id:guid}/agreement", AgreeAsync), NoticeActs.Agree)
            .WithSummary("Agree to be ordered by a notice whose issuer may not by itself");

        static RouteHandlerBuilder Open(RouteHandlerBuilder endpoint, ActRule<NoticeFile> act) => endpoint.RequireAccess(act)
            .Refuses(409).AnswersWith("ETag");
    }

    private static Task<Results<Ok<NoticeView>, ProblemHttpResult>> ApproveAsync(Guid id, IfMatch ifMatch, Permission permission,
        NoticeDesk desk, UnitDirectory units, NoticeViews views, HttpResponse response, CancellationToken ct) =>
        HandleAsync(id, isApproval: true, ifMatch, permission, desk, units, views, response, ct);

    private static Task<Results<Ok<NoticeView>, ProblemHttpResult>> AgreeAsync(Guid id, IfMatch ifMatch, Permission permission,
        NoticeDesk desk, UnitDirectory units, NoticeViews views, HttpResponse response, CancellationToken ct) =>
        HandleAsync(id, isApproval: false, ifMatch, permission, desk, units, views, response, ct);

    private static async Task<Results<Ok<NoticeView>, ProblemHttpResult>> HandleAsync(Guid id, bool isApproval, IfMatch ifMatch,
        Permission permission, NoticeDesk desk, UnitDirectory units, NoticeViews views, HttpResponse response, CancellationToken ct)
    {
        var (directory, by) = (units.Now, permission.Caller.Unit);
        string? asked = null;
        var (file, problem) = await desk.ActAsync(id, permission, ifMatch, (notice, transaction) =>
        {
            var reviewed = BeyondAuthority.Review(notice, directory, transaction.Now);
            // What is asked only now nobody has seen; and what another asked while this was tried again neither.
            var open = BeyondAuthority.OpenIn(notice) ?? "";
            return Task.FromResult(reviewed.Events.Count > 0 ? reviewed : open != (asked ??= open) ? Changed
                : BeyondAuthority.Consent(notice, by, isApproval, directory));
        }, ct, notice => isApproval ? directory.Units.IsBelow(notice.IssuingUnit, by) : notice.AsksToAgree(by, directory.Units));
        if (problem is null && file!.State is Notice.Received && !BeyondAuthority.HasConsented(file, by, isApproval))
            problem = Changed.ToProblem();
        return await views.AnswerAsync(new(file, problem), permission, response, ct);
    }
}
