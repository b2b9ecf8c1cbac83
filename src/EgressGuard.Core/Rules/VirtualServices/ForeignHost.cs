using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>A VirtualService decides for others only about hosts of its own namespace.</summary>
/// <remarks>
/// Field: <c>spec.hosts</c>, of a VirtualService that decides for others: one that sidecars apply and <c>exportTo</c> shows to further
/// namespaces (those of the egress gateways do not count, where gateways run), or one that an egress gateway applies and sees. Allowed:
/// hosts that a ServiceEntry of the own namespace declares, itself or with a wildcard; that no ServiceEntry declares; that the policy's
/// <c>hosts</c> list for the namespace; at an egress gateway those, too, that a Gateway of a platform namespace lists behind the
/// namespace's name (<c>shop/api.example.com</c>). Services of another namespace (<c>reviews.books.svc.cluster.local</c>) only warn.
/// Judged from both sides: a Gateway on the egress gateway, too, when VirtualServices that are bound to it are there already; then its
/// <c>spec.selector</c> is reported.
/// </remarks>
internal sealed class ForeignHost : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG205",
        Name = "foreign-host",
        Summary = "A VirtualService does not decide for others where traffic to another namespace's host goes.",
        Specification = "VS-11, VS-H1, 2.5, ISTIO-SECURITY-2026-002",
        Kinds = [ObjectKind.VirtualService, ObjectKind.Gateway],
        WarnsOnly = "hosts that are services of another namespace in the cluster",
        Why = "Istio lets any namespace route any host. Sidecars of other namespaces and the egress gateway then send traffic where a "
            + "VirtualService says that has nothing to do with the host, and its owner does not notice.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  gateways: [mesh]
                  exportTo: [".", payments]
                  http:
                  - route:
                    - destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 80}}
                """ + Entry,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  gateways: [mesh]
                  exportTo: ["."]
                  http:
                  - route:
                    - destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 80}}
                """ + Entry),
    };

    private const string Entry = """

        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: payments}
        spec:
          hosts: [api.example.com]
          ports: [{number: 80, name: http, protocol: HTTP}]
          resolution: DNS
          exportTo: [".", shop, istio-system]
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: api-at-gateway, namespace: payments}
        spec:
          hosts: [api.example.com]
          gateways: [istio-system/egress]
          exportTo: [".", istio-system]
          http:
          - route:
            - destination: {host: api.example.com, port: {number: 80}}
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: egress, namespace: istio-system}
        spec:
          selector: {istio: egressgateway}
          servers:
          - port: {number: 80, name: http, protocol: HTTP}
            hosts: [payments/api.example.com]
        """;

    internal override void Check(RuleContext context)
    {
        switch (context.Subject.Object)
        {
            case VirtualService { Spec: { } spec } service
                when context.Policy.Mesh.IsActiveRevision(service.Metadata.Label("istio.io/rev")):
                CheckVirtualService(spec, context);
                break;
            case Gateway { Spec: { } spec } when EgressGateways.Selects(spec, context.Policy):
                RoutesOfGateway.Check(context, Check);
                break;
            default:
                break;
        }
    }

    private static void CheckVirtualService(VirtualServiceSpec spec, RuleContext context)
    {
        for (var i = 0; i < spec.Hosts.Count; i++)
        {
            var host = EgressRoutes.FullName(spec.Hosts[i], context);
            var pointer = "/spec/hosts/" + JsonPointer.Token(i);
            if (EgressRoutes.IsExternal(host, context))
            {
                CheckHost(host, spec, pointer, context);
            }
            else if (HostName.IsServiceOfOther(host, context.Subject.Namespace, context.Policy.Mesh.ClusterDomain)
                && RouteAudience.Of(spec, host, context) is { } audience)
            {
                context.Advise(
                    pointer,
                    $"{Quote.Text(spec.Hosts[i])} is a service of another namespace, and this VirtualService decides where its "
                    + $"traffic goes {audience.Text}.",
                    audience.Remedy);
            }
        }
    }

    private static void CheckHost(string host, VirtualServiceSpec spec, string pointer, RuleContext context)
    {
        if (!context.Mesh.Knows(ObjectKind.ServiceEntry) && RouteAudience.Of(spec, host, context) is not null)
        {
            context.NotEvaluated("the ServiceEntry objects of the mesh were not given");
        }

        foreach (var (owner, part) in HostOwners.ForeignParts(host, context))
        {
            if (RouteAudience.Of(spec, part, context) is { } audience)
            {
                context.Report(
                    pointer,
                    $"{Quote.Text(part)} is declared by ServiceEntry {Quote.Text(owner.ToString())}, and by none of namespace "
                    + $"{Quote.Text(context.Subject.Namespace)}. This VirtualService decides where the traffic to it goes {audience.Text}.",
                    audience.Remedy
                    + " Where the namespace may route the host for others, have the policy's spec.hosts list it for the namespace.");
                return;
            }
        }
    }
}
