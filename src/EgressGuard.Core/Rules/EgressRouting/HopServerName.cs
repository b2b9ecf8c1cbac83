using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>The connection to the egress gateway names a host that the server of the Gateway serves.</summary>
/// <remarks>
/// Fields: <c>tls.sni</c> in the DestinationRule for the egress gateway, and <c>servers[].hosts</c> of the Gateway. Without <c>sni</c>
/// the name is one of Istio's own, which only the host <c>*</c> covers.
/// </remarks>
internal sealed class HopServerName : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG912",
        Name = "hop-server-name",
        Summary = "The connection to the egress gateway names a host that the server of the Gateway serves.",
        Specification = "C13",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.DestinationRule, ObjectKind.Gateway, ObjectKind.VirtualService],
        JudgesRemoval = true,
        Why = "A gateway picks the server for a TLS connection by the name in it. Without sni that is a name that Istio makes "
            + "up and no server lists, and the gateway resets the connection.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: gateway, namespace: shop}
                spec:
                  host: istio-egressgateway.istio-system.svc.cluster.local
                  exportTo: ["."]
                  trafficPolicy:
                    tls: {mode: ISTIO_MUTUAL}
                """ + Mesh,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: gateway, namespace: shop}
                spec:
                  host: istio-egressgateway.istio-system.svc.cluster.local
                  exportTo: ["."]
                  trafficPolicy:
                    tls: {mode: ISTIO_MUTUAL, sni: api.example.com}
                """ + Mesh),
    };

    private const string Mesh = """

        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop}
        spec:
          hosts: [api.example.com]
          ports: [{number: 80, name: http, protocol: HTTP}]
          resolution: DNS
          exportTo: [".", istio-system]
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: egress, namespace: shop}
        spec:
          selector: {istio: egressgateway}
          servers:
          - port: {number: 443, name: https, protocol: HTTPS}
            tls: {mode: ISTIO_MUTUAL}
            hosts: [./api.example.com]
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: api, namespace: shop}
        spec:
          hosts: [api.example.com]
          gateways: [mesh, egress]
          exportTo: [".", istio-system]
          http:
          - match: [{gateways: [mesh], port: 80}]
            route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 443}}}]
          - match: [{gateways: [egress], port: 443}]
            route: [{destination: {host: api.example.com, port: {number: 80}}}]
        """;

    private protected override bool Concerns(PathFault fault, PathWay way) => fault.Code == PathFaultCode.HopServerName;
}
