using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>What the host of a DestinationRule stands for.</summary>
/// <param name="Name">The full name: expanded with the rule's namespace (istio-egress.md 2.2), and normalised.</param>
/// <param name="Gateway">The name of the egress gateway that it covers, as a wildcard or by itself; null when it covers none.</param>
/// <param name="IsExternal">Whether it is none of the cluster's names.</param>
internal sealed record RuledHost(string Name, string? Gateway, bool IsExternal)
{
    /// <summary>The host of a rule; null when it has none, which Istio does not admit.</summary>
    public static RuledHost? Of(DestinationRuleSpec rule, RuleContext context)
    {
        if (string.IsNullOrEmpty(rule.Host))
        {
            return null;
        }

        var domain = context.Policy.Mesh.ClusterDomain;
        var name = HostName.Normalize(HostName.Expand(rule.Host, context.Subject.Namespace, domain));
        return new RuledHost(name, CoveredGateway(name, context.Policy.Mesh), !HostName.IsInCluster(name, domain));
    }

    private static string? CoveredGateway(string name, MeshSettings mesh) => mesh.EgressGateways
        .Select(gateway => gateway.HostIn(mesh.ClusterDomain))
        .FirstOrDefault(gateway => HostName.IsCoveredBy(gateway, name));
}
