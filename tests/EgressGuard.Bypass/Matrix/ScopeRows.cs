using EgressGuard.Bypass.Scope;

namespace EgressGuard.Bypass.Matrix;

/// <summary>Who and what is left out.</summary>
internal static class ScopeRows
{
    public static BypassGroup Group { get; } = new("What is left out",
    [
        new(
            13, "A namespace leaves itself out by a label", "Gatekeeper, `admission.gatekeeper.sh/ignore`",
            "A tenant labels his namespace `control-plane` or `egressguard.io/ignore`",
            Answer.Prevented,
            "Namespaces are left out by `kubernetes.io/metadata.name` alone, which the API server sets, and by exact names in the policy.",
            Proof.Of<NamespaceTests>(
                nameof(NamespaceTests.No_label_of_a_namespace_takes_its_objects_out),
                nameof(NamespaceTests.Two_namespaces_are_left_out_by_the_label_that_only_the_API_server_sets),
                nameof(NamespaceTests.Only_the_guards_own_kinds_which_have_no_namespace_do_without_a_selector))),
        new(
            14, "An object leaves itself out by a label", "Gatekeeper's chart on objectSelector: users can circumvent it",
            "A VirtualService for `istio.io/rev: ghost`; a pod labelled `egressguard.io/ignore`",
            Answer.Prevented,
            "No webhook has an objectSelector, exemptions match no labels, and inactive revisions are judged.",
            [Proof.All<SelectorTests>()]),
        new(
            15, "Users and groups are left out", "kyverno/kyverno#861",
            "A pod that the ReplicaSet controller makes, as a service account of kube-system",
            Answer.Prevented,
            "Controllers, administrators and nodes are judged like anybody. The few platform users are service accounts of platform "
                + "namespaces, "
                + "by the name that the API server authenticated.",
            [Proof.All<UserTests>()])
        {
            Operator = "Requests of kubelets are not sent; they may write mirror pods and statuses only, by the NodeRestriction "
                + "admission plug-in. Keep it on.",
        },
        new(
            16, "Names that begin like exempt ones", "SIG Security threat 11; Gatekeeper, `--exempt-namespace-prefix`",
            "A namespace called `istio-system-2` or `kube-system-tools`",
            Answer.Prevented,
            "Platform namespaces are exact names, and the namespace that counts is the request's, not the one that the object claims.",
            Proof.Of<NamespaceTests>(
                nameof(NamespaceTests.No_namespace_is_the_platforms_by_the_beginning_of_its_name),
                nameof(NamespaceTests.The_namespace_of_the_request_counts_not_what_the_object_says))),
        new(
            17, "An error of a lookup is taken for no match", "CVE-2025-46342",
            "A pod in a namespace whose labels cannot be read",
            Answer.Detected,
            "Every rule that needs no labels decides all the same. Those that do are listed as not evaluated, the author is warned, and "
                + "the audit judges the pod when the namespace is known.",
            [Proof.All<LookupTests>()])
        {
            Operator = "Alert `EgressGuardWatchForbidden` and `EgressGuardWatchStale`.",
        },
        new(
            18, "A webhook configuration that is too narrow", "kyverno/kyverno#15344",
            "A kind or subresource has a rule and is never sent",
            Answer.Prevented,
            "The configurations are files, not generated from policies, and a test holds them against the tables of what is judged, for "
                + "each way to install.",
            [Proof.All<ConfigurationWidthTests>()]),
        new(
            19, "The guard's own namespace is not guarded", "kubewarden/kubewarden-controller#1540",
            "A pod without a sidecar in `egressguard-system`",
            Answer.Detected,
            "It is left out so that the guard can start without itself. The audit judges it like a tenant's.",
            Proof.Of<NamespaceTests>(
                nameof(NamespaceTests.What_is_in_the_guards_own_namespace_is_reported_by_the_audit),
                nameof(NamespaceTests.The_guards_own_namespace_is_no_platform_namespace_unless_the_policy_says_so)))
        {
            Operator = "RBAC: no tenant writes there, nor in `kube-system`.",
        },
        new(
            20, "A name that is still to be generated", "kubernetes/kubernetes: the name is empty in a review of generateName",
            "`generateName: legacy-`, with an exemption for `legacy-batch-*`",
            Answer.Prevented,
            "An exemption covers a name that is to be generated only where it covers every name that can come of it.",
            [Proof.All<GeneratedNameTests>()]),
    ]);
}
