using Microsoft.AspNetCore.Http.Features;

namespace Workflow.ServiceDefaults;

/// <summary>How many entries the ledger has; registered by the service that holds it.</summary>
public delegate Task<long> LedgerSize(CancellationToken ct);

/// <summary>Counts a call that is refused; registered by the service that holds the ledger.</summary>
public delegate Task CountRefusal(Caller caller, string method, string path, CancellationToken ct);

/// <summary>
/// Records what auditors ask, in the log of the service that answers, whose pages bring it to the ledger: a stream a call (ADR 0013).
/// </summary>
internal sealed class RecordedCalls(StreamStore streams, TimeProvider clock, LedgerSize? ledger = null, CountRefusal? count = null)
{
    /// <summary>Counts a call that is refused, in the service that counts; one of an address that there is not is one.</summary>
    public Task CountAsync(Caller caller, HttpContext context) =>
        count?.Invoke(caller, context.Request.Method, PathOf(context), context.RequestAborted) ?? Task.CompletedTask;

    /// <summary>Records the call of who was let in as an auditor; it is answered afterwards.</summary>
    public async Task RecordAsync(Caller caller, HttpContext context)
    {
        var ct = context.RequestAborted;
        long? size = ledger is null ? null : await ledger(ct);
        var actor = new Actor(caller.Person, Roles.Auditor, caller.Unit);
        await using var transaction = await streams.BeginAsync(new(actor, CorrelationId: null, CausationId: null), ct);
        var recorded = new AccessEvent.Recorded(context.Request.Method, PathOf(context), size);
        transaction.Start(Guid.CreateVersion7(clock.GetUtcNow()), [recorded]);
        await transaction.CommitAsync(ct);
    }

    private static string PathOf(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
}
