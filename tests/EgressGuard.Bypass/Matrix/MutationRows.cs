using EgressGuard.Bypass.Mutation;

namespace EgressGuard.Bypass.Matrix;

/// <summary>What changes between the question and the answer.</summary>
internal static class MutationRows
{
    public static BypassGroup Group { get; } = new("Mutation and races",
    [
        new(
            34, "A later webhook takes back what was added", "kyverno/kyverno#17282, istio/istio#54562",
            "The label that NetworkPolicies go by is gone; an annotation excludes port 443",
            Answer.Prevented,
            "Verdicts are given on the final object, after all mutation, and everything that is labelled is validated.",
            [Proof.All<FinalStateTests>()]),
        new(
            35, "A mutation that opens a hole itself", "SIG Security threat 10",
            "A label of the author's is overwritten, or his text becomes a value",
            Answer.Prevented,
            "Mutation adds labels that the policy spells out, where they are absent, and touches nothing else.",
            [Proof.All<PatchTests>()]),
        new(
            36, "Two objects at once", "CVE-2021-43979",
            "Two namespaces declare one host in the same moment, and each is alone in what the guard knows",
            Answer.Detected,
            "No webhook can order two requests. The audit judges every object against all others, and reports the younger one.",
            [Proof.All<RaceTests>()])
        {
            Operator = "Alert `EgressGuardWaysOut`; list the hosts of each namespace in the policy (`hosts`), which needs no other object.",
        },
        new(
            37, "Dry runs that are answered otherwise", "open-policy-agent/gatekeeper#128",
            "CI is green because a dry run is never refused",
            Answer.Prevented,
            "The answer to a dry run is that to the run. `sideEffects: None` has the API server send it, and no Event is written for it.",
            [Proof.All<DryRunTests>()]),
    ]);
}
