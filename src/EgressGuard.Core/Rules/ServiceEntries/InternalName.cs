using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>Tells the names of the cluster and of the network around it from those of the outside.</summary>
internal static class InternalName
{
    /// <summary>Whether nobody outside can own the name: it is the cluster's, ends in .local or .internal, or has no dot.</summary>
    /// <param name="host">The name or wildcard, normalised.</param>
    /// <param name="policy">The policy, for the cluster's domain.</param>
    public static bool Is(string host, EgressPolicy policy) =>
        HostName.IsInCluster(host, policy.Mesh.ClusterDomain)
        || host.EndsWith(".local", StringComparison.Ordinal)
        || host.EndsWith(".internal", StringComparison.Ordinal)
        || (!HostName.IsWildcard(host) && !host.Contains('.', StringComparison.Ordinal));

    /// <summary>The hosts that belong to the outside, as written.</summary>
    public static List<string> External(IReadOnlyList<string> hosts, EgressPolicy policy) =>
        [.. hosts.Where(host => !Is(HostName.Normalize(host), policy))];
}
