using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>
/// An entry with <c>resolution: DYNAMIC_DNS</c> lets a request choose the name to connect to, so it is allowed only where every port of
/// every host has a mesh leg to the egress gateway.
/// </summary>
/// <remarks>
/// Fields: <c>spec.resolution</c>, <c>spec.hosts</c>, <c>spec.ports</c>, and the VirtualServices of the mesh. Allowed: another
/// resolution, or a VirtualService that the clients see, bound to the mesh, whose routes of the port's protocol lead to the egress
/// gateway and nowhere else. Judged when the entry is written; a VirtualService that is changed or deleted later is the egress path's
/// to judge.
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

        // Not in Needs: there, every entry of another resolution would be listed as not evaluated, too.
        if (!context.Mesh.Knows(ObjectKind.VirtualService))
        {
            context.NotEvaluated("the VirtualService objects of the mesh were not given");
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
