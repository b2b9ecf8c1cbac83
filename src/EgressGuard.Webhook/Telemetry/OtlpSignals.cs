using EgressGuard.Webhook.Configuration;

namespace EgressGuard.Webhook.Telemetry;

/// <summary>
/// What is sent over OTLP, by the environment variables that OpenTelemetry has for it. Everything else about the export (protocol,
/// headers, certificates, intervals, sampling) is read by OpenTelemetry itself, from its own variables.
/// </summary>
/// <param name="Metrics">Whether metrics are sent.</param>
/// <param name="Traces">Whether spans are sent.</param>
internal readonly record struct OtlpSignals(bool Metrics, bool Traces)
{
    private const string Everything = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Whether anything is sent. Without this OpenTelemetry is not even loaded.</summary>
    public bool Any => Metrics || Traces;

    /// <summary>Reads the environment.</summary>
    /// <param name="environment">Gives a variable's value, or null.</param>
    /// <exception cref="StartException">An endpoint is no address: OpenTelemetry would send to another one without a word.</exception>
    public static OtlpSignals Read(Func<string, string?> environment)
    {
        var problems = new List<string>();
        var everything = IsEndpoint(Everything);
        var metrics = IsEndpoint("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT");
        var traces = IsEndpoint("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
        if (problems.Count > 0)
        {
            throw StartException.WrongUsage(problems);
        }

        var isDisabled = Is("OTEL_SDK_DISABLED", "true");
        return new OtlpSignals(
            !isDisabled && (everything || metrics) && !Is("OTEL_METRICS_EXPORTER", "none"),
            !isDisabled && (everything || traces) && !Is("OTEL_TRACES_EXPORTER", "none"));

        bool Is(string name, string value) => string.Equals(environment(name)?.Trim(), value, StringComparison.OrdinalIgnoreCase);

        bool IsEndpoint(string name)
        {
            // The specification of OpenTelemetry: a variable that is set to nothing is as one that is not set.
            if (environment(name) is not { } text || string.IsNullOrWhiteSpace(text))
            {
                return false;
            }

            if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                problems.Add($"{name} is '{text}', which is no http or https address: give one such as http://collector.example.com:4317.");
            }

            return true;
        }
    }
}
