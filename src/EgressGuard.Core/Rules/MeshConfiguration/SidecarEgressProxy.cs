using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>A Sidecar sends traffic to unknown destinations nowhere but to the egress gateway.</summary>
/// <remarks>
/// Field: <c>spec.outboundTrafficPolicy.egressProxy.host</c>. Allowed: absent, or the full name of an egress gateway's Service. Istio
/// does not complete short names here.
/// </remarks>
internal sealed class SidecarEgressProxy : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG407",
        Name = "sidecar-egress-proxy",
        Summary = "The egressProxy of a Sidecar is the egress gateway.",
        Specification = "SC-2",
        Kinds = [ObjectKind.Sidecar],
        Why = "An egressProxy gets every connection to a destination that the mesh does not know. One that is not the egress gateway is a "
            + "second way out of the mesh that nobody guards.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {name: default, namespace: shop}
                spec:
                  egress:
                  - hosts: ["./*", "istio-system/*"]
                  outboundTrafficPolicy:
                    mode: ALLOW_ANY
                    egressProxy: {host: relay.shop.svc.cluster.local, port: {number: 8080}}
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {name: default, namespace: shop}
                spec:
                  egress:
                  - hosts: ["./*", "istio-system/*"]
                  outboundTrafficPolicy: {mode: REGISTRY_ONLY}
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not Sidecar { Spec.OutboundTrafficPolicy.EgressProxy: { } proxy }
            || (proxy.Host is { } written && EgressGateways.IsService(HostName.Normalize(written), context.Policy)))
        {
            return;
        }

        var mesh = context.Policy.Mesh;
        context.Report(
            "/spec/outboundTrafficPolicy/egressProxy" + (proxy.Host is null ? "" : "/host"),
            (proxy.Host is { } host ? $"egressProxy.host is {Quote.Text(host)}, which is no egress gateway." : "egressProxy has no host.")
            + " Every connection to a destination that the mesh does not know would go there.",
            $"Remove egressProxy, or name the egress gateway: {mesh.EgressGateways[0].HostIn(mesh.ClusterDomain)}.");
    }
}
