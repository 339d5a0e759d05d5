using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Workflow.MartenStandIn;

/// <summary>Registers the store.</summary>
public static class MartenServiceCollectionExtensions
{
    /// <summary>Registers one <see cref="IDocumentStore"/> for the process.</summary>
    /// <param name="services">Where.</param>
    /// <param name="optionSource">Sets the store up; called once, when the store is first asked for.</param>
    /// <returns>For further set-up.</returns>
    public static MartenConfigurationExpression AddMarten(this IServiceCollection services, Func<IServiceProvider, StoreOptions> optionSource) => new(services, optionSource);

    /// <summary>Further set-up of a registered store.</summary>
    public sealed class MartenConfigurationExpression
    {
        private readonly IServiceCollection _services;

        internal MartenConfigurationExpression(IServiceCollection services, Func<IServiceProvider, StoreOptions> optionSource)
        {
            _services = services;
            services.AddSingleton<IDocumentStore>(provider => new DocumentStore(optionSource(provider), DataSourceKey is null
                ? provider.GetRequiredService<NpgsqlDataSource>()
                : provider.GetRequiredKeyedService<NpgsqlDataSource>(DataSourceKey)));
        }

        private object? DataSourceKey { get; set; }

        /// <summary>Connections come from the container's <see cref="NpgsqlDataSource"/>.</summary>
        /// <param name="serviceKey">Its key; null = the one without.</param>
        /// <returns>This.</returns>
        public MartenConfigurationExpression UseNpgsqlDataSource(object? serviceKey = null)
        {
            DataSourceKey = serviceKey;
            return this;
        }

        /// <summary>Sessions track no documents: the only ones there are here.</summary>
        /// <returns>This.</returns>
        public MartenConfigurationExpression UseLightweightSessions() => this;

        /// <summary>Creates what is missing of the schema when the host starts, safely also when several processes start at once.</summary>
        /// <returns>This.</returns>
        public MartenConfigurationExpression ApplyAllDatabaseChangesOnStartup()
        {
            _services.AddHostedService<SchemaAtStart>();
            return this;
        }
    }

    private sealed class SchemaAtStart(IDocumentStore store) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => ((DocumentStore)store).Schema.CreateAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
