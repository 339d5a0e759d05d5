using System.Data.Common;
using DeadlineReminders.Branches;
using DeadlineReminders.Delivery;
using DeadlineReminders.Following;
using DeadlineReminders.Inbox;
using DeadlineReminders.Messages;
using DeadlineReminders.Operations;
using DeadlineReminders.Owner;
using DeadlineReminders.Plans;
using DeadlineReminders.Raising;
using DeadlineReminders.Rows;
using Quartz;

namespace DeadlineReminders;

/// <summary>Who is reminded of what, when, and how it reaches them.</summary>
internal static class DeadlineRemindersModule
{
    public static void AddDeadlineReminders(this WebApplicationBuilder builder)
    {
        builder.AddWorkflowService("reminders", AddConsumers, SqlScripts.In(typeof(DeadlineRemindersModule).Assembly));
        var services = builder.Services;
        services.AddSettings<BranchLinks>("Links").AddSingleton<IValidateOptions<BranchLinks>, RequiredInProduction>();
        services.AddKeyedSingleton<Signal>(PlanStore.DeliveryWaiting);
        services.AddSingleton<IEventPublisher, ReminderPublisher>();

        services.AddSingleton(provider => new MessageWriter(provider.GetRequiredService<IOptions<BranchLinks>>().Value));
        services.AddSingleton<PlanStore>();
        services.AddSingleton<IReadModel, PlanModel>();
        services.AddSingleton<IReadModel, ChannelModel>();
        services.AddSettings<InboxStreamOptions>("InboxStreams");
        services.AddSingleton<ReadInbox>().AddSingleton<FollowInbox>().AddSingleton<InboxWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<InboxWatch>());

        services.AddSingleton<Sweep>();
        services.AddSingleton<ISetAside>(provider => provider.GetRequiredService<Sweep>());
        services.AddSingleton<ISetAside, CalendarPublishedConsumer>();
        services.AddSingleton<ISetAside, AssignmentChangedConsumer>();
        services.AddSingleton<Lanes>();
        services.AddPart<NodeClock>("clock");
        services.AddPart<AssignmentOwner>("owner").AddSingleton<ICounted>(provider => provider.GetRequiredService<AssignmentOwner>());
        services.AddPart<CalendarProbe>("calendars");
        services.AddSingleton<AssignmentFollower>();
        AddScheduler(builder);
        services.AddHostedService<LaneWatch>();

        AddBranches(services);
        services.AddSingleton<DeliveryQueue>();
        services.AddSingleton<DeliveryRound>();
        services.AddHostedService<DeliverMessages>();
        services.AddSingleton<IOperationsPart, RemindersOperations>();
    }

    public static void MapDeadlineReminders(this IEndpointRouteBuilder routes)
    {
        var units = routes.MapGroup("/v1/units/{code}").WithTags("units");
        ConfigureChannel.Map(units);
        ReadChannel.Map(units);
        var inbox = units.MapGroup("/inbox");
        ReadInbox.Map(inbox);
        AcknowledgeMessage.Map(inbox);

        ReadReminders.Map(routes);
        ListReminders.Map(routes);
        ListCopies.Map(routes);
        ProvePlans.Map(routes);
        ReadPolicy.Map(routes);
        PreviewCalendar.Map(routes);
        DeadDeliveries.Map(routes);
        routes.MapReadModels();
        routes.MapOperations();
    }

    /// <summary>Queues and users of units at the broker, and whether they are well.</summary>
    private static void AddBranches(IServiceCollection services)
    {
        services.AddSettings<BranchOptions>("Branches").AddSingleton<IValidateOptions<BranchOptions>, BranchesEncrypted>();
        services.AddKeyedSingleton<Signal>(LookAtBroker.Wanted);
        services.AddHttpClient(nameof(BrokerApi), http => http.Timeout = TimeSpan.FromSeconds(30));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<BrokerApi>(provider,
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(BrokerApi))));
        services.AddSingleton(provider => new BranchTopology(provider.GetRequiredService<BrokerApi>().VirtualHost,
            provider.GetRequiredService<IOptions<BranchOptions>>().Value));
        services.AddSingleton<BranchUpkeep>();
        services.AddSingleton<ChannelChange>();
        services.AddSingleton<QueueStandings>();
        services.AddPart<LookAtBroker>("branches");
        services.AddHostedService(provider => provider.GetRequiredService<LookAtBroker>());
    }

    private static void AddConsumers(IBusRegistrationConfigurator bus)
    {
        bus.AddUnitTree();
        bus.AddConsumer<AssignmentsDispatchedConsumer>();
        bus.AddConsumer<AssignmentChangedConsumer, AssignmentChangedConsumerDefinition>();
        bus.AddConsumer<AssignmentNewsConsumer, AssignmentNewsConsumerDefinition>();
        bus.AddConsumer<NoticeAmendedConsumer>();
        bus.AddConsumer<NoticeCopiedConsumer>();
        bus.AddConsumer<ChannelsAskedConsumer>();
        bus.AddConsumer<CalendarPublishedConsumer, CalendarPublishedConsumerDefinition>();
    }

    /// <summary>Quartz only wakes: a trigger a lane, clustered, in this service's own schema, by wall time.</summary>
    private static void AddScheduler(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DbDataSource>(provider => provider.GetRequiredService<NpgsqlDataSource>());
        builder.AddQuartz(Lanes.Scheduler, quartz =>
        {
            // The container's TimeProvider is the business clock; a scheduler that shares no name with the container's has a clock of its
            // own.
            quartz.UseTimeProvider(TimeProvider.System);
            quartz.ConfigureScheduler(options =>
            {
                options.IdleWaitTime = TimeSpan.FromSeconds(10);
                options.MaxBatchSize = Lane.Count;
            });
            quartz.UseDefaultThreadPool(Lane.Count);
            quartz.UsePersistentStore(store =>
            {
                store.ConfigureStore(options =>
                {
                    options.TablePrefix = "qrtz_";
                    options.StoreJobDataAsStrings = true;
                    options.MisfireThreshold = TimeSpan.FromMinutes(1);
                });
                store.UsePostgres(source => source.UseRegisteredDataSource = true);
                store.UseSystemTextJsonSerializer();
                store.UseClustering(options => options.CheckinInterval = TimeSpan.FromSeconds(10));
                store.ProvisionSchema();
            });
        });
        builder.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
    }
}
