using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>Endpoints, and where their addresses are.</summary>
internal abstract class EndpointsOracle : EntryOracle
{
    protected static readonly string[] IPs =
    [
        "203.0.113.10", "10.1.2.3", "10.50.1.2", "172.16.0.1", "172.32.0.1", "192.168.7.2", "100.64.0.1", "127.0.0.1", "169.254.169.254",
        "169.254.1.1", "169.254.20.10", "2001:db8::1", "fd12::7", "fd00:ec2::254", "::1", "fe80::1", "::ffff:10.1.2.3",
        "::ffff:203.0.113.10", "::ffff:127.0.0.1",
    ];

    protected static readonly string[] Sockets = ["unix:///var/run/relay.sock", "unix://@relay", "UNIX:///relay"];

    protected static readonly EgressPolicy[] Policies =
    [
        EgressPolicy.Default,
        EgressPolicy.Default,
        EgressPolicy.Default with { Mesh = new() { ClusterRanges = [IPRange.Parse("10.0.0.0/12"), IPRange.Parse("fd12::/16")] } },
        EgressPolicy.Default with
        {
            ServiceEntries = new() { AllowedEndpointRanges = [IPRange.Parse("10.50.0.0/16"), IPRange.Parse("169.254.0.0/16")] },
        },
    ];

    // RFC 1918, 6598, 4193, loopback, IPv6 link-local and the DNS cache of nodes. The rest of 169.254.0.0/16 is the cloud's.
    private static readonly string[] Private =
    [
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.20.10/32", "fc00::/7", "::1", "fe80::/10",
    ];

    protected static bool IsIn(string ip, IEnumerable<string> ranges) =>
        ranges.Any(range => AddressBits.IsWithin(AddressBits.Of(ip), AddressBits.Of(range)));

    protected static bool IsAllowed(string ip, EgressPolicy policy) =>
        IsIn(ip, policy.ServiceEntries.AllowedEndpointRanges.Select(range => range.ToString()));

    protected static bool IsProtected(string ip, EgressPolicy policy) =>
        IsIn(ip, policy.ServiceEntries.ProtectedRanges.Select(range => range.ToString()));

    protected static bool IsInCluster(string ip, EgressPolicy policy) =>
        IsIn(ip, policy.Mesh.ClusterRanges.Length == 0 ? Private : policy.Mesh.ClusterRanges.Select(range => range.ToString()));

    protected static bool IsOutside(string address, EgressPolicy policy)
    {
        if (address.Length == 0 || Sockets.Contains(address))
        {
            return false;
        }

        return IPs.Contains(address)
            ? !IsAllowed(address, policy) && !IsInCluster(address, policy)
            : !IsInternalName(Plain(address), policy);
    }
}
