using EgressGuard.Webhook.Configuration;
using EgressGuard.Webhook.Telemetry;

namespace EgressGuard.Webhook.Tests.Telemetry;

/// <summary>Which variables of OpenTelemetry turn the export on and off.</summary>
public sealed class OtlpSignalsTests
{
    private const string Address = "http://collector.example.com:4317";

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, false, "OTEL_EXPORTER_OTLP_ENDPOINT=")]
    [InlineData(false, false, "OTEL_SERVICE_NAME=guard")]
    [InlineData(true, true, "OTEL_EXPORTER_OTLP_ENDPOINT=" + Address)]
    [InlineData(true, false, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=" + Address)]
    [InlineData(false, true, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=" + Address)]
    [InlineData(true, false, "OTEL_EXPORTER_OTLP_ENDPOINT=" + Address, "OTEL_TRACES_EXPORTER=none")]
    [InlineData(false, true, "OTEL_EXPORTER_OTLP_ENDPOINT=" + Address, "OTEL_METRICS_EXPORTER=none")]
    [InlineData(false, false, "OTEL_EXPORTER_OTLP_ENDPOINT=" + Address, "OTEL_SDK_DISABLED=TRUE")]
    public void An_endpoint_turns_it_on(bool metrics, bool traces, params string[] environment) =>
        Assert.Equal(new OtlpSignals(metrics, traces), Read(environment));

    [Theory]
    [InlineData("collector.example.com")]
    [InlineData("collector.example.com:4317")]
    [InlineData("ftp://collector.example.com")]
    public void What_is_no_address_ends_the_start(string address)
    {
        var exception = Assert.Throws<StartException>(() => Read("OTEL_EXPORTER_OTLP_ENDPOINT=" + address));

        Assert.Contains($"OTEL_EXPORTER_OTLP_ENDPOINT is '{address}', which is no http or https address", exception.Message, StringComparison.Ordinal);
    }

    private static OtlpSignals Read(params string[] environment)
    {
        var values = environment.Select(text => text.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return OtlpSignals.Read(values.GetValueOrDefault);
    }
}
