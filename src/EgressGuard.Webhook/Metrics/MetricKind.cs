namespace EgressGuard.Webhook.Metrics;

/// <summary>What a metric's number means, as scrapers are told.</summary>
internal enum MetricKind
{
    /// <summary>It only ever rises, from 0 at the start of the process.</summary>
    Counter,

    /// <summary>It is as it is now.</summary>
    Gauge,

    /// <summary>How many measurements were at most as long as each of some bounds.</summary>
    Histogram,
}
