using MassTransit;
using Workflow.Contracts.Audit.V1;

namespace Workflow.EventSourcing;

/// <summary>Publishes stored pages again when the ledger misses them: the same pages, with the same ids. At most a hundred a request; the ledger asks again for more.</summary>
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
