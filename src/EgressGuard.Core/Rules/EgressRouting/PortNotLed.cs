using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>Where a VirtualService leads a host to the egress gateway, it leads every port of the host there.</summary>
/// <remarks>
/// Fields: <c>match.port</c> of the routes that sidecars apply, and <c>spec.ports</c> of the ServiceEntry. Another VirtualService may lead the
/// port there, too.
/// </remarks>
internal sealed class PortNotLed : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG903",
        Name = "port-not-led-to-gateway",
        Summary = "A host that is led to the egress gateway is led there at each of its ports.",
        Specification = "C4, VS-P",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.VirtualService, ObjectKind.ServiceEntry],
        JudgesRemoval = true,
        Why = "A route is for the ports that it names, and of whose protocol it is. At any other port that the ServiceEntry declares, everything goes "
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
                  - match: [{gateways: [mesh], port: 80}]
                    route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 80}}}]
                  - match: [{gateways: [istio-system/egress], port: 80}]
                    route: [{destination: {host: api.example.com, port: {number: 80}}}]
                """ + Mesh,
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
                    route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 80}}}]
                  - match: [{gateways: [istio-system/egress], port: 80}]
                    route: [{destination: {host: api.example.com, port: {number: 80}}}]
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
          ports: [{number: 80, name: http, protocol: HTTP}, {number: 443, name: tls, protocol: TLS}]
          resolution: DNS
          exportTo: [".", istio-system]
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: egress, namespace: istio-system}
        spec:
          selector: {istio: egressgateway}
          servers:
          - port: {number: 80, name: http, protocol: HTTP}
            hosts: [shop/api.example.com]
          - port: {number: 443, name: tls, protocol: TLS}
            tls: {mode: PASSTHROUGH}
            hosts: [shop/api.example.com]
        """;

    private protected override bool Concerns(PathFault fault, PathWay way) => fault.Code == PathFaultCode.PortNotRouted;
}
