using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Workflow.ServiceDefaults;

/// <summary>The parts that a service needs in order to serve.</summary>
public static class Health
{
    /// <summary>Set on every part; MassTransit registers a check of its own, which <c>rabbitmq</c> takes account of.</summary>
    internal const string Tag = "part";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Adds a part to the health page. Its check answers what is wrong in words for an operator, and figures that an operator watches by
    /// camelCase name; throwing and taking more than 2 s count as not well. <see cref="HealthStatus.Degraded"/> says that the service
    /// serves, and that something of it waits for an operator.
    /// </summary>
    public static IServiceCollection AddPart<T>(this IServiceCollection services, string name)
        where T : class, IHealthCheck
    {
        services.AddSingleton<T>();
        services.AddHealthChecks().AddCheck<T>(name, failureStatus: null, [Tag], Patience);
        return services;
    }

    /// <summary>Well, unless something waits for an operator that is no reason to send callers elsewhere.</summary>
    public static HealthCheckResult Waits(string? problem) =>
        problem is null ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(problem);

    /// <summary>Well, unless something is wrong.</summary>
    public static HealthCheckResult Of(string? problem, IReadOnlyDictionary<string, object>? figures = null) =>
        problem is null ? HealthCheckResult.Healthy(data: figures) : HealthCheckResult.Unhealthy(problem, data: figures);
}

/// <summary>
/// <c>GET /health/live</c> and <c>/health/ready</c>, the only endpoints without a token; why something is not ready is told to operators
/// alone.
/// </summary>
public static class HealthEndpoints
{
    /// <summary>Maps both.</summary>
    // Not MapHealthChecks: what it maps is in no OpenAPI document.
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup("/health").AllowAnonymous().DisableRateLimiting().WithTags("health");
        var live = () => TypedResults.Json(new Report("live", BusinessTime: null, Checks: null));
        health.MapGet("/live", live).Produces<Report>().WithSummary("Whether the process lives");
        health.MapGet("/ready", ReadyAsync).Produces<Report>().Produces<Report>(503)
            .WithSummary("Whether the service serves; which part does not, and figures, for operators");
        // Who watches from outside often asks for the status alone.
        health.MapMethods("/live", [HttpMethods.Head], live).ExcludeFromDescription();
        health.MapMethods("/ready", [HttpMethods.Head], ReadyAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(HttpContext context, HealthCheckService health, TimeProvider clock, CancellationToken ct)
    {
        var found = await health.CheckHealthAsync(part => part.Tags.Contains(Health.Tag), ct);
        var ready = found.Status != HealthStatus.Unhealthy;
        if (!ready)
            context.Response.Headers.RetryAfter = "2";
        var isOperator = context.User.IsInRole(Roles.Operator);
        return TypedResults.Json(
            new Report(found.Status switch { HealthStatus.Healthy => "ready", HealthStatus.Degraded => "degraded", _ => "not-ready" },
                isOperator ? clock.GetUtcNow() : null,
                isOperator ? [.. found.Entries.Select(part => Check.Of(part.Key, part.Value))] : null),
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private sealed record Report(
        string Status,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? BusinessTime,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Check>? Checks);

    private sealed record Check(string Name, string? Problem,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, object>? Figures)
    {
        public static Check Of(string name, HealthReportEntry part) => new(
            name,
            part switch
            {
                { Status: HealthStatus.Healthy } => null,
                { Exception: { } e } => $"{e.GetType().Name}: {e.Message}",
                _ => part.Description ?? "not well",
            },
            part.Data.Count > 0 ? part.Data : null);
    }
}
