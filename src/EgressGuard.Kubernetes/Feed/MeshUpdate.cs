using EgressGuard.Core.Model;

namespace EgressGuard.Kubernetes.Feed;

/// <summary>A step that the writer of the mesh is asked to take.</summary>
internal abstract record MeshUpdate
{
    private MeshUpdate()
    {
    }

    /// <summary>These are all objects of the kind.</summary>
    public sealed record All(ObjectKind Kind, IReadOnlyDictionary<ObjectRef, MeshItem> Items) : MeshUpdate;

    /// <summary>An object was added or replaced, or is gone: then the item is null.</summary>
    public sealed record One(ObjectKind Kind, ObjectRef Reference, MeshItem? Item) : MeshUpdate;

    /// <summary>The cluster's DNS domain is another.</summary>
    public sealed record Domain(string Name, TaskCompletionSource Published) : MeshUpdate;
}
