using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>
/// An entry with <c>resolution: DYNAMIC_DNS</c> lets a request choose the name to connect to, so it is allowed only where no client
/// reaches a port of a host directly.
/// </summary>
/// <remarks>
/// Fields: <c>spec.resolution</c>, <c>spec.hosts</c>, <c>spec.ports</c>, and the egress paths of every namespace that sees the entry
/// (docs/egress-path.md). Allowed: another resolution; mesh legs that lead everything to the egress gateway; what is blocked. Judged when
/// the entry is written; what opens a way later is EG901's to refuse.
/// </remarks>
internal sealed class DynamicDnsOpen : ServiceEntryRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG111",
        Name = "dynamic-dns-open",
        Summary = "A ServiceEntry with resolution DYNAMIC_DNS has a mesh leg to the egress gateway for every host and port.",
        Specification = "SE-9, 1.3, 2.6",
        Kinds = [ObjectKind.ServiceEntry],
        Why = "With DYNAMIC_DNS the client's own sidecar looks up whatever name a request carries and connects to it. "
            + "Unless everything is led to the egress gateway, each name under the wildcard is reached directly.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: partners, namespace: shop}
                spec:
                  hosts: ["*.partner.example.com"]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DYNAMIC_DNS
                  exportTo: [".", istio-system]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: partners, namespace: shop}
                spec:
                  hosts: [api.partner.example.com, files.partner.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                  exportTo: [".", istio-system]
                """),
    };

    private protected override void Check(ServiceEntrySpec entry, RuleContext context)
    {
        if (entry.EffectiveResolution != Resolution.DynamicDns)
        {
            return;
        }

        foreach (var host in UnroutedHost.AllOf(entry, context))
        {
            context.Report(
                "/spec/resolution",
                $"resolution is 'DYNAMIC_DNS', and {host.Problem} "
                + "The client's sidecar then looks up whatever name a request carries, and connects to it directly.",
                UnroutedHost.RemedyForWildcards);
        }
    }
}
