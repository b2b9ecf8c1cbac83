using System.Collections.Immutable;

namespace EgressGuard.Core.Policy;

/// <summary>The limits of NetworkPolicy rules (policy <c>networkPolicies</c>).</summary>
public sealed record NetworkPolicySettings
{
    /// <summary>The shortest IPv4 prefix that an egress rule may allow, in bits (EG508).</summary>
    public int MinimumIPv4Prefix { get; init; } = 24;

    /// <summary>The shortest IPv6 prefix that an egress rule may allow, in bits (EG508).</summary>
    public int MinimumIPv6Prefix { get; init; } = 64;

    /// <summary>The labels that mark the platform's own policies, which tenants must leave alone (EG509).</summary>
    public ImmutableSortedDictionary<string, string> ProtectedLabels { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("egressguard.io/protected", "true");
}
