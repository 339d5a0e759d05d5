using JasperFx;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Console;

namespace Workflow.ServiceDefaults;

/// <summary>What every service is made of.</summary>
public static class WorkflowService
{
    private const int WrongSettings = 2;

    /// <summary>
    /// Adds options, clocks, PostgreSQL, the service's tables, event sourcing, the bus, authentication, problem details, health and
    /// telemetry.
    /// </summary>
    /// <param name="builder">Of the process.</param>
    /// <param name="source">
    /// The service's name in events and messages, and its schema: <c>notices</c>, <c>assignments</c>, <c>reminders</c>, <c>audit</c>,
    /// <c>directory</c>.
    /// </param>
    /// <param name="bus">Adds consumers; endpoints, retry and dead letters follow from the conventions.</param>
    /// <param name="migrations">The service's own tables.</param>
    public static WebApplicationBuilder AddWorkflowService(
        this WebApplicationBuilder builder, string source, Action<IBusRegistrationConfigurator>? bus = null, SqlScripts? migrations = null)
    {
        var services = builder.Services;
        builder.AddWorkflowHost(source);
        services.AddSettings<RabbitMqOptions>("RabbitMq").AddSettings<TokenOptions>("Authentication")
            .AddSingleton<IValidateOptions<RabbitMqOptions>, EncryptedInProduction>();
        services.AddSingleton(SqlScripts.In(typeof(WorkflowService).Assembly));
        if (migrations is not null)
            services.AddSingleton(migrations);
        services.AddPart<BrokerProbe>("rabbitmq").AddPart<FeedProbe>("feed").AddPart<QuarantineProbe>("quarantine");

        // Hosted services start in this order: tables before what reads them.
        services.AddEventSourcing(options => options.Source = source);
        services.AddHostedService<IdempotencyExpiry>();
        services.AddBus(source, bus);
        services.AddOperations();
        builder.AddOperationsMetrics();
        AddHttp(builder);
        return builder;
    }

    /// <summary>
    /// What every process is made of, also one that keeps no events: settings, logs, clocks, PostgreSQL, telemetry. Whoever keeps no events
    /// adds <see cref="EventSourcingModule.AddTables"/>.
    /// </summary>
    /// <param name="builder">Of the process.</param>
    /// <param name="source">Its name, and its schema.</param>
    public static void AddWorkflowHost(this WebApplicationBuilder builder, string source)
    {
        builder.Services.AddSingleton(new ServiceIdentity(source));
        AddLogging(builder.Logging);
        builder.Services.AddSettings<PostgresOptions>("Postgres").AddSettings<BusinessClockOptions>("BusinessClock")
            .AddSettings<TelemetryOptions>("Telemetry").AddSettings<TransportOptions>("Transport");
        builder.Services.AddSingleton<EncryptedInProduction>()
            .AddSingleton<IValidateOptions<PostgresOptions>, EncryptedInProduction>()
            .AddSingleton<IValidateOptions<TelemetryOptions>, EncryptedInProduction>()
            .AddSingleton<IValidateOptions<BusinessClockOptions>, MachinesTimeInProduction>();
        AddClocks(builder.Services, builder.Configuration);
        builder.Services.AddPipelines();
        builder.AddTelemetry(source);
        AddStorage(builder.Services, source);
        builder.WebHost.UseKestrelHttpsConfiguration();     // a slim builder knows no https addresses otherwise
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
    }

    /// <summary>The request pipeline, then the health and OpenAPI endpoints. Call it before mapping the service's own.</summary>
    public static WebApplication UseWorkflowService(this WebApplication app)
    {
        app.UseMetrics();
        app.Use(ResponseHeaders.Add(app.Environment.IsProduction()));
        app.UseExceptionHandler();
        app.UseStatusCodePages(async context => await StatusProblem(context.HttpContext).ExecuteAsync(context.HttpContext));
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.Use(UnitTurns.Take);
        app.UseAuthorization();
        app.Use(AddressValues.RefuseControls);
        app.Use(RequestText.RefuseUnknownCharset);
        app.Use(BodyLimits.Enforce);
        app.Use(BodiesInFlight.Hold);
        app.Use(JsonTexts.LookAt);
        app.UseMiddleware<IdempotencyMiddleware>();
        app.Use(RequestText.DropCharsetOfJson);
        app.MapHealth();
        app.MapOpenApi().DisableRateLimiting();
        if (app.Environment.IsDevelopment())
            app.MapReference();
        return app;
    }

