using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.ClusterNetwork;

/// <summary>A Service is not a second name for a host outside the cluster.</summary>
/// <remarks>
/// Fields: <c>spec.type</c> and <c>spec.externalName</c>. Allowed with type <c>ExternalName</c>: names of the cluster, such as
/// <c>web.shop.svc</c> or <c>web.shop.svc.cluster.local</c>, and so the egress gateway's own. Case and a dot at the end do not matter.
/// </remarks>
internal sealed class ExternalName : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG504",
        Name = "external-name",
        Summary = "A Service of type ExternalName stands for a name of the cluster.",
        Specification = "SVC-1",
        Kinds = [ObjectKind.Service],
        Why = "An ExternalName gives an outside host a name of the cluster. Routes that were written for the host do not hold for that "
            + "name, so its traffic goes to the host directly.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Service
                metadata: {name: api, namespace: shop}
                spec:
                  type: ExternalName
                  externalName: api.example.com
                """,
            Corrected: """
                apiVersion: v1
                kind: Service
                metadata: {name: api, namespace: shop}
                spec:
                  type: ExternalName
                  externalName: api.payments.svc.cluster.local
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is Service { Spec: { Type: "ExternalName" } spec }
            && !HostName.IsInCluster(HostName.Normalize(spec.ExternalName ?? ""), context.Policy.Mesh.ClusterDomain))
        {
            context.Report(
                "/spec/externalName",
                $"externalName is {Quote.Text(spec.ExternalName ?? "")}, which is no Service of the cluster. Routes for the host "
                + "do not hold for the name of this Service, so connections to it leave directly, not through the egress gateway.",
                "Remove the Service, declare the host in a ServiceEntry, and route it through the egress gateway with a VirtualService; "
                + $"clients then use the host's own name. A Service of the cluster has its full name under "
                + $".svc.{context.Policy.Mesh.ClusterDomain}.");
        }
    }
}
