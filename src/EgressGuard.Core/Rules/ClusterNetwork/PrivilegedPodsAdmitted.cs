using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.ClusterNetwork;

/// <summary>A namespace of tenants should not switch off Kubernetes' own check of pods.</summary>
/// <remarks>
/// Label: <c>pod-security.kubernetes.io/enforce</c>. Allowed: absent, <c>baseline</c>, <c>restricted</c>, and any other value, which
/// Kubernetes takes for <c>restricted</c>; not <c>privileged</c>.
/// </remarks>
internal sealed class PrivilegedPodsAdmitted : Rule
{
    private const string Enforce = "pod-security.kubernetes.io/enforce";

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG503",
        Name = "privileged-pods-admitted",
        Summary = "A namespace does not have Kubernetes admit privileged pods.",
        Specification = "NS-8",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.Namespace],
        Why = "A privileged container can undo the redirection to the sidecar from inside the pod. Kubernetes' own check stops such pods "
            + "even while EgressGuard is not asked.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                  labels:
                    istio-injection: enabled
                    pod-security.kubernetes.io/enforce: privileged
                """,
            Corrected: """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                  labels:
                    istio-injection: enabled
                    pod-security.kubernetes.io/enforce: baseline
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object.Metadata.Label(Enforce) == "privileged")
        {
            context.Report(
                JsonPointer.Label(Enforce),
                $"Label {Enforce} is 'privileged', so Kubernetes admits any pod to the namespace. A privileged container, or one on the "
                + "node's network, gets past the sidecar and the egress gateway.",
                $"Set the label {Enforce} to 'baseline' or 'restricted'.");
        }
    }
}
