using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>A route to the egress gateway is for all clients that see the host.</summary>
/// <remarks>
/// Fields: <c>sourceLabels</c> and <c>sourceNamespace</c> of the matches that sidecars apply. <c>destinationSubnets</c> are EG209's.
/// Http matches with <c>gateways</c> ignore labels and namespace.
/// </remarks>
internal sealed class RouteForSomeClients : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG919",
        Name = "route-for-some-clients",
        Summary = "A route from sidecars to the egress gateway leaves no client out that sees the host.",
        Specification = "VS-6",
        Kinds = [ObjectKind.VirtualService],
        JudgesRemoval = true,
        Why = "A sidecar that no route is for connects to the host itself, past the egress gateway. Whoever runs a pod chooses "
            + "its labels, and so whether it takes the gateway.",
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
                  - match: [{gateways: [mesh], port: 443, sniHosts: [api.example.com], sourceLabels: {app: web}}]
                    route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 443}}}]
                  - match: [{gateways: [egress], port: 443, sniHosts: [api.example.com]}]
                    route: [{destination: {host: api.example.com, port: {number: 443}}}]
                """ + Mesh,
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

    private protected override bool Concerns(PathFault fault, PathWay way) => fault.Code == PathFaultCode.RouteForSomeOnly;

    private protected override bool IsTold(PathFault fault, PathChange change, RuleContext context)
    {
        var route = fault.Objects[0];
        return context.Mesh.RootsOf(route.Reference)
            .SelectMany(root => context.LegsOf(root))
            .Where(leg => leg.AtMesh && leg.Owner == route.Reference && leg.Pointer.StartsWith(route.Pointer + "/", StringComparison.Ordinal))
            .Any(leg => NamesClients(leg.Match) || NamesClients(leg.RootMatch));
    }

    private static bool NamesClients(RouteMatch? match) =>
        match is not null && (match.SourceLabels.Count > 0 || !string.IsNullOrEmpty(match.SourceNamespace));
}
