using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>The egress gateway knows which workload calls it: its servers ask for the mesh's own TLS.</summary>
/// <remarks>
/// Field: <c>spec.servers[].tls.mode</c> of Gateways on the egress gateway. Allowed: <c>ISTIO_MUTUAL</c>. No TLS, no mode (which means
/// PASSTHROUGH) and every other mode leave the caller unknown. The rule is off unless the policy sets it: plain HTTP and PASSTHROUGH
/// hops are patterns of Istio's own documentation.
/// </remarks>
internal sealed class AnonymousHop : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG412",
        Name = "anonymous-hop",
        Summary = "The egress gateway is reached over mutual TLS of the mesh only.",
        Specification = "GW-4, A4",
        Kinds = [ObjectKind.Gateway],
        DefaultAction = RuleAction.Off,
        JudgesPlatform = true,
        Why = "Without ISTIO_MUTUAL the gateway does not learn who calls: any pod, even one without a sidecar, can leave through it, and "
            + "an AuthorizationPolicy by namespace or principal has nothing to go by. The rule is off unless the policy sets it, because "
            + "Istio's own documentation has gateways with plain HTTP and PASSTHROUGH.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: payments, namespace: istio-system}
                spec:
                  selector: {istio: egressgateway}
                  servers:
                  - port: {number: 443, name: tls, protocol: TLS}
                    tls: {mode: PASSTHROUGH}
                    hosts: [shop/api.example.com]
                ---
                apiVersion: egressguard.io/v1alpha1
                kind: EgressPolicy
                metadata: {name: default}
                spec:
                  rules:
                    EG412: {action: Deny}
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: payments, namespace: istio-system}
                spec:
                  selector: {istio: egressgateway}
                  servers:
                  - port: {number: 443, name: tls, protocol: TLS}
                    tls: {mode: ISTIO_MUTUAL}
                    hosts: [shop/api.example.com]
                ---
                apiVersion: egressguard.io/v1alpha1
                kind: EgressPolicy
                metadata: {name: default}
                spec:
                  rules:
                    EG412: {action: Deny}
                """),
    };

    internal override void Check(RuleContext context)
    {
        foreach (var (server, pointer) in EgressServers.Of(context))
        {
            if (server.Tls?.Mode == "ISTIO_MUTUAL")
            {
                continue;
            }

            var (place, what) = server.Tls switch
            {
                null => ("", "The server has no tls"),
                { Mode: null } => ("/tls", "tls has no mode, which means PASSTHROUGH"),
                { Mode: var mode } => ("/tls/mode", $"tls.mode is {Quote.Text(mode)}"),
            };
            context.Report(
                pointer + place,
                $"{what}, so the egress gateway does not learn which workload calls. Any pod can leave through it, even one without a "
                + "sidecar, and no AuthorizationPolicy can tell callers apart.",
                "Set tls.mode: ISTIO_MUTUAL (with protocol HTTPS or TLS), and the same in the DestinationRule for the gateway's Service.");
        }
    }
}
