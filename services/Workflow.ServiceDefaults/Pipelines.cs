using Polly;
using Polly.Registry;
using Polly.Retry;
using Polly.Timeout;

namespace Workflow.ServiceDefaults;

/// <summary>The Polly pipelines of every service, by name. Time in them is wall time.</summary>
public static class Pipelines
{
    /// <summary>Waiting for PostgreSQL at start: for ever, from 0.25 s to 5 s apart.</summary>
    public const string DatabaseStart = EventSourcingModule.StartPipeline;

    /// <summary>Waiting for the broker, at start and whenever it was away: for ever, a second apart.</summary>
    public const string BrokerConnection = "broker-connection";

    /// <summary>Asking the directory for what it said before: for ever, 5 s apart.</summary>
    public const string DirectoryRequest = "directory-request";

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
            registry.TryAddBuilder(DatabaseStart, (builder, _) => Named(builder, wall).AddRetry(ForEver(
                "PostgreSQL is not there yet ({Reason}); attempt {Attempt}", new()
                {
                    ShouldHandle = new PredicateBuilder().Handle<Exception>(Transience.IsTransient),
                    BackoffType = DelayBackoffType.Exponential,
                    Delay = TimeSpan.FromMilliseconds(250),
                    MaxDelay = TimeSpan.FromSeconds(5),
                })));
            registry.TryAddBuilder(BrokerConnection, (builder, _) => Named(builder, wall).AddRetry(ForEver(
                "The broker is not there yet ({Reason}); attempt {Attempt}", new() { Delay = TimeSpan.FromSeconds(1) })));
            registry.TryAddBuilder(DirectoryRequest, (builder, _) => Named(builder, wall).AddRetry(ForEver(
                "The directory cannot be asked yet ({Reason}); attempt {Attempt}", new() { Delay = TimeSpan.FromSeconds(5) })));
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

            RetryStrategyOptions ForEver(string message, RetryStrategyOptions options)
            {
                options.MaxRetryAttempts = int.MaxValue;
                options.OnRetry = attempt =>
                {
#pragma warning disable CA2254 // The templates are the constants above.
                    logger.LogWarning(message, attempt.Outcome.Exception!.Message, attempt.AttemptNumber + 1);
#pragma warning restore CA2254
                    return default;
                };
                return options;
            }
        });

    private static ResiliencePipelineBuilder Named(ResiliencePipelineBuilder builder, TimeProvider wall)
    {
        builder.TimeProvider = wall;
        return builder;
    }
}
