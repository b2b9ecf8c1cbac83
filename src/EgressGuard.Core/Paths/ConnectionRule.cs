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
    public IEnumerable<IReadOnlyDictionary<string, string?>> LabelSets(string host, string @namespace) => Covering(host)
        .Where(found => found.Reference.Namespace == @namespace)
        .Select(found => found.Rule.Spec!.WorkloadSelector?.MatchLabels)
        .OfType<IReadOnlyDictionary<string, string?>>();

    /// <summary>The rules for a host that originate TLS at the port, for whomever they count.</summary>
    public IEnumerable<PathObject> Originating(string host, int port, string? subset) => Covering(host)
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
        var covering = Covering(host).ToList();
        if (covering.Count == 0)
        {
            return ConnectionRule.None;
        }

        var root = policy.Mesh.RootNamespace;
        var own = covering.Where(found => found.Reference.Namespace == proxy.Namespace);
        own = proxy.Namespace == root ? own.Where(IsPrivate) : own;
        return MostSpecific(own, _ => true, proxy)
            ?? MostSpecific(ExportedFrom(owner, covering), found => IsExported(found, proxy.Namespace), proxy)
            ?? MostSpecific(ExportedFrom(root, covering), found => IsExported(found, proxy.Namespace), proxy)
            ?? ConnectionRule.None;
    }

    private IEnumerable<Found> ExportedFrom(string? @namespace, List<Found> covering) =>
        covering.Where(found => found.Reference.Namespace == @namespace && !IsPrivate(found));

    /// <summary>
    /// The rules of the most specific host, seen or not; null when none of those is seen. One whose selector picks the pod comes first;
    /// of the others those with equal exports are one, and the last group counts.
    /// </summary>
    private ConnectionRule? MostSpecific(IEnumerable<Found> candidates, Func<Found, bool> isSeen, Proxy proxy)
    {
        var groups = candidates.GroupBy(found => found.Host).OrderBy(group => HostName.IsWildcard(group.Key)).ThenByDescending(group => group.Key.Length);
        if (groups.FirstOrDefault()?.Where(isSeen).OldestFirst(found => found.Rule, found => found.Reference).ToList() is not { Count: > 0 } rules)
        {
            return null;
        }

        var selecting = rules.FindAll(found => found.Rule.Spec!.WorkloadSelector is { } selector
            && found.Reference.Namespace == proxy.Namespace && proxy.Carries(selector.MatchLabels));
        if (selecting.Count > 0)
        {
            return Merge(selecting.Where(found => SameLabels(found, selecting[0])));
        }

        var general = rules.FindAll(found => found.Rule.Spec!.WorkloadSelector is null);
        return general.Count == 0 ? ConnectionRule.None : Merge(general.GroupBy(Exports, StringComparer.Ordinal).Last());
    }

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

    private IEnumerable<Found> Covering(string host) => mesh.DestinationRulesOverlapping(host)
        .Select(reference => new Found(mesh.FindDestinationRule(reference)!, reference, HostOf(reference)))
        .Where(found => HostName.IsCoveredBy(host, found.Host) && policy.Mesh.IsActiveRevision(found.Rule.Metadata.Label("istio.io/rev")));

    private string HostOf(ObjectRef reference) => HostName.Normalize(
        HostName.Expand(mesh.FindDestinationRule(reference)!.Spec!.Host!, reference.Namespace, mesh.ClusterDomain));

    private IReadOnlyList<string> Effective(Found found) => found.Rule.Spec!.WorkloadSelector is not null
        ? ["."]
        : ExportScope.Effective(found.Rule.Spec.ExportTo, policy.Mesh.DefaultExportTo);

    private string Exports(Found found) =>
        string.Join(',', Effective(found).Select(item => item == found.Reference.Namespace ? "." : item).Order(StringComparer.Ordinal));

    private bool IsPrivate(Found found) => Effective(found).All(item => item == "." || item == found.Reference.Namespace);

    private bool IsExported(Found found, string @namespace) => ExportScope.Includes(Effective(found), found.Reference.Namespace, @namespace);

    private sealed record Found(DestinationRule Rule, ObjectRef Reference, string Host);
}
