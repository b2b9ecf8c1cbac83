using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>The subset that a route names is in the DestinationRule that counts for the proxies that apply the route.</summary>
/// <remarks>
/// Fields: <c>destination.subset</c> of the routes on the way to the egress gateway and from it, and <c>subsets[].name</c> of the
/// DestinationRule for the destination. Of the proxy's namespace, the destination's and the root namespace the first that has such a rule
/// counts, and in it the most specific host: one for <c>*.local</c> in the clients' namespace hides the one beside the gateway.
/// </remarks>
internal sealed class MissingSubset : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG910",
        Name = "missing-subset",
        Summary = "A subset that a route on the way out names exists for the proxies that apply the route.",
        Specification = "C11, DR-3, DR-11",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.VirtualService, ObjectKind.DestinationRule],
        JudgesRemoval = true,
        Why = "For a subset that it does not know a proxy has no endpoints: clients get 503, or a reset. A DestinationRule can hide the one that "
            + "has the subset, and breaks routes that it does not name.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: gateway, namespace: shop}
                spec:
                  host: istio-egressgateway.istio-system.svc.cluster.local
                  exportTo: ["."]
                  subsets:
                  - name: web
                """ + Mesh,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: gateway, namespace: shop}
                spec:
                  host: istio-egressgateway.istio-system.svc.cluster.local
                  exportTo: ["."]
                  subsets:
                  - name: api
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
        kind: VirtualService
        metadata: {name: api, namespace: shop}
        spec:
          hosts: [api.example.com]
          gateways: [mesh, istio-system/egress]
          exportTo: [".", istio-system]
          tls:
          - match: [{gateways: [mesh], port: 443, sniHosts: [api.example.com]}]
            route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 443}, subset: api}}]
          - match: [{gateways: [istio-system/egress], port: 443, sniHosts: [api.example.com]}]
            route: [{destination: {host: api.example.com, port: {number: 443}}}]
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: egress, namespace: istio-system}
        spec:
          selector: {istio: egressgateway}
          servers:
          - port: {number: 443, name: tls, protocol: TLS}
            tls: {mode: PASSTHROUGH}
            hosts: [shop/api.example.com]
        """;

    private protected override bool Concerns(PathFault fault, PathWay way) => fault.Code == PathFaultCode.SubsetMissing;
}
