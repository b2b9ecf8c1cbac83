using System.Collections.Immutable;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Mesh;

/// <summary>
/// One object laid over a mesh for one review: added, in place of another, or gone. It puts right what the indexes of the mesh answer, which
/// is cheaper than indexes of its own that nobody asks more than a few times. For one thread at a time.
/// </summary>
internal sealed class MeshOverlay(ObjectKind kind, ObjectRef reference, KubeObject? value, string clusterDomain)
{
    private readonly OverlaidKeys?[] _keys = new OverlaidKeys?[Count];

    private static int Count { get; } = Enum.GetValues<MeshKey>().Length;

    /// <summary>The object's kind.</summary>
    public ObjectKind Kind { get; } = kind;

    /// <summary>Its namespace and name.</summary>
    public ObjectRef Reference { get; } = reference;

    /// <summary>The object; null when it is gone.</summary>
    public MeshObject? Object { get; } = value is null ? null : new MeshObject(value, reference);

    /// <summary>Whether it is the one object of which this tells.</summary>
    public bool IsOf(ObjectKind kind, ObjectRef reference) => Kind == kind && Reference == reference;

    /// <summary>Whether objects of its kind are found by such a key.</summary>
    public bool Has(MeshKey key) => key switch
    {
        MeshKey.EntryHost or MeshKey.EntryNamespace or MeshKey.EntryViewer => Kind == ObjectKind.ServiceEntry,
        MeshKey.SidecarNamespace => Kind == ObjectKind.Sidecar,
        MeshKey.RuledHost => Kind == ObjectKind.DestinationRule,
        MeshKey.EntryRoute => Kind is ObjectKind.HTTPRoute or ObjectKind.GRPCRoute or ObjectKind.TLSRoute or ObjectKind.TCPRoute,
        _ => Kind == ObjectKind.VirtualService,
    };

    /// <summary>The objects with exactly this key, of those that the mesh below has.</summary>
    public ImmutableSortedSet<ObjectRef> Having(ImmutableSortedSet<ObjectRef> found, MeshKey key, string value) =>
        Keys(key).Have(value) ? found.Add(Reference) : found.Remove(Reference);

    /// <summary>The objects with a host that overlaps this one, of those that the mesh below has.</summary>
    public ImmutableSortedSet<ObjectRef> Overlapping(ImmutableSortedSet<ObjectRef> found, MeshKey key, string host) =>
        Keys(key).Overlap(host) ? found.Add(Reference) : found.Remove(Reference);

    private OverlaidKeys Keys(MeshKey key) =>
        _keys[(int)key] ??= new OverlaidKeys(Object is null ? [] : [.. MeshKeys.Of(key, Object.Value, Reference, clusterDomain)]);
}
