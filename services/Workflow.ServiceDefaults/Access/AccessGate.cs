using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Workflow.ServiceDefaults;

/// <summary>
/// What is asked of every call whose caller is known, before anything of the request is bound or looked up: that the caller's unit stands
/// in the tree of today, that a role of it reaches through the endpoint, and, of an auditor's, that it is recorded: what cannot be recorded
/// is not read. Health asks for no token and does not come here (ADR 0013).
/// </summary>
internal sealed class AccessGate(RecordedCalls calls, ILogger<AccessGate> logger, UnitTree? tree = null)
    : IAuthorizationMiddlewareResultHandler
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    private readonly AuthorizationMiddlewareResultHandler _answer = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult)
    {
        var problem = context.User.Identity is { IsAuthenticated: true }
            ? await JudgeAsync(Caller.From(context.User), context, authorizeResult.Succeeded) : null;
        await (problem?.ExecuteAsync(context) ?? _answer.HandleAsync(next, context, policy, authorizeResult));
    }

    /// <returns>Why the call is not answered; null where the roles alone decide.</returns>
    private async Task<IResult?> JudgeAsync(Caller caller, HttpContext context, bool rolesMay)
    {
        var (endpoint, ct) = (context.GetEndpoint(), context.RequestAborted);
        var table = endpoint?.Metadata.GetMetadata<AccessTable>();
        // Whether another role of the token would reach the same is known only when it has been looked up: an auditor's call is one always.
        var asAuditor = rolesMay && caller.Has(Roles.Auditor) && table?.Names(Roles.Auditor) is not false;
        var refused = asAuditor ? null : ActingFor.RefusalOf(context) ?? Refusal(caller, endpoint, table, rolesMay);
        try
        {
            if (asAuditor)
                await calls.RecordAsync(caller, context);
            else if (refused is not null || !rolesMay || table is null)
                await calls.CountAsync(caller, context);
            return refused;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            logger.LogError(e, "A call cannot be recorded and is not answered");
            return Problems.NotNow("not-recorded", "This call cannot be recorded now, so it is not answered; try again.", RetryAfter);
        }
    }

    private ProblemHttpResult? Refusal(Caller caller, Endpoint? endpoint, AccessTable? table, bool rolesMay)
    {
        if (tree?.Now is not { } today)
            return null;
        var first = today.All.Count == 0 && endpoint?.Metadata.GetMetadata<OpenInAnEmptyTree>() is not null;
        if (!first && !caller.StandsIn(today))
            return Problems.NotYours($"Unit {caller.Unit}, for which the token speaks, is not in the unit tree of today.", "unit-unknown");
        return rolesMay && table?.For(caller, today).Any() is false
            ? Problems.NotYours("This holds for all: it is for the operator of the unit at the root of the tree.", "root-only") : null;
    }
}

/// <summary>Metadata: while there is no unit at all, the caller's need not exist.</summary>
internal sealed record OpenInAnEmptyTree
{
    public static OpenInAnEmptyTree Instance { get; } = new();
}
