namespace Workflow.EventSourcing.Tests;

/// <summary>Receives like the audit ledger, which drops what it has already; and notes what else was published.</summary>
internal sealed class Ledger : IConsumer<EventPage>, IConsumer<DirectoryRequested>
{

    public ConcurrentBag<EventPage> Pages { get; } = [];

    public ConcurrentBag<(Guid Id, Guid? CorrelationId, string? Trace)> Messages { get; } = [];

    public int Count => Pages.DistinctBy(p => p.Number).Sum(p => p.Entries.Count);

    public List<LedgerEntry> Entries =>
        [.. Pages.DistinctBy(p => p.Number).OrderBy(p => p.Number).SelectMany(p => p.Entries)
            .Select(e => LedgerEntry.Parse(Encoding.UTF8.GetBytes(e)))];

    public Task<TimeSpan> HasAsync(int entries) => Within.TrueAsync(() => Count >= entries);

    public Task Consume(ConsumeContext<EventPage> context)
    {
        Pages.Add(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<DirectoryRequested> context)
    {
        Messages.Add((context.MessageId!.Value, context.CorrelationId, Activity.Current?.TraceId.ToString()));
        return Task.CompletedTask;
    }
}
