using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.RateLimiting;

namespace Workflow.ServiceDefaults;

/// <summary>
/// So many requests of a unit are handled at once, the others wait, first come, first served: nobody waits for what another unit asks for.
/// A turn ends when the answer begins, so that slow readers and streams keep none; what sends a large body, or one of unannounced length,
/// needs none (<see cref="BodiesInFlight"/>).
/// </summary>
internal sealed class UnitTurns(IOptions<LimitOptions> options) : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<string> _turns = PartitionedRateLimiter.Create<string, string>(unit =>
        RateLimitPartition.GetConcurrencyLimiter(unit, _ =>
            new() { PermitLimit = options.Value.UnitAtOnce, QueueLimit = options.Value.UnitWaiting }), StringComparer.Ordinal);

    /// <summary>Answers 429 where too many wait already.</summary>
    public static async Task Take(HttpContext context, RequestDelegate next)
    {
        if (!NeedsTurn(context))
        {
            await next(context);
            return;
        }

        var turns = context.RequestServices.GetRequiredService<UnitTurns>();
        using var turn = await turns._turns.AcquireAsync(RequestLimits.UnitOf(context), cancellationToken: context.RequestAborted);
        if (!turn.IsAcquired)
        {
            await Problems.TooMany("So many requests of this unit wait already that no more are taken; try again.", RetryAfter)
                .ExecuteAsync(context);
            return;
        }
        context.Response.OnStarting(() =>
        {
            turn.Dispose();
            return Task.CompletedTask;
        });
        await next(context);
    }

    public void Dispose() => _turns.Dispose();

    private static bool NeedsTurn(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is null
        && (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is false
            || context.Request.ContentLength <= BodyLimit.Default.Bytes);
}
