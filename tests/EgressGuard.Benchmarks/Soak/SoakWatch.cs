using System.Diagnostics;
using static EgressGuard.Benchmarks.Output;

namespace EgressGuard.Benchmarks.Soak;

/// <summary>Samples memory and files every few seconds, and tells a line for every window.</summary>
internal sealed class SoakWatch(SoakWorld world, Latencies webhook, Latencies bare, Findings findings)
{
    private const int WarmUpShare = 3;

    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WindowLength = TimeSpan.FromSeconds(30);

    private readonly List<Vitals> _samples = [];
    private readonly List<SoakWindow> _windows = [];

    /// <summary>The samples after the first third, in which caches fill and the compiler works.</summary>
    public IReadOnlyList<Vitals> Samples => [.. _samples.Skip(_samples.Count / WarmUpShare)];

    /// <summary>The windows after the first third.</summary>
    public IReadOnlyList<SoakWindow> Windows => [.. _windows.Skip(_windows.Count / WarmUpShare)];

    /// <summary>How many reviews were answered.</summary>
    public long Reviews => _windows.Sum(window => (long)window.Webhook.Count);

    /// <summary>Watches for a time.</summary>
    public async Task RunAsync(TimeSpan length)
    {
        // Short soaks are for trying it out, and have windows, too.
        var windowLength = length / 10 < WindowLength ? length / 10 : WindowLength;
        var start = Stopwatch.GetTimestamp();
        var windowEnd = windowLength;
        Say($"| time | reviews/s | p50 us | p99 us | p99 us of a bare server | resident MiB | heap MiB | files | threads | load average |");
        Say($"|---|---|---|---|---|---|---|---|---|---|");
        while (Stopwatch.GetElapsedTime(start) < length)
        {
            await Task.Delay(windowLength < SampleInterval ? windowLength : SampleInterval);
            var at = Stopwatch.GetElapsedTime(start);
            _samples.Add(await Vitals.ReadAsync(world.Webhook.Id, world.Metrics, at));
            if (at >= windowEnd)
            {
                _windows.Add(new SoakWindow(webhook.Take(), bare.Take()));
                Tell(_windows[^1], _samples[^1], at - windowEnd + windowLength);
                windowEnd = at + windowLength;
            }
        }
    }

    private void Tell(SoakWindow window, Vitals now, TimeSpan length)
    {
        var latency = window.Webhook;
        var trouble = findings.WrongVerdicts + findings.FailedCalls is > 0 and var count ? $" {count} FOUND" : "";
        Say($"| {now.At:mm\\:ss} | {latency.Count / length.TotalSeconds:F0} | {latency.P50:F0} | {latency.P99:F0} | {window.Bare.P99:F0} | "
            + $"{now.Resident:F0} | {now.Heap:F0} | {now.Files:F0} | {now.Threads:F0} | {Machine.Load.Split(' ')[0]}{trouble} |");
    }
}
