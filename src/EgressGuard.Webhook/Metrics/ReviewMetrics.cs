using System.Diagnostics;
using System.Diagnostics.Metrics;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Webhook.Metrics;

/// <summary>The reviews: how many, how long, with what result. Recorded in the path of every review, so it has to be cheap.</summary>
internal sealed class ReviewMetrics
{
    private const string Phase = "phase";
    private const string Operation = "operation";
    private const string Decision = "decision";
    private const string RuleTag = "rule";
    private const string Action = "action";
    private const string Reason = "reason";

    private static readonly string[] Reasons = ["too_many", "too_large", "media_type", "bad_body", "deadline", "abandoned", "not_ready"];
    private static readonly string[] Actions = ["off", "audit", "warn", "deny"];

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _findings;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _rejected;
    private readonly UpDownCounter<long> _inFlight;

    /// <summary>Makes the instruments.</summary>
    public ReviewMetrics(EgressMeter meter)
    {
        _requests = meter.Counter(
            "egressguard.admission.requests",
            "{request}",
            "Reviews that were answered, by decision: allowed; denied; failed, which is denied because EgressGuard failed or had no time left.",
            Phase, Operation, KindLabel.Tag, Decision);
        _duration = meter.Duration(
            "egressguard.admission.duration",
            "How long reviews took, from the request's headers to the answer: waiting for the body and for a slot included.",
            KindLabel.Tag, Operation, Decision);
        _findings = meter.Counter(
            "egressguard.rule.findings",
            "{finding}",
            "Findings in reviews, by rule and by what the policy has them do: deny, warn or audit. A review can have several of a rule.",
            RuleTag, Action);
        _failures = meter.Counter(
            "egressguard.rule.failures",
            "{failure}",
            "How often a rule threw instead of judging, which is a defect of EgressGuard. Its action is taken all the same.",
            RuleTag);
        _rejected = meter.Counter(
            "egressguard.requests.rejected",
            "{request}",
            "Requests that got no review for an answer; with failurePolicy: Ignore their objects went in. By reason: too_many (429), "
                + "too_large (413), media_type (415), bad_body (400: no review with a uid, or one that broke off), deadline (408), "
                + "abandoned (the caller hung up while it waited), not_ready (429: the cluster was not read yet).",
            Reason);
        _inFlight = meter.UpDownCounter(
            "egressguard.admission.in_flight", "{request}", "Requests that are being received, waiting for a slot, judged or answered.");
        StartAtZero();
    }

    /// <summary>Counts a request as under way until the result is disposed.</summary>
    public Presence Enter()
    {
        _inFlight.Add(1);
        return new Presence(this);
    }

    /// <summary>Counts an answer, and what was found.</summary>
    public void Answered(AdmissionPhase phase, AdmissionAnswer answer, TimeSpan took)
    {
        var kind = KindLabel.Of(answer.Request.Group, answer.Request.Kind);
        var operation = ReviewLabels.Operation(answer);
        var decision = ReviewLabels.Decision(answer);
        Count(1, phase, operation, kind, decision);
        _duration.Record(took.TotalSeconds, new(KindLabel.Tag, kind), new(Operation, operation), new(Decision, decision));
        foreach (var finding in answer.Verdict.Findings)
        {
            Count(1, finding.Rule, finding.Action);
        }

        foreach (var rule in answer.Verdict.Failed)
        {
            _failures.Add(1, new KeyValuePair<string, object?>(RuleTag, rule));
        }
    }

    /// <summary>Counts a request that got no review.</summary>
    public void Rejected(Rejection reason) => Count(1, reason);

    /// <summary>Counters that appear with their first increase hide it: nothing was there to increase from.</summary>
    private void StartAtZero()
    {
        _inFlight.Add(0);
        foreach (var reason in Enum.GetValues<Rejection>())
        {
            Count(0, reason);
        }

        foreach (var rule in RuleCatalog.Infos)
        {
            _failures.Add(0, new KeyValuePair<string, object?>(RuleTag, rule.Id));
            Count(0, rule.Id, RuleAction.Deny);
            Count(0, rule.Id, RuleAction.Warn);
            Count(0, rule.Id, RuleAction.Audit);
        }

        foreach (var kind in KindLabel.All)
        {
            foreach (var operation in (ReadOnlySpan<string>)["CREATE", "UPDATE"])
            {
                foreach (var decision in (ReadOnlySpan<string>)["allowed", "denied", "failed"])
                {
                    Count(0, AdmissionPhase.Validate, operation, kind, decision);
                }
            }
        }
    }

    private void Count(long count, AdmissionPhase phase, string operation, string kind, string decision) => _requests.Add(
        count,
        new TagList
        {
            { Phase, phase == AdmissionPhase.Validate ? "validate" : "mutate" },
            { Operation, operation },
            { KindLabel.Tag, kind },
            { Decision, decision },
        });

    private void Count(long count, string rule, RuleAction action) => _findings.Add(count, new(RuleTag, rule), new(Action, Actions[(int)action]));

    private void Count(long count, Rejection reason) => _rejected.Add(count, new KeyValuePair<string, object?>(Reason, Reasons[(int)reason]));

    /// <summary>One request under way.</summary>
    internal readonly struct Presence(ReviewMetrics metrics) : IDisposable
    {
        /// <summary>The request is done with.</summary>
        public void Dispose() => metrics._inFlight.Add(-1);
    }
}
