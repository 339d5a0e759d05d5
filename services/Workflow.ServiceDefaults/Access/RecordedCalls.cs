using Microsoft.AspNetCore.Http.Features;

namespace Workflow.ServiceDefaults;

/// <summary>How many entries the ledger has; registered by the service that holds it.</summary>
public delegate Task<long> LedgerSize(CancellationToken ct);

/// <summary>Counts a call that was not let in as an auditor's; registered by the service that answers nobody else.</summary>
public delegate Task CountRefusal(Caller caller, string method, string path, CancellationToken ct);

/// <summary>
/// Records what auditors ask, in the log of the service that answers, whose pages bring it to the ledger: a stream a call (ADR 0013).
/// </summary>
internal sealed class RecordedCalls(StreamStore streams, TimeProvider clock, LedgerSize? ledger = null, CountRefusal? count = null)
{
    /// <summary>Records the call of an auditor; any other is counted, in the service that counts.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="asAuditor">Let in as an auditor.</param>
    /// <param name="context">Of the call, which is answered afterwards.</param>
    public async Task AddAsync(Caller caller, bool asAuditor, HttpContext context)
    {
        var (ct, method) = (context.RequestAborted, context.Request.Method);
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!asAuditor)
        {
            await (count?.Invoke(caller, method, path, ct) ?? Task.CompletedTask);
            return;
        }
        long? size = ledger is null ? null : await ledger(ct);
        var actor = new Actor(caller.Person, Roles.Auditor, caller.Unit);
        await using var transaction = await streams.BeginAsync(new(actor, CorrelationId: null, CausationId: null), ct);
        transaction.Start(Guid.CreateVersion7(clock.GetUtcNow()), [new AccessEvent.Recorded(method, path, size)]);
        await transaction.CommitAsync(ct);
    }
}