    /// <summary>
    /// Runs the service; or, where a word stands first among the arguments, a command of Marten's command line over its database and
    /// options: <c>db-apply</c>, <c>db-assert</c>,
    /// <c>db-patch</c>, <c>describe</c>; <c>help</c> names all.
    /// </summary>
    /// <param name="app">Complete.</param>
    /// <param name="args">Of the process.</param>
    /// <param name="use">What is done first, once the settings are known to be good.</param>
    /// <returns>The process's exit code; 2 when settings are missing or wrong, which standard error then names, one a line.</returns>
    public static async Task<int> RunAsync(this WebApplication app, string[] args, Action? use = null)
    {
        var isCommand = args is [not ['-', ..], ..];
        var faults = Settings.Faults(app.Services).Where(fault => !isCommand || fault.StartsWith("Postgres__", StringComparison.Ordinal))
            .ToList();
        foreach (var fault in faults)
            await Console.Error.WriteLineAsync(fault);
        if (faults.Count > 0)
            return WrongSettings;
        use?.Invoke();
        if (isCommand)
            return await app.RunJasperFxCommands(args);
        await app.RunAsync();
        return 0;
    }

    private static void AddLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // What is not well is answered to whoever asks; whoever asks every second must not fill the log.
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        logging.AddFilter("Npgsql", LogLevel.Warning);
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
    }

    private static void AddClocks(IServiceCollection services, ConfigurationManager configuration)
    {
        services.AddKeyedSingleton(WallClock.Key, TimeProvider.System);
        // Asked for while the host is built, before anybody could say which settings are wrong.
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<BusinessClock>(provider,
            provider.GetRequiredKeyedService<TimeProvider>(WallClock.Key),
            configuration.GetSection("BusinessClock").Get<BusinessClockOptions>() ?? new()));
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<BusinessClock>());
    }

    private static void AddStorage(IServiceCollection services, string source)
    {
        services.AddSingleton(provider =>
        {
            var connection =
                new NpgsqlConnectionStringBuilder(provider.GetRequiredService<IOptions<PostgresOptions>>().Value.ConnectionString)
            {
                SearchPath = source,
                ApplicationName = $"workflow-{source}",
                // Nothing here leaves session state behind on a pooled connection; resetting it would cost a statement each time one is
                // taken.
                NoResetOnClose = true,
            };
            if (!connection.ContainsKey("Maximum Pool Size"))
                connection.MaxPoolSize = 30;
            if (!connection.ContainsKey("Timeout"))
                connection.Timeout = 5;
            if (!connection.ContainsKey("Max Auto Prepare"))
                connection.MaxAutoPrepare = 100;
            // Compiling a statement takes longer than any of ours.
            if (string.IsNullOrEmpty(connection.Options))
                connection.Options = "-c idle_in_transaction_session_timeout=5000 -c jit=off";
            return new NpgsqlDataSourceBuilder(connection.ConnectionString).UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>())
                .Build();
        });
        services.AddPart<PostgresProbe>("postgres");
    }

    private static void AddHttp(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = BodyLimits.OfServer;
            // What arrives before anybody reads it: of every connection, also of those that are refused.
            kestrel.Limits.MaxRequestBufferSize = 128 << 10;
        });
        services.Configure<JsonOptions>(options => HttpJson.Configure(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddProblemDetails();
        services.AddExceptionHandler<ExceptionProblems>();
        services.AddBearerTokens().AddRequestLimits();
        services.AddSingleton<RecordedCalls>().AddSingleton<IAuthorizationMiddlewareResultHandler, AccessGate>();
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddOpenApi("v1", OpenApiConventions.Describe);
    }

    private static ProblemHttpResult StatusProblem(HttpContext context) => context.Response.StatusCode switch
    {
        404 => Problems.Unknown("There is nothing at this address."),
        405 => Problems.Of(405, "method-not-allowed", $"{context.Request.Method} is not possible here."),
        413 => Problems.Of(413, "too-large", "The body is larger than this endpoint accepts."),
        415 => Problems.UnsupportedMediaType("This media type is not read here."),
        var status => Problems.Of(status, "malformed", "The request cannot be answered."),
    };
}

/// <summary>Which service this process is.</summary>
/// <param name="Source">Its name in events and messages, and its schema.</param>
public sealed record ServiceIdentity(string Source);
