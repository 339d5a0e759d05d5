using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AuditReplay.Ledger;

/// <summary>The ledger is whole as far as it goes: nothing is missing, nothing was refused.</summary>
internal sealed class LedgerProbe(MissingPages missing, LedgerReader ledger) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var standings = await missing.StandingsAsync(cancellationToken);
        var figures = new Dictionary<string, object>(standings.Select(s => KeyValuePair.Create<string, object>($"{s.Source}Page", s.Page)))
        {
            ["ledgerSize"] = await ledger.SizeAsync(cancellationToken),
            ["pagesMissing"] = standings.Sum(s => s.Missing),
        };
        var problems = standings.Select(s => s.Problem).OfType<string>().ToList();
        return Health.Of(problems is [] ? null : string.Join(' ', problems), figures);
    }
}
