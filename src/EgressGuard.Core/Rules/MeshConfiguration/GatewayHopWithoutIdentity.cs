using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>Where a DestinationRule sets the TLS of the hop to the egress gateway, it is the mesh's own mutual TLS.</summary>
/// <remarks>
/// Field: <c>tls.mode</c>, in <c>spec.trafficPolicy</c>, its <c>portLevelSettings</c>, and the same of each of <c>spec.subsets</c>, of a
/// rule whose <c>host</c> is the gateway's Service or a wildcard that covers it. Allowed: no <c>tls</c> at all, or <c>ISTIO_MUTUAL</c>.
/// A <c>tls</c> without a mode means <c>DISABLE</c>.
/// </remarks>
internal sealed class GatewayHopWithoutIdentity : Rule
{
    private const string Remedy = "Set mode: ISTIO_MUTUAL, or leave tls out; the Gateway's server must be set the same way.";

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG402",
        Name = "gateway-hop-without-identity",
        Summary = "TLS that a DestinationRule sets for the egress gateway has the mode ISTIO_MUTUAL.",
        Specification = "DR-2, C12, A4",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.DestinationRule],
        JudgesPlatform = true,
        Why = "Only the mesh's own mutual TLS tells the egress gateway which workload is asking. Without it, its policies cannot go by "
            + "identity, and a gateway that insists on it refuses the connection.",
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
                    trafficPolicy:
                      portLevelSettings:
                      - port: {number: 443}
                        tls: {mode: DISABLE}
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
                    trafficPolicy:
                      portLevelSettings:
                      - port: {number: 443}
                        tls: {mode: ISTIO_MUTUAL, sni: api.example.com}
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not DestinationRule { Spec: { } rule } || RuledHost.Of(rule, context)?.Gateway is not { } gateway)
        {
            return;
        }

        foreach (var place in ConnectionSettings.Of(rule).Where(place => place.Tls is not (null or { Mode: "ISTIO_MUTUAL" })))
        {
            var mode = place.Tls!.Mode;
            context.Report(
                place.Pointer + (mode is null ? "/tls" : "/tls/mode"),
                (mode is null ? "tls has no mode, which means DISABLE," : $"tls.mode is {Quote.Text(mode)}")
                + $" for the egress gateway {Quote.Text(gateway)}. The gateway then cannot tell which workload is asking, and its policies cannot go "
                + "by identity.",
                Remedy);
        }
    }
}
