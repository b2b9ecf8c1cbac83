using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>What the egress gateway sends to a TLS port is TLS.</summary>
/// <remarks>
/// Fields: the destination of the http route that the gateway applies, the port of the ServiceEntry (its protocol, or 443 as its
/// <c>targetPort</c>), and the DestinationRule for the host, which must count in the gateway's namespace and have the tls mode SIMPLE
/// or MUTUAL.
/// </remarks>
internal sealed class ClearTextToTlsPort : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG913",
        Name = "clear-text-to-tls-port",
        Summary = "The egress gateway does not send HTTP in clear text to a port for TLS.",
        Specification = "C14, DR-10",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.VirtualService, ObjectKind.ServiceEntry, ObjectKind.DestinationRule],
        JudgesRemoval = true,
        Why = "What was meant to be encrypted leaves the cluster readable by everybody on the way, and the host usually refuses "
            + "it. A DestinationRule that is not exported to the namespace of the gateway does not count there.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: api, namespace: shop}
                spec:
                  host: api.example.com
                  exportTo: ["."]
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
                    tls: {mode: SIMPLE, sni: api.example.com}
                """ + Mesh),
    };

    private const string Mesh = """

        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop}
        spec:
          hosts: [api.example.com]
          ports: [{number: 80, name: http, protocol: HTTP, targetPort: 443}]
          resolution: DNS
          exportTo: [".", istio-system]
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: egress, namespace: shop}
        spec:
          selector: {istio: egressgateway}
          servers:
          - port: {number: 80, name: http, protocol: HTTP}
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
            route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 80}}}]
          - match: [{gateways: [egress], port: 80}]
            route: [{destination: {host: api.example.com, port: {number: 80}}}]
        """;

    private protected override bool Concerns(PathFault fault, PathWay way) => fault.Code == PathFaultCode.ClearTextToTlsPort;
}
