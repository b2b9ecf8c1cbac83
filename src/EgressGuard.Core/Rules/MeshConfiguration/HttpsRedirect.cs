using EgressGuard.Core.Model;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>The egress gateway forwards plain HTTP instead of sending the client elsewhere.</summary>
/// <remarks>Field: <c>spec.servers[].tls.httpsRedirect</c> of Gateways on the egress gateway. Allowed: absent or false.</remarks>
internal sealed class HttpsRedirect : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG414",
        Name = "https-redirect",
        Summary = "No server of the egress gateway redirects to HTTPS.",
        Specification = "GW-8",
        Kinds = [ObjectKind.Gateway],
        DefaultAction = RuleAction.Warn,
        JudgesPlatform = true,
        Why = "A redirect is for browsers at an ingress. On the egress gateway the application gets a 301 instead of an answer, and what "
            + "it does then goes over another port and other routes.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: payments, namespace: istio-system}
                spec:
                  selector: {istio: egressgateway}
                  servers:
                  - port: {number: 80, name: http, protocol: HTTP}
                    tls: {httpsRedirect: true}
                    hosts: [shop/api.example.com]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: payments, namespace: istio-system}
                spec:
                  selector: {istio: egressgateway}
                  servers:
                  - port: {number: 80, name: http, protocol: HTTP}
                    hosts: [shop/api.example.com]
                """),
    };

    internal override void Check(RuleContext context)
    {
        foreach (var (server, pointer) in EgressServers.Of(context))
        {
            if (server.Tls?.HttpsRedirect == true)
            {
                context.Report(
                    pointer + "/tls/httpsRedirect",
                    "tls.httpsRedirect is 'true' on the egress gateway. The application gets a 301 instead of an answer, and its second "
                    + "request goes over port 443, by whatever routes there are for that.",
                    "Remove httpsRedirect. To speak HTTPS with the host, originate TLS at the gateway with a DestinationRule for it.");
            }
        }
    }
}
