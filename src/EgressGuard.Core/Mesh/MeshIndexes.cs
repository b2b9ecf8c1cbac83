using System.Collections.Immutable;
using System.Runtime.InteropServices;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Mesh;

/// <summary>The indexes of a <see cref="MeshSnapshot"/>, immutable, kept up with every change so that no question walks the mesh.</summary>
internal sealed class MeshIndexes
{
    private readonly ImmutableArray<HostIndex> _all;
    private readonly ImmutableDictionary<string, HostIndex> _ruledHosts;

    private MeshIndexes(ImmutableArray<HostIndex> all, ImmutableDictionary<string, HostIndex> ruledHosts) => (_all, _ruledHosts) = (all, ruledHosts);

    public static MeshIndexes Empty { get; } = new(
        [.. Enum.GetValues<MeshKey>().Select(_ => HostIndex.Empty)], ImmutableDictionary.Create<string, HostIndex>(StringComparer.Ordinal));

    /// <summary>The index of a sort of key; DestinationRules have one for each namespace.</summary>
    public HostIndex By(MeshKey key) => _all[(int)key];

    /// <summary>The DestinationRules of a namespace by their hosts, expanded.</summary>
    public HostIndex RuledHostsOf(string @namespace) => _ruledHosts.GetValueOrDefault(@namespace, HostIndex.Empty);

    /// <summary>The indexes after an object was added, replaced or removed.</summary>
    /// <param name="before">The object as it was; null when it is new.</param>
    /// <param name="now">The object as it is; null when it is gone.</param>
    /// <param name="owner">Its identity.</param>
    /// <param name="clusterDomain">The domain with which short names are expanded.</param>
    public MeshIndexes Changed(KubeObject? before, KubeObject? now, ObjectRef owner, string clusterDomain)
    {
        var keys = (before ?? now) is { } either ? MeshKeys.For(either) : [];
        if (keys is [MeshKey.RuledHost])
        {
            var own = Reindex(RuledHostsOf(owner.Namespace), MeshKey.RuledHost);
            return new MeshIndexes(_all, own.IsEmpty ? _ruledHosts.Remove(owner.Namespace) : _ruledHosts.SetItem(owner.Namespace, own));
        }

        if (keys.IsEmpty)
        {
            return this;
        }

        var all = _all.ToArray();
        foreach (var key in keys)
        {
            all[(int)key] = Reindex(all[(int)key], key);
        }

        return new MeshIndexes(ImmutableCollectionsMarshal.AsImmutableArray(all), _ruledHosts);

        HostIndex Reindex(HostIndex index, MeshKey key)
        {
            var gone = Keys(before, key);
            var come = Keys(now, key);
            return gone.SequenceEqual(come, StringComparer.Ordinal) ? index : index.Without(gone, owner).With(come, owner);
        }

        string[] Keys(KubeObject? value, MeshKey key) => value is null ? [] : [.. MeshKeys.Of(key, value, owner, clusterDomain)];
    }
}
