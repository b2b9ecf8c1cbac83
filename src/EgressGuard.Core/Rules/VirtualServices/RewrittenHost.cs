using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>A route for egress does not change the host that a request names into another external one.</summary>
/// <remarks>
/// Fields: <c>spec.http[].rewrite.authority</c>, and the headers <c>host</c> and <c>:authority</c> (in any case) in
/// <c>spec.http[].headers.request.set</c> and <c>.add</c> and in those of <c>spec.http[].route[]</c>. Allowed: the VirtualService's own
/// hosts, which is what the pattern with an ExternalName service needs (istio-egress.md P10), and services of the cluster.
/// </remarks>
internal sealed class RewrittenHost : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG208",
        Name = "rewritten-host",
        Summary = "A route for egress does not rewrite the host of a request into another external one.",
        Specification = "VS-12",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.VirtualService],
        Why = "The egress gateway picks the route, and its AuthorizationPolicies decide, by the host that the request names. A request "
            + "whose host is changed on the way gets to a host that nobody permitted.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: payments-api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  gateways: [mesh]
                  exportTo: [".", istio-system]
                  http:
                  - rewrite: {authority: files.example.net}
                    route:
                    - destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 80}}
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: payments-api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  gateways: [mesh]
                  exportTo: [".", istio-system]
                  http:
                  - route:
                    - destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 80}}
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: payments-api-at-gateway, namespace: shop}
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
                    hosts: [shop/api.example.com]
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not VirtualService { Spec: { } spec })
        {
            return;
        }

        var foreign = Rewrites(spec).Where(rewrite => IsForeign(rewrite.Value, spec, context)).ToList();
        if (foreign.Count == 0 || !EgressRoutes.Concern(spec, context))
        {
            return;
        }

        foreach (var (pointer, value) in foreign)
        {
            context.Report(
                pointer,
                $"The route rewrites the host of requests into {Quote.Text(value)}, which is none of this VirtualService's hosts. The host "
                + "that is permitted and the host that is reached are then not the same.",
                "Remove the rewrite; clients that need the other host ask for it by its own name.");
        }
    }

    private static bool IsForeign(string value, VirtualServiceSpec spec, RuleContext context)
    {
        var host = EgressRoutes.FullName(WithoutPort(value), context);
        return host.Length > 0
            && EgressRoutes.IsExternal(host, context)
            && !spec.Hosts.Any(own => HostName.IsCoveredBy(host, EgressRoutes.FullName(own, context)));
    }

    /// <summary>An IPv6 address, which has further colons, stays as it is: it is no host of a VirtualService either way.</summary>
    private static string WithoutPort(string authority)
    {
        var colon = authority.IndexOf(':', StringComparison.Ordinal);
        return colon >= 0 && colon == authority.LastIndexOf(':') ? authority[..colon] : authority;
    }

    private static IEnumerable<(string Pointer, string Value)> Rewrites(VirtualServiceSpec spec)
    {
        foreach (var (index, route) in spec.Http.Index())
        {
            var pointer = "/spec/http/" + JsonPointer.Token(index);
            if (route.Rewrite?.Authority is { } authority)
            {
                yield return (pointer + "/rewrite/authority", authority);
            }

            var byDestination = route.Route.Index().SelectMany(destination =>
                HostHeaders(destination.Item.Headers, $"{pointer}/route/{JsonPointer.Token(destination.Index)}"));
            foreach (var header in HostHeaders(route.Headers, pointer).Concat(byDestination))
            {
                yield return header;
            }
        }
    }

    private static IEnumerable<(string Pointer, string Value)> HostHeaders(HttpHeaders? headers, string owner) =>
        headers?.Request is { } request
            ? HostHeaders(request.Set, owner + "/headers/request/set/").Concat(HostHeaders(request.Add, owner + "/headers/request/add/"))
            : [];

    private static IEnumerable<(string Pointer, string Value)> HostHeaders(IReadOnlyDictionary<string, string?> headers, string list) =>
        from header in headers
        where header.Key.Equals("host", StringComparison.OrdinalIgnoreCase)
            || header.Key.Equals(":authority", StringComparison.OrdinalIgnoreCase)
        select (list + JsonPointer.Escape(header.Key), header.Value ?? "");
}
