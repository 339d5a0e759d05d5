using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Features;

namespace Workflow.ServiceDefaults;

/// <summary>
/// Bodies under way, of whatever endpoint: all their bytes together, and how many of more than 1 MiB a unit sends at once. What a request
/// holds it gives back when it has been answered.
/// </summary>
internal sealed class BodiesInFlight(IOptions<LimitOptions> options) : IDisposable
{
    /// <summary>Of a body of unannounced length so many bytes are taken at a time.</summary>
    private const int Piece = 64 << 10;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly LimitOptions _limits = options.Value;
    private readonly ConcurrencyLimiter _bytes = new(new() { PermitLimit = options.Value.BodyBytesInFlight });
    private readonly PartitionedRateLimiter<string> _uploads = PartitionedRateLimiter.Create<string, string>(unit =>
        RateLimitPartition.GetConcurrencyLimiter(unit, _ => new() { PermitLimit = options.Value.UnitUploads }), StringComparer.Ordinal);

    /// <summary>Bytes of all bodies under way.</summary>
    internal long Bytes => _limits.BodyBytesInFlight - _bytes.GetStatistics()!.CurrentAvailablePermits;

    /// <summary>Answers 429 where there is no room for the body: at once, or, its length unannounced, as soon as it shows.</summary>
    public static async Task Hold(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is false)
        {
            await next(context);
            return;
        }

        using var held = new Held(context.RequestServices.GetRequiredService<BodiesInFlight>(), RequestLimits.UnitOf(context));
        if (context.Request.ContentLength is { } length)
            held.Read((int)length);
        else
            context.Request.Body = new WatchedBody(context.Request.Body, count => held.Read(count, Piece));
        await next(context);
    }

    public void Dispose()
    {
        _bytes.Dispose();
        _uploads.Dispose();
    }

    /// <summary>What one request holds.</summary>
    private sealed class Held(BodiesInFlight all, string unit) : IDisposable
    {
        private readonly List<RateLimitLease> _leases = [];
        private long _read;
        private long _taken;
        private bool _isUpload;

        /// <summary>So many bytes more; taken at least a piece at a time.</summary>
        /// <exception cref="RefusedRequestException">429.</exception>
        public void Read(int bytes, int piece = 0)
        {
            _read += bytes;
            if (_read > BodyLimit.Default.Bytes && !_isUpload)
            {
                _isUpload = true;
                Take(all._uploads.AttemptAcquire(unit),
                    $"At most {all._limits.UnitUploads} bodies of more than 1 MiB are taken from a unit at once; try again.");
            }
            if (_read <= _taken)
                return;
            var more = (int)Math.Max(_read - _taken, piece);
            _taken += more;
            Take(all._bytes.AttemptAcquire(more), "There is no room for this body now, others are being read; try again.");
        }

        public void Dispose() => _leases.ForEach(lease => lease.Dispose());

        private void Take(RateLimitLease lease, string refusal)
        {
            _leases.Add(lease);
            if (!lease.IsAcquired)
                throw new RefusedRequestException(StatusCodes.Status429TooManyRequests, Problems.TooManyCode, refusal,
                    retryAfter: RetryAfter);
        }
    }
}
