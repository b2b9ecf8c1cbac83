using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>
/// A pod must not carry the labels by which Istio, NetworkPolicies and firewalls know an egress gateway or a gateway that Istio
/// deploys. Istio configures the pod like one, and what lets the gateway out lets the pod out.
/// </summary>
/// <remarks>
/// <para>Labels that are refused: all those of the selector of an egress gateway in the policy's <c>spec.mesh.egressGateways</c>
/// together; <c>app</c> with the name of such a gateway's service; <c>gateway.networking.k8s.io/gateway-name</c> and
/// <c>gateway.istio.io/managed</c>, except in namespaces in the policy's <c>spec.gateways.allowedNamespaces</c>.</para>
/// </remarks>
internal sealed class GatewayImpersonation : PodRule
{
    private const string App = "app";

    /// <summary>What Istio puts on the gateways and waypoints that it deploys (istio-egress.md POD-30).</summary>
    private static readonly string[] ManagedLabels = ["gateway.networking.k8s.io/gateway-name", "gateway.istio.io/managed"];

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG308",
        Name = "poses-as-gateway",
        Summary = "A pod carries none of the labels by which gateways are known.",
        Specification = "POD-27, POD-30",
        Kinds = PodKinds,
        Why = "Gateways select their pods by labels, in whatever namespace these run. A pod with the egress gateway's labels gets its "
            + "configuration and its certificates, and NetworkPolicies and firewalls let it out as they let the gateway out.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web
                  namespace: shop
                  labels: {istio: egressgateway}
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
        foreach (var label in EgressLabels(pod, context.Policy.Mesh).Distinct())
        {
            context.Report(
                pod.Root + JsonPointer.Label(label),
                $"Label {label} is {Quote.Text(pod.Metadata.Label(label)!)}, as on the pods of the egress gateway. Whatever goes by that "
                + "label gives the pod the gateway's configuration or lets its connections out without passing the gateway.",
                $"Give the label {label} another value, or remove it.");
        }

        if (context.Policy.Gateways.AllowedNamespaces.Contains(context.Subject.Namespace))
        {
            return;
        }

        foreach (var label in ManagedLabels)
        {
            if (pod.Metadata.Label(label) is { } value)
            {
                context.Report(
                    pod.Root + JsonPointer.Label(label),
                    $"Label {label} is {Quote.Text(value)}, by which Istio knows the gateways and waypoints that it deploys. Istio takes "
                    + "the pod for one of them and gives it their configuration.",
                    "Remove the label; if Istio deploys a gateway here, have the policy list the namespace in "
                    + "spec.gateways.allowedNamespaces.");
            }
        }
    }

    /// <summary>The labels that make the pod an egress gateway's: of a selector that holds, the first one.</summary>
    private static IEnumerable<string> EgressLabels(PodView pod, MeshSettings mesh)
    {
        foreach (var gateway in mesh.EgressGateways)
        {
            if (!gateway.Selector.IsEmpty && gateway.Selector.All(label => pod.Metadata.Label(label.Key) == label.Value))
            {
                yield return gateway.Selector.First().Key;
            }

            if (pod.Metadata.Label(App) == gateway.Service)
            {
                yield return App;
            }
        }
    }
}
