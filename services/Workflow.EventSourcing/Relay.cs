using Workflow.Contracts.Audit.V1;

namespace Workflow.EventSourcing;

/// <summary>A message to be published. It may go out more than once, always with the same id.</summary>
/// <param name="Message">A type of <c>Workflow.Contracts</c>.</param>
/// <param name="MessageId">The stored event's id, or derived from it.</param>
/// <param name="CorrelationId">The notice's id.</param>
/// <param name="Cause">
/// The event whose trace it continues; null = the event with the id <paramref name="MessageId"/>, else the page's first.
/// </param>
public sealed record OutgoingMessage(object Message, Guid MessageId, Guid? CorrelationId, StoredEvent? Cause = null);

/// <summary>Translates stored events to messages: one per service, one switch.</summary>
public interface IEventPublisher
{
    /// <summary>
    /// What a page of events says to other services. Called again for the same page after a crash: the same events must give messages with
    /// the same ids.
    /// </summary>
    /// <param name="page">One to five hundred events, ascending by sequence; a page's boundaries never change.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The messages; none where nothing concerns others. Receivers must not rely on their order.</returns>
    ValueTask<IReadOnlyList<OutgoingMessage>> TranslateAsync(IReadOnlyList<StoredEvent> page, CancellationToken ct);
}

/// <summary>
/// While this process leads: publishes stored pages in order, each with the messages its events make, and marks a page when the broker has
/// confirmed all of it.
/// A crash repeats a page, never loses one. A broker that is away is tried again for ever, with back-off, and stands in
/// <see cref="FeedStatus.RelayFailure"/>. A stream whose events cannot be translated is set aside: its messages go out when they can be,
/// and whoever hears them keeps the highest version; the page itself holds what is stored, read or not.
/// </summary>
internal sealed partial class Relay(
    EventPages pages, FeedSignal signal, FeedStatus status, Clocks clocks, Quarantine quarantine, IServiceProvider services,
    ILogger<Relay> logger) : ISetAside
{
    /// <summary>The most messages sent and not yet confirmed.</summary>
    private const int Window = 64;

    private static readonly ActivitySource Source = new("Workflow.EventSourcing");
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(10);

    public string Place => "relay";

    /// <summary>Says of the stream what was not said, and what has been since: its messages hold its whole state.</summary>
    public async Task RetryAsync(Guid item, long? version, CancellationToken ct)
    {
        var events = await pages.EventsAsync(item, version ?? 1, ct);
        if (events.Count > 0 && services.GetService<IBus>() is { } bus && services.GetService<IEventPublisher>() is { } publisher)
            await PublishAsync(bus, await publisher.TranslateAsync(events, ct), events, ct);
    }

    public async Task RunAsync(CancellationToken ct)
    {
        if (services.GetService<IBus>() is not { } bus)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clocks.Wall, ct);
            return;
        }
        var again = Backoff.Forever(clocks.Wall, TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(2), e =>
        {
            status.RelayFailure = e is OperationCanceledException ? "The broker does not confirm." : e.Message;
            status.UnconfirmedPages = Math.Max(1, status.UnconfirmedPages);
            Failing(e);
        });
        while (true)
        {
            var next = signal.Taken.Next;
            var published = await again.ExecuteAsync(async token => await PublishNextAsync(bus, token), ct);
            status.RelayFailure = null;
            if (!published)
                await Signal.WaitAsync(next, Poll, clocks.Wall, ct);
        }
    }

    /// <summary>Publishes the lowest unconfirmed pages.</summary>
    /// <returns>Whether there were any.</returns>
    private async Task<bool> PublishNextAsync(IBus bus, CancellationToken ct)
    {
        var next = await pages.UnconfirmedAsync(ct);
        status.UnconfirmedPages = next.Count < EventPages.MostWaiting ? next.Count : await pages.CountUnconfirmedAsync(ct);
        foreach (var page in next)
        {
            var events = await pages.EventsAsync(page, ct);
            if (services.GetService<IEventPublisher>() is { } publisher)
                await PublishAsync(bus, await TranslateAsync(publisher, events, ct), events, ct);
            await PublishAsync(bus, pages.Message(page, events), events[0], ct);
            await pages.ConfirmAsync(page, ct);
            status.UnconfirmedPages--;
        }
        return next.Count > 0;
    }

    /// <summary>All that can be translated, together; each stream that cannot is set aside first.</summary>
    private async Task<IReadOnlyList<OutgoingMessage>> TranslateAsync(IEventPublisher publisher, List<StoredEvent> page,
        CancellationToken ct)
    {
        IReadOnlyList<OutgoingMessage> messages = [];
        var failed = await EachForItself.DoAsync([page], async some => messages = await publisher.TranslateAsync(some[0], ct), ct);
        if (failed.Count == 0)
            return messages;
        var aside = new List<ItemFault>();
        foreach (var stream in page.GroupBy(e => e.Stream))
        {
            var alone = await EachForItself.DoAsync([stream], async one => await publisher.TranslateAsync([.. one[0]], ct), ct);
            aside.AddRange(alone.Select(fault => new ItemFault(stream.Key, fault.Why, stream.First().Version)));
        }
        // What only fails together is the page's fault, and waits with it.
        if (aside.Count == 0)
            throw failed[0].Why;
        await quarantine.AddAsync(Place, aside, ct);
        var streams = aside.ConvertAll(fault => fault.Item);
        var others = page.Where(e => !streams.Contains(e.Stream)).ToList();
        return others.Count == 0 ? [] : await publisher.TranslateAsync(others, ct);
    }

    private static async Task PublishAsync(IBus bus, IReadOnlyList<OutgoingMessage> messages, List<StoredEvent> events,
        CancellationToken ct)
    {
        var byId = messages.Count == 0 ? [] : events.ToDictionary(e => e.Id);
        await Parallel.ForEachAsync(messages, new ParallelOptions { MaxDegreeOfParallelism = Window, CancellationToken = ct },
            async (message, token) =>
            await PublishAsync(bus, message, message.Cause ?? byId.GetValueOrDefault(message.MessageId) ?? events[0], token));
    }

    /// <summary>Returns when the broker has confirmed.</summary>
    internal static async Task PublishAsync(IPublishEndpoint bus, OutgoingMessage outgoing, StoredEvent cause, CancellationToken ct)
    {
        using var activity = Source.StartActivity("relay", ActivityKind.Producer, Trace(cause));
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(PublishTimeout);
        // A bus that is stopping may never come back to its caller, whatever its token says.
        await bus.Publish(outgoing.Message, outgoing.Message.GetType(), Pipe.Execute<PublishContext>(context =>
        {
            context.MessageId = outgoing.MessageId;
            context.CorrelationId = outgoing.CorrelationId;
        }), timeout.Token).WaitAsync(timeout.Token);
    }

    private static ActivityContext Trace(StoredEvent cause)
    {
        if (cause.Headers is not { } json)
            return default;
        using var headers = JsonDocument.Parse(json);
        return headers.RootElement.TryGetProperty("traceparent", out var parent)
            && ActivityContext.TryParse(parent.GetString(), null, isRemote: true, out var context) ? context : default;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The relay cannot publish; it goes on trying")]
    private partial void Failing(Exception exception);
}

