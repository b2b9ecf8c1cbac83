using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>A route from sidecars to the egress gateway holds for every address of its hosts.</summary>
/// <remarks>
/// Fields: <c>spec.tls[].match[].destinationSubnets</c> and <c>spec.tcp[].match[].destinationSubnets</c>, in matches that hold in the
/// mesh and whose route goes to an egress gateway. Allowed: nothing, or a list with <c>0.0.0.0/0</c> in it.
/// </remarks>
internal sealed class NarrowedMeshLeg : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG209",
        Name = "narrowed-mesh-leg",
        Summary = "A route from sidecars to the egress gateway is not narrowed to some addresses.",
        Specification = "VS-15, 2.6",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.VirtualService],
        Why = "A sidecar applies such a route to connections to the listed addresses only. When the host's addresses change, or a client "
            + "dials another one, the connection leaves without the egress gateway.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: ledger, namespace: shop}
                spec:
                  hosts: [ledger.example.com]
                  gateways: [mesh]
                  exportTo: [".", istio-system]
                  tcp:
                  - match:
                    - {port: 5432, destinationSubnets: [203.0.113.0/24]}
                    route:
                    - destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 5432}}
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: ledger, namespace: shop}
                spec:
                  hosts: [ledger.example.com]
                  gateways: [mesh]
                  exportTo: [".", istio-system]
                  tcp:
                  - match:
                    - {port: 5432}
                    route:
                    - destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 5432}}
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: ledger-at-gateway, namespace: shop}
                spec:
                  hosts: [ledger.example.com]
                  gateways: [istio-system/egress]
                  exportTo: [".", istio-system]
                  tcp:
                  - match: [{port: 5432}]
                    route:
                    - destination: {host: ledger.example.com, port: {number: 5432}}
                ---
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: egress, namespace: istio-system}
                spec:
                  selector: {istio: egressgateway}
                  servers:
                  - port: {number: 5432, name: tcp, protocol: TCP}
                    hosts: [shop/ledger.example.com]
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not VirtualService { Spec: { } spec } || !EgressRoutes.AreBoundToMesh(spec))
        {
            return;
        }

        foreach (var (index, route) in spec.Tls.Index())
        {
            Check(route.Match, route.Route, "/spec/tls/" + JsonPointer.Token(index), context);
        }

        foreach (var (index, route) in spec.Tcp.Index())
        {
            Check(route.Match, route.Route, "/spec/tcp/" + JsonPointer.Token(index), context);
        }
    }

    private static void Check(
        IReadOnlyList<RouteMatch> matches, IReadOnlyList<RouteDestination> destinations, string route, RuleContext context)
    {
        if (!destinations.Any(destination => IsEgressGateway(destination.Destination?.Host, context)))
        {
            return;
        }

        foreach (var (index, match) in matches.Index())
        {
            if (HoldsInMesh(match) && IsNarrow(match.DestinationSubnets))
            {
                context.Report(
                    $"{route}/match/{JsonPointer.Token(index)}/destinationSubnets",
                    $"The route to the egress gateway holds for connections to {Shown(match.DestinationSubnets)} only. "
                    + "Connections to any other address of the host leave without the gateway.",
                    "Remove destinationSubnets: the port and the name of the host are enough to match by.");
            }
        }
    }

    private static bool IsEgressGateway(string? host, RuleContext context) =>
        host is not null && EgressGateways.IsService(EgressRoutes.FullName(host, context), context.Policy);

    private static bool HoldsInMesh(RouteMatch match) => match.Gateways.Count == 0 || match.Gateways.Contains(GatewayReference.Mesh);

    private static bool IsNarrow(IReadOnlyList<string> subnets) => subnets.Count > 0 && !subnets.Any(IsEverything);

    private static bool IsEverything(string subnet) =>
        IPRange.TryParse(subnet, out var range) && range is { IsIPv4: true, PrefixLength: 0 };

    private static string Shown(IReadOnlyList<string> subnets) => Quote.Text(string.Join(", ", subnets));
}
