using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Rules.EgressRouting;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>A route through the egress gateway has both legs: one that sidecars apply, and one that the gateway applies.</summary>
/// <remarks>
/// Fields: <c>spec.gateways</c> and <c>match.gateways</c>. Without <c>mesh</c> sidecars know nothing of the route and connect to the host
/// themselves; without the gateway's Gateway the gateway does not know where to send what it gets. Two VirtualServices may share the legs.
/// </remarks>
internal sealed class MissingMeshLeg : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG204",
        Name = "missing-mesh-leg",
        Summary = "A route through the egress gateway has a leg for sidecars and a leg for the gateway.",
        Specification = "C1, C2, 2.3",
        Kinds = [ObjectKind.VirtualService, ObjectKind.ServiceEntry],
        JudgesRemoval = true,
        WarnsOnly = "a gateway leg whose mesh leg another VirtualService may bring, and a mesh leg without a gateway leg, which leads nowhere",
        Why = "Sidecars apply a VirtualService only if it is bound to mesh. One that is bound to the gateway alone looks like a route "
            + "through the gateway, and everything goes past it.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  gateways: [istio-system/egress]
                  exportTo: [".", istio-system]
                  tls:
                  - match: [{gateways: [mesh], port: 443, sniHosts: [api.example.com]}]
                    route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 443}}}]
                  - match: [{gateways: [istio-system/egress], port: 443, sniHosts: [api.example.com]}]
                    route: [{destination: {host: api.example.com, port: {number: 443}}}]
                """ + Mesh,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  gateways: [mesh, istio-system/egress]
                  exportTo: [".", istio-system]
                  tls:
                  - match: [{gateways: [mesh], port: 443, sniHosts: [api.example.com]}]
                    route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 443}}}]
                  - match: [{gateways: [istio-system/egress], port: 443, sniHosts: [api.example.com]}]
                    route: [{destination: {host: api.example.com, port: {number: 443}}}]
                """ + Mesh),
    };

    private const string Mesh = """

        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop}
        spec:
          hosts: [api.example.com]
          ports: [{number: 443, name: tls, protocol: TLS}]
          resolution: DNS
          exportTo: [".", istio-system]
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: egress, namespace: istio-system}
        spec:
          selector: {istio: egressgateway}
          servers:
          - port: {number: 443, name: tls, protocol: TLS}
            tls: {mode: PASSTHROUGH}
            hosts: [shop/api.example.com]
        """;

    private protected override bool Concerns(PathFault fault, PathWay way) =>
        fault.Code is PathFaultCode.MeshLegMissing or PathFaultCode.GatewayLegMissing;

    /// <summary>
    /// Refused is what can only be a mistake: a route to the gateway that no sidecar applies. A gateway leg by itself may wait for the
    /// mesh leg in the next document, and a ServiceEntry for its routes.
    /// </summary>
    private protected override bool IsGrave(PathFault fault, PathWay way, RuleContext context) =>
        fault.Code == PathFaultCode.MeshLegMissing
        && way.Outcome == PathOutcome.Direct
        && context.Subject is { IsRemoval: false, Object: VirtualService service }
        && VirtualServiceRoutes.Destinations(service.Spec!).Any(host => EgressGateways.IsService(EgressRoutes.FullName(host, context), context.Policy));
}
