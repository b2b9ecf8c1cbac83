using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using EgressGuard.Webhook.Metrics;

namespace EgressGuard.Webhook.Auditing;

/// <summary>
/// What the audit counts, on the meter <c>EgressGuard</c>. No series carries a namespace, a name or a host: their values are closed sets.
/// </summary>
internal sealed class AuditMetrics
{
    private const string Result = "result";

    private static readonly ImmutableArray<double> RoundBounds = [0.01, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900];

    private readonly Counter<long> _judgements;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _rounds;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _reportWrites;
    private readonly Counter<long> _statusWrites;
    private readonly Counter<long> _events;
    private int _isLeading;
    private long _lastRound;
    private int _leftOut;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meter">Makes them.</param>
    /// <param name="tally">The verdicts as they are.</param>
    /// <param name="queue">What waits.</param>
    public AuditMetrics(EgressMeter meter, AuditTally tally, AuditQueue queue)
    {
        _judgements = meter.Counter("egressguard.audit.judgements", "{judgement}", "Objects judged by the background audit.");
        _failures = meter.Counter(
            "egressguard.audit.failures", "{failure}", "Objects that the audit could not judge, which is a defect of EgressGuard.");
        _rounds = meter.Counter("egressguard.audit.rounds", "{round}", "Full rounds of the audit that were completed.");
        _duration = meter.Duration("egressguard.audit.round.duration", "How long full rounds took, their rests included.", RoundBounds);
        _reportWrites = meter.Counter("egressguard.report.writes", "{write}", "Reports written, deleted, and failures of either.", Result);
        _statusWrites = meter.Counter(
            "egressguard.status.writes", "{write}", "Statuses of policies and exemptions written, and failures.", Result);
        _events = meter.Counter(
            "egressguard.events", "{event}", "Occurrences taken, dropped because there were too many, and failed writes of Events.", Result);
        meter.Observe(
            "egressguard.audit.leading",
            null,
            "1 on the one replica that audits, 0 on the others.",
            () => [new Measurement<double>(Volatile.Read(ref _isLeading))]);
        meter.Observe(
            "egressguard.audit.objects", "{object}", "Objects in the cluster by the audit's verdict.", tally.Objects, tags: "verdict");
        meter.Observe(
            "egressguard.audit.findings", "{finding}", "Findings in the cluster by rule and action.", tally.Findings, tags: ["rule", "action"]);
        meter.Observe(
            "egressguard.audit.queue.length",
            "{object}",
            "Changed objects that wait for the audit.",
            () => [new Measurement<double>(Volatile.Read(ref _isLeading) == 0 ? 0 : queue.Count)]); // on the others they wait in vain
        meter.Observe(
            "egressguard.audit.last_round.timestamp",
            "s",
            "When the last full round of the audit ended, in seconds since 1970. Not there before the first, as on replicas that do not lead.",
            LastRound);
        meter.Observe(
            "egressguard.report.left_out",
            "{result}",
            "Results that no report has room for.",
            () => [new Measurement<double>(Volatile.Read(ref _leftOut))]);

        _judgements.Add(0);
        _failures.Add(0);
        _rounds.Add(0);
        foreach (var result in (ReadOnlySpan<string>)["written", "deleted", "failed"])
        {
            ReportWritten(result, 0);
        }

        foreach (var result in (ReadOnlySpan<string>)["written", "failed"])
        {
            StatusWritten(result, 0);
        }

        foreach (var result in (ReadOnlySpan<string>)["taken", "dropped", "written", "failed"])
        {
            Event(result, 0);
        }
    }

    /// <summary>An object was judged.</summary>
    public void Judged() => _judgements.Add(1);

    /// <summary>An object could not be judged.</summary>
    public void Failed() => _failures.Add(1);

    /// <summary>A full round was completed.</summary>
    public void RoundDone(TimeSpan took, DateTimeOffset now)
    {
        _rounds.Add(1);
        _duration.Record(took.TotalSeconds);
        Volatile.Write(ref _lastRound, now.ToUnixTimeSeconds());
    }

    /// <summary>A report was written, deleted, or neither because it failed.</summary>
    public void ReportWritten(string result, int count = 1) => _reportWrites.Add(count, new KeyValuePair<string, object?>(Result, result));

    /// <summary>A status was written, or not because it failed.</summary>
    public void StatusWritten(string result, int count = 1) => _statusWrites.Add(count, new KeyValuePair<string, object?>(Result, result));

    /// <summary>Whether this replica audits.</summary>
    public void Leading(bool isLeading) => Volatile.Write(ref _isLeading, isLeading ? 1 : 0);

    /// <summary>How many results no report has room for.</summary>
    public void LeftOut(int count) => Volatile.Write(ref _leftOut, count);

    /// <summary>An occurrence was taken or dropped, an Event written or not.</summary>
    public void Event(string result, int count = 1) => _events.Add(count, new KeyValuePair<string, object?>(Result, result));

    /// <summary>Nothing before there was a round: a replica that does not lead has none.</summary>
    private IEnumerable<Measurement<double>> LastRound() => Volatile.Read(ref _lastRound) is var last && last > 0 ? [new(last)] : [];
}
