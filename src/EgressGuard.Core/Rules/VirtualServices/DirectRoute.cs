using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>Sidecars send nothing to an external host themselves: every route that they apply leads to the egress gateway.</summary>
/// <remarks>
/// Fields: the destinations of <c>spec.http</c>, <c>spec.tls</c> and <c>spec.tcp</c> in routes that hold in the mesh, those of delegates
/// included, whatever their weight, order or conditions. A route without <c>match.gateways</c> holds in the mesh, too, when the
/// VirtualService is bound to it. Not external: services of the cluster, and hosts that only ServiceEntries with <c>location:
/// MESH_INTERNAL</c> declare.
/// </remarks>
internal sealed class DirectRoute : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG201",
        Name = "direct-route",
        Summary = "No route that sidecars apply leads to an external host.",
        Specification = "VS-1, VS-3, VS-4, VS-5, L3, 2.6",
        Kinds = [ObjectKind.VirtualService],
        Why = "A sidecar that has a route to an external host connects there itself. One such route is enough, however small its weight and "
            + "however narrow its conditions, for traffic to leave without the egress gateway.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  exportTo: [".", istio-system]
                  http:
                  - route:
                    - destination: {host: api.example.com, port: {number: 80}}
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  gateways: [mesh, istio-system/egress]
                  exportTo: [".", istio-system]
                  http:
                  - match: [{gateways: [mesh], port: 80}]
                    route:
                    - destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 80}}
                  - match: [{gateways: [istio-system/egress], port: 80}]
                    route:
                    - destination: {host: api.example.com, port: {number: 80}}
                ---
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: egress, namespace: istio-system}
                spec:
                  selector: {istio: egressgateway}
                  servers:
                  - port: {number: 80, name: http, protocol: HTTP}
                    hosts: [shop/api.example.com]
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is VirtualService { Spec: { } spec })
        {
            DirectLegs.Report(spec, isMirror: false, context);
        }
    }
}
