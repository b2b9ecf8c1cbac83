using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Rules.VirtualServices;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>No other VirtualService takes a host from the route that leads it to the egress gateway.</summary>
/// <remarks>
/// Fields: <c>hosts</c> and <c>exportTo</c> of VirtualServices for one host, and their age: of several that a sidecar sees, those
/// exported to its own namespace only come first, then those exported to it by name, then public ones; the oldest first among equals.
/// </remarks>
internal sealed class RouteOverridden : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG920",
        Name = "route-overridden",
        Summary = "No other VirtualService takes a host away from the one that leads it to the egress gateway.",
        Specification = "VS-9, VS-H1, 2.5",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.VirtualService],
        JudgesRemoval = true,
        Why = "A sidecar applies one VirtualService of several for a host, or one of their routes. A route to the gateway that "
            + "comes second is there, looks right, and does nothing.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  gateways: [mesh, egress]
                  exportTo: [".", istio-system]
                  tls:
                  - match: [{gateways: [mesh], port: 443, sniHosts: [api.example.com]}]
                    route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 443}}}]
                  - match: [{gateways: [egress], port: 443, sniHosts: [api.example.com]}]
                    route: [{destination: {host: api.example.com, port: {number: 443}}}]
                """ + Mesh + Old,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  gateways: [mesh, egress]
                  exportTo: [".", istio-system]
                  tls:
                  - match: [{gateways: [mesh], port: 443, sniHosts: [api.example.com]}]
                    route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 443}}}]
                  - match: [{gateways: [egress], port: 443, sniHosts: [api.example.com]}]
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
        metadata: {name: egress, namespace: shop}
        spec:
          selector: {istio: egressgateway}
          servers:
          - port: {number: 443, name: tls, protocol: TLS}
            tls: {mode: PASSTHROUGH}
            hosts: [./api.example.com]
        """;

    private const string Old = """

        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: old, namespace: shop, creationTimestamp: "2024-01-01T00:00:00Z"}
        spec:
          hosts: [api.example.com]
          exportTo: ["."]
          tls:
          - match: [{port: 443, sniHosts: [api.example.com]}]
            route: [{destination: {host: api.example.com, port: {number: 443}}}]
        """;

    private protected override bool Concerns(PathFault fault, PathWay way) => fault.Code == PathFaultCode.RouteOverridden;

    /// <summary>
    /// The route that loses is told, and the one that wins only where neither EG201 (it leads out itself) nor EG901 (it opens the way) does.
    /// </summary>
    private protected override bool IsTold(PathFault fault, PathChange change, RuleContext context) =>
        fault.Objects[0].Reference == context.Subject.Reference
        || (!change.Brings(PathOutcome.Direct)
            && context.Subject.Object is VirtualService { Spec: { } spec }
            && !ExternalLegs.Of(spec, context).Any(item => item.Leg.AtMesh));
}
