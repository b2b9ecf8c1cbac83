using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>A ServiceEntry is visible to its own namespace and to the egress gateway's, not to the whole mesh.</summary>
/// <remarks>
/// Field: <c>spec.exportTo</c>. Allowed: <c>"."</c> and the names of namespaces, each once; <c>["~"]</c> alone; absent only where the
/// mesh default is not <c>"*"</c>.
/// </remarks>
internal sealed class UnscopedExport : ServiceEntryRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG102",
        Name = "service-entry-unscoped-export",
        Summary = "A ServiceEntry names the namespaces that see it, instead of showing its hosts to the whole mesh.",
        Specification = "SE-3, SE-X1, 1.4",
        Kinds = [ObjectKind.ServiceEntry],
        Why = "An entry opens its hosts to everybody who sees it, and not everybody has a route through the egress gateway. "
            + "Elsewhere in the mesh the hosts would be reached directly, without the owner of the entry or of the gateway noticing.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                  exportTo: ["*"]
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

    private protected override void Check(ServiceEntrySpec entry, RuleContext context) => ExportToCheck.Run(
        entry.ExportTo,
        mayBeHidden: true,
        "this entry",
        "Namespaces that have no route through the egress gateway would reach its hosts directly.",
        context);
}
