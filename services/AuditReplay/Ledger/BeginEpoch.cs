namespace AuditReplay.Ledger;

/// <summary>
/// <c>POST /v1/sources/{source}/epoch</c>: a source goes on anew from a page, since its service's data were restored from a dump or its
/// pages were somebody else's. What the ledger has of that page and later ones stays, and is abandoned.
/// </summary>
/// <param name="Reason">Why, in words; 1 to 500 characters.</param>
/// <param name="FromPage">The first page to be taken anew: 1 to one more than the last.</param>
internal sealed record BeginEpoch(string Reason, long FromPage)
{
    private const int LongestReason = 500;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/sources/{source}/epoch", HandleAsync).RequireAccess((Roles.Operator, Reach.Root)).Refuses(409)
            .WithSummary("Let a source go on anew from a page, after its data were restored");

    private static async Task<Results<Ok<SourceEpoch>, ProblemHttpResult>> HandleAsync(string source, BeginEpoch command,
        Permission permission, StreamStore streams, CancellationToken ct)
    {
        if (!Sources.All.Contains(source))
            return Problems.Unknown($"There is no source {source}; there are {string.Join(", ", Sources.All)}.");
        if (string.IsNullOrWhiteSpace(command.Reason) || command.Reason.Length > LongestReason)
            return Problems.Unusable("reason-needed", $"A reason of 1 to {LongestReason} characters is needed.");
        var actor = permission.Caller.Acting(Roles.Operator);
        return await streams.TransactAsync<Results<Ok<SourceEpoch>, ProblemHttpResult>>(new(actor, CorrelationId: null, CausationId: null),
            async transaction =>
            {
                var (_, end) = await SourceEnd.LockAsync(transaction.Transaction, source, ct);
                if (command.FromPage < 1 || command.FromPage > end.Page + 1)
                    return Problems.Unusable("page-unusable", $"'fromPage' is {command.FromPage}; 1 to {end.Page + 1} is allowed.");
                var stream = Ids.LedgerSource(source);
                var known = await transaction.LoadAsync<LedgerSource, LedgerEvent>(stream, ct);
                if (!end.Stopped && known.State is LedgerSource.Known again && end.Page < again.FromPage
                    && again.FromPage == command.FromPage && again.Reason == command.Reason)
                    return TypedResults.Ok(SourceEpoch.Of(again));
                if (!end.Stopped)
                    return new Refused("source-goes-on", $"The ledger takes pages of {source} as they come; an epoch would leave good ones "
                        + "behind. It is begun where GET /v1/sources names a fault.").ToProblem();
                var begun = new LedgerEvent.EpochBegun(source, end.Epoch + 1, command.FromPage,
                    await EpochRows.FirstOrdinalAsync(transaction, source, command.FromPage, ct), command.Reason);
                transaction.Append(stream, known.Version, [begun]);
                await EpochRows.BeginAsync(transaction, begun, ct);
                await transaction.CommitAsync(ct);
                return TypedResults.Ok(SourceEpoch.Of((LedgerSource.Known)LedgerSource.Evolve(known.State, begun)));
            }, ct);
    }
}

/// <summary>An epoch of a source.</summary>
/// <param name="Epoch">From 1; the first was never begun.</param>
/// <param name="FromPage">The first page taken anew.</param>
/// <param name="FromOrdinal">Entries of earlier epochs from here on are abandoned.</param>
/// <param name="Reason">Why.</param>
internal sealed record SourceEpoch(int Epoch, long FromPage, long FromOrdinal, string Reason)
{
    public static SourceEpoch Of(LedgerSource.Known source) => new(source.Epoch, source.FromPage, source.FromOrdinal, source.Reason);
}
