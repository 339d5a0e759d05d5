using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Workflow.ServiceDefaults;

/// <summary>Traces and metrics of the service and its libraries over OTLP/HTTP.</summary>
internal static class Telemetry
{
    private static readonly string[] Sources =
        ["Workflow.*", "MassTransit", "RabbitMQ.Client.Publisher", "RabbitMQ.Client.Subscriber", "Quartz"];

    private static readonly string[] Meters = ["Workflow.*", "System.Runtime", "Npgsql", "MassTransit", "Quartz", "Polly"];

    /// <summary>Only where an endpoint is configured: a service that exports nothing pays nothing for it.</summary>
    internal static void AddTelemetry(this WebApplicationBuilder builder, string source)
    {
        if (builder.Configuration.GetSection("Telemetry").Get<TelemetryOptions>()?.OtlpEndpoint is not { } collector)
            return;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService($"workflow-{source}"))
            .WithTracing(traces => traces.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddNpgsql().AddSource(Sources)
                .AddOtlpExporter(exporter => To(exporter, collector, "v1/traces")))
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddMeter(Meters)
                .AddOtlpExporter(exporter => To(exporter, collector, "v1/metrics")));
    }

    private static void To(OtlpExporterOptions exporter, Uri collector, string path)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri(new Uri(collector.AbsoluteUri.TrimEnd('/') + "/"), path);
    }
}
