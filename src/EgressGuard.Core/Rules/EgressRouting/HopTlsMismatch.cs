using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>Sidecars send to the egress gateway what its server expects.</summary>
/// <remarks>
/// Fields: the <c>tls</c> of the DestinationRule for the egress gateway that counts for the clients, the protocol and <c>tls.mode</c>
/// of the Gateway's server, and the block of the route between them. ISTIO_MUTUAL stands on both ends or on neither.
/// </remarks>
internal sealed class HopTlsMismatch : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG911",
        Name = "hop-tls-mismatch",
        Summary = "Sidecars send to the egress gateway what the server of the Gateway expects.",
        Specification = "C12",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.VirtualService, ObjectKind.DestinationRule, ObjectKind.Gateway],
        JudgesRemoval = true,
        Why = "The DestinationRule and the Gateway are two ends of one connection. Where one speaks TLS and the other does not, "
            + "every connection fails, with an error that names neither of them.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: gateway, namespace: shop}
                spec:
                  host: istio-egressgateway.istio-system.svc.cluster.local
                  exportTo: ["."]
                  trafficPolicy:
                    tls: {mode: DISABLE}
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

    private protected override bool Concerns(PathFault fault, PathWay way) => fault.Code == PathFaultCode.HopTlsMismatch;
}
