using Polly.Registry;
using RabbitMQ.Client;
using Workflow.Contracts.Directory.V1;
using Workflow.Contracts.Reminders.V1;

namespace Workflow.ServiceDefaults;

/// <summary>How every service meets the broker: one place for names, queues, confirms, retry and dead letters.</summary>
internal static class BusConventions
{
    /// <summary>
    /// Redeliveries after which the broker sets a message aside. Each kill of a process counts for every message it held, so the limit is
    /// far above
    /// what restarts can reach; it ends only the loop of a message that itself kills the process.
    /// </summary>
    private const int DeliveryLimit = 1000;

    /// <summary>25 minutes: below the broker's 30-minute limit on holding a message unacknowledged.</summary>
    private const int TransientRetries = 1500;

    internal static void AddBus(this IServiceCollection services, string source, Action<IBusRegistrationConfigurator>? configure)
    {
        services.Configure<MassTransitHostOptions>(options =>
        {
            options.WaitUntilStarted = false;
            options.StopTimeout = TimeSpan.FromSeconds(10);
        });
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.SetEndpointNameFormatter(new KebabCaseEndpointNameFormatter($"workflow-{source}", includeNamespace: false));
            bus.AddConsumer<PagesRequestedConsumer, PagesRequestedConsumerDefinition>();
            configure?.Invoke(bus);
            bus.AddConfigureEndpointsCallback((_, name, endpoint) => Configure(name, endpoint));
            bus.UsingRabbitMq((context, broker) =>
            {
                var uri = context.GetRequiredService<IOptions<RabbitMqOptions>>().Value.Uri!;
                broker.Host(new UriBuilder(uri) { UserName = "", Password = "" }.Uri, $"workflow-{source}", host =>
                {
                    var (user, password) = Credentials(uri);
                    host.Username(user);
                    host.Password(password);
                    host.PublisherConfirmation = true;
                    host.Heartbeat(TimeSpan.FromSeconds(5));
                    host.OnRefreshConnectionFactory = factory => AwaitBrokerAsync(factory.Verified(uri), context);
                });
                broker.PrefetchCount = 32;
                broker.ConfigureJsonSerializerOptions(json => new(json) { WriteIndented = false });
                broker.ConfigurePublish(publish =>
                {
                    publish.UseExecute(RequireReceiver);
                    publish.UseExecute(page => PagesByUser.Sign(page, Credentials(uri).User));
                });
                broker.ConfigureEndpoints(context);
            });
        });
    }

    /// <summary>
    /// Whoever needs a connection waits here until the broker gives one. MassTransit's own pauses between attempts grow to half a minute
    /// and cannot be set:
    /// a broker that was away for long would stay away for as long again.
    /// </summary>
    private static async Task AwaitBrokerAsync(ConnectionFactory factory, IServiceProvider services) =>
        await services.GetRequiredService<ResiliencePipelineProvider<string>>().GetPipeline(Pipelines.BrokerConnection).ExecuteAsync(
            async ct => await (await factory.CreateConnectionAsync(ct)).DisposeAsync(),
                services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);

    internal static (string User, string Password) Credentials(Uri uri)
    {
        var parts = uri.UserInfo.Split(':', 2);
        return (Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    /// <summary>
    /// A message that no queue takes comes back, and its publisher tries again: one published before its receiver was ever started is not
    /// lost.
    /// What is told to whoever may listen needs no queue; nor do MassTransit's own faults, which must not keep a message from its error
    /// queue; nor does the question whether there is a directory, which nobody answers where it was never started.
    /// </summary>
    private static void RequireReceiver(PublishContext publish)
    {
        if (publish is not (PublishContext<AssignmentEscalated> or PublishContext<DirectoryVersionAsked> or PublishContext<Fault>
                or PublishContext<ReceiveFault>)
            && publish.TryGetPayload<RabbitMqSendContext>(out var rabbit))
            rabbit.Mandatory = true;
    }

    private static void Configure(string name, IReceiveEndpointConfigurator endpoint)
    {
        if (endpoint is IRabbitMqReceiveEndpointConfigurator queue)
        {
            queue.SetQuorumQueue();
            queue.SetQueueArgument("x-delivery-limit", DeliveryLimit);
            queue.BindDeadLetterQueue($"{name}_dead", $"{name}_dead", dead => dead.SetQueueArgument("x-queue-type", "quorum"));
        }

        endpoint.ConfigureError(PagesByUser.MoveUnsigned);

        // What passes by itself is waited for; anything else is tried a few times and then set aside with its reason in the error queue.
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(IsAway);
            retry.Interval(TransientRetries, TimeSpan.FromSeconds(1));
        });
        endpoint.UseMessageRetry(retry =>
        {
            retry.Ignore<Exception>(IsAway);
            retry.Intervals(100, 500, 2000);
        });

        // Somebody faster passes at once; a stream that is always at another version than its row says would hold the others up.
        static bool IsAway(Exception e) => e is not StreamConflictException && Transience.IsTransient(e);
    }
}
