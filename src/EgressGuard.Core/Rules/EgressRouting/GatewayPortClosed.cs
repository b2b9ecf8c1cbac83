using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>Sidecars send to a port at which the egress gateway listens.</summary>
/// <remarks>
/// Fields: <c>destination.port.number</c> of the routes that sidecars apply, and <c>spec.servers[].port.number</c> of the Gateways on the egress
/// gateway. The number is a port of the gateway's Service; where the mesh holds that Service, it must have the port, too.
/// </remarks>
internal sealed class GatewayPortClosed : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG905",
        Name = "gateway-port-closed",
        Summary = "Routes to the egress gateway lead to a port that a Gateway opens there.",
        Specification = "C6, GW-11",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.VirtualService, ObjectKind.Gateway],
        JudgesRemoval = true,
        Why = "At a port that no server opens, the gateway refuses connections: clients get 503, or a reset. Nothing leaves the mesh, and nothing works.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  gateways: [mesh, istio-system/egress]
                  exportTo: [".", istio-system]
                  tls:
                  - match: [{gateways: [mesh], port: 443, sniHosts: [api.example.com]}]
                    route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 8443}}}]
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

    private protected override bool Concerns(PathFault fault, PathWay way) => fault.Code == PathFaultCode.GatewayPortClosed;
}
