using EgressGuard.Benchmarks.Soak.Changes;
using EgressGuard.Webhook.Tests.Metrics;
using static EgressGuard.Benchmarks.Output;

namespace EgressGuard.Benchmarks.Soak;

/// <summary>What came of a soak.</summary>
internal sealed class SoakReport
{
    private const double AllowedSlowdown = 1.5;

    private readonly List<string> _broken = [];
    private readonly List<Trend> _trends;
    private readonly Findings _findings;
    private readonly SoakWatch _watch;
    private readonly (double Webhook, double Ratio) _first;
    private readonly (double Webhook, double Ratio) _last;

    public SoakReport(SoakWatch watch, Findings findings, Exposition metrics)
    {
        (_watch, _findings) = (watch, findings);
        // Collections come when they come, so that 20 MiB more or less at the end mean nothing; of a million reviews, 20 bytes each would
        // be as much. A connection or two, and a thread or two, come and go with the load.
        _trends =
        [
            Trend("resident MiB", sample => sample.Resident, noise: 20),
            Trend("heap MiB", sample => sample.Heap, noise: 20),
            Trend("file descriptors", sample => sample.Files, noise: 8),
            Trend("threads", sample => sample.Threads, noise: 4),
        ];
        var few = Math.Max(1, watch.Windows.Count / 3);
        (_first, _last) = (Typical([.. watch.Windows.Take(few)]), Typical([.. watch.Windows.TakeLast(few)]));
        Judge(metrics);
    }

    public bool Holds => _broken.Count == 0;

    /// <summary>Prints it.</summary>
    public void Tell(IEnumerable<Change> changes, int probes)
    {
        Say($"{_watch.Reviews} reviews, {probes} more with one right verdict each; {_findings.WrongVerdicts} wrong verdicts, "
            + $"{_findings.FailedCalls} failed calls.");
        Say($"Changed under load: {string.Join(", ", changes.Select(change => $"{change.Name} {change.Count}"))}.");
        Say($"After the first third:");
        Say($"| what | mean | rise | allowed |");
        Say($"|---|---|---|---|");
        foreach (var trend in _trends)
        {
            Say($"| {trend.What} | {trend.Mean:F1} | {trend.Rise:+0.0;-0.0;0.0} | {trend.Allowed:F1} |");
        }

        Say($"| p99 us, first and last windows | {_first.Webhook:F0}, {_last.Webhook:F0} | x{_last.Webhook / _first.Webhook:F2} | x{AllowedSlowdown} |");
        Say($"| p99 over a bare server's | {_first.Ratio:F2}, {_last.Ratio:F2} | x{_last.Ratio / _first.Ratio:F2} | x{AllowedSlowdown} |");
        Say($"{Environment.ProcessorCount} cores, client and servers on them; load average at the end {Machine.Load}.");
        foreach (var found in _findings.Told)
        {
            Say($"  {found}");
        }

        Say($"{(Holds ? "HELD." : "NOT HELD: " + string.Join("; ", _broken) + ".")}");
    }

    private void Judge(Exposition metrics)
    {
        Require(_findings.WrongVerdicts == 0, $"{_findings.WrongVerdicts} wrong verdicts");
        Require(_findings.FailedCalls == 0, $"{_findings.FailedCalls} failed calls");
        foreach (var trend in _trends)
        {
            Require(trend.Holds, $"{trend.What}: {trend.Rise:F1} more, {trend.Allowed:F1} allowed");
        }

        // Other work on the machine slows both servers down. What is the webhook's own shows in both figures.
        Require(
            Math.Min(_last.Webhook / _first.Webhook, _last.Ratio / _first.Ratio) <= AllowedSlowdown,
            $"p99 grew from {_first.Webhook:F0} to {_last.Webhook:F0} us, and more than a bare server's");
        foreach (var (name, labels) in ToStayZero)
        {
            var count = metrics.Sum(name, labels);
            Require(count == 0, $"{name} {string.Join(", ", labels)} is {count:F0}");
        }
    }

    /// <summary>What the webhook counts of its own trouble.</summary>
    private static IEnumerable<(string Name, (string, string)[] Labels)> ToStayZero =>
    [
        ("egressguard_requests_rejected_total", []),
        ("egressguard_admission_requests_total", [("decision", "failed")]),
        ("egressguard_rule_failures_total", []),
        ("egressguard_audit_failures_total", []),
        ("egressguard_policy_reloads_total", [("result", "failure")]),
        ("egressguard_exemption_reloads_total", [("result", "failure")]),
        ("egressguard_certificate_reloads_total", [("result", "failure")]),
        ("egressguard_watch_unreadable_total", []),
        ("egressguard_metrics_dropped_total", []),
    ];

    private Trend Trend(string what, Func<Vitals, double> value, double noise) =>
        Soak.Trend.Of(what, [.. _watch.Samples.Select(sample => (sample.At.TotalSeconds, value(sample)))], noise);

    private static (double Webhook, double Ratio) Typical(IReadOnlyList<SoakWindow> windows) =>
        (Median.Of(windows, window => window.Webhook.P99), Median.Of(windows, window => window.Ratio));

    private void Require(bool holds, string what)
    {
        if (!holds)
        {
            _broken.Add(what);
        }
    }
}
