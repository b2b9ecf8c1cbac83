using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>A DestinationRule that holds for the egress gateway leaves the gateway's own endpoints in use.</summary>
/// <remarks>
/// Field: <c>loadBalancer.simple</c>, in <c>spec.trafficPolicy</c>, its <c>portLevelSettings</c>, and the same of each of
/// <c>spec.subsets</c>, of a rule whose <c>host</c> is the gateway's Service or a wildcard that covers it (<c>*.local</c>, <c>*</c>).
/// Allowed: everything but <c>PASSTHROUGH</c>.
/// </remarks>
internal sealed class GatewayPassthrough : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG401",
        Name = "gateway-passthrough",
        Summary = "A DestinationRule for the egress gateway does not set the load balancer PASSTHROUGH.",
        Specification = "DR-1, 2.2, 2.8",
        Kinds = [ObjectKind.DestinationRule],
        JudgesPlatform = true,
        Why = "With PASSTHROUGH a proxy connects to the address that the client dialled, and not to the gateway. The route looks as if it "
            + "led through the egress gateway, and every connection goes past it.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: egress-gateway, namespace: shop}
                spec:
                  host: istio-egressgateway.istio-system.svc.cluster.local
                  exportTo: ["."]
                  subsets:
                  - name: payments-api
                    trafficPolicy: {loadBalancer: {simple: PASSTHROUGH}}
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: egress-gateway, namespace: shop}
                spec:
                  host: istio-egressgateway.istio-system.svc.cluster.local
                  exportTo: ["."]
                  subsets:
                  - name: payments-api
                    trafficPolicy: {loadBalancer: {simple: LEAST_REQUEST}}
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not DestinationRule { Spec: { } rule } || RuledHost.Of(rule, context)?.Gateway is not { } gateway)
        {
            return;
        }

        foreach (var place in ConnectionSettings.Of(rule).Where(place => place.LoadBalancer?.Simple == "PASSTHROUGH"))
        {
            context.Report(
                place.Pointer + "/loadBalancer/simple",
                $"loadBalancer.simple is 'PASSTHROUGH' for the egress gateway {Quote.Text(gateway)}. A sidecar then connects to the address that the "
                + "client dialled instead of the gateway, so that traffic bypasses it.",
                "Remove loadBalancer.simple, or set it to 'LEAST_REQUEST'. Where another host is meant, name that host in spec.host.");
        }
    }
}
