using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>A pod attaches to no network besides the cluster's. What leaves through a further interface is not redirected.</summary>
/// <remarks>
/// Annotations: <c>k8s.v1.cni.cncf.io/networks</c> and <c>v1.multus-cni.io/default-network</c>, which takes the place of the cluster's
/// network, as Multus reads them: a comma-separated list of <c>[namespace/]name[@interface]</c>,
/// or a JSON list of objects with <c>name</c> and <c>namespace</c>. Allowed: the networks in the policy's
/// <c>spec.pods.allowedNetworks</c>; a name there without a namespace is the network of that name in the pod's own namespace. A list
/// that cannot be read is refused.
/// </remarks>
internal sealed class FurtherNetwork : PodRule
{
    private const string Networks = "k8s.v1.cni.cncf.io/networks";
    private const string DefaultNetwork = "v1.multus-cni.io/default-network";

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG313",
        Name = "further-network",
        Summary = "A pod attaches to no further network that the policy does not list.",
        Specification = "POD-31",
        Kinds = PodKinds,
        Why = "Istio redirects what leaves through the pod's own network. Through the interface of a further network the pod reaches "
            + "whatever that network reaches, past its sidecar, past NetworkPolicies and past the egress gateway.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web
                  namespace: shop
                  annotations: {k8s.v1.cni.cncf.io/networks: storage@net1}
                spec:
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                """,
            Corrected: """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                """),
    };

    private protected override void Check(PodView pod, RuleContext context)
    {
        Check(Networks, pod, context);
        Check(DefaultNetwork, pod, context);
    }

    private static void Check(string annotation, PodView pod, RuleContext context)
    {
        if (pod.Metadata.Annotation(annotation) is not { Length: > 0 } value)
        {
            return;
        }

        if (NetworkList.Read(value) is not { } networks)
        {
            context.Report(
                pod.Root + JsonPointer.Annotation(annotation),
                $"Annotation {annotation} is {Quote.Text(value)}, which is no list of networks that can be read with certainty. "
                + "What is attached to the pod cannot be told, so it is not let through.",
                "Write a comma-separated list such as 'default/istio-cni', or remove the annotation.");
            return;
        }

        var further = networks.Where(network => !IsAllowed(network, context)).Select(network => network.ToString()).ToList();
        if (further.Count > 0)
        {
            context.Report(
                pod.Root + JsonPointer.Annotation(annotation),
                $"Annotation {annotation} attaches the pod to {(further.Count == 1 ? "network" : "networks")} {Phrase.QuoteAll(further)}. "
                + "What leaves through such an interface is not redirected to the sidecar and bypasses the egress gateway.",
                $"Remove {(further.Count == 1 ? "it" : "them")} from the annotation, or have the policy list "
                + $"{(further.Count == 1 ? "it" : "them")} in spec.pods.allowedNetworks.");
        }
    }

    /// <summary>A network without a namespace is one of the pod's own.</summary>
    private static bool IsAllowed(NetworkReference network, RuleContext context)
    {
        var (allowed, own) = (context.Policy.Pods.AllowedNetworks, context.Subject.Namespace);
        var home = network.Namespace ?? own;
        return allowed.Contains($"{home}/{network.Name}") || (home == own && allowed.Contains(network.Name));
    }
}
