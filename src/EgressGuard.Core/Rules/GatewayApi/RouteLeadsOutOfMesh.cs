using System.Collections.Immutable;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.GatewayApi;

/// <summary>
/// A route whose parent is a ServiceEntry or a Service holds at the clients' own proxies. It may send their traffic to an egress
/// gateway, and to nothing outside the cluster.
/// </summary>
/// <remarks>
/// Field: <c>spec.rules[].backendRefs</c> of HTTPRoute, GRPCRoute, TLSRoute and TCPRoute. With a ServiceEntry as parent, or a Service of
/// another namespace, every backend is an egress gateway's Service, or that Service itself: such a route takes precedence for the
/// clients of its namespace (KG-2). With a Service of the own namespace, backends are Services (or ServiceImports, InferencePools) of the
/// cluster. In ambient mode (<c>mesh.dataplaneModes</c> of the policy) the waypoint of a ServiceEntry applies its routes: there a route of
/// the entry's own namespace may lead to the entry's own hosts.
/// </remarks>
internal sealed class RouteLeadsOutOfMesh : Rule
{
    /// <summary>The kinds of routes.</summary>
    internal static ImmutableArray<ObjectKind> RouteKinds { get; } =
        [ObjectKind.HTTPRoute, ObjectKind.GRPCRoute, ObjectKind.TLSRoute, ObjectKind.TCPRoute];

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG703",
        Name = "route-leads-out-of-mesh",
        Summary = "A route in the mesh sends external traffic to an egress gateway only.",
        Specification = "KG-1, KG-2",
        Kinds = RouteKinds,
        Why = "Clients' proxies apply such a route by themselves, and whatever it names they connect to directly. A route in the client's "
            + "namespace even takes precedence over the one that leads through the egress gateway.",
        Example = new RuleExample(
            Denied: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: api, namespace: shop}
                spec:
                  parentRefs: [{group: networking.istio.io, kind: ServiceEntry, name: api}]
                  rules:
                  - backendRefs: [{group: networking.istio.io, kind: Hostname, name: api.example.com, port: 443}]
                """,
            Corrected: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: api, namespace: shop}
                spec:
                  parentRefs: [{group: networking.istio.io, kind: ServiceEntry, name: api}]
                  rules:
                  - backendRefs: [{name: istio-egressgateway, namespace: istio-system, port: 80}]
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not KubernetesRoute { Spec: { } route })
        {
            return;
        }

        var own = context.Subject.Namespace;
        for (var i = 0; i < route.Rules.Count; i++)
        {
            for (var j = 0; j < route.Rules[i].BackendRefs.Count; j++)
            {
                var backend = route.Rules[i].BackendRefs[j];
                if (route.ParentRefs.FirstOrDefault(parent => IsLedAstray(parent, backend, own, context)) is { } parent)
                {
                    context.Report(
                        $"/spec/rules/{JsonPointer.Token(i)}/backendRefs/{JsonPointer.Token(j)}",
                        $"{RouteBackend.Describe(backend, own)} takes the traffic for {RouteParent.Describe(parent, own)}, and is no "
                        + "egress gateway. " + Danger(parent, own, context.Policy),
                        Remedy(parent, own, context.Policy));
                }
            }
        }
    }

    /// <summary>Whether the backend must not get the parent's traffic. A Service's traffic may go to the Service itself.</summary>
    private static bool IsLedAstray(ParentReference parent, BackendReference backend, string own, RuleContext context) =>
        RouteParent.IsForeign(parent, own, context.Policy)
            ? !RouteBackend.IsEgressGateway(backend, own, context.Policy)
                && !RouteBackend.IsParent(backend, parent, own)
                && !EgressWaypoint.SendsOn(parent, backend, own, context)
            : RouteParent.IsService(parent) && RouteBackend.LeadsOut(backend, context.Policy);

    private static bool IsForeignService(ParentReference parent, string own, EgressPolicy policy) =>
        RouteParent.IsService(parent) && RouteParent.IsForeign(parent, own, policy);

    private static string Danger(ParentReference parent, string own, EgressPolicy policy) => IsForeignService(parent, own, policy)
        ? "For clients of this namespace the route comes before those of the other, and their own proxies apply it."
        : "The clients' own proxies connect to it directly.";

    private static string Remedy(ParentReference parent, string own, EgressPolicy policy)
    {
        var egress = policy.Mesh.EgressGateways[0];
        var toGateway = $"Send the traffic to Service {Quote.Text($"{egress.Namespace}/{egress.Service}")}";
        return RouteParent.IsServiceEntry(parent) ? toGateway + "."
            : IsForeignService(parent, own, policy) ? toGateway + ", or attach the route to a Service of this namespace."
            : toGateway + ", or to a Service of the cluster.";
    }
}
