using EgressGuard.Bypass.Exemptions;

namespace EgressGuard.Bypass.Matrix;

/// <summary>Policies and exemptions that do more than they say.</summary>
internal static class ExemptionRows
{
    public static BypassGroup Group { get; } = new("Policies and exemptions",
    [
        new(
            28, "An exemption from any namespace", "CVE-2024-48921",
            "A tenant writes an exemption in his own namespace",
            Answer.Prevented,
            "EgressExemptions are cluster-scoped, and each names exact namespaces and whole names.",
            Proof.Of<ScopeTests>(
                nameof(ScopeTests.An_exemption_is_of_the_cluster_and_no_namespace_can_have_one_of_its_own),
                nameof(ScopeTests.One_that_names_no_single_namespace_and_object_is_refused),
                nameof(ScopeTests.It_covers_no_other_namespace_and_no_longer_name),
                nameof(ScopeTests.It_covers_no_other_rule),
                nameof(ScopeTests.None_covers_every_rule_or_what_cannot_be_read)))
        {
            Operator = "RBAC: whoever may write `egressexemptions` may exempt.",
        },
        new(
            29, "Two exemptions that together allow all", "GHSA-gg4x-fgg2-h9w9",
            "One for `one.example.com`, one for `two.example.com`, and a ServiceEntry with both",
            Answer.Prevented,
            "Each finding needs one exemption that covers the whole object by itself; parts of several are never added up.",
            Proof.Of<ScopeTests>(nameof(ScopeTests.Two_that_each_cover_one_host_do_not_cover_both_in_one_object))),
        new(
            30, "An end that only one path honours", "kyverno/kyverno#17473",
            "An exemption that is over still counts on the command line, or in the audit",
            Answer.Prevented,
            "All doors ask one function whether an exemption is in force, with the time as an argument, and none that is over or too "
                + "long can be written.",
            Proof.Of<ScopeTests>(
                nameof(ScopeTests.Once_it_is_over_it_exempts_nothing_neither_in_the_webhook_nor_on_the_command_line),
                nameof(ScopeTests.None_that_is_over_or_too_long_is_taken))),
        new(
            31, "Changes that arrive late", "kyverno/kyverno#17106",
            "An exemption was withdrawn, and a replica goes on exempting",
            Answer.Prevented,
            "Policies and exemptions are watched and count within moments, and an exemption ends by the clock although no event comes.",
            Proof.Of<ScopeTests>(nameof(ScopeTests.What_is_withdrawn_counts_no_longer_within_moments)))
        {
            Operator = "Alert `EgressGuardReplicasDiffer`.",
        },
        new(
            32, "The guard's rights are used by somebody else", "CVE-2026-22039, CVE-2025-24376",
            "A namespace called `x/../../secrets`; a policy that has the guard call an address",
            Answer.Prevented,
            "A review makes the guard read one Namespace by its escaped name and nothing else. Policies are data without code, "
                + "templates or addresses, and what they do not know is refused.",
            [Proof.All<ConfusedDeputyTests>()]),
        new(
            33, "A control that is left out in one mode", "CVE-2023-33191",
            "`hostNetwork` in an ambient mesh, or where outbound traffic is let through",
            Answer.Prevented,
            "Modes of the mesh add rules and take none of those away that hold in all of them.",
            [Proof.All<ModeTests>()]),
    ]);
}