/// <summary>
/// Publishes stored pages again when the ledger misses them: the same pages, with the same ids. At most a hundred a request; the ledger
/// asks again for more.
/// </summary>
public sealed class PagesRequestedConsumer : IConsumer<PagesRequested>
{
    private const int MostPages = 100;
    private readonly EventPages _pages;
    private readonly EventSourcingOptions _options;

    internal PagesRequestedConsumer(EventPages pages, EventSourcingOptions options) => (_pages, _options) = (pages, options);

    /// <inheritdoc />
    public async Task Consume(ConsumeContext<PagesRequested> context)
    {
        if (context.Message.Source != _options.Source)
            return;
        var last = Math.Min(context.Message.To, context.Message.From + MostPages - 1);
        foreach (var page in await _pages.BetweenAsync(context.Message.From, last, context.CancellationToken))
        {
            var events = await _pages.EventsAsync(page, context.CancellationToken);
            await Relay.PublishAsync(context, _pages.Message(page, events), events[0], context.CancellationToken);
        }
    }
}

/// <summary>A queue for each source, so that a request reaches every service, and one of its processes.</summary>
public sealed class PagesRequestedConsumerDefinition : ConsumerDefinition<PagesRequestedConsumer>
{
    /// <summary>Names the queue <c>workflow-{source}-pages-requested</c>.</summary>
    /// <param name="options">Names the source.</param>
    public PagesRequestedConsumerDefinition(EventSourcingOptions options)
    {
        EndpointName = $"workflow-{options.Source}-pages-requested";
        ConcurrentMessageLimit = 1;
    }
}
