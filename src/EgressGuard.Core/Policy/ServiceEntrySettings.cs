using System.Collections.Immutable;
using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Policy;

/// <summary>The limits of ServiceEntry rules (policy <c>serviceEntries</c>).</summary>
public sealed record ServiceEntrySettings
{
    /// <summary>The shortest IPv4 prefix that <c>addresses</c> may have, in bits (EG104).</summary>
    public int MinimumIPv4Prefix { get; init; } = 24;

    /// <summary>The shortest IPv6 prefix that <c>addresses</c> may have, in bits (EG104).</summary>
    public int MinimumIPv6Prefix { get; init; } = 64;

    /// <summary>Ranges that no entry may touch: the cloud's metadata service, pod and service ranges, the API server (EG104).</summary>
    public ImmutableArray<IPRange> ProtectedRanges { get; init; } =
        [IPRange.Parse("169.254.169.254/32"), IPRange.Parse("fd00:ec2::254/128")];

    /// <summary>How many labels must follow the star of a wildcard host (EG107).</summary>
    public int MinimumWildcardLabels { get; init; } = 2;

    /// <summary>Ranges that an endpoint may lie in although they are not the host's own: by default the client's own loopback (EG109).</summary>
    public ImmutableArray<IPRange> AllowedEndpointRanges { get; init; } = [IPRange.Parse("127.0.0.0/8"), IPRange.Parse("::1/128")];
}
