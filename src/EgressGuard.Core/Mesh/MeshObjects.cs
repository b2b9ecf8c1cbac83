using System.Collections.Immutable;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Mesh;

/// <summary>The objects of a mesh by kind, immutable. Only those of <see cref="MeshSnapshot.Kinds"/> are kept.</summary>
internal sealed class MeshObjects
{
    private readonly ImmutableDictionary<ObjectRef, MeshObject>?[] _byKind;

    private MeshObjects(ImmutableDictionary<ObjectRef, MeshObject>?[] byKind) => _byKind = byKind;

    /// <summary>No objects at all.</summary>
    public static MeshObjects None { get; } = new(Nothing());

    /// <summary>The objects of a kind; null where such objects are not kept.</summary>
    public ImmutableDictionary<ObjectRef, MeshObject>? Of(ObjectKind kind) => _byKind[(int)kind];

    /// <summary>The same, but for the objects of one kind.</summary>
    public MeshObjects With(ObjectKind kind, ImmutableDictionary<ObjectRef, MeshObject> objects)
    {
        var byKind = (ImmutableDictionary<ObjectRef, MeshObject>?[])_byKind.Clone();
        byKind[(int)kind] = objects;
        return new MeshObjects(byKind);
    }

    private static ImmutableDictionary<ObjectRef, MeshObject>?[] Nothing()
    {
        var byKind = new ImmutableDictionary<ObjectRef, MeshObject>?[Enum.GetValues<ObjectKind>().Length];
        foreach (var kind in MeshSnapshot.Kinds)
        {
            byKind[(int)kind] = ImmutableDictionary<ObjectRef, MeshObject>.Empty;
        }

        return byKind;
    }
}
