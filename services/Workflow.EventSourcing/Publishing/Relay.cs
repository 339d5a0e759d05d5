using System.Diagnostics;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Workflow.EventSourcing;

/// <summary>A message to be published. It may go out more than once, always with the same id.</summary>
/// <param name="Message">A type of <c>Workflow.Contracts</c>.</param>
/// <param name="MessageId">The stored event's id, or derived from it.</param>
/// <param name="CorrelationId">The notice's id.</param>
/// <param name="Cause">The event whose trace it continues; null = the event with the id <paramref name="MessageId"/>, else the page's first.</param>
public sealed record OutgoingMessage(object Message, Guid MessageId, Guid? CorrelationId, StoredEvent? Cause = null);

/// <summary>Translates stored events to messages: one per service, one switch.</summary>
public interface IEventPublisher
{
    /// <summary>What a page of events says to other services. Called again for the same page after a crash: the same events must give messages with the same ids.</summary>
    /// <param name="page">One to five hundred events, ascending by sequence; a page's boundaries never change.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The messages; none where nothing concerns others. Receivers must not rely on their order.</returns>
    ValueTask<IReadOnlyList<OutgoingMessage>> TranslateAsync(IReadOnlyList<StoredEvent> page, CancellationToken ct);
}

/// <summary>
/// While this process leads: publishes stored pages in order, each with the messages its events make, and marks a page when the broker has confirmed all of it.
/// A crash repeats a page, never loses one. A broker that is away is tried again for ever, with back-off, and stands in <see cref="FeedStatus.RelayFailure"/>.
/// </summary>
internal sealed partial class Relay(EventPages pages, FeedStatus status, Clocks clocks, IServiceProvider services, ILogger<Relay> logger) : IDisposable
{
    /// <summary>The most messages sent and not yet confirmed.</summary>
    private const int Window = 64;

    private static readonly ActivitySource Source = new("Workflow.EventSourcing");
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _stored = new(0, 1);

    /// <summary>Says that pages may have been stored.</summary>
    public void Wake()
    {
        if (_stored.CurrentCount == 0)
            _stored.Release();
    }

    public async Task RunAsync(CancellationToken ct)
    {
        if (services.GetService<IBus>() is not { } bus)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clocks.Wall, ct);
            return;
        }
        for (var failures = 0; !ct.IsCancellationRequested;)
        {
            try
            {
                while (await PublishNextAsync(bus, ct))
                    (failures, status.RelayFailure) = (0, null);
                await _stored.WaitAsync(Poll, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                status.RelayFailure = e is OperationCanceledException ? "The broker does not confirm." : e.Message;
                status.UnconfirmedPages = Math.Max(1, status.UnconfirmedPages);
                Failing(e);
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, 0.25 * Math.Pow(2, failures++))), clocks.Wall, ct);
            }
        }
    }

    public void Dispose() => _stored.Dispose();

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
                await PublishAsync(bus, await publisher.TranslateAsync(events, ct), events, ct);
            await PublishAsync(bus, pages.Message(page, events), events[0], ct);
            await pages.ConfirmAsync(page, ct);
            status.UnconfirmedPages--;
        }
        return next.Count > 0;
    }

    private static async Task PublishAsync(IBus bus, IReadOnlyList<OutgoingMessage> messages, List<StoredEvent> events, CancellationToken ct)
    {
        var byId = messages.Count == 0 ? [] : events.ToDictionary(e => e.Id);
        await Parallel.ForEachAsync(messages, new ParallelOptions { MaxDegreeOfParallelism = Window, CancellationToken = ct }, async (message, token) =>
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
        return headers.RootElement.TryGetProperty("traceparent", out var parent) && ActivityContext.TryParse(parent.GetString(), null, isRemote: true, out var context) ? context : default;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The relay cannot publish; it goes on trying")]
    private partial void Failing(Exception exception);
}
