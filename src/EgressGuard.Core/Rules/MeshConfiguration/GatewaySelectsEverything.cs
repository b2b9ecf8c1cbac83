using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>A Gateway says which gateway pods it is for.</summary>
/// <remarks>
/// Field: <c>spec.selector</c>. Allowed: at least one label that tells gateways apart. Absent or empty, the Gateway is for every gateway
/// pod of the mesh (istio-egress.md 2.4), and as good as that with labels that every pod has: <c>istio.io/rev</c>,
/// <c>istio.io/dataplane-mode</c>, <c>sidecar.istio.io/inject</c>, <c>security.istio.io/tlsMode</c>, <c>kubernetes.io/hostname</c> and
/// those of <c>topology.istio.io</c> and <c>topology.kubernetes.io</c>.
/// </remarks>
internal sealed class GatewaySelectsEverything : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG410",
        Name = "gateway-selects-everything",
        Summary = "A Gateway selects the gateway pods that it is for.",
        Specification = "GW-2",
        Kinds = [ObjectKind.Gateway],
        Why = "Without a selector a Gateway opens its listeners on all gateways of the mesh, among them the egress gateway and the "
            + "ingress of others.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: front, namespace: shop}
                spec:
                  servers:
                  - port: {number: 443, name: https, protocol: HTTPS}
                    tls: {mode: SIMPLE, credentialName: shop-example-com}
                    hosts: ["./shop.example.com"]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: front, namespace: shop}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 443, name: https, protocol: HTTPS}
                    tls: {mode: SIMPLE, credentialName: shop-example-com}
                    hosts: ["./shop.example.com"]
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is Gateway { Spec: { } spec } && EgressGateways.SelectsAll(spec))
        {
            context.Report(
                "/spec/selector",
                (spec.Selector.Count == 0
                    ? "The selector is absent or empty, which picks every gateway pod of the mesh."
                    : "The selector has only labels that pods of all gateways have.")
                + " The listeners open on the egress gateway, "
                + "too, and on the gateways of others.",
                "Write the labels of the pods that are meant, such as selector: {istio: ingressgateway}.");
        }
    }
}
