using AuditReplay.Ledger;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http.Features;

namespace AuditReplay.Access;

/// <summary>
/// Records every call whose caller is known, before it is answered and whether or not it is allowed: what cannot be recorded is not read.
/// Stands where authorization has spoken, which is before anything of the request is bound or looked up. Health asks for no token and is
/// not recorded.
/// </summary>
internal sealed class RecordAccess(StreamStore streams, LedgerReader ledger, TimeProvider clock) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _answer = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult)
    {
        if (context.User.Identity is { IsAuthenticated: true })
            await RecordAsync(Caller.From(context.User), context, context.RequestAborted);
        await _answer.HandleAsync(next, context, policy, authorizeResult);
    }

    private async Task RecordAsync(Caller caller, HttpContext context, CancellationToken ct)
    {
        var asked = new AccessEvent.Recorded(context.Request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            await ledger.SizeAsync(ct));
        var role = caller.Has(Roles.Auditor) ? Roles.Auditor : string.Join(',', caller.Roles.Order(StringComparer.Ordinal));
        await streams.ExecuteAsync<Workflow.History.Access, AccessEvent>(
            Guid.CreateVersion7(clock.GetUtcNow()),
            new CommandContext(new Actor(caller.Person, role, caller.Unit), CorrelationId: null, CausationId: null),
            (_, _) => new Decided([asked]),
            ct: ct);
    }
}
