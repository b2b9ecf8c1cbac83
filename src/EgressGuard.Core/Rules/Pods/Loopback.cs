using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>The addresses by which a pod speaks to itself.</summary>
internal static class Loopback
{
    private static readonly IPRange IPv4 = IPRange.Parse("127.0.0.0/8");
    private static readonly IPRange IPv6 = IPRange.Parse("::1");

    /// <summary>Whether the text is an address of the pod itself; a range is none.</summary>
    public static bool IsOne(string address) =>
        !address.Contains('/', StringComparison.Ordinal) && IPRange.TryParse(address, out var range) && Contains(range);

    /// <summary>Whether the address is one of the pod itself.</summary>
    public static bool Contains(IPRange address) => IPv4.Contains(address) || IPv6.Contains(address);
}
