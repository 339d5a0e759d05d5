using Workflow.ServiceDefaults;

namespace AuditReplay.Ledger;

/// <summary>The ledger is whole as far as it goes: nothing is missing, nothing was refused.</summary>
internal sealed class LedgerProbe(MissingPages missing, LedgerReader ledger) : IHealthProbe
{
    public string Name => "ledger";

    public IReadOnlyDictionary<string, long>? Figures { get; private set; }

    public async ValueTask<string?> CheckAsync(CancellationToken ct)
    {
        var standings = await missing.StandingsAsync(ct);
        Figures = standings.ToDictionary(s => $"{s.Source}Page", s => s.Page)
            .Append(new("ledgerSize", await ledger.SizeAsync(ct)))
            .Append(new("pagesMissing", standings.Sum(s => s.Missing)))
            .ToDictionary();
        var problems = standings.Select(s => s.Problem).OfType<string>().ToList();
        return problems is [] ? null : string.Join(' ', problems);
    }
}
