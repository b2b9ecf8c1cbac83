using EgressGuard.Bypass.Availability;

namespace EgressGuard.Bypass.Matrix;

/// <summary>Ways to have nobody look.</summary>
internal static class AvailabilityRows
{
    public static BypassGroup Group { get; } = new("While nobody looks",
    [
        new(
            21, "Input so slow that a webhook that fails open is passed by", "Trail of Bits on Gatekeeper 2020, TOB-OPAGK-005 and 006",
            "An object with thousands of hosts, deep nesting, 8 MiB",
            Answer.Prevented,
            "Size, nesting and time are bounded, and what is not judged in time is refused in the answer. Istio's kinds and the policy "
                + "fail closed besides.",
            [Proof.All<SlowInputTests>()])
        {
            Operator = "Pods and the kinds of the cluster fail open unless you choose otherwise; the audit reports what got in. Alert "
                + "`EgressGuardSlow`.",
        },
        new(
            22, "The time of installing, upgrading and removing", "kyverno/kyverno#2179",
            "A ServiceEntry is applied while replicas change",
            Answer.Prevented,
            "A replica is asked once it is ready, and one always is. The guard takes no configuration away when it ends, so that what "
                + "fails closed stays closed.",
            Proof.Of<WindowTests>(
                nameof(WindowTests.At_its_end_the_guard_takes_nothing_away_that_keeps_the_door_shut),
                nameof(WindowTests.A_replica_gets_no_reviews_before_it_is_ready_and_one_always_stays)))
        {
            Operator = "What fails open is open until the first replica is ready: the audit reports it.",
        },
        new(
            23, "A verdict on a cluster that was not read", "Gatekeeper, `--readiness-retries`",
            "A second ServiceEntry for a host is judged before the first one is known",
            Answer.Prevented,
            "Until every kind was read callers are asked to come back. Afterwards the last state holds, and after 30 seconds without "
                + "news verdicts carry a warning.",
            Proof.Of<WindowTests>(
                nameof(WindowTests.Until_the_cluster_was_read_callers_are_turned_away_and_none_is_let_through),
                nameof(WindowTests.While_the_API_server_is_away_the_last_state_holds)))
        {
            Operator = "Alert `EgressGuardWatchStale`.",
        },
        new(
            24, "A certificate expires", "open-policy-agent/gatekeeper and kyverno/kyverno, issues on expired serving certificates",
            "Every call fails, and pods are admitted unjudged",
            Answer.Prevented,
            "The guard renews its own certificate and takes a new one without a restart. One that expired is never served, its end is a "
                + "metric with two alerts, and Istio's kinds fail closed.",
            [Proof.All<CertificateTests>()])
        {
            Operator = "Alerts `EgressGuardCertificateExpiresSoon` and `EgressGuardCertificateExpires`.",
        },
        new(
            25, "A match condition fails", "KEP-3716: an error follows the failure policy",
            "A request without groups makes the condition of the pods' webhook fail, and it fails open",
            Answer.Prevented,
            "Conditions ask whether a field is there before they read it, and what fails closed has no conditions.",
            [Proof.All<MatchConditionTests>()]),
        new(
            26, "The webhook configuration is changed or deleted", "SIG Security threat 4; KEP-5793",
            "`kubectl delete validatingwebhookconfiguration egressguard-validating`",
            Answer.OutOfReach,
            "The API server asks no webhook about webhook configurations, so that nobody can lock himself out. The audit goes on "
                + "without them, and the guard's own account can delete none.",
            [Proof.All<TamperingTests>()])
        {
            Operator = "RBAC on both kinds of configuration, an alert on their changes in the API server's audit log, and GitOps that "
                + "puts them back.",
        },
        new(
            27, "Callers that are not the API server, servers that are not the guard", "SIG Security threats 5, 8 and 9",
            "A pod asks the webhook what would pass; somebody answers in its place",
            Answer.Prevented,
            "With `--client-ca` only named certificates are let in. The API server checks the guard's certificate against `caBundle`. "
                + "No review is answered without TLS.",
            [Proof.All<CallerTests>()])
        {
            Operator = "Give API servers a certificate and set `--client-ca`; without, narrow the NetworkPolicy of `deploy/base` to "
                + "their addresses.",
        },
    ]);
}
