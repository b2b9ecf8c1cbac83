using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.ClusterNetwork;

/// <summary>A Service does not claim addresses by itself.</summary>
/// <remarks>
/// Fields: <c>spec.externalIPs</c> and <c>spec.loadBalancerIP</c>. Allowed: neither. The address of a load balancer is the
/// cloud's to choose.
/// </remarks>
internal sealed class ExternalIPs : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG506",
        Name = "external-ips",
        Summary = "A Service claims no address of its own choice.",
        Specification = "SVC-3",
        Kinds = [ObjectKind.Service],
        Why = "Every node takes traffic to such an address for the Service, whoever the address belongs to (CVE-2020-8554). A tenant can "
            + "thus take over what others send to a host outside.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: shop}
                spec:
                  selector: {app: web}
                  ports:
                  - port: 443
                  externalIPs: [203.0.113.10]
                """,
            Corrected: """
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: shop}
                spec:
                  selector: {app: web}
                  ports:
                  - port: 443
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not Service { Spec: { } spec })
        {
            return;
        }

        for (var i = 0; i < spec.ExternalIPs.Count; i++)
        {
            context.Report(
                "/spec/externalIPs/" + JsonPointer.Token(i),
                $"externalIPs holds {Quote.Text(spec.ExternalIPs[i])}, and every node then takes traffic to that address for this Service. "
                + "Connections of other tenants to the host that owns it would end here, not at the egress gateway.",
                "Remove the address from externalIPs; publish the Service through an ingress gateway or a load balancer.");
        }

        if (!string.IsNullOrEmpty(spec.LoadBalancerIP))
        {
            context.Report(
                "/spec/loadBalancerIP",
                $"loadBalancerIP asks for {Quote.Text(spec.LoadBalancerIP)}, and once granted every node takes traffic to that address for this "
                + "Service. Connections of other tenants to the host that owns it would end here, not at the egress gateway.",
                "Remove loadBalancerIP and let the load balancer choose; where fixed addresses are offered, there is a pool or an annotation.");
        }
    }
}
