namespace NoticeIssuance.Notices;

/// <summary>
/// 撤回, or 废止 where another notice takes its place: what an issued notice ordered, and is still open, is owed no more. Repeating it
/// changes nothing.
/// </summary>
internal static class WithdrawNotice
{
    /// <summary>It stands in the story of each assignment that is over by it.</summary>
    private const int LongestReason = 500;

    public static Decision<NoticeEvent> Decide(Notice state, WithdrawalBody command) => state switch
    {
        _ when NoticeActs.Unfit(command.Reason, LongestReason) is { } unfit => unfit,
        Notice.Issued or Notice.Concluded => new Decided([new NoticeEvent.Withdrawn(command.Reason)]),
        Notice.Withdrawn => new Decided([]),
        _ => NotInForce(state),
    };

    /// <param name="state">The notice.</param>
    /// <param name="command">The other notice, and why.</param>
    /// <param name="other">That one, held until the transaction ends.</param>
    public static Decision<NoticeEvent> Decide(NoticeFile state, SupersessionBody command, Notice other) => state.State switch
    {
        _ when command.Reason is { } reason && NoticeActs.Unfit(reason, LongestReason) is { } unfit => unfit,
        Notice.Superseded s when s.By.By == command.By => new Decided([]),
        Notice.Issued or Notice.Concluded when command.By != state.Id && other is Notice.Issued or Notice.Concluded
            && ((Notice.GivenOut)other).Facts is { Content: { } content, Source: var source } && source.IssuingUnit == state.IssuingUnit =>
            new Decided([new NoticeEvent.Superseded(command.By, content.Title, content.DocumentNumber, command.Reason)]),
        Notice.Issued or Notice.Concluded => new Unusable("superseding-unusable", "Only an issued notice takes the place of another.",
            [new("$.by", "Id of another notice that your unit has issued and that is in force.")]),
        _ => NotInForce(state.State),
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/notices/{id:guid}/withdrawal", WithdrawAsync).RequireAccess(NoticeActs.Withdraw)
            .Refuses(409).AnswersWith("ETag").WithSummary("Withdraw an issued notice: what is open of it is owed no more");
        routes.MapPost("/v1/notices/{id:guid}/supersession", SupersedeAsync).RequireAccess(NoticeActs.Supersede)
            .Refuses(409).AnswersWith("ETag").WithSummary("Have another issued notice take the place of this one");
    }

    private static async Task<Results<Ok<NoticeView>, ProblemHttpResult>> WithdrawAsync(
        Guid id, WithdrawalBody command, IfMatch ifMatch, Permission permission, NoticeDesk desk, NoticeViews views,
        HttpResponse response, CancellationToken ct)
    {
        var acted = await desk.ActAsync(id, permission, ifMatch, async (notice, transaction) =>
        {
            await HoldAsync(transaction, ct, id);
            return new(Decide(notice.State, command));
        }, ct);
        return await views.AnswerAsync(acted, permission, response, ct);
    }

    private static async Task<Results<Ok<NoticeView>, ProblemHttpResult>> SupersedeAsync(
        Guid id, SupersessionBody command, IfMatch ifMatch, Permission permission, NoticeDesk desk, NoticeViews views,
        HttpResponse response, CancellationToken ct)
    {
        var acted = await desk.ActAsync(id, permission, ifMatch, async (notice, transaction) =>
        {
            await HoldAsync(transaction, ct, id, command.By);
            var (other, _) = await transaction.LoadAsync<Notice, NoticeEvent>(command.By, ct);
            return new(Decide(notice, command, other));
        }, ct);
        return await views.AnswerAsync(acted, permission, response, ct);
    }

    /// <summary>In the order of their ids: no two notices take each other's place, and none that is just withdrawn takes any.</summary>
    private static Task<int> HoldAsync(StreamTransaction transaction, CancellationToken ct, params Guid[] notices) => notices.Order()
        .Aggregate(transaction.Sql(), (sql, id) => sql.Add("select pg_advisory_xact_lock(hashtextextended($1, 0))", $"end of {id}"))
        .ExecuteAsync(ct);

    private static Refused NotInForce(Notice state) => state switch
    {
        Notice.Received => new("notice-not-issued", "The notice is not issued; it is sent back, not withdrawn."),
        _ => NoticeActs.Over(state)!,
    };
}

/// <summary>Why a notice is withdrawn.</summary>
internal sealed record WithdrawalBody(string Reason);

/// <summary>Which notice takes the place of another.</summary>
/// <param name="By">Its id: issued by the same unit, and in force.</param>
/// <param name="Reason">What is to be said to it; null where nothing.</param>
internal sealed record SupersessionBody(Guid By, string? Reason = null);
