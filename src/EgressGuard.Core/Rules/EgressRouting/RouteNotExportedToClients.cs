using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>Whoever sees a host sees the route that leads it to the egress gateway.</summary>
/// <remarks>
/// Fields: <c>exportTo</c> of a VirtualService and of the ServiceEntry in the same namespace that declares its host. Routes in other
/// namespaces than the entry's are not judged: a namespace may have a route of its own, and bring it later.
/// </remarks>
internal sealed class RouteNotExportedToClients : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG915",
        Name = "route-not-exported-to-clients",
        Summary = "A VirtualService that leads a host to the egress gateway is exported to every namespace that sees the host.",
        Specification = "C18, VS-8",
        Kinds = [ObjectKind.VirtualService, ObjectKind.ServiceEntry],
        JudgesRemoval = true,
        WarnsOnly = "a route for one other namespace only, since the next one may have a route that follows",
        Why = "A namespace that sees the host and not its route connects to the host itself, past the egress gateway. Nothing "
            + "in that namespace shows why.",
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
                  - match: [{gateways: [mesh], port: 443, sniHosts: [api.example.com]}]
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
                  exportTo: [".", payments, istio-system]
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
          exportTo: [".", payments, istio-system]
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

    private protected override bool Concerns(PathFault fault, PathWay way) => fault.Code == PathFaultCode.RouteNotVisible;

    private protected override bool IsTold(PathFault fault, PathChange change, RuleContext context) => !change.IsSupposed
        && fault.Objects.Any(item => item.Kind == ObjectKind.ServiceEntry && item.Reference.Namespace == fault.Objects[0].Reference.Namespace);

    /// <summary>
    /// A set with one route per namespace is applied one after the other, and must not be refused halfway: a route for a single other
    /// namespace looks like one of these. A route for its own namespace or for several is meant for all.
    /// </summary>
    private protected override bool IsGrave(PathFault fault, PathWay way, RuleContext context)
    {
        var route = fault.Objects[0].Reference;
        var exported = ExportScope.Effective(context.Mesh.FindVirtualService(route)!.Spec!.ExportTo, context.Policy.Mesh.DefaultExportTo);
        var clients = exported.Where(item => !context.Policy.IsPlatformNamespace(item)).Distinct(StringComparer.Ordinal).ToList();
        return clients is not [var only] || only == "." || only == route.Namespace;
    }
}
