using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.ClusterNetwork;

/// <summary>Tenants leave the platform's own NetworkPolicies alone.</summary>
/// <remarks>
/// A NetworkPolicy is the platform's when it has all of the policy's <c>networkPolicies.protectedLabels</c>. To create one is allowed; to
/// change or delete it is refused, except to the users in <c>platformUsers</c>. In a namespace that is itself being deleted, its policies
/// may go with it.
/// </remarks>
internal sealed class ProtectedNetworkPolicy : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG509",
        Name = "protected-network-policy",
        Summary = "The platform's NetworkPolicies are neither changed nor deleted by tenants.",
        Specification = "NP-2",
        Kinds = [ObjectKind.NetworkPolicy],
        JudgesRemoval = true,
        Why = "The platform's policy that closes everything is what stops a pod which gets past its sidecar. Without it nothing at the "
            + "network does.",
        Example = new RuleExample(
            Denied: """
                # Being deleted.
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata:
                  name: closed
                  namespace: shop
                  labels: {egressguard.io/protected: "true"}
                  deletionTimestamp: "2026-01-01T00:00:00Z"
                spec:
                  podSelector: {}
                  policyTypes: [Egress]
                """,
            Corrected: """
                # Being created; from now on it stays.
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata:
                  name: closed
                  namespace: shop
                  labels: {egressguard.io/protected: "true"}
                spec:
                  podSelector: {}
                  policyTypes: [Egress]
                """),
    };

    internal override void Check(RuleContext context)
    {
        var subject = context.Subject;
        var former = subject.IsRemoval ? subject.Object : subject.OldObject;
        var labels = context.Policy.NetworkPolicies.ProtectedLabels;
        if (former is not NetworkPolicy { Metadata: var metadata }
            || labels.IsEmpty
            || !labels.All(label => metadata.Label(label.Key) == label.Value))
        {
            return;
        }

        // Kubernetes empties a namespace before it goes; to refuse that, whoever asks, would keep the namespace for ever.
        if (subject.IsRemoval && context.Namespace?.Metadata.DeletionTimestamp is not null)
        {
            return;
        }

        var (key, value) = labels.First();
        context.Report(
            LabelPlace.Of(subject.Object.Metadata, key),
            $"This NetworkPolicy has the label {key} {Quote.Text(value)}: it belongs to the platform and closes the way past the egress "
            + $"gateway. Only users in the policy's spec.platformUsers may {(subject.IsRemoval ? "delete" : "change")} it.",
            $"Leave it as it is, and ask the platform's owners to {(subject.IsRemoval ? "delete" : "change")} it; a policy of your own "
            + "can open what your pods need in the cluster.");
    }
}
