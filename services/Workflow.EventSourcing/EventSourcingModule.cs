using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Polly;

namespace Workflow.EventSourcing;

/// <summary>What a service says of its streams.</summary>
public sealed class EventSourcingOptions
{
    /// <summary>The service's source name: notices, assignments, reminders, audit or directory.</summary>
    [Required]
    public string Source { get; set; } = "";

    /// <summary>The PostgreSQL schema of the event tables; by default the source's name.</summary>
    public string Schema { get => field is "" ? Source : field; set; } = "";

    /// <summary>The stored events and how they are read; by default those of this version of the product.</summary>
    public Vocabulary Vocabulary { get; set; } = Vocabulary.Today;

    internal string QuotedSchema => new NpgsqlCommandBuilder().QuoteIdentifier(Schema);
}

/// <summary>The two clocks: business time stamps and decides, wall time measures waiting.</summary>
internal sealed record Clocks(TimeProvider Business, TimeProvider Wall);

/// <summary>Registers streams, feed and relay.</summary>
public static class EventSourcingModule
{
    /// <summary>
    /// Key of the Polly pipeline in which tables are made or looked at when the host starts; without it that is tried once.
    /// </summary>
    public const string StartPipeline = "database-start";

    /// <summary>
    /// Registers <see cref="StreamStore"/>, the feed over every registered <see cref="IFeedConsumer"/>, the rebuilding of every registered
    /// <see cref="IReadModel"/>, and, where an <see cref="IEventPublisher"/> is registered, the relay.
    /// Takes from the container: <see cref="NpgsqlDataSource"/>, the business <see cref="TimeProvider"/>, wall time under the key
    /// <c>wall</c>, MassTransit's bus, and the
    /// <see cref="SqlScripts"/> of further tables. Tables are made, or in Production looked at, when the host starts.
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
        services.AddSingleton(provider => new Clocks(
            provider.GetRequiredService<TimeProvider>(), provider.GetKeyedService<TimeProvider>("wall") ?? TimeProvider.System));
        services.AddSingleton<FeedSignal>();
        services.AddSingleton<FeedStatus>();
        services.AddSingleton(provider => new FeedStandings(
            provider.GetRequiredService<NpgsqlDataSource>(), options, provider.GetRequiredService<FeedStatus>()));
        services.AddSingleton(provider => new StreamStore(
            provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<NpgsqlDataSource>(), options,
            provider.GetRequiredService<Clocks>(), provider.GetRequiredService<FeedSignal>(),
            provider.GetRequiredService<Quarantine>()));
        services.AddSingleton(provider => new Quarantine(
            provider.GetRequiredService<NpgsqlDataSource>(), options, provider.GetRequiredService<Clocks>(), provider,
            provider.GetRequiredService<ILogger<Quarantine>>()));
        services.AddSingleton(SqlScripts.In(typeof(EventSourcingModule).Assembly));
        services.AddStore(provider =>
            EventStorage.Options(options, provider.GetRequiredService<Clocks>().Business, provider.GetServices<SqlScripts>()));
        services.AddSingleton<EventReader>();
        services.AddSingleton<FeedPositions>();
        services.AddSingleton<EventPages>();
        services.AddSingleton<IFeedConsumer>(provider => provider.GetRequiredService<EventPages>());
        services.AddSingleton<IReadOnlyList<FedConsumer>>(provider =>
            [.. provider.GetServices<IFeedConsumer>()
                .Select(consumer => ActivatorUtilities.CreateInstance<FedConsumer>(provider, consumer))]);
        services.AddSingleton<EventFeed>();
        services.AddSingleton<Relay>();
        services.AddSingleton<ISetAside>(provider => provider.GetRequiredService<Relay>());
        services.AddSingleton(provider => new ReadModels(
            provider.GetRequiredService<NpgsqlDataSource>(), options, provider.GetRequiredService<FeedPositions>(),
                provider.GetServices<IReadModel>()));
        services.AddSingleton<IReadOnlyList<ReadModelShadow>>(provider =>
            [.. provider.GetServices<IReadModel>()
                .Select(model => new ReadModelShadow(model, provider.GetRequiredService<NpgsqlDataSource>(), options,
                    provider.GetRequiredService<Quarantine>()))]);
        services.AddSingleton<ReadModelRebuild>();
        services.AddSingleton<FeedWork>();
        services.AddHostedService<FeedLeadership>();
        services.AddHostedService(provider => provider.GetRequiredService<Quarantine>());
        services.AddScoped(provider => new PagesRequestedConsumer(provider.GetRequiredService<EventPages>(), options));
        return services;
    }

    /// <summary>
    /// For a process that keeps tables and no events: the <see cref="SqlScripts"/> are made, or in Production looked at, when the host
    /// starts. Takes <see cref="NpgsqlDataSource"/> from the container.
    /// </summary>
    public static IServiceCollection AddTables(this IServiceCollection services, string schema) =>
        services.AddStore(provider => EventStorage.Tables(schema, provider.GetServices<SqlScripts>()));

    private static IServiceCollection AddStore(this IServiceCollection services, Func<IServiceProvider, StoreOptions> options)
    {
        services.AddMarten(options).UseNpgsqlDataSource().UseLightweightSessions();
        return services.AddHostedService(provider => new TablesAtStart(
            provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetService<IHostEnvironment>(),
            provider.GetKeyedService<ResiliencePipeline>(StartPipeline) ?? ResiliencePipeline.Empty));
    }
}
