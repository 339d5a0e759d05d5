using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Registry;
using Polly.Retry;
using Polly.Timeout;
using Workflow.EventSourcing;

namespace Workflow.ServiceDefaults;

/// <summary>The Polly pipelines of every service, by name. Time in them is wall time.</summary>
public static class Pipelines
{
    /// <summary>Waiting for PostgreSQL at start: for ever, from 0.25 s to 5 s apart.</summary>
    public const string DatabaseStart = EventSourcingModule.StartPipeline;

    /// <summary>Waiting for the broker, at start and whenever it was away: for ever, a second apart.</summary>
    public const string BrokerConnection = "broker-connection";

    /// <summary>Asking the OIDC issuer for its keys: three attempts of 5 s.</summary>
    public const string Discovery = "discovery";

    internal static IServiceCollection AddPipelines(this IServiceCollection services) => services
        .AddKeyedSingleton(DatabaseStart, (provider, name) =>
            provider.GetRequiredService<ResiliencePipelineProvider<string>>().GetPipeline((string)name!))
        .AddSingleton<ResiliencePipelineProvider<string>>(provider =>
        {
            var wall = provider.GetRequiredKeyedService<TimeProvider>(WallClock.Key);
            var logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Pipelines));
            var registry = new ResiliencePipelineRegistry<string>();
            registry.TryAddBuilder(DatabaseStart, (builder, _) => Named(builder, wall).AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(Transience.IsTransient),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(250),
                MaxDelay = TimeSpan.FromSeconds(5),
                OnRetry = attempt =>
                {
                    logger.LogWarning("PostgreSQL is not there yet ({Reason}); attempt {Attempt}", attempt.Outcome.Exception!.Message,
                        attempt.AttemptNumber + 1);
                    return default;
                },
            }));
            registry.TryAddBuilder(BrokerConnection, (builder, _) => Named(builder, wall).AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromSeconds(1),
                OnRetry = attempt =>
                {
                    logger.LogWarning("The broker is not there yet ({Reason}); attempt {Attempt}", attempt.Outcome.Exception!.Message,
                        attempt.AttemptNumber + 1);
                    return default;
                },
            }));
            registry.TryAddBuilder(Discovery, (builder, _) => Named(builder, wall)
                .AddRetry(new RetryStrategyOptions
                {
                    ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>().Handle<TimeoutRejectedException>(),
                    MaxRetryAttempts = 2,
                    Delay = TimeSpan.FromMilliseconds(200),
                    UseJitter = true,
                })
                .AddTimeout(TimeSpan.FromSeconds(5)));
            return registry;
        });

    private static ResiliencePipelineBuilder Named(ResiliencePipelineBuilder builder, TimeProvider wall)
    {
        builder.TimeProvider = wall;
        return builder;
    }
}
