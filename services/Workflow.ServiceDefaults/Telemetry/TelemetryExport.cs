using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Workflow.ServiceDefaults;

/// <summary>Traces and metrics of the service and its libraries over OTLP/HTTP, where an endpoint is configured.</summary>
internal sealed class TelemetryExport(IOptions<TelemetryOptions> options, ServiceIdentity identity) : IHostedService, IDisposable
{
    private static readonly string[] Sources =
        ["Workflow.*", "Microsoft.AspNetCore", "Npgsql", "MassTransit", "RabbitMQ.Client.Publisher", "RabbitMQ.Client.Subscriber",
            "Quartz"];

    private static readonly string[] Meters =
        ["Workflow.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql", "MassTransit",
            "Quartz", "Polly"];

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.OtlpEndpoint is not { } collector) return Task.CompletedTask;
        var resource = ResourceBuilder.CreateDefault().AddService($"workflow-{identity.Source}");
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources)
            .AddOtlpExporter(exporter => To(exporter, collector, "v1/traces")).Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters)
            .AddOtlpExporter(exporter => To(exporter, collector, "v1/metrics")).Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.ForceFlush(timeoutMilliseconds: 3000);
        _metrics?.ForceFlush(timeoutMilliseconds: 3000);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private static void To(OtlpExporterOptions exporter, Uri collector, string path)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri(new Uri(collector.AbsoluteUri.TrimEnd('/') + "/"), path);
    }
}
