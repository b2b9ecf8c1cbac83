using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>What the address of an endpoint is: a socket of the proxy's machine, an IP address or else a DNS name.</summary>
internal static class EndpointAddress
{
    /// <summary>Whether the address is the path of a socket.</summary>
    public static bool IsSocket(string address) => address.StartsWith("unix://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The IP address; null when it is none. A range is no address.</summary>
    public static IPRange? IPOf(string address) =>
        !address.Contains('/', StringComparison.Ordinal) && IPRange.TryParse(address, out var ip) ? ip : null;

    /// <summary>
    /// Whether the address is outside the cluster: an IP address that is not the cluster's and that the policy does not let endpoints have,
    /// or a name that somebody outside can own.
    /// </summary>
    public static bool IsOutside(string address, EgressPolicy policy) => IPOf(address) is { } ip
        ? !policy.Mesh.IsInCluster(ip) && !IsAllowed(ip, policy)
        : !IsSocket(address) && !InternalName.Is(HostName.Normalize(address), policy);

    /// <summary>Whether the policy lets endpoints have the IP address although it is not the host's own.</summary>
    public static bool IsAllowed(IPRange ip, EgressPolicy policy) =>
        policy.ServiceEntries.AllowedEndpointRanges.Any(range => range.Contains(ip));
}
