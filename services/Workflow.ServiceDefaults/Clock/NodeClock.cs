using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Workflow.ServiceDefaults;

/// <summary>
/// Whether this node's clock agrees with the database's: one that is more than a second off would judge and remind too early or too late.
/// </summary>
public sealed class NodeClock(NpgsqlDataSource dataSource, [FromKeyedServices(WallClock.Key)] TimeProvider wall) : IHealthCheck
{
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong; null when the clocks agree. The time the answer takes counts in the node's favour.</summary>
    public async ValueTask<string?> ProblemAsync(CancellationToken ct)
    {
        var before = wall.GetUtcNow();
        var database = await dataSource.Sql("select clock_timestamp()").ScalarAsync<DateTimeOffset>(ct);
        var after = wall.GetUtcNow();
        var off = database < before ? before - database : database > after ? database - after : TimeSpan.Zero;
        return off <= Allowed ? null
            : $"This node's clock is {off.TotalSeconds:0.0} s off the database's; nothing is judged or raised here until they agree.";
    }

    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Health.Of(await ProblemAsync(cancellationToken));
}
