using EgressGuard.Bypass.ApiSurface;
using EgressGuard.Bypass.Availability;
using EgressGuard.Bypass.Exemptions;
using EgressGuard.Bypass.Mutation;
using EgressGuard.Bypass.Scope;
using EgressGuard.Bypass.Threats;

namespace EgressGuard.Bypass.Matrix;

/// <summary>The threats to admission control that SIG Security lists. docs/threat-model.md answers them at more length.</summary>
internal static class ThreatRows
{
    private const string Model = "admission control threat model";

    public static BypassGroup Group { get; } = new("The threats of SIG Security",
    [
        new(
            1, "Flooding the webhook", Model, "Thousands of reviews at once", Answer.Prevented,
            "Reviews beyond the limit get 429 and come back; none is let through. Istio's kinds fail closed.",
            [Proof.All<OverloadTests>()])
        {
            Operator = "Pods fail open unless you choose otherwise. Alert `EgressGuardTurnsReviewsAway`.",
        },
        new(2, "Objects that take long to judge", Model, "Class 21", Answer.Prevented, "As class 21.", [Proof.All<SlowInputTests>()]),
        new(
            3, "A mistake in the webhook configuration", Model, "Classes 1, 3, 6 and 18", Answer.Prevented,
            "The shipped configurations are held against what is judged.",
            [Proof.All<ConfigurationWidthTests>(), Proof.All<SelectorTests>()])
        {
            Operator = "Review your changes to them; `egressguard probe` tries what they let through.",
        },
        new(
            4, "The webhook configuration is deleted or changed", Model, "Class 26", Answer.OutOfReach,
            "No webhook is asked about webhook configurations.", [Proof.All<TamperingTests>()])
        {
            Operator = "RBAC on both kinds of configuration, and an alert on their changes.",
        },
        new(
            5, "Credentials of a caller are stolen", Model, "Class 27", Answer.Prevented,
            "Callers are let in by name, with `--client-ca`.",
            Proof.Of<CallerTests>(nameof(CallerTests.With_a_client_authority_only_named_callers_are_answered)))
        {
            Operator = "Who has the key of an API server can ask, and learns how what he sends would be judged. Replace the authority.",
        },
        new(
            6, "A cluster administrator's credentials", Model, "Everything is switched off", Answer.OutOfReach,
            "Nothing in the cluster stops whoever may change all of it. Before he removes the guard he is judged like anybody.",
            Proof.Of<UserTests>(nameof(UserTests.Controllers_administrators_and_nodes_are_judged_like_anybody)))
        {
            Operator = "Keep logs and audit logs outside of the cluster.",
        },
        new(
            7, "Listening on the pod network", Model, "Reviews or metrics are read on the way", Answer.Prevented,
            "Reviews go over TLS alone; the plain port has none, and its metrics name no content of objects.",
            [.. Proof.Of<CallerTests>(nameof(CallerTests.Reviews_are_answered_over_TLS_alone)), Proof.All<SecrecyTests>()]),
        new(
            8, "A man in the middle", Model, "Class 27", Answer.Prevented,
            "As class 27; capabilities to redirect the traffic of others are refused to tenants.",
            Proof.Of<TextTests>(nameof(TextTests.A_capability_is_known_in_every_spelling))),
        new(
            9, "Traffic is led to somebody else", Model, "A Service that claims the addresses of another", Answer.Prevented,
            "Foreign addresses behind Services are refused, and whoever has no key answers no review.",
            Proof.Of<OldObjectTests>(nameof(OldObjectTests.A_finding_of_another_value_is_another_finding)))
        {
            Operator = "RBAC on Services and Secrets in `egressguard-system`.",
        },
        new(10, "Abusing a mutation", Model, "Class 35", Answer.Prevented, "As class 35.", [Proof.All<PatchTests>(), Proof.All<FinalStateTests>()]),
        new(
            11, "Exempt namespaces", Model, "Classes 13, 16 and 28", Answer.Prevented,
            "Exact names only, and exemptions that name objects and end.",
            [.. Proof.Of<NamespaceTests>(nameof(NamespaceTests.No_label_of_a_namespace_takes_its_objects_out)), Proof.All<ScopeTests>()])
        {
            Operator = "RBAC on the namespaces that are left out.",
        },
        new(12, "A rule that misses a part of the object", Model, "Classes 2 and 8", Answer.Prevented, "As classes 2 and 8.",
            [Proof.All<ContainerListTests>(), Proof.All<TemplateTests>()]),
        new(13, "Bad matching of texts", Model, "Class 10", Answer.Prevented, "As class 10.", [Proof.All<TextTests>()]),
        new(14, "New or old features without a rule", Model, "Classes 6 and 7", Answer.Prevented, "As classes 6 and 7.",
            [Proof.All<NewFeatureTests>(), Proof.All<VersionTests>()]),
        new(
            15, "A privileged container on the webhook's node", Model, "`privileged`, `hostPID`, SYS_ADMIN", Answer.Prevented,
            "Refused to tenants, in every list of containers and every template.",
            Proof.Of<NodeTests>(nameof(NodeTests.It_is_refused)))
        {
            Operator = "Pod Security for all namespaces; nodes of their own for the platform.",
        },
        new(
            16, "hostPath to the webhook's files", Model, "`hostPath: /var/lib/kubelet`", Answer.Prevented,
            "Every host path that the policy does not list is refused, and the guard has no files on its node.",
            [Proof.All<NodeTests>()]),
        new(
            17, "Root on the node", Model, "The guard's process is stopped or read", Answer.OutOfReach,
            "Whoever is root there is above every process. Its pod leaves nothing on the node's disk, and other replicas go on.",
            Proof.Of<NodeTests>(nameof(NodeTests.The_guards_own_pods_hold_nothing_on_the_node)))
        {
            Operator = "Access to nodes; replicas are spread over them.",
        },
        new(
            18, "Secrets are sent away through a policy", Model, "Class 32", Answer.Prevented,
            "Policies call nobody, and nothing of what an object holds is written down.",
            [Proof.All<ConfusedDeputyTests>(), Proof.All<SecrecyTests>()]),
    ]);
}
