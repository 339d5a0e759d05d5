using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Workflow.ServiceDefaults;

/// <summary>Traces and metrics of the service and its libraries: sent over OTLP/HTTP, and metrics shown to Prometheus.</summary>
public static class Telemetry
{
    private static readonly string[] Sources =
        ["Workflow.*", "MassTransit", "RabbitMQ.Client.Publisher", "RabbitMQ.Client.Subscriber", "Quartz"];

    private static readonly string[] Meters = ["Workflow.*", "System.Runtime", "Npgsql", "MassTransit", "Quartz", "Polly"];

    /// <summary>Only where somebody is told: a service that exports nothing pays nothing for it.</summary>
    internal static void AddTelemetry(this WebApplicationBuilder builder, string source)
    {
        var options = builder.Configuration.GetSection("Telemetry").Get<TelemetryOptions>() ?? new();
        if (options is { OtlpEndpoint: null, PrometheusPort: null })
            return;
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService($"workflow-{source}"))
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddMeter(Meters));
        if (options.OtlpEndpoint is { } collector)
            telemetry.WithMetrics(metrics => metrics.AddOtlpExporter(exporter => To(exporter, collector, "v1/metrics")))
                .WithTracing(traces => traces.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddNpgsql().AddSource(Sources)
                    .AddOtlpExporter(exporter => To(exporter, collector, "v1/traces")));
        if (options.PrometheusPort is not null)
            telemetry.WithMetrics(metrics => metrics.AddPrometheusExporter());
    }

    /// <summary>The watched figures of a service that keeps events, where somebody is told of them.</summary>
    internal static void AddOperationsMetrics(this WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetSection("Telemetry").Get<TelemetryOptions>()
            is { OtlpEndpoint: not null } or { PrometheusPort: not null })
            builder.Services.AddHostedService(provider => new OperationsMetrics(provider));
    }

    /// <summary>At the port for Prometheus <c>/metrics</c> and nothing else, elsewhere no <c>/metrics</c>.</summary>
    public static WebApplication UseMetrics(this WebApplication app)
    {
        if (app.Configuration.GetSection("Telemetry").Get<TelemetryOptions>()?.PrometheusPort is not { } port)
            return app;
        app.UseOpenTelemetryPrometheusScrapingEndpoint(context => IsAt(context) && context.Request.Path == "/metrics");
        app.Use(async (context, next) =>
        {
            if (IsAt(context))
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            else
                await next(context);
        });
        return app;

        bool IsAt(HttpContext context) => context.Connection.LocalPort == port;
    }

    private static void To(OtlpExporterOptions exporter, Uri collector, string path)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri(new Uri(collector.AbsoluteUri.TrimEnd('/') + "/"), path);
    }
}
