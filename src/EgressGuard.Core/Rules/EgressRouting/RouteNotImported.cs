using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>A Sidecar that imports a host imports the route that leads it to the egress gateway.</summary>
/// <remarks>
/// Fields: <c>spec.egress[].hosts</c> of the Sidecar that holds for the clients. An item is <c>namespace/host</c>; the namespace is the
/// one of the VirtualService, which need not be the one of the ServiceEntry.
/// </remarks>
internal sealed class RouteNotImported : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG918",
        Name = "route-not-imported",
        Summary = "A Sidecar that imports an external host imports the VirtualService that leads it to the egress gateway, too.",
        Specification = "C21, SC-3",
        Kinds = [ObjectKind.Sidecar, ObjectKind.VirtualService, ObjectKind.ServiceEntry],
        JudgesRemoval = true,
        WarnsOnly = "a route that is exported to everybody, beside which a namespace may bring one of its own",
        Why = "Pods with such a Sidecar know the host and not its route, and connect to the host themselves, past the egress "
            + "gateway.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {name: default, namespace: shop}
                spec:
                  egress:
                  - hosts: [./*, istio-system/*]
                """ + Mesh,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {name: default, namespace: shop}
                spec:
                  egress:
                  - hosts: [./*, routes/*, istio-system/*]
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
        metadata: {name: api, namespace: routes}
        spec:
          hosts: [api.example.com]
          gateways: [mesh, egress]
          exportTo: [shop, istio-system]
          tls:
          - match: [{gateways: [mesh], port: 443, sniHosts: [api.example.com]}]
            route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 443}}}]
          - match: [{gateways: [egress], port: 443, sniHosts: [api.example.com]}]
            route: [{destination: {host: api.example.com, port: {number: 443}}}]
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: egress, namespace: routes}
        spec:
          selector: {istio: egressgateway}
          servers:
          - port: {number: 443, name: tls, protocol: TLS}
            tls: {mode: PASSTHROUGH}
            hosts: [./api.example.com]
        """;

    private protected override bool Concerns(PathFault fault, PathWay way) => fault.Code == PathFaultCode.RouteNotImported;

    private protected override string Remedy(PathFault fault, PathChange change, RuleContext context) =>
        $"Add {Quote.Text($"{fault.Objects[0].Reference.Namespace}/{change.Question.Host}")} to egress.hosts of {fault.Objects[1]}, and exclude it nowhere.";

    private protected override bool IsTold(PathFault fault, PathChange change, RuleContext context) => !change.IsSupposed;

    /// <summary>A Sidecar must fit what is there. A route for everybody need not be meant for this namespace.</summary>
    private protected override bool IsGrave(PathFault fault, PathWay way, RuleContext context) =>
        context.Subject.Object is Sidecar
        || !ExportScope.Effective(context.Mesh.FindVirtualService(fault.Objects[0].Reference)!.Spec!.ExportTo, context.Policy.Mesh.DefaultExportTo)
            .Contains("*");
}
