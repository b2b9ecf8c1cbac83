using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>The egress gateway sees the routes and hosts that it needs.</summary>
/// <remarks>
/// Fields: <c>exportTo</c> of a VirtualService with routes that the gateway applies, and of the ServiceEntry of the host that it sends
/// to. Both must have the namespace of the egress gateway.
/// </remarks>
internal sealed class HiddenFromGateway : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG916",
        Name = "hidden-from-gateway",
        Summary = "The egress gateway sees its VirtualServices and the ServiceEntries of the hosts that they lead to.",
        Specification = "C18, SE-X2",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.VirtualService, ObjectKind.ServiceEntry],
        JudgesRemoval = true,
        Why = "The gateway looks at objects with the eyes of its own namespace. What is not exported there does not exist for "
            + "it, and it answers with 404 or 503.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                  exportTo: ["."]
                """ + Mesh,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                  exportTo: [".", istio-system]
                """ + Mesh),
    };

    private const string Mesh = """

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

    private protected override bool Concerns(PathFault fault, PathWay way) => fault.Code == PathFaultCode.NotVisibleToGateway;

    private protected override string Remedy(PathFault fault, PathChange change, RuleContext context) =>
        $"Add the namespace of the gateway to exportTo of {fault.Objects.First(item => item.Pointer == "/spec/exportTo")}.";
}
