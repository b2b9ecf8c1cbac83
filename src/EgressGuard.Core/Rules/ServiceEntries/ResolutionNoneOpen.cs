using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>
/// An entry with <c>resolution: NONE</c> sends a client to whatever address the client dials, so it is allowed only where no client
/// reaches a port of a host directly.
/// </summary>
/// <remarks>
/// Fields: <c>spec.resolution</c> (absent means NONE), <c>spec.hosts</c>, <c>spec.ports</c>, and the egress paths of every namespace that
/// sees the entry (docs/egress-path.md). Allowed: another resolution; mesh legs that lead everything to the egress gateway, as in Istio's
/// task for arbitrary wildcard hosts (pattern P8); what is blocked; a mesh leg to another host, whose address the client does not choose
/// and which EG201 refuses. A <c>workloadSelector</c> changes nothing: sidecars send the traffic of NONE to the dialled address all the
/// same (istio-egress.md 1.3). Judged when the entry is written; what opens a way later is EG901's to refuse.
/// </remarks>
internal sealed class ResolutionNoneOpen : ServiceEntryRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG103",
        Name = "resolution-none-open",
        Summary = "A ServiceEntry with resolution NONE has a mesh leg to the egress gateway for every host and port.",
        Specification = "SE-R1b, SE-R1c, 2.6, P8",
        Kinds = [ObjectKind.ServiceEntry],
        Why = "NONE sends a client to whatever address it dials, and the host is only what the client claims. "
            + "Unless everything is led to the egress gateway, the entry opens its ports to any server there is.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: NONE
                  exportTo: [".", istio-system]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                  exportTo: [".", istio-system]
                """),
    };

    private protected override void Check(ServiceEntrySpec entry, RuleContext context)
    {
        if (entry.EffectiveResolution != Resolution.None)
        {
            return;
        }

        var written = entry.Resolution is null ? "resolution is absent, which means NONE" : "resolution is 'NONE'";
        foreach (var host in UnroutedHost.AllOf(entry, context))
        {
            context.Report(
                "/spec/resolution",
                $"{written}, and {host.Problem} The client then chooses the address itself, and any server can pose as the host.",
                HostName.IsWildcard(host.Host)
                    ? UnroutedHost.RemedyForWildcards
                    : "Set resolution: DNS, and route the host to the egress gateway with a VirtualService bound to mesh.");
        }
    }
}
