using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>The route that the egress gateway applies stands in the block of its server.</summary>
/// <remarks>
/// Fields: the blocks <c>http</c>, <c>tls</c> and <c>tcp</c> of a VirtualService, and <c>servers[].port.protocol</c> and <c>tls.mode</c> of the
/// Gateway. HTTP, and HTTPS that ends at the gateway: <c>http</c>. TLS or HTTPS with PASSTHROUGH: <c>tls</c>. TCP, and TLS that ends at the
/// gateway: <c>tcp</c>.
/// </remarks>
internal sealed class GatewayLegOfOtherProtocol : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG908",
        Name = "gateway-leg-of-other-protocol",
        Summary = "Routes at the egress gateway stand in the block that its server applies.",
        Specification = "C9, 2.7",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.VirtualService, ObjectKind.Gateway],
        JudgesRemoval = true,
        Why = "A server applies the routes of one block and ignores the others. The gateway then has no route, and answers 404 or closes the connection: "
            + "nothing leaves the mesh, and nothing works.",
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
                    route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 443}}}]
                  tcp:
                  - match: [{gateways: [istio-system/egress], port: 443}]
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

    private protected override bool Concerns(PathFault fault, PathWay way) => fault.Code == PathFaultCode.GatewayLegBlock;
}
