using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>A VirtualService that routes external hosts in the mesh, or at the egress gateway, does so for named namespaces only.</summary>
/// <remarks>
/// Field: <c>spec.exportTo</c>. Allowed: <c>"."</c> and the names of namespaces, each once; absent only where the mesh default is not
/// <c>"*"</c>. VirtualServices that have nothing to do with egress (hosts inside the cluster only, or bound to other gateways only)
/// may be public: that is how services are shared. Judged from both sides: a Gateway on the egress gateway, too, when VirtualServices
/// that are bound to it are there already; then its <c>spec.selector</c> is reported.
/// </remarks>
internal sealed class UnscopedExport : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG202",
        Name = "virtual-service-unscoped-export",
        Summary = "A VirtualService for external hosts names the namespaces that it routes, instead of routing the whole mesh.",
        Specification = "SE-X1, 1.4",
        Kinds = [ObjectKind.VirtualService, ObjectKind.Gateway],
        Why = "A public VirtualService decides for every namespace where traffic to its hosts goes. A mistake in it, or an ill will, "
            + "takes the hosts of other teams off the egress gateway.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: payments-api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  gateways: [mesh]
                  exportTo: ["*"]
                  http:
                  - route:
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
        switch (context.Subject.Object)
        {
            case VirtualService { Spec: { } spec } when EgressRoutes.Concern(spec, context):
                ExportToCheck.Run(
                    spec.ExportTo,
                    mayBeHidden: false,
                    "this VirtualService",
                    "It would take over the route to its hosts in every namespace.",
                    context);
                break;
            case Gateway { Spec: { } spec } when EgressGateways.Selects(spec, context.Policy):
                RoutesOfGateway.Check(context, Check);
                break;
            default:
                break;
        }
    }
}
