using System.Collections.Immutable;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Mesh;

/// <summary>
/// Objects by the hosts they declare, immutable: adding or removing an object gives a new index that shares the rest. Hosts are
/// kept normalised, wildcards apart from exact names, and all under their parent domains, so that a question about one host or one
/// pattern does not walk the mesh.
/// </summary>
internal sealed class HostIndex
{
    public static HostIndex Empty { get; } = new(
        ImmutableDictionary.Create<string, ImmutableSortedSet<ObjectRef>>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, ImmutableSortedSet<ObjectRef>>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, ImmutableHashSet<string>>(StringComparer.Ordinal));

    private readonly ImmutableDictionary<string, ImmutableSortedSet<ObjectRef>> _exact;

    /// <summary>Keyed by what follows the star.</summary>
    private readonly ImmutableDictionary<string, ImmutableSortedSet<ObjectRef>> _wildcards;

    /// <summary>The hosts and patterns below a domain, keyed by the domain with its leading dot; each stands under all its parents.</summary>
    private readonly ImmutableDictionary<string, ImmutableHashSet<string>> _below;

    private HostIndex(
        ImmutableDictionary<string, ImmutableSortedSet<ObjectRef>> exact,
        ImmutableDictionary<string, ImmutableSortedSet<ObjectRef>> wildcards,
        ImmutableDictionary<string, ImmutableHashSet<string>> below)
    {
        _exact = exact;
        _wildcards = wildcards;
        _below = below;
    }

    public HostIndex Add(string host, ObjectRef owner) => Change(host, set => set.Add(owner));

    public HostIndex Remove(string host, ObjectRef owner) => Change(host, set => set.Remove(owner));

    /// <summary>The owners of exactly this host, ordered.</summary>
    public ImmutableSortedSet<ObjectRef> OwnersOf(string host) =>
        (HostName.IsWildcard(host) ? _wildcards.GetValueOrDefault(host[1..]) : _exact.GetValueOrDefault(host))
        ?? ImmutableSortedSet<ObjectRef>.Empty;

    /// <summary>The owners of every host that overlaps this one (istio-egress.md 2.1 Matches), ordered, each once.</summary>
    public ImmutableSortedSet<ObjectRef> Overlapping(string host)
    {
        var isWildcard = HostName.IsWildcard(host);
        var owners = OwnersOf(host);
        if (!isWildcard && _wildcards.IsEmpty)
        {
            return owners;
        }

        List<ObjectRef>? others = null;
        for (var start = isWildcard ? 2 : 0; start <= host.Length; start++)
        {
            if (_wildcards.TryGetValue(host[start..], out var wider))
            {
                (others ??= []).AddRange(wider);
            }
        }

        foreach (var narrower in isWildcard ? Below(host[1..]) : [])
        {
            (others ??= []).AddRange(OwnersOf(narrower));
        }

        return others is null ? owners : owners.IsEmpty ? [.. others] : owners.Union(others);
    }

    /// <summary>The hosts and patterns that end so. What follows a star need not begin with a dot; such patterns look at all.</summary>
    private IEnumerable<string> Below(string ending) => ending.StartsWith('.')
        ? _below.GetValueOrDefault(ending) ?? (IEnumerable<string>)[]
        : _exact.Keys.Concat(_wildcards.Keys.Where(key => key != ending).Select(key => "*" + key))
            .Where(other => HostName.Overlap(other, "*" + ending));

    private HostIndex Change(string host, Func<ImmutableSortedSet<ObjectRef>, ImmutableSortedSet<ObjectRef>> change)
    {
        var before = OwnersOf(host);
        var owners = change(before);
        var below = before.IsEmpty == owners.IsEmpty ? _below : Domains(host).Aggregate(_below, (all, domain) => Set(all, domain, owners.IsEmpty
            ? all[domain].Remove(host)
            : all.GetValueOrDefault(domain, ImmutableHashSet.Create<string>(StringComparer.Ordinal)).Add(host)));
        return HostName.IsWildcard(host)
            ? new HostIndex(_exact, Set(_wildcards, host[1..], owners), below)
            : new HostIndex(Set(_exact, host, owners), _wildcards, below);
    }

    /// <summary>The domains above a host, with their leading dots: of <c>a.b.c</c> that is <c>.b.c</c> and <c>.c</c>.</summary>
    private static IEnumerable<string> Domains(string host)
    {
        // The dot after a pattern's star belongs to the pattern itself.
        for (var dot = host.IndexOf('.', HostName.IsWildcard(host) && host.Length > 2 ? 2 : 0); dot >= 0; dot = host.IndexOf('.', dot + 1))
        {
            yield return host[dot..];
        }
    }

    private static ImmutableDictionary<string, ImmutableHashSet<string>> Set(
        ImmutableDictionary<string, ImmutableHashSet<string>> entries, string key, ImmutableHashSet<string> hosts) =>
        hosts.IsEmpty ? entries.Remove(key) : entries.SetItem(key, hosts);

    private static ImmutableDictionary<string, ImmutableSortedSet<ObjectRef>> Set(
        ImmutableDictionary<string, ImmutableSortedSet<ObjectRef>> entries, string key, ImmutableSortedSet<ObjectRef> owners) =>
        owners.IsEmpty ? entries.Remove(key) : entries.SetItem(key, owners);
}
