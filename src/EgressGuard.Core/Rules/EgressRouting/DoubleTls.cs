using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>What is TLS already is not wrapped in TLS again on its way out.</summary>
/// <remarks>
/// Fields: <c>tls</c> of the DestinationRule for the external host that counts in the gateway's namespace, for a port at which clients
/// bring TLS of their own (a tls route).
/// </remarks>
internal sealed class DoubleTls : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG914",
        Name = "tls-inside-tls",
        Summary = "The egress gateway does not wrap TLS that clients bring in TLS again.",
        Specification = "C15, DR-6",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.VirtualService, ObjectKind.DestinationRule],
        JudgesRemoval = true,
        Why = "A host that gets TLS inside TLS breaks the connection off, and the client sees an error such as 'wrong version "
            + "number'. This is what remains when a set for TLS origination is replaced by one that passes TLS through.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: api, namespace: shop}
                spec:
                  host: api.example.com
                  exportTo: [istio-system]
                  trafficPolicy:
                    tls: {mode: SIMPLE, sni: api.example.com}
                """ + Mesh,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: api, namespace: shop}
                spec:
                  host: api.example.com
                  exportTo: [istio-system]
                  trafficPolicy:
                    loadBalancer: {simple: ROUND_ROBIN}
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
        ---
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
        """;

    private protected override bool Concerns(PathFault fault, PathWay way) => fault.Code == PathFaultCode.DoubleTls;
}
