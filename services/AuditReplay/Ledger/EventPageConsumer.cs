using Workflow.Contracts.Audit.V1;

namespace AuditReplay.Ledger;

/// <summary>
/// Appends each service's pages in their order, of its own user of the broker alone; what is missing before a page that came early is asked
/// for.
/// </summary>
internal sealed class EventPageConsumer(LedgerWriter ledger, MissingPages missing, IOptions<LedgerOptions> options) : IConsumer<EventPage>
{
    public async Task Consume(ConsumeContext<EventPage> context)
    {
        var page = context.Message;
        if (options.Value.UserOf(page.Source) is { } user && PagesByUser.Of(context) is var published && published != user)
            throw await ledger.RefusedAsync(new(page.Source, page.Number,
                $"the user {published ?? "of nobody"} published it; only {user} may."), context.CancellationToken);
        var arrival = await ledger.AppendAsync(page, context.CancellationToken);
        if (arrival is Arrival.Early || await ledger.AppendKeptAsideAsync(page.Source, context.CancellationToken))
            await missing.AskAsync(context, page.Source, context.CancellationToken);
    }
}

/// <summary>
/// One active consumer among all replicas, one page at a time. Order is not relied on, but keeps pages from waiting aside.
/// </summary>
internal sealed class EventPageConsumerDefinition : ConsumerDefinition<EventPageConsumer>
{
    public EventPageConsumerDefinition() => ConcurrentMessageLimit = 1;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<EventPageConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        if (endpointConfigurator is IRabbitMqReceiveEndpointConfigurator queue)
            queue.SingleActiveConsumer = true;
    }
}
