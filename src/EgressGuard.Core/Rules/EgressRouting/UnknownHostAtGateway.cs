using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>Somebody declares the host and port that the egress gateway sends to.</summary>
/// <remarks>
/// Fields: the destinations of the routes that the gateway applies, and <c>hosts</c> and <c>ports</c> of ServiceEntries. A
/// VirtualService that comes before the ServiceEntry of its host is not judged yet.
/// </remarks>
internal sealed class UnknownHostAtGateway : PathFaultRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG917",
        Name = "unknown-host-at-gateway",
        Summary = "The egress gateway sends to hosts and ports that a ServiceEntry declares.",
        Specification = "C20",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.VirtualService, ObjectKind.ServiceEntry],
        JudgesRemoval = true,
        Why = "A destination must be written exactly as a ServiceEntry declares it. Otherwise the gateway has no address for it "
            + "and answers with 503.",
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
                    route: [{destination: {host: api.example.org, port: {number: 443}}}]
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

    private protected override bool Concerns(PathFault fault, PathWay way) => fault.Code == PathFaultCode.HostUnknownAtGateway;

    /// <summary>Not of a host that is yet to be declared, nor of one that is deleted: first the ServiceEntry, then its routes, is how it is done.</summary>
    private protected override bool IsTold(PathFault fault, PathChange change, RuleContext context) =>
        !change.IsSupposed && (!context.Subject.IsRemoval || change.After.Protocol is not null);
}
