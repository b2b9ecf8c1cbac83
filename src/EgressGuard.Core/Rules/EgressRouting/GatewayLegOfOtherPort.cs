using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>The route that the egress gateway applies is for the port at which the traffic arrives.</summary>
/// <remarks>
/// Fields: <c>match.port</c> of routes for a Gateway. Istio compares it with <c>servers[].port.number</c> of that Gateway, and not with the
/// port that clients dial.
/// </remarks>
internal sealed class GatewayLegOfOtherPort : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG906",
        Name = "gateway-leg-port",
        Summary = "Routes at the egress gateway are for the port of the Gateway's server.",
        Specification = "C7, 2.7",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.VirtualService, ObjectKind.Gateway],
        JudgesRemoval = true,
        Why = "A route for another port than the server's is not applied. The gateway answers 404 or closes the connection: nothing leaves the mesh, and "
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
                  http:
                  - match: [{gateways: [mesh], port: 80}]
                    route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 80}}}]
                  - match: [{gateways: [istio-system/egress], port: 443}]
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
        metadata: {name: egress, namespace: istio-system}
        spec:
          selector: {istio: egressgateway}
          servers:
          - port: {number: 80, name: http, protocol: HTTP}
            hosts: [shop/api.example.com]
        """;

    private protected override bool Concerns(PathFault fault, PathWay way) => fault.Code == PathFaultCode.GatewayLegPort;
}
