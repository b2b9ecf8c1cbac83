using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules.VirtualServices;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>A route that is meant to lead to the egress gateway writes its full name.</summary>
/// <remarks>
/// Fields: the destinations and mirrors of <c>spec.http</c>, <c>spec.tls</c> and <c>spec.tcp</c> in routes that hold in the mesh, those of
/// delegates included. A name without a dot is a Service of the VirtualService's own namespace; one with a dot is taken as it is. Judged by
/// itself, without the paths: the name is wrong before any ServiceEntry declares the host, and where no traffic takes the route yet.
/// </remarks>
internal sealed class IncompleteGatewayName : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG904",
        Name = "incomplete-gateway-name",
        Summary = "A route that is meant to lead to the egress gateway writes its full name.",
        Specification = "C5, 2.2",
        Kinds = [ObjectKind.VirtualService],
        Why = "A short name stands for a Service of the VirtualService's own namespace, and half a name for nothing at all. Clients get 503, "
            + "until somebody declares what is named there and takes the traffic.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  gateways: [mesh, istio-system/egress]
                  exportTo: [".", istio-system]
                  tls:
                  - match: [{gateways: [mesh], port: 443, sniHosts: [api.example.com]}]
                    route: [{destination: {host: istio-egressgateway, port: {number: 443}}}]
                  - match: [{gateways: [istio-system/egress], port: 443, sniHosts: [api.example.com]}]
                    route: [{destination: {host: api.example.com, port: {number: 443}}}]
                """ + Mesh,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  gateways: [mesh, istio-system/egress]
                  exportTo: [".", istio-system]
                  tls:
                  - match: [{gateways: [mesh], port: 443, sniHosts: [api.example.com]}]
                    route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 443}}}]
                  - match: [{gateways: [istio-system/egress], port: 443, sniHosts: [api.example.com]}]
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
        metadata: {name: egress, namespace: istio-system}
        spec:
          selector: {istio: egressgateway}
          servers:
          - port: {number: 443, name: tls, protocol: TLS}
            tls: {mode: PASSTHROUGH}
            hosts: [shop/api.example.com]
        """;

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not VirtualService { Spec: { } spec })
        {
            return;
        }

        var reported = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (leg, pointer, root) in ExternalLegs.All(spec, context))
        {
            if (leg.AtMesh && EgressGateways.IsIncompleteName(leg.Host, context.Policy) && IsForTheOutside(leg, root, context)
                && reported.Add(pointer))
            {
                context.Report(pointer, Explain(leg.Host, context), Remedy(leg.Host, context));
            }
        }
    }

    /// <summary>Between services of the cluster, a Service of the same name in another namespace may be what is meant.</summary>
    private static bool IsForTheOutside(RouteLeg leg, VirtualServiceSpec root, RuleContext context) =>
        EgressRoutes.IsExternal(leg.Host, context)
        || root.Hosts.Any(host => host.AsSpan().ContainsAny('.', '*') && EgressRoutes.IsExternal(HostName.Normalize(host), context));

    private static string Explain(string host, RuleContext context) =>
        host.EndsWith(".svc." + context.Policy.Mesh.ClusterDomain, StringComparison.Ordinal)
            ? $"This route leads to {Quote.Text(host)}, a Service of namespace {Quote.Shorten(host.Split('.')[1])} and not the egress gateway. Where "
                + "there is no such Service, nothing gets through; whoever creates it takes the traffic."
            : $"{Quote.Text(host)} is not the egress gateway's full name, and Istio does not complete a name that has a dot. There is no such host, "
                + "until somebody declares one and takes the traffic.";

    private static string Remedy(string host, RuleContext context)
    {
        var mesh = context.Policy.Mesh;
        var meant = mesh.EgressGateways.FirstOrDefault(gateway => host == $"{gateway.Service}.{gateway.Namespace}"
            || host.StartsWith($"{gateway.Service}.{gateway.Namespace}.", StringComparison.Ordinal));
        meant ??= mesh.EgressGateways.First(gateway => host.StartsWith(gateway.Service + ".", StringComparison.Ordinal));
        return $"Write the full name, {meant.HostIn(mesh.ClusterDomain)}.";
    }
}
