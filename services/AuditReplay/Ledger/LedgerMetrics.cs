using System.Diagnostics.Metrics;
using Workflow.Contracts.Audit.V1;

namespace AuditReplay.Ledger;

/// <summary>What the ledger took in, and what it waits for.</summary>
internal sealed class LedgerMetrics
{
    private readonly Counter<long> _pages;
    private readonly Counter<long> _entries;
    private IReadOnlyList<SourceStanding> _standings = [];

    public LedgerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Workflow.AuditReplay");
        _pages = meter.CreateCounter<long>("workflow.ledger.pages", "{page}", "Pages received, by source and by what became of them.");
        _entries = meter.CreateCounter<long>("workflow.ledger.entries", "{entry}", "Entries appended, by source.");
        meter.CreateObservableGauge("workflow.ledger.pages.missing", () => Measure(s => s.Missing), "{page}", "Pages known to be missing.");
        meter.CreateObservableGauge("workflow.ledger.faults", () => Measure(s => s.Fault is null ? 0 : 1), "{source}",
            "Sources at whose next page the ledger stopped.");
    }

    public void Arrived(EventPage page, Arrival arrival)
    {
        _pages.Add(1, new("source", page.Source), new("arrival", arrival.ToString()));
        if (arrival is Arrival.Appended)
            _entries.Add(page.Entries.Count, new KeyValuePair<string, object?>("source", page.Source));
    }

    public void Stand(IReadOnlyList<SourceStanding> standings) => _standings = standings;

    private IEnumerable<Measurement<long>> Measure(Func<SourceStanding, long> value) =>
        _standings.Select(s => new Measurement<long>(value(s), new("service", Sources.Audit), new("source", s.Source)));
}
