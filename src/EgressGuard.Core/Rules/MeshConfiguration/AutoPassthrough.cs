using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>The egress gateway forwards only what routes send through it, never by the name in the TLS handshake alone.</summary>
/// <remarks>
/// Field: <c>spec.servers[].tls.mode</c> of Gateways on the egress gateway. Not allowed: <c>AUTO_PASSTHROUGH</c>, which is for the
/// east-west gateways between clusters. A Gateway without a selector is on the egress gateway, too.
/// </remarks>
internal sealed class AutoPassthrough : Rule
{
    private const string Mode = "AUTO_PASSTHROUGH";

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG413",
        Name = "auto-passthrough",
        Summary = "No server of the egress gateway has the TLS mode AUTO_PASSTHROUGH.",
        Specification = "GW-5",
        Kinds = [ObjectKind.Gateway],
        JudgesPlatform = true,
        Why = "AUTO_PASSTHROUGH takes the destination from the client's SNI and asks no AuthorizationPolicy: whoever reaches the gateway "
            + "reaches every service of the mesh.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: cross-network, namespace: istio-system}
                spec:
                  selector: {istio: egressgateway}
                  servers:
                  - port: {number: 15443, name: tls, protocol: TLS}
                    tls: {mode: AUTO_PASSTHROUGH}
                    hosts: ["*.svc.cluster.local"]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: cross-network, namespace: istio-system}
                spec:
                  selector: {istio: eastwestgateway}
                  servers:
                  - port: {number: 15443, name: tls, protocol: TLS}
                    tls: {mode: AUTO_PASSTHROUGH}
                    hosts: ["*.svc.cluster.local"]
                """),
    };

    internal override void Check(RuleContext context)
    {
        foreach (var (server, pointer) in EgressServers.Of(context))
        {
            if (server.Tls?.Mode == Mode)
            {
                context.Report(
                    pointer + "/tls/mode",
                    "tls.mode is 'AUTO_PASSTHROUGH' on the egress gateway. The client's SNI then picks any service of the mesh as "
                    + "destination, and no AuthorizationPolicy is asked.",
                    "Set tls.mode: ISTIO_MUTUAL or PASSTHROUGH; AUTO_PASSTHROUGH belongs in a Gateway whose selector picks an east-west gateway.");
            }
        }
    }
}
