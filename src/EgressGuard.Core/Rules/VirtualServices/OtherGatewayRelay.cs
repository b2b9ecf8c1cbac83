using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>Only an egress gateway sends traffic on to external hosts; others serve the cluster's own services.</summary>
/// <remarks>
/// Fields: the destinations and mirrors of the routes in <c>spec.http</c>, <c>spec.tls</c> and <c>spec.tcp</c> that hold at a Gateway of
/// <c>spec.gateways</c> (the match's own <c>gateways</c>, where there are any, say at which), those of delegates included. Whether a
/// Gateway is an egress gateway, its selector and the policy's <c>mesh.egressGateways</c> tell. A Gateway that does not exist applies
/// nothing; those that Istio makes of the Gateway API's and of Ingresses exist. Judged from both sides: a Gateway, too, when
/// VirtualServices that are bound to it are there already; then its <c>spec.selector</c> is reported.
/// </remarks>
internal sealed class OtherGatewayRelay : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG210",
        Name = "external-host-through-other-gateway",
        Summary = "A gateway that is no egress gateway does not send traffic on to external hosts.",
        Specification = "VS-10, 2.3, 2.4",
        Kinds = [ObjectKind.VirtualService, ObjectKind.Gateway],
        Why = "An ingress gateway with a route to an external host is an open relay: whoever reaches it gets out through it. None of what "
            + "the egress gateway checks and records is checked and recorded there.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: site, namespace: shop}
                spec:
                  hosts: [shop.example.com]
                  gateways: [site]
                  http:
                  - route:
                    - destination: {host: files.example.net, port: {number: 80}}
                ---
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: site, namespace: shop}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 80, name: http, protocol: HTTP}
                    hosts: [./shop.example.com]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: site, namespace: shop}
                spec:
                  hosts: [shop.example.com]
                  gateways: [site]
                  http:
                  - route:
                    - destination: {host: frontend, port: {number: 80}}
                ---
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: site, namespace: shop}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 80, name: http, protocol: HTTP}
                    hosts: [./shop.example.com]
                """),
    };

    internal override void Check(RuleContext context)
    {
        switch (context.Subject.Object)
        {
            case VirtualService { Spec: { } spec }:
                CheckVirtualService(spec, context);
                break;
            case Gateway { Spec: { } spec } when !EgressGateways.Selects(spec, context.Policy):
                RoutesOfGateway.Check(context, Check);
                break;
            default:
                break;
        }
    }

    private static void CheckVirtualService(VirtualServiceSpec spec, RuleContext context)
    {
        var reported = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (leg, pointer) in ExternalLegs.Of(spec, context))
        {
            if (RelayOf(leg, context) is { } gateway && reported.Add(pointer))
            {
                context.Report(
                    pointer,
                    $"Gateway {Quote.Text(gateway.ToString())} is none of the policy's egress gateways, and what arrives there would be "
                    + $"sent on to {Quote.Text(leg.Host)}, outside the cluster. Whoever reaches that gateway gets out past the egress gateway.",
                    "Bind the route to the egress gateway instead (gateways, and match.gateways), or send it to a service of the cluster.");
            }
        }
    }

    /// <summary>The first Gateway of the leg that is no egress gateway; null when there is none, as far as is known.</summary>
    private static ObjectRef? RelayOf(RouteLeg leg, RuleContext context)
    {
        foreach (var gateway in leg.AtGateways)
        {
            switch (EgressGateways.IsOne(gateway, context.Mesh, context.Policy))
            {
                case false:
                    return gateway;
                case null when !context.Mesh.Knows(ObjectKind.Gateway):
                    context.NotEvaluated($"Gateway {gateway} was not given");
                    break;
                default:
                    break;
            }
        }

        return null;
    }
}
