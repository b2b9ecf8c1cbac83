using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.GatewayApi;

/// <summary>What a route does to requests on their way neither sends a copy outside nor puts another host's name on them.</summary>
/// <remarks>
/// Fields: <c>filters</c> of <c>spec.rules[]</c> and of their <c>backendRefs[]</c>.
/// <list type="bullet">
/// <item><c>requestMirror.backendRef</c>: a Service of the cluster; on routes of an egress gateway, of a ServiceEntry and of another
/// namespace's Service an egress gateway's Service;</item>
/// <item><c>externalAuth.backendRef</c>: a Service of the cluster;</item>
/// <item><c>urlRewrite.hostname</c>, and <c>Host</c> or <c>:authority</c> in <c>requestHeaderModifier.set</c> and <c>add</c>: on routes in
/// the mesh and of an egress gateway a name of the cluster, or one of the route's own <c>hostnames</c>.</item>
/// </list>
/// </remarks>
internal sealed class RouteFilters : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG708",
        Name = "route-filter",
        Summary = "Filters of a route send nothing outside and rename no request to another host.",
        Specification = "KG-9",
        Kinds = RouteLeadsOutOfMesh.RouteKinds,
        WarnsOnly = "requests that are renamed to an external host",
        Why = "A mirror sends a copy of every request to its backend, and an authorization server sees every one, whatever the backends "
            + "are. A rewritten host makes the egress gateway judge a request as one to a different host.",
        Example = new RuleExample(
            Denied: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: reviews, namespace: shop}
                spec:
                  parentRefs: [{group: "", kind: Service, name: reviews}]
                  rules:
                  - filters:
                    - type: RequestMirror
                      requestMirror:
                        backendRef: {group: networking.istio.io, kind: Hostname, name: api.example.com, port: 443}
                    backendRefs: [{name: reviews-v1, port: 9080}]
                """,
            Corrected: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: reviews, namespace: shop}
                spec:
                  parentRefs: [{group: "", kind: Service, name: reviews}]
                  rules:
                  - filters:
                    - type: RequestMirror
                      requestMirror:
                        backendRef: {name: reviews-v2, port: 9080}
                    backendRefs: [{name: reviews-v1, port: 9080}]
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not KubernetesRoute { Spec: { } route })
        {
            return;
        }

        for (var i = 0; i < route.Rules.Count; i++)
        {
            var (rule, pointer) = (route.Rules[i], "/spec/rules/" + JsonPointer.Token(i));
            CheckFilters(rule.Filters, pointer, route, context);
            for (var j = 0; j < rule.BackendRefs.Count; j++)
            {
                CheckFilters(rule.BackendRefs[j].Filters, $"{pointer}/backendRefs/{JsonPointer.Token(j)}", route, context);
            }
        }
    }

    private static void CheckFilters(IReadOnlyList<RouteFilter> filters, string parent, KubernetesRouteSpec route, RuleContext context)
    {
        for (var i = 0; i < filters.Count; i++)
        {
            var (filter, pointer) = (filters[i], $"{parent}/filters/{JsonPointer.Token(i)}");
            CheckMirror(filter.RequestMirror?.BackendRef, pointer + "/requestMirror/backendRef", route, context);
            CheckExternalAuth(filter.ExternalAuth?.BackendRef, pointer + "/externalAuth/backendRef", context);
            CheckRewrite(filter.UrlRewrite?.Hostname, pointer + "/urlRewrite/hostname", route, context);
            CheckHeaders(filter.RequestHeaderModifier?.Set ?? [], pointer + "/requestHeaderModifier/set", route, context);
            CheckHeaders(filter.RequestHeaderModifier?.Add ?? [], pointer + "/requestHeaderModifier/add", route, context);
        }
    }

    private static void CheckMirror(BackendReference? mirror, string pointer, KubernetesRouteSpec route, RuleContext context)
    {
        var (own, policy) = (context.Subject.Namespace, context.Policy);
        if (mirror is null || RouteBackend.IsEgressGateway(mirror, own, policy))
        {
            return;
        }

        var copy = $"The filter sends a copy of every request to {RouteBackend.Describe(mirror, own)}.";
        if (route.ParentRefs.Any(parent => RouteParent.IsEgressGateway(parent, own, policy)))
        {
            context.Report(pointer, $"{copy} From the egress gateway the copy goes where no egress rule looks.", "Remove the filter.");
        }
        else if (route.ParentRefs.Any(parent => RouteParent.IsForeign(parent, own, policy)))
        {
            var egress = policy.Mesh.EgressGateways[0];
            context.Report(
                pointer,
                $"{copy} The copy does not pass the egress gateway as the request does.",
                $"Remove the filter, or mirror to Service {Quote.Text($"{egress.Namespace}/{egress.Service}")}.");
        }
        else if (RouteBackend.LeadsOut(mirror, policy))
        {
            context.Report(
                pointer,
                $"{copy} The copy does not pass the egress gateway.",
                "Remove the filter, or mirror to a Service of the cluster.");
        }
    }

    private static void CheckExternalAuth(BackendReference? server, string pointer, RuleContext context)
    {
        if (server is not null && RouteBackend.LeadsOut(server, context.Policy))
        {
            context.Report(
                pointer,
                $"The filter asks {RouteBackend.Describe(server, context.Subject.Namespace)} about every request and shows it "
                + "the request. That does not pass the egress gateway.",
                "Remove the filter, or ask a Service of the cluster.");
        }
    }

    private static void CheckRewrite(string? host, string pointer, KubernetesRouteSpec route, RuleContext context)
    {
        if (host is not null && IsOtherExternalHost(host, route, context))
        {
            AdviseAgainst($"The filter renames requests to host {Quote.Text(host)}.", "Remove hostname from urlRewrite", pointer, context);
        }
    }

    private static void CheckHeaders(IReadOnlyList<HeaderValue> headers, string pointer, KubernetesRouteSpec route, RuleContext context)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            if (headers[i] is { Name: { } name, Value: { } host } && IsHost(name) && IsOtherExternalHost(host, route, context))
            {
                AdviseAgainst(
                    $"Header {Quote.Text(name)} renames requests to host {Quote.Text(host)}.",
                    "Remove the header",
                    $"{pointer}/{JsonPointer.Token(i)}",
                    context);
            }
        }
    }

    private static void AdviseAgainst(string what, string remedy, string pointer, RuleContext context) => context.Advise(
        pointer,
        $"{what} The egress gateway then judges and routes them as requests to that host.",
        $"{remedy}, or list the host in the route's hostnames.");

    private static bool IsHost(string header) =>
        header.Equals("host", StringComparison.OrdinalIgnoreCase) || header.Equals(":authority", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether the text, without a port, is a full name outside the cluster that the route does not have among its own, and the route is
    /// on the way to or at an egress gateway. What an ingress gateway tells its backends is theirs to judge.
    /// </summary>
    private static bool IsOtherExternalHost(string text, KubernetesRouteSpec route, RuleContext context)
    {
        var colon = text.LastIndexOf(':');
        var host = HostName.Normalize(colon < 0 ? text : text[..colon]);
        return host.Contains('.', StringComparison.Ordinal)
            && !HostName.IsInCluster(host, context.Policy.Mesh.ClusterDomain)
            && !route.Hostnames.Any(own => HostName.Normalize(own) == host)
            && route.ParentRefs.Any(parent => RouteParent.IsMesh(parent)
                || RouteParent.IsEgressGateway(parent, context.Subject.Namespace, context.Policy));
    }
}
