using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Workflow.History;

namespace Workflow.EventSourcing;

/// <summary>What a service says of its streams.</summary>
public sealed class EventSourcingOptions
{
    /// <summary>The service's source name: notices, assignments, reminders, audit or directory.</summary>
    [Required]
    public string Source { get; set; } = "";

    /// <summary>The PostgreSQL schema of the event tables; by default the source's name.</summary>
    public string Schema { get => field is "" ? Source : field; set; } = "";

    internal string QuotedSchema => new NpgsqlCommandBuilder().QuoteIdentifier(Schema);
}

/// <summary>The two clocks: business time stamps and decides, wall time measures waiting.</summary>
internal sealed record Clocks(TimeProvider Business, TimeProvider Wall);

/// <summary>Registers streams, feed and relay.</summary>
public static class EventSourcingModule
{
    /// <summary>
    /// Registers <see cref="StreamStore"/>, the feed over every registered <see cref="IFeedConsumer"/>, the rebuilding of every registered <see cref="IReadModel"/>, and, where an <see cref="IEventPublisher"/> is registered, the relay.
    /// Takes from the container: <see cref="NpgsqlDataSource"/>, the business <see cref="TimeProvider"/>, wall time under the key <c>wall</c>, MassTransit's bus.
    /// The tables are created when the host starts.
    /// </summary>
    /// <param name="services">Where.</param>
    /// <param name="configure">Names the source.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddEventSourcing(this IServiceCollection services, Action<EventSourcingOptions> configure)
    {
        var options = new EventSourcingOptions();
        configure(options);
        Validator.ValidateObject(options, new(options), validateAllProperties: true);

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(provider => new Clocks(provider.GetRequiredService<TimeProvider>(), provider.GetKeyedService<TimeProvider>("wall") ?? TimeProvider.System));
        services.AddSingleton<FeedSignal>();
        services.AddSingleton<FeedStatus>();
        services.AddSingleton(provider => new StreamStore(
            provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<NpgsqlDataSource>(), options,
            provider.GetRequiredService<Clocks>(), provider.GetRequiredService<FeedSignal>()));
        AddStore(services, options);
        services.AddSingleton<EventReader>();
        services.AddSingleton<FeedPositions>();
        services.AddSingleton<EventPages>();
        services.AddSingleton<IFeedConsumer>(provider => provider.GetRequiredService<EventPages>());
        services.AddSingleton<IReadOnlyList<FedConsumer>>(provider =>
            [.. provider.GetServices<IFeedConsumer>().Select(consumer => ActivatorUtilities.CreateInstance<FedConsumer>(provider, consumer))]);
        services.AddSingleton<EventFeed>();
        services.AddSingleton<Relay>();
        services.AddSingleton(provider => new ReadModels(
            provider.GetRequiredService<NpgsqlDataSource>(), options, provider.GetRequiredService<FeedPositions>(), provider.GetServices<IReadModel>()));
        services.AddSingleton<IReadOnlyList<ReadModelShadow>>(provider =>
            [.. provider.GetServices<IReadModel>().Select(model => new ReadModelShadow(model, provider.GetRequiredService<NpgsqlDataSource>(), options))]);
        services.AddSingleton<ReadModelRebuild>();
        services.AddSingleton<FeedWork>();
        services.AddHostedService<FeedLeadership>();
        services.AddScoped(provider => new PagesRequestedConsumer(provider.GetRequiredService<EventPages>(), options));
        return services;
    }

    /// <summary>Marten has its tables made before everything else in the process; here that is done in its turn.</summary>
    private static void AddStore(IServiceCollection services, EventSourcingOptions options)
    {
        var before = services.ToHashSet();
        services.AddMarten(provider => StoreFor(options, provider.GetRequiredService<Clocks>().Business))
            .UseNpgsqlDataSource()
            .UseLightweightSessions()
            .ApplyAllDatabaseChangesOnStartup();
        var makesTables = services.Where(service => service.ServiceType == typeof(IHostedService) && !before.Contains(service)).ToList();
        services.AddSingleton<TableTurn>();
        services.AddHostedService(provider => provider.GetRequiredService<TableTurn>());
        foreach (var service in makesTables)
        {
            services.Remove(service);
            services.Add(service);
        }
        services.AddHostedService<FeedTables>();
    }

    private static StoreOptions StoreFor(EventSourcingOptions options, TimeProvider business)
    {
        var store = new StoreOptions { DatabaseSchemaName = options.Schema };
        store.Events.StreamIdentity = StreamIdentity.AsGuid;
        store.Events.DatabaseSchemaName = options.Schema;
        store.Events.TimeProvider = business;
        store.Events.MetadataConfig.EnableAll();
        store.Events.MetadataConfig.UserNameEnabled = true;     // not among Marten's "all"
        foreach (var type in Vocabulary.All.Where(t => t.Source == options.Source))
            store.Events.MapEventType(type.Clr, type.Name);
        store.UseSystemTextJsonForSerialization(HistoryJson.Options, EnumStorage.AsString, Casing.CamelCase, KebabCaseEnums);
        return store;
    }

    /// <summary>Marten puts its own converter of enumerations in place of ours; this puts it back. It is called once for each of Marten's copies of the options.</summary>
    private static void KebabCaseEnums(JsonSerializerOptions json)
    {
        foreach (var converter in json.Converters.OfType<JsonStringEnumConverter>().ToList())
            json.Converters.Remove(converter);
        foreach (var converter in HistoryJson.Options.Converters)
            json.Converters.Insert(0, converter);
    }
}
