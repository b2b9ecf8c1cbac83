using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>The proxy that opens TLS to an external host, or to the egress gateway, checks the certificate it is shown.</summary>
/// <remarks>
/// Field: <c>tls.insecureSkipVerify</c>, in <c>spec.trafficPolicy</c>, its <c>portLevelSettings</c>, and the same of each of
/// <c>spec.subsets</c>. Allowed: absent or <c>false</c>. Rules for other services of the cluster are not judged.
/// </remarks>
internal sealed class TlsVerificationSkipped : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG405",
        Name = "tls-verification-skipped",
        Summary = "TLS to an external host or to the egress gateway is opened with the certificate checked.",
        Specification = "DR-7, C16",
        Kinds = [ObjectKind.DestinationRule],
        Why = "Without that check anybody on the way can pose as the host, read what is sent and answer in its place. A list of permitted "
            + "hosts means nothing when any server can claim to be one of them.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: payments-api, namespace: shop}
                spec:
                  host: api.example.com
                  exportTo: [".", istio-system]
                  trafficPolicy:
                    tls: {mode: SIMPLE, sni: api.example.com, insecureSkipVerify: true}
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: payments-api, namespace: shop}
                spec:
                  host: api.example.com
                  exportTo: [".", istio-system]
                  trafficPolicy:
                    tls: {mode: SIMPLE, sni: api.example.com}
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not DestinationRule { Spec: { } rule }
            || RuledHost.Of(rule, context) is not ({ IsExternal: true } or { Gateway: not null }))
        {
            return;
        }

        foreach (var place in ConnectionSettings.Of(rule).Where(place => place.Tls?.InsecureSkipVerify == true))
        {
            context.Report(
                place.Pointer + "/tls/insecureSkipVerify",
                $"insecureSkipVerify is 'true' for {Quote.Text(rule.Host!)}, so the certificate of whoever answers is accepted unchecked. "
                + "Anybody on the way can pose as the host and read what is sent.",
                "Remove insecureSkipVerify. Where the certificate is of a private authority, name that authority in caCertificates or "
                + "credentialName.");
        }
    }
}
