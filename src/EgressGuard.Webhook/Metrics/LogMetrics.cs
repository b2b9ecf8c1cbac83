using System.Diagnostics.Metrics;
using EgressGuard.Webhook.Logging;

namespace EgressGuard.Webhook.Metrics;

/// <summary>The log.</summary>
internal sealed class LogMetrics
{
    /// <summary>Makes the instrument.</summary>
    public LogMetrics(EgressMeter meter, LineLogging? log = null) => meter.Observe(
        "egressguard.log.dropped",
        "{line}",
        "Lines of the log that were dropped because whatever reads standard output did not keep up, or could not be written.",
        () => [new Measurement<double>(log?.Output.Dropped ?? 0)],
        isCounter: true);
}
