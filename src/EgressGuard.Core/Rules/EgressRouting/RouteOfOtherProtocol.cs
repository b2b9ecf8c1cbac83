using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>A route to the egress gateway stands in the block that Istio applies at the port's protocol.</summary>
/// <remarks>
/// Fields: the blocks <c>http</c>, <c>tls</c> and <c>tcp</c> of a VirtualService, and <c>spec.ports[].protocol</c> of the ServiceEntry. HTTP,
/// HTTP2, GRPC: <c>http</c>. TLS, HTTPS: <c>tls</c>. TCP and databases: <c>tcp</c>. A port without a protocol: <c>http</c> and <c>tcp</c>.
/// A port that the VirtualService leaves out is EG903's.
/// </remarks>
internal sealed class RouteOfOtherProtocol : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG902",
        Name = "route-of-other-protocol",
        Summary = "A route to the egress gateway is of the port's protocol.",
        Specification = "C3, 2.6",
        Kinds = [ObjectKind.VirtualService, ObjectKind.ServiceEntry],
        JudgesRemoval = true,
        Why = "Istio ignores routes of another block than the port's protocol, without a word. The VirtualService looks right, and everything goes "
            + "past the gateway.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  gateways: [mesh, istio-system/egress]
                  exportTo: [".", istio-system]
                  http:
                  - match: [{gateways: [mesh], port: 443}]
                    route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 443}}}]
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

    private protected override bool Concerns(PathFault fault, PathWay way) => fault.Code == PathFaultCode.BlockOfOtherProtocol;
}
