using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>The outbound listeners of a Sidecar take redirected traffic, and none is a forward proxy.</summary>
/// <remarks>
/// Fields: <c>spec.egress[].captureMode</c>, which is absent, <c>DEFAULT</c> or <c>IPTABLES</c> and not <c>NONE</c>; and
/// <c>spec.egress[].port.protocol</c>, which is not <c>HTTP_PROXY</c> in any case of letters.
/// </remarks>
internal sealed class SidecarListener : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG408",
        Name = "sidecar-listener",
        Summary = "The outbound listeners of a Sidecar take redirected traffic and are no forward proxies.",
        Specification = "SC-4, SC-5",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.Sidecar],
        Why = "A listener without redirection is used by clients that dial it; what they send elsewhere takes other rules. A forward proxy "
            + "goes wherever the request says, which makes it hard to tell what a pod can reach.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {name: default, namespace: shop}
                spec:
                  egress:
                  - port: {number: 3128, name: proxy, protocol: HTTP_PROXY}
                    bind: 127.0.0.1
                    captureMode: NONE
                    hosts: ["./*"]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {name: default, namespace: shop}
                spec:
                  egress:
                  - hosts: ["./*", "istio-system/*"]
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not Sidecar { Spec: { } spec })
        {
            return;
        }

        foreach (var (index, listener) in spec.Egress.Index())
        {
            var pointer = "/spec/egress/" + JsonPointer.Token(index);
            if (listener.CaptureMode == "NONE")
            {
                context.Report(
                    pointer + "/captureMode",
                    "captureMode is 'NONE', so no traffic is redirected to this listener. Clients that do not dial it themselves are left "
                    + "to the other listeners, and to outboundTrafficPolicy.",
                    "Remove captureMode, so that the pod's traffic is redirected to the sidecar as usual.");
            }

            if (listener.Port?.Protocol is { } protocol && protocol.Equals("HTTP_PROXY", StringComparison.OrdinalIgnoreCase))
            {
                context.Report(
                    pointer + "/port/protocol",
                    $"The protocol is {Quote.Text(protocol)}, which makes the listener a forward proxy. It goes wherever a request says, "
                    + "and not only where the pod's own connections may go.",
                    "Remove the listener; clients dial the hosts themselves, and the sidecar takes their traffic to the egress gateway.");
            }
        }
    }
}
