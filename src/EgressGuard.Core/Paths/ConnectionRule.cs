using System.Collections.Immutable;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Paths;

/// <summary>The DestinationRules that count for a host in the eyes of a proxy, as one (istio-egress.md 2.8).</summary>
/// <param name="Places">The objects.</param>
/// <param name="Policy">The settings of the rule as a whole; null when there are none.</param>
/// <param name="Subsets">The subsets, the first of each name.</param>
internal sealed record ConnectionRule(ImmutableArray<PathObject> Places, TrafficPolicy? Policy, ImmutableArray<Subset> Subsets)
{
    /// <summary>Nothing is set.</summary>
    public static ConnectionRule None { get; } = new([], null, []);

    /// <summary>Whether the subset exists.</summary>
    public bool Has(string subset) => Subset(subset) is not null;

    private Subset? Subset(string name)
    {
        foreach (var subset in Subsets)
        {
            if (subset.Name == name)
            {
                return subset;
            }
        }

        return null;
    }

    /// <summary>
    /// The load balancer and TLS for a port and subset. Settings for a port replace those above them, and a port that leaves one out
    /// resets it; a subset overrides what it sets.
    /// </summary>
    public (string? LoadBalancer, ClientTls? Tls) For(int port, string? subset)
    {
        var (balancer, tls, _) = AtPort(Policy, port);
        if (subset is not null && Subset(subset) is { TrafficPolicy: { } own })
        {
            var (ownBalancer, ownTls, resets) = AtPort(own, port);
            (balancer, tls) = resets ? (ownBalancer, ownTls) : (ownBalancer ?? balancer, ownTls ?? tls);
        }

        return (balancer?.Simple, tls);
    }

    private static (LoadBalancer?, ClientTls?, bool Resets) AtPort(TrafficPolicy? policy, int port) =>
        policy is { PortLevelSettings.Count: > 0 } && OfPort(policy, port) is { } own
            ? (own.LoadBalancer, own.Tls, true)
            : (policy?.LoadBalancer, policy?.Tls, false);

    private static PortTrafficPolicy? OfPort(TrafficPolicy policy, int port) => policy.PortLevelSettings.FirstOrDefault(item => item.Port?.Number == port);
}
