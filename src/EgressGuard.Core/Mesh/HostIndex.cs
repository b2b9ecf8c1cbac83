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
        ImmutableSortedDictionary<int, int>.Empty,
        ImmutableDictionary.Create<string, ImmutableHashSet<string>>(StringComparer.Ordinal));

    private readonly ImmutableDictionary<string, ImmutableSortedSet<ObjectRef>> _exact;

    /// <summary>Keyed by what follows the star.</summary>
    private readonly ImmutableDictionary<string, ImmutableSortedSet<ObjectRef>> _wildcards;

    /// <summary>How many keys of <see cref="_wildcards"/> have a length: of the endings of a name only those can be among them.</summary>
    private readonly ImmutableSortedDictionary<int, int> _lengths;

    /// <summary>The hosts and patterns below a domain, keyed by the domain with its leading dot; each stands under all its parents.</summary>
    private readonly ImmutableDictionary<string, ImmutableHashSet<string>> _below;

    private HostIndex(
        ImmutableDictionary<string, ImmutableSortedSet<ObjectRef>> exact,
        ImmutableDictionary<string, ImmutableSortedSet<ObjectRef>> wildcards,
        ImmutableSortedDictionary<int, int> lengths,
        ImmutableDictionary<string, ImmutableHashSet<string>> below) =>
        (_exact, _wildcards, _lengths, _below) = (exact, wildcards, lengths, below);

    public bool IsEmpty => _exact.IsEmpty && _wildcards.IsEmpty;

    public HostIndex With(IEnumerable<string> hosts, ObjectRef owner)
    {
        var index = this;
        foreach (var host in hosts)
        {
            index = index.Changed(host, index.OwnersOf(host).Add(owner));
        }

        return index;
    }

    public HostIndex Without(IEnumerable<string> hosts, ObjectRef owner)
    {
        var index = this;
        foreach (var host in hosts)
        {
            index = index.Changed(host, index.OwnersOf(host).Remove(owner));
        }

        return index;
    }

    /// <summary>The owners of exactly this host, ordered.</summary>
    public ImmutableSortedSet<ObjectRef> OwnersOf(string host) =>
        (HostName.IsWildcard(host) ? _wildcards.IsEmpty ? null : _wildcards.GetValueOrDefault(host[1..]) : _exact.GetValueOrDefault(host))
        ?? ImmutableSortedSet<ObjectRef>.Empty;

    /// <summary>The owners of every host that overlaps this one (istio-egress.md 2.1 Matches), ordered, each once.</summary>
    public ImmutableSortedSet<ObjectRef> Overlapping(string host)
    {
        var isWildcard = HostName.IsWildcard(host);
        var owners = OwnersOf(host);
        var longest = host.Length - (isWildcard ? 2 : 0);
        foreach (var (length, _) in _lengths)
        {
            if (length <= longest && _wildcards.TryGetValue(host[^length..], out var wider))
            {
                owners = owners.IsEmpty ? wider : owners.Union(wider);
            }
        }

        if (!isWildcard)
        {
            return owners;
        }

        var all = owners.ToBuilder();
        foreach (var narrower in Below(host[1..]))
        {
            all.UnionWith(OwnersOf(narrower));
        }

        return all.ToImmutable();
    }

    /// <summary>The hosts and patterns that end so. What follows a star need not begin with a dot; such patterns look at all.</summary>
    private IEnumerable<string> Below(string ending) => ending.StartsWith('.')
        ? _below.GetValueOrDefault(ending) ?? (IEnumerable<string>)[]
        : _exact.Keys.Concat(_wildcards.Keys.Where(key => key != ending).Select(key => "*" + key))
            .Where(other => HostName.Overlap(other, "*" + ending));

    private HostIndex Changed(string host, ImmutableSortedSet<ObjectRef> owners)
    {
        var isWildcard = HostName.IsWildcard(host);
        var key = isWildcard ? host[1..] : host;
        var named = isWildcard ? _wildcards : _exact;
        var (was, isNow) = (named.ContainsKey(key), !owners.IsEmpty);
        named = isNow ? named.SetItem(key, owners) : named.Remove(key);
        if (was == isNow)
        {
            return isWildcard ? new HostIndex(_exact, named, _lengths, _below) : new HostIndex(named, _wildcards, _lengths, _below);
        }

        var below = _below;
        foreach (var domain in Domains(host))
        {
            var hosts = below.GetValueOrDefault(domain, ImmutableHashSet.Create<string>(StringComparer.Ordinal));
            hosts = isNow ? hosts.Add(host) : hosts.Remove(host);
            below = hosts.IsEmpty ? below.Remove(domain) : below.SetItem(domain, hosts);
        }

        return isWildcard ? new HostIndex(_exact, named, Counted(key.Length, isNow ? 1 : -1), below) : new HostIndex(named, _wildcards, _lengths, below);
    }

    private ImmutableSortedDictionary<int, int> Counted(int length, int more)
    {
        var count = _lengths.GetValueOrDefault(length) + more;
        return count == 0 ? _lengths.Remove(length) : _lengths.SetItem(length, count);
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
}
