namespace EgressGuard.Benchmarks.Soak;

/// <summary>A window of the soak: the webhook's latencies, and those of the server that does nothing.</summary>
internal sealed record SoakWindow(LatencyWindow Webhook, LatencyWindow Bare);

/// <summary>How slow some windows are, by their p99 in microseconds.</summary>
/// <param name="Median">The median.</param>
/// <param name="OverBare">The median of how many times the bare server's it is.</param>
/// <param name="Least">The least.</param>
internal sealed record Slowness(double Median, double OverBare, double Least)
{
    public static Slowness Of(IReadOnlyList<SoakWindow> windows) => new(
        Benchmarks.Median.Of(windows, window => window.Webhook.P99),
        Benchmarks.Median.Of(windows, window => window.Webhook.P99 / window.Bare.P99),
        windows.Min(window => window.Webhook.P99));
}
