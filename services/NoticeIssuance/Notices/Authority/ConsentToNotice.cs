namespace NoticeIssuance.Notices;

/// <summary>
/// 批准 and 会签: who stands above, or is to be ordered, lets a notice go beyond its issuer's authority. Repeating it changes nothing.
/// </summary>
internal static class ConsentToNotice
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Open(routes.MapPost("/v1/notices/{id:guid}/approval", ApproveAsync), NoticeActs.Approve)
            .WithSummary("Approve what lies beyond the issuer's authority, from above it and them");
        Open(routes.MapPost("/v1/notices/{id:guid}/agreement", AgreeAsync), NoticeActs.Agree)
            .WithSummary("Agree to be ordered by a notice whose issuer may not by itself");

        static RouteHandlerBuilder Open(RouteHandlerBuilder endpoint, ActRule<NoticeFile> act) => endpoint.RequireAccess(act)
            .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412);
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
        var (file, problem) = await desk.ActAsync(id, permission, ifMatch, (notice, transaction) =>
        {
            var reviewed = BeyondAuthority.Review(notice, directory, transaction.Now);
            var consent = BeyondAuthority.Consent(notice.After(reviewed), by, isApproval, directory);
            return Task.FromResult(consent.Decision is Decision<NoticeEvent>.Accepted ? reviewed.Then(consent) : consent);
        }, ct, notice => isApproval ? directory.Units.IsBelow(notice.IssuingUnit, by) : notice.AsksToAgree(by, directory.Units));
        return problem is null ? TypedResults.Ok(await views.ShowAsync(file!, permission, response, ct)) : problem;
    }
}
