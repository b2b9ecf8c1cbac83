using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Rules.EgressRouting;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>What the egress gateway gets it does not send to itself.</summary>
/// <remarks>
/// Fields: routes to the gateway's Service that hold at the gateway, too, because they have no <c>match.gateways</c> (L1), or that are the
/// gateway leg (L2); <c>spec.endpoints</c> of a ServiceEntry with the gateway's name (L4); a DestinationRule with the load balancer PASSTHROUGH for a host
/// that the gateway sends to (L5): the address that it was dialled at is its own.
/// </remarks>
internal sealed class GatewayLoop : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG206",
        Name = "gateway-loop",
        Summary = "The egress gateway does not send traffic to itself.",
        Specification = "L1, L2, L4, L5, DR-12, 2.11",
        Kinds = [ObjectKind.VirtualService, ObjectKind.ServiceEntry, ObjectKind.DestinationRule],
        JudgesRemoval = true,
        WarnsOnly = "the gateway as one of several endpoints of which another is in a network of its own, as meshes of several clusters have it",
        Why = "A request that the gateway sends to itself comes back to it, over and over, until a timeout or a limit of hops ends it. Every "
            + "such request costs the gateway hundreds, and the gateway is everybody's.",
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
                  - route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 80}}}]
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

    private protected override bool Concerns(PathFault fault, PathWay way) => way.Outcome == PathOutcome.Loop
        && fault.Code is PathFaultCode.RouteToItself or PathFaultCode.GatewayLegToGateway or PathFaultCode.EndpointIsGateway
            or PathFaultCode.PassthroughKeepsAddress;

    private protected override bool IsGrave(PathFault fault, PathWay way, RuleContext context) =>
        fault.Code != PathFaultCode.EndpointIsGateway
        || !(fault.Objects.Where(item => item.Kind == ObjectKind.ServiceEntry)
            .Select(item => context.Mesh.FindServiceEntry(item.Reference)?.Spec)
            .Any(entry => entry is not null && entry.Endpoints.Any(endpoint => !string.IsNullOrEmpty(endpoint.Network))));
}
