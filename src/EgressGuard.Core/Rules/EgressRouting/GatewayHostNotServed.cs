using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>The Gateway that a VirtualService is bound to serves its hosts.</summary>
/// <remarks>
/// Fields: <c>spec.hosts</c> of the VirtualService, and <c>servers[].hosts</c> of the Gateway. What stands before a slash there is the namespace of the
/// VirtualServices that may use the server: <c>.</c> is the Gateway's own, <c>*</c> any.
/// </remarks>
internal sealed class GatewayHostNotServed : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG907",
        Name = "gateway-host-not-served",
        Summary = "The egress gateway's Gateway serves the hosts of the VirtualServices bound to it.",
        Specification = "C8, 2.4",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.VirtualService, ObjectKind.Gateway],
        JudgesRemoval = true,
        Why = "The gateway has no route for a host that its server does not list. It answers 404 or closes the connection: nothing leaves the mesh, and "
            + "nothing works.",
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
                  - match: [{gateways: [istio-system/egress], port: 443, sniHosts: [api.example.com]}]
                    route: [{destination: {host: api.example.com, port: {number: 443}}}]
                ---
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: egress, namespace: istio-system}
                spec:
                  selector: {istio: egressgateway}
                  servers:
                  - port: {number: 443, name: tls, protocol: TLS}
                    tls: {mode: PASSTHROUGH}
                    hosts: [payments/api.example.com]
                """ + Entry,
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
                """ + Entry),
    };

    private const string Entry = """

        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop}
        spec:
          hosts: [api.example.com]
          ports: [{number: 443, name: tls, protocol: TLS}]
          resolution: DNS
          exportTo: [".", istio-system]
        """;

    private protected override bool Concerns(PathFault fault, PathWay way) => fault.Code == PathFaultCode.ServerHostMissing;
}
