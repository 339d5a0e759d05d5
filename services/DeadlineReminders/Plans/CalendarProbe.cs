using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DeadlineReminders.Plans;

/// <summary>Never unwell; says how many assignments have steps that wait for a year's working calendar, as far as 100,000.</summary>
internal sealed class CalendarProbe(NpgsqlDataSource dataSource) : IHealthCheck
{
    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        HealthCheckResult.Healthy(data: new Dictionary<string, object>
        {
            ["waitingForCalendar"] = await dataSource.Sql(
                "select count(*) from (select from item where waits_for_calendar limit 100000) s").ScalarAsync<long>(cancellationToken),
        });
}
