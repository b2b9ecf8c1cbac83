using System.Diagnostics;

namespace EgressGuard.Benchmarks.Soak;

/// <summary>Quantiles of a window, in microseconds.</summary>
internal sealed record LatencyWindow(int Count, double P50, double P99, double P999);

/// <summary>Gathers latencies, window by window.</summary>
internal sealed class Latencies
{
    private readonly Lock _gate = new();
    private List<long> _now = [];

    public void Add(long ticks)
    {
        lock (_gate)
        {
            _now.Add(ticks);
        }
    }

    /// <summary>Ends the window and begins the next one.</summary>
    public LatencyWindow Take()
    {
        List<long> taken;
        lock (_gate)
        {
            (taken, _now) = (_now, new List<long>(_now.Count + 1024));
        }

        taken.Sort();
        return new LatencyWindow(taken.Count, Quantile(taken, 0.5), Quantile(taken, 0.99), Quantile(taken, 0.999));
    }

    private static double Quantile(List<long> sorted, double share) =>
        sorted.Count == 0 ? 0 : sorted[(int)(share * (sorted.Count - 1))] * 1e6 / Stopwatch.Frequency;
}
