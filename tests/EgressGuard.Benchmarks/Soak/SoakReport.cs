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
    private readonly Slowness _first;
    private readonly Slowness _last;

    /// <param name="watch">What was measured.</param>
    /// <param name="findings">What went wrong.</param>
    /// <param name="before">The metrics before the load.</param>
    /// <param name="after">The metrics after it.</param>
    public SoakReport(SoakWatch watch, Findings findings, Exposition before, Exposition after)
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
        (_first, _last) = (Slowness.Of([.. watch.Windows.Take(few)]), Slowness.Of([.. watch.Windows.TakeLast(few)]));
        Judge(before, after);
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

        Tell("p99 us, median of the first and the last windows", _first.Median, _last.Median);
        Tell("the same over a bare server's", _first.OverBare, _last.OverBare);
        Tell("p99 us, the quietest of the first and of the last windows", _first.Least, _last.Least);
        Say($"{Environment.ProcessorCount} cores, client and servers on them; load average at the end {Machine.Load}.");
        foreach (var found in _findings.Told)
        {
            Say($"  {found}");
        }

        Say($"{(Holds ? "HELD." : "NOT HELD: " + string.Join("; ", _broken) + ".")}");
    }

    private static void Tell(string what, double first, double last) =>
        Say($"| {what} | {first:F1}, {last:F1} | x{last / first:F2} | x{AllowedSlowdown} |");

    private void Judge(Exposition before, Exposition after)
    {
        Require(_findings.WrongVerdicts == 0, $"{_findings.WrongVerdicts} wrong verdicts");
        Require(_findings.FailedCalls == 0, $"{_findings.FailedCalls} failed calls");
        foreach (var trend in _trends)
        {
            Require(trend.Holds, $"{trend.What}: {trend.Rise:F1} more, {trend.Allowed:F1} allowed");
        }

        // Other work on the machine only ever makes answers slower, and now more of it and now less. A webhook that becomes slower on its
        // own is slower in all three figures: in most windows, beside a server that does nothing, and in the quietest window, too.
        double[] slowdowns = [_last.Median / _first.Median, _last.OverBare / _first.OverBare, _last.Least / _first.Least];
        Require(slowdowns.Min() <= AllowedSlowdown, $"p99 grew from {_first.Median:F0} to {_last.Median:F0} us, and not from other work");
        foreach (var (name, labels) in ToStay)
        {
            var count = after.Sum(name, labels) - before.Sum(name, labels);
            Require(count == 0, $"{name} {string.Join(", ", labels)} grew by {count:F0}");
        }
    }

    /// <summary>What the webhook counts of its own trouble.</summary>
    private static IEnumerable<(string Name, (string, string)[] Labels)> ToStay =>
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

    private void Require(bool holds, string what)
    {
        if (!holds)
        {
            _broken.Add(what);
        }
    }
}
