using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Polly.Registry;

namespace Workflow.ServiceDefaults;

/// <summary>One part that the service needs in order to serve.</summary>
public interface IHealthProbe
{
    /// <summary>Its name on the health page.</summary>
    string Name { get; }

    /// <summary>Answers null when well, else what is wrong, in words for an operator. Throwing counts as not well. Given 2 s.</summary>
    ValueTask<string?> CheckAsync(CancellationToken ct);

    /// <summary>Numbers that an operator watches: positions, lags, counts; by camelCase name.</summary>
    IReadOnlyDictionary<string, long>? Figures => null;
}

/// <summary>
/// <c>GET /health/live</c> and <c>/health/ready</c>, the only endpoints without a token; why something is not ready is told to operators
/// alone.
/// </summary>
internal static class HealthEndpoints
{
    internal static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => TypedResults.Json(new Report("live", BusinessTime: null, Checks: null))).AllowAnonymous()
            .WithTags("health");
        endpoints.MapGet("/health/ready", ReadyAsync).AllowAnonymous().WithTags("health");
    }

    private static async Task<IResult> ReadyAsync(
        HttpContext context, IEnumerable<IHealthProbe> probes, TimeProvider clock, ResiliencePipelineProvider<string> pipelines,
            ILogger<IHealthProbe> logger, CancellationToken ct)
    {
        var checks = await Task.WhenAll(probes.Select(async probe =>
        {
            try
            {
                return new Check(probe.Name, await pipelines.GetPipeline(Pipelines.Probe).ExecuteAsync(probe.CheckAsync, ct),
                    probe.Figures);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                logger.LogDebug(e, "Probe {Probe} failed", probe.Name);
                return new Check(probe.Name, $"{e.GetType().Name}: {e.Message}", Figures: null);
            }
        }));
        var ready = Array.TrueForAll(checks, check => check.Problem is null);
        if (!ready) context.Response.Headers.RetryAfter = "2";
        context.Response.Headers.CacheControl = "no-store";
        var status = ready ? "ready" : "not-ready";
        var report = context.User.IsInRole(Roles.Operator) ? new Report(status, clock.GetUtcNow(), checks)
            : new Report(status, BusinessTime: null, Checks: null);
        return TypedResults.Json(report, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private sealed record Report(
        string Status,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? BusinessTime,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Check>? Checks);

    private sealed record Check(string Name, string? Problem,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, long>? Figures);
}
