using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>
/// One of the places at which a DestinationRule says how connections are made: for all, for a port, for a subset, for a port of a
/// subset (istio-egress.md DR-1).
/// </summary>
/// <param name="Pointer">The place.</param>
/// <param name="LoadBalancer">How an endpoint is chosen; null when the place does not say.</param>
/// <param name="Tls">The TLS that the proxy originates; null when the place does not say.</param>
internal sealed record ConnectionSettings(string Pointer, LoadBalancer? LoadBalancer, ClientTls? Tls)
{
    /// <summary>Every such place.</summary>
    public static IEnumerable<ConnectionSettings> Of(DestinationRuleSpec rule) =>
        TrafficPolicies(rule).SelectMany(place => Of(place.Policy, place.Pointer));

    /// <summary>The traffic policies of the rule and of its subsets.</summary>
    public static IEnumerable<(string Pointer, TrafficPolicy Policy)> TrafficPolicies(DestinationRuleSpec rule)
    {
        if (rule.TrafficPolicy is { } policy)
        {
            yield return ("/spec/trafficPolicy", policy);
        }

        foreach (var (index, subset) in rule.Subsets.Index())
        {
            if (subset.TrafficPolicy is { } own)
            {
                yield return ($"/spec/subsets/{JsonPointer.Token(index)}/trafficPolicy", own);
            }
        }
    }

    private static IEnumerable<ConnectionSettings> Of(TrafficPolicy policy, string pointer) =>
        policy.PortLevelSettings.Index()
            .Select(port => new ConnectionSettings(
                $"{pointer}/portLevelSettings/{JsonPointer.Token(port.Index)}", port.Item.LoadBalancer, port.Item.Tls))
            .Prepend(new ConnectionSettings(pointer, policy.LoadBalancer, policy.Tls));
}
