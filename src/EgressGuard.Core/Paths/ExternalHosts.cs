using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>Tells the ServiceEntries whose traffic leaves the mesh from those that stay inside (docs/egress-path.md 3.4).</summary>
internal static class ExternalHosts
{
    /// <summary>Whether everything behind the host is the cluster's. What the entry says of its location does not count.</summary>
    public static bool StaysInside(string host, ServiceEntrySpec entry, EgressPolicy policy)
    {
        if (entry.Endpoints.Count > 0)
        {
            return entry.Endpoints.All(endpoint => IsInside(endpoint.Address ?? "", policy));
        }

        return entry.EffectiveResolution != Resolution.None
            && (HasSelectedEndpoints(entry) || HostName.IsInCluster(host, policy.Mesh.ClusterDomain));
    }

    /// <summary>With DYNAMIC_DNS, proxies look up the name that a request carries, whatever the selector says.</summary>
    private static bool HasSelectedEndpoints(ServiceEntrySpec entry) =>
        entry.WorkloadSelector is not null && entry.EffectiveResolution != Resolution.DynamicDns;

    private static bool IsInside(string address, EgressPolicy policy) => IPRange.TryParse(address, out var ip)
        ? policy.Mesh.IsInCluster(ip)
        : HostName.IsInCluster(HostName.Normalize(address), policy.Mesh.ClusterDomain);
}
