using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.GatewayApi;

/// <summary>Only routes of an egress gateway lead to hosts outside the cluster. No other gateway becomes a second way out.</summary>
/// <remarks>
/// Field: <c>spec.rules[].backendRefs</c> of routes with a Gateway or ListenerSet as parent. Kinds that name hosts (Hostname of
/// networking.istio.io, XBackend, and any that Istio does not know) are for the egress gateways of the policy. Allowed
/// elsewhere: Service, ServiceImport, InferencePool, and a Hostname that is a Service's full name. Routes in the mesh are EG703's.
/// <c>spec.externalHostname</c> of an XBackend is for the platform alone: Istio makes a ServiceEntry of it that every namespace sees.
/// </remarks>
internal sealed class HostnameBackend : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG704",
        Name = "hostname-backend",
        Summary = "Only routes of an egress gateway send to hosts outside the cluster.",
        Specification = "KG-3",
        Kinds = [.. RouteLeadsOutOfMesh.RouteKinds, ObjectKind.XBackend],
        Why = "A backend of kind Hostname needs no ServiceEntry of the route's own namespace. On an ingress gateway, or on a private one, "
            + "it opens a way out that no egress policy sees.",
        Example = new RuleExample(
            Denied: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: api, namespace: shop}
                spec:
                  parentRefs: [{name: public, namespace: istio-ingress}]
                  rules:
                  - backendRefs: [{group: networking.istio.io, kind: Hostname, name: api.example.com, port: 443}]
                """,
            Corrected: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: api, namespace: shop}
                spec:
                  parentRefs: [{name: istio-egressgateway, namespace: istio-system}]
                  hostnames: [api.example.com]
                  rules:
                  - backendRefs: [{group: networking.istio.io, kind: Hostname, name: api.example.com, port: 443}]
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is ExternalBackend { Spec.ExternalHostname.Hostname: { } host } && !RouteBackend.IsServiceHost(host, context.Policy))
        {
            context.Report(
                "/spec/externalHostname/hostname",
                $"Istio makes a public ServiceEntry of {Quote.Text(host)}. Every namespace of the mesh could then connect to the host "
                + "directly, past the egress gateway.",
                "Write a ServiceEntry with resolution: DNS and a scoped exportTo, and route its host to the egress gateway.");
        }

        if (context.Subject.Object is not KubernetesRoute { Spec: { } route } || route.ParentRefs.Any(RouteParent.IsMesh))
        {
            return;
        }

        var parent = route.ParentRefs.FirstOrDefault(parent => IsOther(parent, context) == true);
        var mayBeOther = parent is not null || route.ParentRefs.Any(parent => IsOther(parent, context) is null);
        if (mayBeOther)
        {
            Judge(route, parent, context);
        }
    }

    /// <summary>Whether the parent is a gateway, but no egress gateway; null where only the ListenerSet knows.</summary>
    private static bool? IsOther(ParentReference parent, RuleContext context)
    {
        var own = context.Subject.Namespace;
        return RouteParent.IsListenerSet(parent)
            ? KubernetesEgressGateways.IsHome(RouteParent.Resolve(parent, own).Namespace, context.Policy) ? null : true
            : RouteParent.IsGateway(parent) && !RouteParent.IsEgressGateway(parent, own, context.Policy);
    }

    private static void Judge(KubernetesRouteSpec route, ParentReference? parent, RuleContext context)
    {
        var own = context.Subject.Namespace;
        for (var i = 0; i < route.Rules.Count; i++)
        {
            for (var j = 0; j < route.Rules[i].BackendRefs.Count; j++)
            {
                var backend = route.Rules[i].BackendRefs[j];
                if (!RouteBackend.LeadsOut(backend, context.Policy))
                {
                    continue;
                }

                if (parent is null)
                {
                    context.NotEvaluated("the Gateway of the ListenerSet is not known");
                    return;
                }

                context.Report(
                    $"/spec/rules/{JsonPointer.Token(i)}/backendRefs/{JsonPointer.Token(j)}",
                    $"{RouteBackend.Describe(backend, own)} can be outside the cluster, and {RouteParent.Describe(parent, own)} is no "
                    + "egress gateway. The gateway's pods would connect to it directly.",
                    "Send to a Service of the cluster, or attach the route to "
                    + $"the egress gateway in namespace {Quote.Text(context.Policy.Mesh.EgressGateways[0].Namespace)} instead.");
            }
        }
    }
}
