using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>The tls routes to the egress gateway are for every host that the VirtualService and a ServiceEntry have in common.</summary>
/// <remarks>
/// Fields: <c>tls[].match[].sniHosts</c> and <c>spec.hosts</c> of a VirtualService, at sidecars and at the gateway, and <c>spec.hosts</c> of the
/// ServiceEntry. Another VirtualService may lead a server name there, too.
/// </remarks>
internal sealed class ServerNameNotLed : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG909",
        Name = "server-name-not-led-to-gateway",
        Summary = "A tls route to the egress gateway leaves out no host that it is meant for.",
        Specification = "C10, VS-16",
        Kinds = [ObjectKind.VirtualService, ObjectKind.ServiceEntry],
        JudgesRemoval = true,
        WarnsOnly = "a name that only the gateway's own route leaves out, and a VirtualService whose host no ServiceEntry declares yet",
        Why = "As soon as one tls route holds for a port, names that no route has are unknown destinations: they leave directly where the "
            + "mesh, or a Sidecar, allows any, and fail where it does not. At the gateway they fail.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com, www.example.com]
                  gateways: [mesh, istio-system/egress]
                  exportTo: [".", istio-system]
                  tls:
                  - match: [{gateways: [mesh], port: 443, sniHosts: [api.example.com]}]
                    route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 443}}}]
                  - match: [{gateways: [istio-system/egress], port: 443, sniHosts: [api.example.com, www.example.com]}]
                    route: [{destination: {host: api.example.com, port: {number: 443}}}]
                """ + Mesh,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com, www.example.com]
                  gateways: [mesh, istio-system/egress]
                  exportTo: [".", istio-system]
                  tls:
                  - match: [{gateways: [mesh], port: 443, sniHosts: [api.example.com, www.example.com]}]
                    route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 443}}}]
                  - match: [{gateways: [istio-system/egress], port: 443, sniHosts: [api.example.com]}]
                    route: [{destination: {host: api.example.com, port: {number: 443}}}]
                  - match: [{gateways: [istio-system/egress], port: 443, sniHosts: [www.example.com]}]
                    route: [{destination: {host: www.example.com, port: {number: 443}}}]
                """ + Mesh),
    };

    private const string Mesh = """

        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop}
        spec:
          hosts: [api.example.com, www.example.com]
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
            hosts: [shop/api.example.com, shop/www.example.com]
        """;

    private protected override bool Concerns(PathFault fault, PathWay way) => fault.Code == PathFaultCode.SniNotCovered;

    /// <summary>What gets as far as the gateway ends there. A host that nothing declares yet is told again when its ServiceEntry comes.</summary>
    private protected override bool IsGrave(PathFault fault, PathWay way, RuleContext context) =>
        !way.Hops.Any(hop => hop.Kind == HopKind.Gateway)
        && fault.Objects.Any(item => item.Kind == ObjectKind.ServiceEntry && context.Mesh.FindServiceEntry(item.Reference) is not null);
}
