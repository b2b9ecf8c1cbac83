using System.Diagnostics.Metrics;
using EgressGuard.Webhook.Welcome;

namespace EgressGuard.Webhook.Metrics;

/// <summary>Which EgressGuard this is.</summary>
internal sealed class BuildMetrics
{
    /// <summary>Makes the instruments.</summary>
    public BuildMetrics(EgressMeter meter) => meter.Observe(
        "egressguard.build.info",
        null,
        "Always 1; the label tells the version that runs.",
        () => [new Measurement<double>(1, new KeyValuePair<string, object?>("version", StartReport.Version))],
        tags: "version");
}
