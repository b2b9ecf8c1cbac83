using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>
/// Only the egress gateway's own pods run as its ServiceAccount. Policies at the destinations, and at the gateway itself, tell the gateway
/// by that identity.
/// </summary>
/// <remarks>
/// <para>Fields: <c>spec.serviceAccountName</c> (or its old name <c>spec.serviceAccount</c>) and the labels of pods in the namespace of an
/// egress gateway.</para>
/// <para>Allowed: any account but <c>SERVICE</c> and <c>SERVICE-service-account</c>, where SERVICE is the gateway's service in the policy's
/// <c>spec.mesh.egressGateways</c>; these for pods with all labels of the gateway's <c>selector</c>.</para>
/// </remarks>
internal sealed class GatewayServiceAccount : PodRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG323",
        Name = "gateway-service-account",
        Summary = "Only the pods of an egress gateway run as its ServiceAccount.",
        Specification = "PS-20",
        Kinds = PodKinds,
        JudgesPlatform = true,
        Why = "A pod with the gateway's ServiceAccount has the gateway's identity. Whatever lets the gateway out, a NetworkPolicy by "
            + "identity, a firewall or the destination itself, lets that pod out.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata: {name: tool, namespace: istio-system}
                spec:
                  serviceAccountName: istio-egressgateway
                  containers:
                  - {name: tool, image: registry.example.com/tool:1.0.0}
                """,
            Corrected: """
                apiVersion: v1
                kind: Pod
                metadata: {name: tool, namespace: istio-system}
                spec:
                  serviceAccountName: tool
                  containers:
                  - {name: tool, image: registry.example.com/tool:1.0.0}
                """),
    };

    private protected override void Check(PodView pod, RuleContext context)
    {
        var isOld = string.IsNullOrEmpty(pod.Spec.ServiceAccountName);
        var account = isOld ? pod.Spec.ServiceAccount : pod.Spec.ServiceAccountName;
        var gateways = context.Policy.Mesh.EgressGateways
            .Where(gateway => gateway.Namespace == context.Subject.Namespace
                && (account == gateway.Service || account == gateway.Service + "-service-account"))
            .ToList();
        if (gateways.Count > 0 && !gateways.Exists(gateway => IsPodOf(gateway, pod)))
        {
            context.Report(
                $"{pod.Root}/spec/{(isOld ? "serviceAccount" : "serviceAccountName")}",
                $"The pod runs as {Quote.Text(account!)}, the ServiceAccount of egress gateway {Quote.Text(gateways[0].Service)}, and is "
                + $"none of its pods: it lacks {Labels(gateways[0])}. With the gateway's identity it is let out wherever the gateway is.",
                "Give the pod a ServiceAccount of its own; where it is the gateway's pod, have the selector in the policy's "
                + "spec.mesh.egressGateways agree with its labels.");
        }
    }

    private static bool IsPodOf(EgressGatewaySettings gateway, PodView pod) =>
        gateway.Selector.All(label => pod.Metadata.Label(label.Key) == label.Value);

    private static string Labels(EgressGatewaySettings gateway) =>
        (gateway.Selector.Count == 1 ? "label " : "one of the labels ")
        + Phrase.Join([.. gateway.Selector.Select(label => $"{label.Key} {Quote.Text(label.Value)}")]);
}
