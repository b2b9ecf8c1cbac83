using System.Runtime.CompilerServices;
using EgressGuard.Webhook.Metrics;
using EgressGuard.Webhook.Welcome;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace EgressGuard.Webhook.Telemetry;

/// <summary>
/// Metrics and spans over OTLP, where the environment names an endpoint. It listens beside <see cref="MetricRegistry"/> to the same
/// instruments, so that both doors tell the same. Sending happens in the background; what an endpoint does not take is dropped.
/// </summary>
internal static class OtlpExport
{
    /// <summary>Begins to export, or does nothing. The result is to be disposed at the end: it sends what is still there.</summary>
    public static IDisposable? Start(OtlpSignals signals) => signals.Any ? Load(signals) : null;

    /// <summary>Nothing before the first call of this method touches an assembly of OpenTelemetry, and so none is loaded.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Providers Load(OtlpSignals signals)
    {
        // What the environment says (OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES) comes last and wins.
        var resource = ResourceBuilder.CreateEmpty()
            .AddService("egressguard", serviceVersion: StartReport.Version, serviceInstanceId: Environment.MachineName)
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();
        return new Providers(
            signals.Metrics ? Metrics(resource) : null,
            signals.Traces ? Traces(resource) : null);
    }

    private static MeterProvider Metrics(ResourceBuilder resource) => Sdk.CreateMeterProviderBuilder()
        .SetResourceBuilder(resource)
        .AddMeter([EgressMeter.Name, .. BuiltInMetrics.All.Select(metric => metric.Meter).Distinct()])
        // The same instruments and labels as under /metrics: BuiltInMetrics says which are worth their series.
        .AddView(instrument => instrument.Meter.Name == EgressMeter.Name ? null
            : BuiltInMetrics.Find(instrument.Meter.Name, instrument.Name) is { } metric
                ? new MetricStreamConfiguration { TagKeys = [.. metric.Tags] }
                : MetricStreamConfiguration.Drop)
        .AddOtlpExporter()
        .Build();

    private static TracerProvider Traces(ResourceBuilder resource) => Sdk.CreateTracerProviderBuilder()
        .SetResourceBuilder(resource)
        .AddSource(ReviewSpan.Source)
        .AddOtlpExporter()
        .Build();

    private sealed record Providers(MeterProvider? Metrics, TracerProvider? Traces) : IDisposable
    {
        public void Dispose()
        {
            Metrics?.Dispose();
            Traces?.Dispose();
        }
    }
}
