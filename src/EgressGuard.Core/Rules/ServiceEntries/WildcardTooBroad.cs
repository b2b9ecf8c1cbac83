using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>A wildcard host stays within one owner's domain: enough labels follow its star, and it covers nothing in the cluster.</summary>
/// <remarks>
/// Field: <c>spec.hosts</c>. Istio compares hosts as strings, so <c>*.com</c> opens all of .com and <c>*foo.com</c> opens
/// <c>barfoo.com</c>, too. Allowed: names without a star; wildcards with at least <c>serviceEntries.minimumWildcardLabels</c> whole
/// labels after the star's own (default 2, as in <c>*.example.com</c>), unless they cover services of the cluster.
/// </remarks>
internal sealed class WildcardTooBroad : ServiceEntryRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG107",
        Name = "wildcard-too-broad",
        Summary = "A wildcard host of a ServiceEntry stays within one domain and outside the cluster.",
        Specification = "SE-8, SE-H3, 2.1",
        Kinds = [ObjectKind.ServiceEntry],
        Why = "Istio compares hosts as strings. '*.com' opens every name that anybody registers in .com, "
            + "and '*.local' takes over the services of the cluster.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: partners, namespace: shop}
                spec:
                  hosts: ["*.com"]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: STATIC
                  endpoints: [{address: 203.0.113.10}]
                  exportTo: [".", istio-system]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: partners, namespace: shop}
                spec:
                  hosts: ["*.partner.example.com"]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: STATIC
                  endpoints: [{address: 203.0.113.10}]
                  exportTo: [".", istio-system]
                """),
    };

    private protected override void Check(ServiceEntrySpec entry, RuleContext context)
    {
        for (var i = 0; i < entry.Hosts.Count; i++)
        {
            if (Problem(HostName.Normalize(entry.Hosts[i]), context.Policy) is { } problem)
            {
                context.Report(
                    "/spec/hosts/" + JsonPointer.Token(i),
                    $"{Quote.Text(entry.Hosts[i])} {problem}",
                    "List the exact hosts, or a wildcard within one domain, such as '*.example.com'.");
            }
        }
    }

    /// <summary>Whether this rule has something against a host, which others then need not report, too.</summary>
    /// <param name="host">The host, normalised.</param>
    /// <param name="policy">The policy in force.</param>
    internal static bool Refuses(string host, EgressPolicy policy) => Problem(host, policy) is not null;

    private static string? Problem(string host, EgressPolicy policy)
    {
        if (!HostName.IsWildcard(host))
        {
            return null;
        }

        var domain = policy.Mesh.ClusterDomain;
        if (HostName.CoversServices(host, domain))
        {
            return $"covers services of the cluster (svc.{domain}). The entry would take over traffic that is none of its own.";
        }

        var needed = policy.ServiceEntries.MinimumWildcardLabels;
        return LabelsAfterStar(host) >= needed
            ? null
            : $"leaves fewer than {JsonPointer.Token(needed)} labels after its star. "
                + "It opens the hosts of many owners, among them whatever an attacker registers.";
    }

    /// <summary>The label of the star itself does not count: in <c>*foo.com</c> anybody can register a name that fits.</summary>
    internal static int LabelsAfterStar(string host)
    {
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? 0 : host[(dot + 1)..].Split('.', StringSplitOptions.RemoveEmptyEntries).Length;
    }
}
