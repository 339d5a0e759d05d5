using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Workflow.ServiceDefaults;

/// <summary>
/// Requests a second: of each unit, then of all. In this order, so that what one unit asks for in vain is nothing that others lack. A unit
/// that rests is forgotten after some seconds. Behind authentication, which says whose a request is, and before anything is looked up.
/// </summary>
internal static class RequestLimits
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    internal static IServiceCollection AddRequestLimits(this IServiceCollection services)
    {
        services.AddSettings<LimitOptions>("Limits").AddSingleton<BodiesInFlight>().AddSingleton<UnitTurns>().AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<LimitOptions>>((limiter, limits) => Configure(limiter, limits.Value));
        return services;
    }

    /// <summary>Whose the request is: the token's unit; empty without a token that counts.</summary>
    internal static string UnitOf(HttpContext context) => context.User.FindFirst("unit")?.Value ?? "";

    private static void Configure(RateLimiterOptions limiter, LimitOptions limits)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PerSecond(UnitOf, limits.UnitRequestsPerSecond, limits.UnitBurst),
            PerSecond(_ => "", limits.RequestsPerSecond, limits.RequestsPerSecond));
        limiter.OnRejected = async (rejected, _) => await Problems.TooMany(
            "These are more requests a second than a unit may make, or than this service takes; wait as long as 'Retry-After' says.",
            rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Second).ExecuteAsync(rejected.HttpContext);
    }

    private static PartitionedRateLimiter<HttpContext> PerSecond(Func<HttpContext, string> whose, int requests, int burst) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(whose(context), _ =>
            new() { TokenLimit = burst, TokensPerPeriod = requests, ReplenishmentPeriod = Second, QueueLimit = 0 }),
            StringComparer.Ordinal);
}
