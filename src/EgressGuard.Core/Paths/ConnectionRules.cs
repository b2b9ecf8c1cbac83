using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>Finds the DestinationRules that count (docs/egress-path.md 3.1).</summary>
internal sealed class ConnectionRules(MeshSnapshot mesh, EgressPolicy policy)
{
    /// <summary>The label sets that DestinationRules for the host tell apart in the namespace.</summary>
    public IEnumerable<IReadOnlyDictionary<string, string?>> LabelSets(string host, string @namespace) =>
        Covering(host, @namespace, Audience.Any) is { Count: > 0 } covering
            ? covering.Select(found => found.Spec.WorkloadSelector?.MatchLabels).OfType<IReadOnlyDictionary<string, string?>>()
            : [];

    /// <summary>The rules of a host's namespace that originate TLS for it at the port, for whomever they count.</summary>
    public IEnumerable<PathObject> Originating(string host, string owner, int port, string? subset) => Covering(host, owner, Audience.Any)
        .OrderBy(found => found.Reference)
        .Select(found => found.Alone)
        .Where(rule => rule.For(port, subset).Tls?.Mode is "SIMPLE" or "MUTUAL")
        .Select(rule => rule.Places[0]);

    /// <summary>The rules that count for a host.</summary>
    /// <param name="host">The host, normalised.</param>
    /// <param name="owner">The namespace of the service; null when there is none.</param>
    /// <param name="proxy">Whose connection it is.</param>
    public ConnectionRule Find(string host, string? owner, Proxy proxy)
    {
        var root = policy.Mesh.RootNamespace;
        return MostSpecific(Covering(host, proxy.Namespace, proxy.Namespace == root ? Audience.Private : Audience.Own), isOwn: true, proxy)
            ?? (owner is null || owner == root ? null : MostSpecific(Covering(host, owner, Audience.Shared), isOwn: false, proxy))
            ?? MostSpecific(Covering(host, root, Audience.Shared), isOwn: false, proxy)
            ?? ConnectionRule.None;
    }

    /// <summary>
    /// The rules of the most specific host, seen or not; null when none of those is seen. One whose selector picks the pod comes first;
    /// of the others the last group counts.
    /// </summary>
    private ConnectionRule? MostSpecific(List<RuledConnection> candidates, bool isOwn, Proxy proxy)
    {
        if (candidates.Count == 0)
        {
            return null;
        }

        if (candidates is [{ Spec.WorkloadSelector: null } only])
        {
            return isOwn || IsExported(only, proxy.Namespace) ? only.Alone : null;
        }

        var rules = OfMostSpecificHost(candidates);
        return Selecting(rules, proxy) ?? Merged(rules, isOwn, proxy);
    }

    private static ConnectionRule? Selecting(List<RuledConnection> rules, Proxy proxy)
    {
        var selecting = rules.FindAll(found => found.Spec.WorkloadSelector is { } selector
            && found.Reference.Namespace == proxy.Namespace && proxy.Carries(selector.MatchLabels));
        return selecting.Count > 0 ? RuledConnection.Merge(selecting.FindAll(found => SameLabels(found, selecting[0]))) : null;
    }

    private ConnectionRule? Merged(List<RuledConnection> rules, bool isOwn, Proxy proxy)
    {
        var groups = Groups(rules.FindAll(found => found.Spec.WorkloadSelector is null)).FindAll(group => isOwn || IsExported(group[0], proxy.Namespace));
        return groups.Count > 0 ? RuledConnection.Merge(groups[^1])
            : rules.Exists(found => found.Spec.WorkloadSelector is not null && (isOwn || IsExported(found, proxy.Namespace))) ? ConnectionRule.None
            : null;
    }

    private static List<RuledConnection> OfMostSpecificHost(List<RuledConnection> candidates)
    {
        if (candidates.Count == 1)
        {
            return candidates;
        }

        var host = candidates[0].Host;
        foreach (var found in candidates)
        {
            host = ServerNames.IsMoreSpecific(found.Host, host) ? found.Host : host;
        }

        return [.. candidates.Where(found => found.Host == host).OldestFirst(found => found.Rule, found => found.Reference)];
    }

    /// <summary>
    /// The rules that istiod merges: with every earlier one whose exportTo, as written, is the same or a part of its own. One that does
    /// not go into the last group is also a group of its own.
    /// </summary>
    private static List<List<RuledConnection>> Groups(List<RuledConnection> rules)
    {
        var groups = new List<List<RuledConnection>>();
        foreach (var rule in rules)
        {
            var isLast = false;
            foreach (var group in groups)
            {
                isLast = IsMergedInto(group[0].Spec.ExportTo, rule.Spec.ExportTo);
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

    private static bool SameLabels(RuledConnection left, RuledConnection right)
    {
        var (own, other) = (left.Spec.WorkloadSelector!.MatchLabels, right.Spec.WorkloadSelector!.MatchLabels);
        return own.Count == other.Count && own.All(label => other.TryGetValue(label.Key, out var value) && value == label.Value);
    }

    /// <summary>For whom the rules are that are meant.</summary>
    private enum Audience
    {
        /// <summary>Anybody.</summary>
        Any,

        /// <summary>Their own namespace, and perhaps others.</summary>
        Own,

        /// <summary>Their own namespace only.</summary>
        Private,

        /// <summary>Some other namespace.</summary>
        Shared,
    }

    private List<RuledConnection> Covering(string host, string @namespace, Audience audience)
    {
        if (!mesh.MayHaveDestinationRules(@namespace))
        {
            return [];
        }

        var found = new List<RuledConnection>();
        foreach (var reference in mesh.DestinationRulesOverlapping(host, @namespace))
        {
            if (RuledConnection.Find(mesh, reference) is { } rule
                && HostName.IsCoveredBy(host, rule.Host)
                && policy.Mesh.IsActiveRevision(rule.Rule.Metadata.Label("istio.io/rev"))
                && IsFor(audience, rule))
            {
                found.Add(rule);
            }
        }

        return found;
    }

    private IReadOnlyList<string> Effective(RuledConnection found) => found.Spec.WorkloadSelector is not null
        ? ["."]
        : ExportScope.Effective(found.Spec.ExportTo, policy.Mesh.DefaultExportTo);

    private bool IsFor(Audience audience, RuledConnection found) => audience switch
    {
        Audience.Own => found.Spec.ExportTo.Count == 0 || IsExported(found, found.Reference.Namespace),
        Audience.Private => IsPrivate(found),
        Audience.Shared => !IsPrivate(found),
        _ => true,
    };

    private bool IsPrivate(RuledConnection found)
    {
        foreach (var item in Effective(found))
        {
            if (item != "." && item != found.Reference.Namespace)
            {
                return false;
            }
        }

        return true;
    }

    private bool IsExported(RuledConnection found, string @namespace) => ExportScope.Includes(Effective(found), found.Reference.Namespace, @namespace);
}
