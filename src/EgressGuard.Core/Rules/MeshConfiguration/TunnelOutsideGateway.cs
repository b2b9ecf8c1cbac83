using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>Only the egress gateway's own configuration has connections tunnelled through a forward proxy.</summary>
/// <remarks>
/// Field: <c>tunnel</c>, in <c>spec.trafficPolicy</c> and in the <c>trafficPolicy</c> of each of <c>spec.subsets</c> (a port cannot have
/// one). Allowed in the namespaces of the platform and of the egress gateways only.
/// </remarks>
internal sealed class TunnelOutsideGateway : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG403",
        Name = "tunnel-outside-gateway",
        Summary = "A DestinationRule outside the platform's namespaces does not tunnel connections through a forward proxy.",
        Specification = "DR-4",
        Kinds = [ObjectKind.DestinationRule],
        Why = "A sidecar that tunnels opens a connection to the forward proxy itself, and asks it for any destination. What is in the "
            + "tunnel, the egress gateway never sees.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: forward-proxy, namespace: shop}
                spec:
                  host: proxy.example.com
                  exportTo: ["."]
                  trafficPolicy:
                    tunnel: {protocol: CONNECT, targetHost: files.example.net, targetPort: 443}
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: forward-proxy, namespace: shop}
                spec:
                  host: proxy.example.com
                  exportTo: ["."]
                  trafficPolicy:
                    connectionPool: {tcp: {connectTimeout: 3s}}
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not DestinationRule { Spec: { } rule })
        {
            return;
        }

        foreach (var (pointer, policy) in ConnectionSettings.TrafficPolicies(rule))
        {
            if (policy.Tunnel is { } tunnel)
            {
                context.Report(
                    pointer + "/tunnel",
                    $"Connections for {Quote.Text(rule.Host ?? "")} would be tunnelled"
                    + (string.IsNullOrEmpty(tunnel.TargetHost) ? "" : $" to {Quote.Text(tunnel.TargetHost)}")
                    + " through a forward proxy. The egress gateway neither sees nor checks what is in the tunnel.",
                    "Remove tunnel, and route the host through the egress gateway. "
                    + "Where a forward proxy is the only way out, the platform sets the tunnel up at the egress gateway.");
            }
        }
    }
}
