using System.Collections.Immutable;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Mesh;

/// <summary>
/// Objects by the hosts they declare, immutable: adding or removing an object gives a new index that shares the rest. Hosts are
/// kept normalised, wildcards apart from exact names, so that a question about one host does not walk the mesh.
/// </summary>
internal sealed class HostIndex
{
    public static HostIndex Empty { get; } = new(
        ImmutableDictionary.Create<string, ImmutableSortedSet<ObjectRef>>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, ImmutableSortedSet<ObjectRef>>(StringComparer.Ordinal));

    private readonly ImmutableDictionary<string, ImmutableSortedSet<ObjectRef>> _exact;

    /// <summary>Keyed by what follows the star.</summary>
    private readonly ImmutableDictionary<string, ImmutableSortedSet<ObjectRef>> _wildcards;

    private HostIndex(
        ImmutableDictionary<string, ImmutableSortedSet<ObjectRef>> exact,
        ImmutableDictionary<string, ImmutableSortedSet<ObjectRef>> wildcards)
    {
        _exact = exact;
        _wildcards = wildcards;
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
        var owners = OwnersOf(host);
        if (HostName.IsWildcard(host))
        {
            var exact = _exact.Where(entry => HostName.Overlap(entry.Key, host)).Select(entry => entry.Value);
            var wild = _wildcards.Where(entry => HostName.Overlap("*" + entry.Key, host)).Select(entry => entry.Value);
            return exact.Concat(wild).Aggregate(owners, (all, more) => all.Union(more));
        }

        if (_wildcards.IsEmpty)
        {
            return owners;
        }

        for (var start = 0; start <= host.Length; start++)
        {
            if (_wildcards.TryGetValue(host[start..], out var more))
            {
                owners = owners.Union(more);
            }
        }

        return owners;
    }

    private HostIndex Change(string host, Func<ImmutableSortedSet<ObjectRef>, ImmutableSortedSet<ObjectRef>> change)
    {
        var owners = change(OwnersOf(host));
        return HostName.IsWildcard(host)
            ? new HostIndex(_exact, Set(_wildcards, host[1..], owners))
            : new HostIndex(Set(_exact, host, owners), _wildcards);
    }

    private static ImmutableDictionary<string, ImmutableSortedSet<ObjectRef>> Set(
        ImmutableDictionary<string, ImmutableSortedSet<ObjectRef>> entries, string key, ImmutableSortedSet<ObjectRef> owners) =>
        owners.IsEmpty ? entries.Remove(key) : entries.SetItem(key, owners);
}
