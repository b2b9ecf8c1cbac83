using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules.ServiceEntries;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>A VirtualService for the mesh takes over the hosts of one owner, not of many domains or other namespaces.</summary>
/// <remarks>
/// Field: <c>spec.hosts</c> of VirtualServices that sidecars apply (<c>gateways</c> absent, or with <c>mesh</c> in it). Istio compares
/// hosts as strings, so <c>*.com</c> takes over all of .com. Allowed: names without a star; wildcards with at least
/// <c>serviceEntries.minimumWildcardLabels</c> whole labels after the star's own (default 2, as in <c>*.example.com</c>); in the
/// cluster, only services of the own namespace (<c>*.shop.svc.cluster.local</c>).
/// </remarks>
internal sealed class HostTooBroad : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG211",
        Name = "virtual-service-host-too-broad",
        Summary = "A wildcard host of a VirtualService in the mesh stays within one domain and out of other namespaces.",
        Specification = "VS-18, SE-H3, 2.1",
        Kinds = [ObjectKind.VirtualService],
        Why = "The sidecars of a namespace prefer its own VirtualServices to the platform's routes. A broad wildcard takes over many hosts "
            + "at once, among them hosts that somebody else leads through the egress gateway.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: outside, namespace: shop}
                spec:
                  hosts: ["*.com"]
                  gateways: [mesh]
                  exportTo: [".", istio-system]
                  http:
                  - route:
                    - destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 80}}
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: outside, namespace: shop}
                spec:
                  hosts: ["*.example.com"]
                  gateways: [mesh]
                  exportTo: [".", istio-system]
                  http:
                  - route:
                    - destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 80}}
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: outside-at-gateway, namespace: shop}
                spec:
                  hosts: ["*.example.com"]
                  gateways: [istio-system/egress]
                  exportTo: [".", istio-system]
                  http:
                  - route:
                    - destination: {host: www.example.com, port: {number: 80}}
                ---
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: www, namespace: shop}
                spec:
                  hosts: [www.example.com]
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
                    hosts: ["shop/*.example.com"]
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not VirtualService { Spec: { } spec } || !EgressRoutes.AreBoundToMesh(spec))
        {
            return;
        }

        for (var i = 0; i < spec.Hosts.Count; i++)
        {
            var host = HostName.Normalize(spec.Hosts[i]);
            if (HostName.IsWildcard(host) && Problem(host, context) is var (problem, remedy))
            {
                context.Report(
                    "/spec/hosts/" + JsonPointer.Token(i),
                    $"{Quote.Text(spec.Hosts[i])} {problem}",
                    remedy);
            }
        }
    }

    private static (string Problem, string Remedy)? Problem(string host, RuleContext context)
    {
        var domain = context.Policy.Mesh.ClusterDomain;
        if (HostName.IsOfNamespace(host, context.Subject.Namespace, domain))
        {
            return null;
        }

        if (HostName.CoversServices(host, domain))
        {
            return (
                $"covers services of other namespaces (svc.{domain}). Sidecars that see this VirtualService would send what is meant for "
                + "those services where it says.",
                "List the exact hosts. A wildcard may cover services of its own namespace: "
                + $"{Quote.Text($"*.{context.Subject.Namespace}.svc.{domain}")}.");
        }

        var needed = context.Policy.ServiceEntries.MinimumWildcardLabels;
        return WildcardTooBroad.LabelsAfterStar(host) >= needed
            ? null
            : (
                $"leaves fewer than {JsonPointer.Token(needed)} labels after its star. It takes over the hosts of many owners, among them "
                + "those that other routes lead through the egress gateway.",
                $"List the exact hosts, or a wildcard within one owner's domain, with {JsonPointer.Token(needed)} labels after the star.");
    }
}
