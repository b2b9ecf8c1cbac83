using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>A host of a ServiceEntry is not a name of the cluster that is somebody else's, least of all the egress gateway's.</summary>
/// <remarks>
/// Field: <c>spec.hosts</c>. Istio lets any namespace declare any name, and a sidecar prefers what its own namespace declares, even to a
/// Service. Refused: the egress gateway's Service in any of its forms; names that end in <c>.svc</c> or in the cluster's domain, unless
/// they are of a service in the entry's own namespace; names without a dot; wildcards over any of these (what EG107 says of a wildcard
/// is not said twice).
/// </remarks>
internal sealed class HostShadowsClusterName : ServiceEntryRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG105",
        Name = "host-shadows-cluster-name",
        Summary = "A host of a ServiceEntry is not a name of the cluster that belongs to the egress gateway or to another namespace.",
        Specification = "SE-7, SE-H1, 2.9",
        Kinds = [ObjectKind.ServiceEntry],
        Why = "A sidecar prefers what its own namespace declares, even to a Service. Who declares the egress gateway's name sends the "
            + "traffic for the gateway elsewhere, with routes that look as they should.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: partner, namespace: shop}
                spec:
                  hosts: [istio-egressgateway.istio-system.svc.cluster.local]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: STATIC
                  endpoints: [{address: 203.0.113.10}]
                  exportTo: [".", istio-system]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: partner, namespace: shop}
                spec:
                  hosts: [api.example.com]
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
            if (Judge(HostName.Normalize(entry.Hosts[i]), context) is var (problem, remedy))
            {
                context.Report("/spec/hosts/" + JsonPointer.Token(i), $"{Quote.Text(entry.Hosts[i])} {problem}", remedy);
            }
        }
    }

    private static (string Problem, string Remedy)? Judge(string host, RuleContext context)
    {
        var (policy, own) = (context.Policy, context.Subject.Namespace);
        if (WildcardTooBroad.Refuses(host, policy))
        {
            return null;
        }

        if (EgressGateways.NamesOfServices(policy).Any(name => HostName.Overlap(host, name)))
        {
            return (
                $"{Verb(host)} the name of an egress gateway. Routes to the gateway would lead to this entry instead, past the gateway.",
                "Remove the host: the egress gateway has a Service and needs no ServiceEntry.");
        }

        if (!HostName.IsWildcard(host) && !host.Contains('.', StringComparison.Ordinal))
        {
            return ("is a name without a dot, and a ServiceEntry takes it as it stands. "
                + "Clients call services of the cluster by such names, and the entry would take over their traffic.",
                "Write the full name of the external host, such as 'api.example.com'.");
        }

        return HostName.IsInCluster(host, policy.Mesh.ClusterDomain) && !IsOf(own, host, policy)
            ? ($"{Verb(host)} a name of the cluster, but of no service of namespace {Quote.Text(own)}. "
                + "Sidecars prefer what their own namespace declares, so the entry would take over traffic that is meant for others.",
                "Write the name of the external host. A name in the cluster must be one of this namespace: "
                + $"'<service>.{own}.svc.{policy.Mesh.ClusterDomain}'.")
            : null;
    }

    private static string Verb(string host) => HostName.IsWildcard(host) ? "covers" : "is";

    /// <summary>Whether the host is a service of the namespace, or a pod of one: <c>[pod.]service.namespace.svc[.domain]</c>.</summary>
    private static bool IsOf(string @namespace, string host, EgressPolicy policy)
    {
        var domain = "." + policy.Mesh.ClusterDomain;
        var service = host.EndsWith(domain, StringComparison.Ordinal) ? host[..^domain.Length] : host;
        var suffix = $".{@namespace}.svc";
        return service.Length > suffix.Length && service.EndsWith(suffix, StringComparison.Ordinal);
    }
}
