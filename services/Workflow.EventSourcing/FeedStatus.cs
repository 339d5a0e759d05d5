using System.Diagnostics.Metrics;

namespace Workflow.EventSourcing;

/// <summary>Where one consumer of the feed is.</summary>
/// <param name="Name">The consumer.</param>
/// <param name="Position">The sequence number up to which it has everything.</param>
/// <param name="Error">Why it is paused; null when it is not.</param>
public sealed record ConsumerStatus(string Name, long Position, string? Error);

/// <summary>How far the feed and the relay of this process are, for health pages, metrics and people. Safe to read at any time.</summary>
public sealed class FeedStatus : IDisposable
{
    private readonly ConcurrentDictionary<string, ConsumerStatus> _consumers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConsumerStatus> _rebuilds = new(StringComparer.Ordinal);
    private readonly Meter _meter = new("Workflow.EventSourcing");
    private readonly KeyValuePair<string, object?> _service;

    /// <summary>
    /// Makes the status and its metrics: <c>workflow.feed.lag</c> in sequence numbers by consumer, <c>workflow.relay.unconfirmed</c> in
    /// pages; each told apart by service.
    /// </summary>
    /// <param name="options">Whose feed it is.</param>
    public FeedStatus(EventSourcingOptions options)
    {
        _service = new("service", options.Source);
        _meter.CreateObservableGauge("workflow.feed.position", () =>
            Measure(c => c.Position), description: "Sequence number up to which a consumer has everything.");
        _meter.CreateObservableGauge("workflow.feed.lag", () =>
            Measure(c => Math.Max(0, Head - c.Position)), description: "Sequence numbers between a consumer and the log's end.");
        _meter.CreateObservableGauge("workflow.relay.unconfirmed", () =>
            new Measurement<long>(Leading ? UnconfirmedPages : 0, _service),
            description: "Stored pages that the broker has not confirmed.");
    }

    /// <summary>Whether this process is the one that reads, feeds and publishes. Another process's state is not known here.</summary>
    public bool Leading { get; internal set; }

    /// <summary>The sequence number up to which nothing can commit any more, when last looked.</summary>
    public long Last { get; internal set; }

    /// <summary>The log's last sequence number when last looked, committed or not: what <see cref="Last"/> has yet to come to.</summary>
    public long Head { get; internal set; }

    /// <summary>Since when <see cref="BlockedBy"/> keeps the feed waiting: a timestamp of the wall clock; null when nothing does.</summary>
    public long? BlockedSince { get; internal set; }

    /// <summary>The open transactions that keep the feed waiting for more than a second; null when none do.</summary>
    public string? BlockedBy { get; internal set; }

    /// <summary>Why the database cannot be read or the lead not be asked for; null when all is well.</summary>
    public string? Failure { get; internal set; }

    /// <summary>Why pages are not being published; null when they are.</summary>
    public string? RelayFailure { get; internal set; }

    /// <summary>
    /// Stored pages that the broker has not confirmed, when last looked. A longer backlog is not cut into pages yet: it is the lag of the
    /// consumer <c>pages</c>.
    /// </summary>
    public long UnconfirmedPages { get; internal set; }

    /// <summary>
    /// The read models being made again, by <see cref="ConsumerStatus.Name"/> <c>{table}.rebuild</c>, while this process leads. One that
    /// fails is tried again; the table in use is untouched.
    /// </summary>
    public IReadOnlyList<ConsumerStatus> Rebuilds => [.. _rebuilds.Values];

    /// <summary>The consumers, while this process leads.</summary>
    public IReadOnlyCollection<ConsumerStatus> Consumers => [.. _consumers.Values];

    /// <summary>
    /// Everything that is wrong, one sentence each; empty when all is well. What feed and relay suffer is said by the process that leads.
    /// </summary>
    public IReadOnlyList<string> Problems => [.. Failures().OfType<string>()];

    /// <summary>
    /// What is waited for or tried again without the service being any worse for it now, one sentence each: open transactions, a rebuild
    /// that fails.
    /// </summary>
    public IReadOnlyList<string> Waits => [.. Waiting().OfType<string>()];

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    internal void Report(string consumer, long position, string? error) => _consumers[consumer] = new(consumer, position, error);

    internal void Rebuilding(string name, long position, string? error) => _rebuilds[name] = new(name, position, error);

    internal void Forget(string name) => _rebuilds.TryRemove(name, out _);

    private IEnumerable<string?> Failures()
    {
        yield return Failure is { } failure ? $"The feed has no database: {failure}" : null;
        if (!Leading)
            yield break;
        yield return RelayFailure is { } relay ? $"The relay cannot publish: {relay}" : null;
        foreach (var consumer in _consumers.Values.Where(c => c.Error is not null))
            yield return $"Consumer '{consumer.Name}' is paused at {consumer.Position}: {consumer.Error}";
    }

    private IEnumerable<string?> Waiting()
    {
        if (!Leading)
            yield break;
        yield return BlockedBy is { } blocked ? $"The feed waits for an open transaction: {blocked}" : null;
        foreach (var rebuild in _rebuilds.Values.Where(r => r.Error is not null))
            yield return $"'{rebuild.Name}' is tried again at {rebuild.Position}: {rebuild.Error}";
    }

    private IEnumerable<Measurement<long>> Measure(Func<ConsumerStatus, long> value) =>
        Leading ? _consumers.Values.Select(c => new Measurement<long>(value(c), _service, new("consumer", c.Name))) : [];
}
