using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

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
    public bool Has(string subset) => Subsets.Any(item => item.Name == subset);

    /// <summary>
    /// The load balancer and TLS for a port and subset. Settings for a port replace those above them, and a port that leaves one out
    /// resets it; a subset overrides what it sets.
    /// </summary>
    public (string? LoadBalancer, ClientTls? Tls) For(int port, string? subset)
    {
        var (balancer, tls, _) = AtPort(Policy, port);
        if (Subsets.FirstOrDefault(item => item.Name == subset) is { TrafficPolicy: { } own })
        {
            var (ownBalancer, ownTls, resets) = AtPort(own, port);
            (balancer, tls) = resets ? (ownBalancer, ownTls) : (ownBalancer ?? balancer, ownTls ?? tls);
        }

        return (balancer?.Simple, tls);
    }

    private static (LoadBalancer?, ClientTls?, bool Resets) AtPort(TrafficPolicy? policy, int port) =>
        policy?.PortLevelSettings.FirstOrDefault(item => item.Port?.Number == port) is { } own
            ? (own.LoadBalancer, own.Tls, true)
            : (policy?.LoadBalancer, policy?.Tls, false);
}

/// <summary>Finds the DestinationRules that count (docs/egress-path.md 3.1).</summary>
internal sealed class ConnectionRules(MeshSnapshot mesh, EgressPolicy policy)
{
    /// <summary>The label sets that DestinationRules for the host tell apart in the namespace.</summary>
    public IEnumerable<IReadOnlyDictionary<string, string?>> LabelSets(string host, string @namespace) => Covering(host, @namespace)
        .Select(found => found.Rule.Spec!.WorkloadSelector?.MatchLabels)
        .OfType<IReadOnlyDictionary<string, string?>>();

    /// <summary>The rules of a host's namespace that originate TLS for it at the port, for whomever they count.</summary>
    public IEnumerable<PathObject> Originating(string host, string owner, int port, string? subset) => Covering(host, owner)
        .OrderBy(found => found.Reference)
        .Select(found => Merge([found]))
        .Where(rule => rule.For(port, subset).Tls?.Mode is "SIMPLE" or "MUTUAL")
        .Select(rule => rule.Places[0]);

    /// <summary>The rules that count for a host.</summary>
    /// <param name="host">The host, normalised.</param>
    /// <param name="owner">The namespace of the service; null when there is none.</param>
    /// <param name="proxy">Whose connection it is.</param>
    public ConnectionRule Find(string host, string? owner, Proxy proxy)
    {
        var root = policy.Mesh.RootNamespace;
        return MostSpecific(Covering(host, proxy.Namespace).Where(proxy.Namespace == root ? IsPrivate : IsForOwn), _ => true, proxy)
            ?? MostSpecific(ExportedFrom(owner, host), found => IsExported(found, proxy.Namespace), proxy)
            ?? MostSpecific(ExportedFrom(root, host), found => IsExported(found, proxy.Namespace), proxy)
            ?? ConnectionRule.None;
    }

    private IEnumerable<Found> ExportedFrom(string? @namespace, string host) =>
        @namespace is null ? [] : Covering(host, @namespace).Where(found => !IsPrivate(found));

    /// <summary>
    /// The rules of the most specific host, seen or not; null when none of those is seen. One whose selector picks the pod comes first;
    /// of the others the last group counts.
    /// </summary>
    private static ConnectionRule? MostSpecific(IEnumerable<Found> candidates, Func<Found, bool> isSeen, Proxy proxy)
    {
        var hosts = candidates.GroupBy(found => found.Host).OrderBy(group => HostName.IsWildcard(group.Key)).ThenByDescending(group => group.Key.Length);
        var rules = hosts.FirstOrDefault()?.OldestFirst(found => found.Rule, found => found.Reference).ToList() ?? [];
        var selecting = rules.FindAll(found => found.Rule.Spec!.WorkloadSelector is { } selector
            && found.Reference.Namespace == proxy.Namespace && proxy.Carries(selector.MatchLabels));
        if (selecting.Count > 0)
        {
            return Merge(selecting.Where(found => SameLabels(found, selecting[0])));
        }

        var groups = Groups(rules.Where(found => found.Rule.Spec!.WorkloadSelector is null)).FindAll(group => isSeen(group[0]));
        return groups.Count > 0 ? Merge(groups[^1])
            : rules.Exists(found => found.Rule.Spec!.WorkloadSelector is not null && isSeen(found)) ? ConnectionRule.None
            : null;
    }

    /// <summary>
    /// The rules that istiod merges: with every earlier one whose exportTo, as written, is the same or a part of its own. One that does
    /// not go into the last group is also a group of its own.
    /// </summary>
    private static List<List<Found>> Groups(IEnumerable<Found> rules)
    {
        var groups = new List<List<Found>>();
        foreach (var rule in rules)
        {
            var isLast = false;
            foreach (var group in groups)
            {
                isLast = IsMergedInto(group[0].Rule.Spec!.ExportTo, rule.Rule.Spec!.ExportTo);
                if (isLast)
                {
                    group.Add(rule);
                }
            }

            if (!isLast)
            {
                groups.Add([rule]);
            }
        }

        return groups;
    }

    private static bool IsMergedInto(IReadOnlyList<string> earlier, IReadOnlyList<string> later) =>
        earlier.Count == 0 ? later.Count == 0 : earlier.All(later.Contains);

    private static bool SameLabels(Found left, Found right)
    {
        var (own, other) = (left.Rule.Spec!.WorkloadSelector!.MatchLabels, right.Rule.Spec!.WorkloadSelector!.MatchLabels);
        return own.Count == other.Count && own.All(label => other.TryGetValue(label.Key, out var value) && value == label.Value);
    }

    private static ConnectionRule Merge(IEnumerable<Found> rules)
    {
        var list = rules.ToList();
        return new ConnectionRule(
            [.. list.Select(found => new PathObject(ObjectKind.DestinationRule, found.Reference))],
            list.Select(found => found.Rule.Spec!.TrafficPolicy).FirstOrDefault(item => item is not null),
            [.. list.SelectMany(found => found.Rule.Spec!.Subsets).DistinctBy(subset => subset.Name)]);
    }

    private IEnumerable<Found> Covering(string host, string @namespace) => mesh.DestinationRulesOverlapping(host, @namespace)
        .Select(reference => new Found(mesh.FindDestinationRule(reference)!, reference, HostOf(reference)))
        .Where(found => HostName.IsCoveredBy(host, found.Host) && policy.Mesh.IsActiveRevision(found.Rule.Metadata.Label("istio.io/rev")));

    private string HostOf(ObjectRef reference) => HostName.Normalize(
        HostName.Expand(mesh.FindDestinationRule(reference)!.Spec!.Host!, reference.Namespace, mesh.ClusterDomain));

    private IReadOnlyList<string> Effective(Found found) => found.Rule.Spec!.WorkloadSelector is not null
        ? ["."]
        : ExportScope.Effective(found.Rule.Spec.ExportTo, policy.Mesh.DefaultExportTo);

    private bool IsForOwn(Found found) =>
        found.Rule.Spec!.ExportTo.Count == 0 || IsExported(found, found.Reference.Namespace);

    private bool IsPrivate(Found found) => Effective(found).All(item => item == "." || item == found.Reference.Namespace);

    private bool IsExported(Found found, string @namespace) => ExportScope.Includes(Effective(found), found.Reference.Namespace, @namespace);

    private sealed record Found(DestinationRule Rule, ObjectRef Reference, string Host);
}
